package open311

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// sendFile posts the file as an update of its case, as FixMyStreet's
// upload_files does: a multipart form with the file in the field media.
func (c *connector) sendFile(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	content, err := s.Attachment.Open(ctx)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: fmt.Errorf("open the file: %w", err)}
	}
	defer content.Close()
	r, err := c.fileForm(s, content)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	return c.updateReceipt(c.client.do(ctx, http.MethodPost, updatesResource, r))
}

// fileForm is the form around the content.
func (c *connector) fileForm(s delivery.Step, content io.Reader) (httpclient.Request, error) {
	form := c.updateForm(s, statusOpen, describeFile(s.Key, *s.Attachment))
	c.client.sign(form)
	var fields []httpclient.Field
	for _, name := range slices.Sorted(maps.Keys(form)) {
		fields = append(fields, httpclient.Field{Name: name, Value: form.Get(name)})
	}
	return httpclient.FileForm(fields, httpclient.File{
		Field: "media", Name: casetext.Name(s.Attachment.Name), MediaType: s.Attachment.MediaType, Content: content, Size: s.Attachment.Size,
	})
}
