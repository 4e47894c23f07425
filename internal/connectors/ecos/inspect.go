package ecos

import (
	"context"

	"github.com/mittkoping/entre/internal/delivery"
)

var _ delivery.Inspector = (*connector)(nil)

// Inspect implements delivery.Inspector: Ecos tells a case by its id. The contract lets
// it say that there is none by an answer with next to nothing in it, which may be a
// garbled one too: a case is absent when it is not among those of its day either. The
// contract has no status of a case.
func (c *connector) Inspect(ctx context.Context, s delivery.Step) (delivery.Inspection, error) {
	k, err := c.get(ctx, s.RemoteID)
	if err != nil {
		return delivery.Inspection{}, err
	}
	if k != nil {
		return delivery.Inspection{Presence: delivery.Present, Steps: true}, nil
	}
	listed, err := c.findCase(ctx, s.Envelope, true)
	switch {
	case err != nil:
		return delivery.Inspection{}, err
	case listed != nil:
		return delivery.Inspection{Presence: delivery.Unsure}, nil
	}
	return delivery.Inspection{Presence: delivery.Absent}, nil
}
