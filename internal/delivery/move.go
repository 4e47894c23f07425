package delivery

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// Moving is a case that a person sends another way than it has gone.
type Moving struct {
	From   string // the connector where it was to be worked
	To     Order  // what it owes instead
	More   []More // and what the citizen has said since
	Reason string // why; required, kept sealed in the history
}

// Move has nothing more of a case sent to the connector where it was to be
// worked, and owes all of it to another instead. What the first has got already
// it keeps, and whoever works there must close it: the deliveries say what that
// is. It is audited as the actor's, and joins the transaction in ctx.
//
// NotFound: the case owes nothing there. Invalid: no reason, or the same
// connector. Conflict: something is being sent there right now, or the other has
// had the case before.
func (e *Engine) Move(ctx context.Context, m Moving, actor string) error {
	op := "delivery.Move " + m.To.CaseID
	m.Reason = strings.TrimSpace(m.Reason)
	if m.Reason == "" || actor == "" || m.From == m.To.Connector {
		return errs.Wrap(errs.Invalid, op, errors.New("whoever moves a case says who they are and why, and moves it elsewhere"))
	}
	first, err := e.cfg.Store.FindFirst(ctx, m.To.CaseID, m.From)
	if err != nil {
		return errs.Op(op, err)
	}
	if _, err := e.cfg.Store.FindFirst(ctx, m.To.CaseID, m.To.Connector); !errs.Is(err, errs.NotFound) {
		return errs.Op(op, errors.Join(err, errs.New(errs.Conflict, op)))
	}
	return e.byHand(ctx, op, first.ID, deed{actor, audit.DeliveryMoved, DeedMoved, m.Reason},
		func(ctx context.Context, now time.Time) (Delivery, error) {
			if err := e.cfg.Store.MoveAway(ctx, m.To.CaseID, m.From, now); err != nil {
				return first, err
			}
			if !first.UrgentAt.IsZero() { // nobody gets more time by it
				m.To.UrgentWithin = max(first.UrgentAt.Sub(now), time.Microsecond)
			}
			if err := e.Owe(ctx, m.To); err != nil {
				return first, err
			}
			return first, e.OweMore(ctx, m.To.CaseID, m.To.Connector, m.More)
		})
}
