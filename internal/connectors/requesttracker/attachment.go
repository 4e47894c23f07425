package requesttracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
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
	a, err := c.http.Do(ctx, http.MethodPost, "ticket/"+url.PathEscape(s.RemoteID)+"/comment", r)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if a.Status != http.StatusCreated || json.Unmarshal(a.Body, &[]string{}) != nil {
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
func (c *connector) fileRequest(s delivery.Step, content io.Reader) (httpclient.Request, error) {
	f := *s.Attachment
	body := comment{
		Subject: s.Key, Content: describeFile(s.Key, f), ContentType: "text/plain",
		Fields: map[string]string{c.deliveryID: s.Key},
	}
	if f.Size == 0 {
		// A line break is nothing in base64, and yet not empty.
		body.Attachments = []inlineFile{{Name: asciiName(f.Name), MediaType: mediaType(f.MediaType), Content: "\n"}}
		return httpclient.JSON(body)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return httpclient.Request{}, err
	}
	return httpclient.FileForm([]httpclient.Field{{Name: "JSON", Value: string(raw)}}, httpclient.File{
		Field: "Attachments", Name: fileName(f.Name), MediaType: mediaType(f.MediaType), Content: content, Size: f.Size,
	})
}

// mediaType returns the type that a file is sent as. Text goes as bytes: Request
// Tracker guesses its encoding and rewrites it, and the file would not be the
// citizen's any more.
func mediaType(s string) string {
	known := httpclient.MediaType(s)
	switch kind, _, _ := strings.Cut(known, "/"); kind {
	case "text", "message", "multipart":
		return "application/octet-stream"
	}
	return known
}
