package open311

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
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
	updates, err := decodeUpdates(c.client.format, a.Body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if len(updates) != 1 {
		return delivery.Receipt{}, fmt.Errorf("an answer about %d updates", len(updates))
	}
	return delivery.Receipt{RemoteID: updates[0].ID.id()}, nil
}

// fileForm is the form around the content.
func (c *connector) fileForm(s delivery.Step, content io.Reader) (httpclient.Request, error) {
	return httpclient.FileForm([]httpclient.Field{
		{Name: "api_key", Value: c.client.key},
		{Name: "jurisdiction_id", Value: c.client.jurisdiction},
		{Name: "service_request_id", Value: s.RemoteID},
		{Name: "update_id", Value: s.Key},
		{Name: "status", Value: "OPEN"}, // required; a case that has just been made is nothing else
		{Name: "updated_datetime", Value: c.clock.Now().Format(time.RFC3339)},
		{Name: "description", Value: describeFile(s.Key, *s.Attachment)},
	}, httpclient.File{
		Field: "media", Name: fileName(s.Attachment.Name), MediaType: s.Attachment.MediaType, Content: content, Size: s.Attachment.Size,
	})
}
