package requesttracker

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

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
	found, err := c.post(ctx, s, r)
	if err != nil {
		return delivery.Receipt{}, err
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

// fileRequest is the comment with the content, which is not read yet. Files go
// as a form, where names arrive whole; in JSON Request Tracker garbles them
// when they have other letters than those of ASCII. But of a form it takes no
// empty file.
func (c *connector) fileRequest(s delivery.Step, content io.Reader) (httpclient.Request, error) {
	f := *s.Attachment
	body := c.say(s, describeFile(s.Key, f))
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
