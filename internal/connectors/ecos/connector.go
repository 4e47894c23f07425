package ecos

import (
	"context"
	"errors"
	"fmt"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
)

// connector is a delivery.Connector for one Ecos.
type connector struct {
	soap *soap.Client
	o    Options

	properties register
	clock      clock.Clock
}

// Identifies implements delivery.Identifier: who was logged in is the party of a case
// whose route has a role for them.
func (c *connector) Identifies() bool { return true }

// Find implements delivery.Connector.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	switch s.Kind {
	case delivery.KindCreate:
		return c.findWhole(ctx, s.Envelope)
	case delivery.KindAttachment, delivery.KindMessage, delivery.KindWithdrawal:
		return c.findDocument(ctx, s)
	}
	return delivery.Receipt{}, false, nil
}

// Send implements delivery.Connector.
func (c *connector) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	switch s.Kind {
	case delivery.KindCreate:
		return c.sendCase(ctx, s)
	case delivery.KindAttachment:
		return c.sendFile(ctx, s)
	case delivery.KindMessage, delivery.KindWithdrawal:
		return c.sendWords(ctx, s)
	}
	return delivery.Receipt{}, delivery.Unsupported(s.Kind)
}

// call calls an operation. A fault that is the caller's own refuses the step; after
// any other fault nobody knows what was done.
func (c *connector) call(ctx context.Context, operation string, request, response any) error {
	err := soap.Judge(c.soap.Call(ctx, action(operation), request, response), func(f *soap.FaultError) error {
		if f.Has("Sender", "DeserializationFailed") {
			return &delivery.RefusedError{Reason: operation + ": " + f.Error(), Err: f}
		}
		return f
	})
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

// begun is the error of a call that comes after one that has changed something:
// "surely nothing was done" is not true of the whole any more.
func begun(err error) error {
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("after a part was done: %w", unavailable.Err)
	}
	return err
}

func receipt(k foundCase) delivery.Receipt {
	return delivery.Receipt{RemoteID: k.ID, Number: casetext.OneLine(k.Number)}
}
