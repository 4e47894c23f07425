package sundsvall

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// sendFile adds the file to its errand and looks whether it is there whole.
func (c *connector) sendFile(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	content, err := s.Attachment.Open(ctx)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: fmt.Errorf("open the file: %w", err)}
	}
	defer content.Close()
	r, err := httpclient.FileForm([]httpclient.Field{{Name: "channel", Value: defaultChannel}}, httpclient.File{
		Field: "errandAttachment", Name: filePrefix(s.Key) + casetext.FileName(s.Attachment.Name, maxFileName), MediaType: s.Attachment.MediaType,
		Content: content, Size: s.Attachment.Size,
	})
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	a, err := c.do(ctx, http.MethodPost, in(s.RemoteID, "attachments"), r)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if a.Status != http.StatusCreated {
		return delivery.Receipt{}, fmt.Errorf("%s instead of 201", a.StatusLine())
	}
	id, err := c.findFile(ctx, s)
	switch {
	case errors.Is(err, errNotWhole):
		return delivery.Receipt{}, &delivery.RefusedError{Reason: errNotWhole.Error(), Err: err}
	case err != nil:
		return delivery.Receipt{}, afterwards(err)
	case id == "":
		return delivery.Receipt{}, &delivery.RefusedError{Reason: reasonUnseen}
	}
	return delivery.Receipt{RemoteID: id}, nil
}

var errNotWhole = errors.New("the file was not kept whole")

// filePrefix is what the name of a step's file begins with. All of ours have one, so
// what a citizen calls a file never passes for it.
func filePrefix(key string) string { return strings.ReplaceAll(key, "/", "_") + " " }

// findFile looks for the attachment that carries a step; "" when it is not there.
func (c *connector) findFile(ctx context.Context, s delivery.Step) (string, error) {
	var all *[]attachment
	if _, err := c.get(ctx, in(s.RemoteID, "attachments"), nil, &all); err != nil {
		return "", err
	}
	if all == nil || slices.ContainsFunc(*all, func(a attachment) bool { return !isID(a.ID) }) {
		return "", errNotJSON
	}
	for _, a := range *all {
		if !strings.HasPrefix(a.FileName, filePrefix(s.Key)) {
			continue
		}
		if a.Hash != "" && !strings.EqualFold(a.Hash, s.Attachment.SHA256) {
			return "", errNotWhole
		}
		return a.ID, nil
	}
	return "", nil
}
