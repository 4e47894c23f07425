package ecos

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// findDocument looks in the case for the document that bears the step's key.
func (c *connector) findDocument(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	k, err := c.get(ctx, s.RemoteID)
	if err != nil {
		return delivery.Receipt{}, false, err
	}
	if k == nil {
		return delivery.Receipt{}, false, nil
	}
	d := documentOf(k, s.Key)
	if d == nil {
		return delivery.Receipt{}, false, nil
	}
	return delivery.Receipt{RemoteID: d.ID}, true, nil
}

// sendFile adds an attachment.
func (c *connector) sendFile(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	content, err := read(ctx, s.Attachment)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	d := document{
		ContentType: or(casetext.OneLine(s.Attachment.MediaType), "application/octet-stream"), Data: content,
		Type: or(values(s.Envelope.Params).text(paramAttachmentType), c.o.AttachmentType), Filename: fileName(s.Attachment.Name), Note: s.Key,
	}
	r, err := c.addDocument(ctx, s, d, c.o.AttachmentOccurrence)
	if err != nil || c.o.ConvertsFiles {
		return r, err
	}
	kept, err := c.content(ctx, r.RemoteID)
	switch {
	case err != nil:
		return delivery.Receipt{}, begun(err)
	case !bytes.Equal(kept, content):
		return delivery.Receipt{}, refuse("the file was not kept as it was sent: converts_files?")
	}
	return r, nil
}

// read reads a file of ours to its end.
func read(ctx context.Context, f *delivery.EnvelopeFile) ([]byte, error) {
	body, err := f.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != strings.ToLower(f.SHA256) {
		return nil, errors.New("read the file: its checksum is another")
	}
	return content, nil
}

// sendWords adds a message or a withdrawal as a document. An occurrence has a note
// too, but the contract has no way to read it, and what cannot be found again would
// be sent twice.
func (c *connector) sendWords(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	name, words, kind := "Meddelande", describeMessage(s.Key, *s.Message), c.o.MessageOccurrence
	if s.Kind == delivery.KindWithdrawal {
		name, words, kind = "Återkallelse", describeWithdrawal(s.Key, *s.Message), c.o.WithdrawalOccurrence
	}
	d := document{
		ContentType: "text/plain", Data: textFile(words), Type: or(values(s.Envelope.Params).text(paramDocumentType), c.o.DocumentType),
		Filename: fileName(name + " " + strings.ReplaceAll(s.Key, "/", "-") + ".txt"), Note: s.Key,
	}
	return c.addDocument(ctx, s, d, kind)
}

// addDocument adds a document to the case and finds it there.
func (c *connector) addDocument(ctx context.Context, s delivery.Step, d document, occurrenceType string) (delivery.Receipt, error) {
	if !guid.MatchString(s.RemoteID) {
		return delivery.Receipt{}, refuse("the case has no id of Ecos")
	}
	request := addDocumentsRequest{Add: addDocuments{
		CaseID: s.RemoteID, Status: c.o.DocumentStatus, Documents: []document{d}, OccurrenceType: occurrenceType,
	}}
	if err := c.call(ctx, "AddDocumentsToCase", request, &addDocumentsResponse{}); err != nil {
		return delivery.Receipt{}, err
	}
	r, found, err := c.findDocument(ctx, s)
	if err == nil && !found {
		err = errors.New("AddDocumentsToCase: the document cannot be seen")
	}
	return r, begun(err)
}

// content returns what a document holds.
func (c *connector) content(ctx context.Context, id string) ([]byte, error) {
	if !guid.MatchString(id) {
		return nil, refuse("there is no such document")
	}
	var response getDocumentResponse
	if err := c.call(ctx, "GetDocument", getDocumentRequest{DocumentID: id}, &response); err != nil {
		return nil, err
	}
	// What is empty has an extension all the same: without that it is not the document.
	if response.Result == nil || response.Result.Data == nil || len(*response.Result.Data) == 0 && response.Result.Extension == "" {
		return nil, errNoResult
	}
	return *response.Result.Data, nil
}

// FetchFile implements delivery.FileFetcher.
func (c *connector) FetchFile(ctx context.Context, _, fileID string) (io.ReadCloser, error) {
	content, err := c.content(ctx, fileID)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}
