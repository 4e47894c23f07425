package delivery

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// Retry takes a delivery up again that the back end has refused, because a
// person has mended what it was refused for. It is due at once and looked up
// before it is sent; what is sent is what was sent before. It is audited as the actor's,
// and has a transaction of its own unless ctx carries one. NotFound; Conflict when the
// delivery is not refused.
func (e *Engine) Retry(ctx context.Context, deliveryID, actor string) error {
	return e.byHand(ctx, "delivery.Retry", deliveryID, deed{actor: actor, action: audit.DeliveryRetried, outcome: DeedRetried},
		func(ctx context.Context, now time.Time) (Delivery, error) {
			d, err := e.cfg.Store.Reopen(ctx, deliveryID, now)
			if err != nil {
				return d, err
			}
			return d, e.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now)
		})
}

// SendNow has a delivery that waits looked at now instead of when it is due: a
// person knows that the back end is there again. Nothing else changes: what may
// have arrived is still looked up first, and what is leased is left to whoever
// holds it. One that was left in peace because it was away is tried with the next
// that comes by. It is audited as the actor's, and has a transaction of its own unless
// ctx carries one. NotFound; Conflict when it is final, held, leased, or waits for a
// step before it; Unavailable when no connector of its name is configured.
func (e *Engine) SendNow(ctx context.Context, deliveryID, actor string) error {
	const op = "delivery.SendNow"
	return e.byHand(ctx, op, deliveryID, deed{actor: actor, action: audit.DeliveryHastened, outcome: DeedHastened},
		func(ctx context.Context, now time.Time) (Delivery, error) {
			d, err := e.cfg.Store.FindDelivery(ctx, deliveryID)
			if err != nil {
				return d, err
			}
			if _, ok := e.cfg.Registry.Connector(d.Connector); !ok && !d.final() {
				return d, errs.New(errs.Unavailable, op)
			}
			if d, err = e.cfg.Store.Hasten(ctx, deliveryID, now); err != nil {
				return d, err
			}
			e.gates[d.Connector].Knock()
			return d, e.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now)
		})
}

// Hold has nothing sent of a delivery, nor looked up, until it is released; the
// steps after it wait with it. What is being sent already is let end. It is
// audited as the actor's, and has a transaction of its own unless ctx carries one.
// NotFound; Conflict when the delivery is final or held.
func (e *Engine) Hold(ctx context.Context, deliveryID, reason, actor string) error {
	return e.byHand(ctx, "delivery.Hold", deliveryID, deed{actor, audit.DeliveryHeld, DeedHeld, reason},
		func(ctx context.Context, now time.Time) (Delivery, error) {
			return e.cfg.Store.Hold(ctx, deliveryID, now)
		})
}

// Release ends a Hold: the delivery is due at once, as it was before. NotFound;
// Conflict when it is not held.
func (e *Engine) Release(ctx context.Context, deliveryID, actor string) error {
	return e.byHand(ctx, "delivery.Release", deliveryID, deed{actor: actor, action: audit.DeliveryReleased, outcome: DeedReleased},
		func(ctx context.Context, now time.Time) (Delivery, error) {
			d, err := e.cfg.Store.Release(ctx, deliveryID, now)
			if err != nil {
				return d, err
			}
			return d, e.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now) // when it is not first in line, whoever is sets it off
		})
}

// ByHand is what a person says of a delivery that they confirm.
type ByHand struct {
	RemoteID string // the back end's id; "": it has none, or nobody knows it
	Number   string // its number for people
	Reason   string // why they say so; required
}

// ConfirmByHand notes that the back end has a step, because a person has seen
// it there or has brought it there. It is then as if it were delivered: the case is
// told, and the next step is set off. Without the id of the case there, nothing more of it can
// be sent: each further step is refused, and so a person's.
//
// It is audited as the actor's, and has a transaction of its own unless ctx carries
// one. NotFound; Invalid without a reason; Conflict when the back end has it
// already, when an attempt is under way, or when another case has the id.
func (e *Engine) ConfirmByHand(ctx context.Context, deliveryID string, h ByHand, actor string) error {
	const op = "delivery.ConfirmByHand"
	h.Reason, h.RemoteID, h.Number = strings.TrimSpace(h.Reason), strings.TrimSpace(h.RemoteID), strings.TrimSpace(h.Number)
	if h.Reason == "" || actor == "" {
		return errs.Wrap(errs.Invalid, op+" "+deliveryID, errors.New("whoever confirms by hand says who they are and why"))
	}
	return e.byHand(ctx, op, deliveryID, deed{actor, audit.DeliveryByHand, DeedConfirmed, h.Reason},
		func(ctx context.Context, now time.Time) (Delivery, error) {
			d, err := e.cfg.Store.FindDelivery(ctx, deliveryID)
			if err != nil {
				return d, err
			}
			if taken, err := e.isTaken(ctx, d, h.RemoteID); err != nil || taken {
				return d, errors.Join(err, errs.New(errs.Conflict, op))
			}
			if d, err = e.cfg.Store.Confirm(ctx, deliveryID, h, actor, now); err != nil {
				return d, err
			}
			if err := e.cfg.Changes.Delivered(ctx, d); err != nil {
				return d, err
			}
			return d, e.goOn(ctx, d, now)
		})
}

// deed is what a person does with a delivery.
type deed struct {
	actor   string
	action  audit.Action
	outcome Outcome
	reason  string
}

// byHand does a person's deed, writes it into the delivery's history and audits
// it, all or nothing.
func (e *Engine) byHand(ctx context.Context, op, deliveryID string, what deed, do func(context.Context, time.Time) (Delivery, error)) error {
	return errs.Op(op+" "+deliveryID, e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		now := e.cfg.Clock.Now()
		d, err := do(ctx, now)
		if err != nil {
			return err
		}
		if err := e.cfg.Store.AppendHistory(ctx, HistoryLine{
			ID: newID(), DeliveryID: d.ID, At: now, LastAt: now, Times: 1, Actor: what.actor, Outcome: what.outcome, Reason: what.reason,
		}); err != nil {
			return err
		}
		return e.cfg.Audit.Append(ctx, audit.Entry{
			At: now, Actor: what.actor, Action: what.action, Subject: "delivery:" + d.ID, Detail: d.Key(),
		})
	}))
}
