package open311

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/mittkoping/entre/internal/delivery"
)

var _ delivery.Inspector = (*connector)(nil)

// Inspect implements delivery.Inspector. A request is there or nobody knows: servers
// hide what is moderated, private or old, and say then that there is none. So nothing is
// ever absent, nor its updates, which are listed for a time only.
func (c *connector) Inspect(ctx context.Context, s delivery.Step) (delivery.Inspection, error) {
	unsure := delivery.Inspection{Presence: delivery.Unsure}
	a, err := c.client.get(ctx, "requests/"+url.PathEscape(s.RemoteID), nil)
	if refused, ok := errors.AsType[*refusal](err); ok && (refused.answer.Status == http.StatusNotFound || refused.answer.Status == http.StatusGone) {
		return unsure, nil
	}
	if err != nil {
		return delivery.Inspection{}, err
	}
	requests, err := decodeRequests(c.client.format, a.Body)
	if err != nil {
		return delivery.Inspection{}, err
	}
	for _, r := range requests {
		if r.ID.id() != s.RemoteID || !mentions(r.Description, s.Envelope.Reference) {
			continue
		}
		i := delivery.Inspection{Presence: delivery.Present}
		if status := statusOf(r.Status); status == delivery.StatusClosed { // "open" says little
			i.Status = status
		}
		return i, nil
	}
	return unsure, nil
}
