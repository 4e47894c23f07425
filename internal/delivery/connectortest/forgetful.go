package connectortest

import (
	"context"

	"github.com/mittkoping/entre/internal/delivery"
)

// Forgetful returns a connector that never finds what was sent before. A test
// that still finds everything exactly once with it in place proves nothing.
// Tickets it does follow up: those are never sent again anyway.
func Forgetful(c delivery.Connector) delivery.Connector { return forgetful{c} }

type forgetful struct{ delivery.Connector }

func (f forgetful) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if s.Ticket != "" {
		return f.Connector.Find(ctx, s)
	}
	return delivery.Receipt{}, false, nil
}
