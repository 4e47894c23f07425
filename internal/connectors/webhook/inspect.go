package webhook

import (
	"context"
	"net/http"

	"github.com/mittkoping/entre/internal/delivery"
)

var _ delivery.Inspector = (*connector)(nil)

// Inspect implements delivery.Inspector. A receiver remembers every event that it has
// taken, as the contract says: one that it does not know, it does not have. It says
// nothing of a case's status when it is asked.
func (c *connector) Inspect(ctx context.Context, s delivery.Step) (delivery.Inspection, error) {
	said, a, err := c.lookUp(ctx, eventID(s.Key))
	switch {
	case err != nil:
		return delivery.Inspection{}, err
	case said.Status == statusUnknown && a.Status == http.StatusNotFound:
		return delivery.Inspection{Presence: delivery.Absent}, nil
	case said.Status == statusDone && a.Status == http.StatusOK && said.ID == s.RemoteID:
		return delivery.Inspection{Presence: delivery.Present, Steps: true}, nil
	}
	return delivery.Inspection{Presence: delivery.Unsure}, nil
}
