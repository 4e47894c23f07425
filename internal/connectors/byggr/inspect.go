package byggr

import (
	"context"
	"errors"

	"github.com/mittkoping/entre/internal/delivery"
)

var _ delivery.Inspector = (*connector)(nil)

// Inspect implements delivery.Inspector: ByggR tells a case by its number, and says when
// there is none. Of its status only the end is compared: what else the citizen knows
// comes from its händelser too.
func (c *connector) Inspect(ctx context.Context, s delivery.Step) (delivery.Inspection, error) {
	a, err := c.arende(ctx, s.RemoteID)
	if errors.Is(err, errNotFound) {
		return delivery.Inspection{Presence: delivery.Absent}, nil
	}
	if err != nil {
		return delivery.Inspection{}, err
	}
	if !bears(a, s.Envelope.Reference) { // another's, since a backup was restored
		return delivery.Inspection{Presence: delivery.Unsure}, nil
	}
	i := delivery.Inspection{Presence: delivery.Present, Steps: true}
	if change, told := c.standing(a); told && change.Status == delivery.StatusClosed {
		i.Status = delivery.StatusClosed
	}
	return i, nil
}
