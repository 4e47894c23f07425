package requesttracker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
)

// comment is the body of POST ticket/ID/comment. The comment's subject is the
// step's key as well: Request Tracker writes it together with the comment, and
// the field after that, so that one who is killed in between is found all the
// same.
type comment struct {
	Subject     string            `json:"Subject"`
	Content     string            `json:"Content"`
	ContentType string            `json:"ContentType"`
	Fields      map[string]string `json:"TxnCustomFields"`
	Attachments []inlineFile      `json:"Attachments,omitempty"`
}

// inlineFile is a file within the JSON.
type inlineFile struct {
	Name      string `json:"FileName"`
	MediaType string `json:"FileType"`
	Content   string `json:"FileContent"`
}

// findFile looks for the comment that carries the file.
func (c *connector) findFile(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	found, err := c.searchTransactions(ctx, search{
		query: "ObjectId=" + quote(s.RemoteID) + " AND Type='Comment' AND (" +
			customField(c.deliveryID) + "=" + quote(s.Key) + " OR Subject=" + quote(s.Key) + ")",
		most: 1,
	})
	if err != nil || len(found) == 0 {
		return delivery.Receipt{}, false, err
	}
	return delivery.Receipt{RemoteID: string(found[0].ID)}, true, nil
}

// sendFile adds the file to its ticket as a comment: correspondence would
// reopen the ticket, and be mailed to its requestor.
func (c *connector) sendFile(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	content, err := s.Attachment.Open(ctx)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: fmt.Errorf("open the file: %w", err)}
	}
	defer content.Close()
	r, err := c.fileRequest(s, content)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	a, err := c.client.do(ctx, http.MethodPost, "ticket/"+url.PathEscape(s.RemoteID)+"/comment", r)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if a.status != http.StatusCreated || json.Unmarshal(a.body, &[]string{}) != nil {
		return delivery.Receipt{}, errors.New("an answer without a comment")
	}
	found, ok, err := c.findFile(ctx, s)
	if err != nil {
		return delivery.Receipt{}, unknown(err)
	}
	if !ok {
		// Find would not see it the next time either, and the file would come
		// again and again.
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "the file was taken, but its comment cannot be seen: ShowTicketComments?"}
	}
	return found, c.checkWhole(ctx, found.RemoteID, s.Attachment.Size)
}

// checkWhole looks whether the comment holds a file of that size: Request
// Tracker can be set to cut long ones off, or to drop them, without a word.
func (c *connector) checkWhole(ctx context.Context, transactionID string, size int64) error {
	parts, err := c.listParts(ctx, transactionID)
	if err != nil {
		return unknown(err)
	}
	for _, p := range parts {
		if p.Filename != "" && string(p.ContentLength) == strconv.FormatInt(size, 10) {
			return nil
		}
	}
	return &delivery.RefusedError{Reason: "the file was not kept whole: MaxAttachmentSize?"}
}

// unknown takes from an error the promise that nothing was sent: something was,
// before it.
func unknown(err error) error { return fmt.Errorf("not read back: %v", err) } //nolint:errorlint // on purpose

// fileRequest is the comment with the content, which is not read yet. Files go
// as a form, where names arrive whole; in JSON Request Tracker garbles them
// when they have other letters than those of ASCII. But of a form it takes no
// empty file.
func (c *connector) fileRequest(s delivery.Step, content io.Reader) (request, error) {
	f := *s.Attachment
	body := comment{
		Subject: s.Key, Content: describeFile(s.Key, f), ContentType: "text/plain",
		Fields: map[string]string{c.deliveryID: s.Key},
	}
	if f.Size > 0 {
		return c.form(body, f, content)
	}
	// A line break is nothing in base64, and yet not empty.
	body.Attachments = []inlineFile{{Name: asciiName(f.Name), MediaType: mediaType(f.MediaType), Content: "\n"}}
	raw, err := json.Marshal(body)
	return request{contentType: "application/json", body: bytes.NewReader(raw), size: int64(len(raw))}, err
}

// form is the comment with its file as multipart/form-data. Its size is known,
// since many servers refuse a form without one.
func (c *connector) form(body comment, f delivery.EnvelopeFile, content io.Reader) (request, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return request{}, err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := w.WriteField("JSON", string(raw)); err != nil {
		return request{}, err
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition("Attachments", fileName(f.Name)))
	header.Set("Content-Type", mediaType(f.MediaType))
	if _, err := w.CreatePart(header); err != nil {
		return request{}, err
	}
	begin := bytes.Clone(form.Bytes())
	form.Reset()
	if err := w.Close(); err != nil {
		return request{}, err
	}
	return request{
		contentType: w.FormDataContentType(),
		body:        io.MultiReader(bytes.NewReader(begin), content, &form),
		size:        int64(len(begin)) + f.Size + int64(form.Len()),
	}, nil
}

// mediaType returns the type in its written form, so that nothing else gets
// into the header of a part. Text goes as bytes: Request Tracker guesses its
// encoding and rewrites it, and the file would not be the citizen's any more.
func mediaType(s string) string {
	const bytesOnly = "application/octet-stream"
	name, params, err := mime.ParseMediaType(s)
	if err != nil {
		return bytesOnly
	}
	switch kind, _, _ := strings.Cut(name, "/"); kind {
	case "text", "message", "multipart":
		return bytesOnly
	}
	return mime.FormatMediaType(name, params)
}
