package open311

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// findFile looks for the update that carried the file.
func (c *connector) findFile(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if !c.uploadFiles {
		return delivery.Receipt{}, false, nil
	}
	updates, err := list(ctx, c.fetchUpdates, c.maxList, s.Since.Add(-findMargin), c.clock.Now().Add(findMargin))
	if err != nil {
		return delivery.Receipt{}, false, err
	}
	for _, u := range updates {
		if mentions(u.Description, s.Key) {
			return delivery.Receipt{RemoteID: u.ID.id()}, true, nil
		}
	}
	return delivery.Receipt{}, false, nil
}

// sendFile posts the file as an update of its case, as FixMyStreet's
// upload_files does: a multipart form with the file in the field media.
func (c *connector) sendFile(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	if !c.uploadFiles {
		return delivery.Receipt{}, delivery.Unsupported(s.Kind)
	}
	content, err := s.Attachment.Open(ctx)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: fmt.Errorf("open the file: %w", err)}
	}
	defer content.Close()
	r, err := c.fileForm(s, content)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	a, err := c.client.do(ctx, http.MethodPost, "servicerequestupdates", r)
	if err != nil {
		return delivery.Receipt{}, err
	}
	updates, err := decodeUpdates(c.client.format, a.body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if len(updates) != 1 {
		return delivery.Receipt{}, fmt.Errorf("an answer about %d updates", len(updates))
	}
	return delivery.Receipt{RemoteID: updates[0].ID.id()}, nil
}

// fileForm is the form around the content, which is not read yet. Its size is
// known, since many servers refuse a form without one.
func (c *connector) fileForm(s delivery.Step, content io.Reader) (request, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	fields := [][2]string{
		{"api_key", c.client.key},
		{"jurisdiction_id", c.client.jurisdiction},
		{"service_request_id", s.RemoteID},
		{"update_id", s.Key},
		{"status", "OPEN"}, // required; a case that has just been made is nothing else
		{"updated_datetime", c.clock.Now().Format(time.RFC3339)},
		{"description", describeFile(s.Key, *s.Attachment)},
	}
	for _, f := range fields {
		if f[1] == "" {
			continue
		}
		if err := w.WriteField(f[0], f[1]); err != nil {
			return request{}, err
		}
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", multipart.FileContentDisposition("media", fileName(s.Attachment.Name)))
	header.Set("Content-Type", mediaType(s.Attachment.MediaType))
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
		size:        int64(len(begin)) + s.Attachment.Size + int64(form.Len()),
	}, nil
}

// mediaType returns the type in its written form, so that nothing else gets
// into the header of a part.
func mediaType(s string) string {
	name, params, err := mime.ParseMediaType(s)
	if err != nil {
		return "application/octet-stream"
	}
	return mime.FormatMediaType(name, params)
}
