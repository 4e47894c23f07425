package delivery

import (
	"context"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// Retry takes a delivery up again that the back end has refused, because a
// person has mended what it was refused for. It is due at once and looked up
// before it is sent; what is sent is what was sent before. It is audited as the actor's,
// and has a transaction of its own unless ctx carries one. NotFound; Conflict when the
// delivery is not refused.
func (e *Engine) Retry(ctx context.Context, deliveryID, actor string) error {
	return errs.Op("delivery.Retry "+deliveryID, e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		now := e.cfg.Clock.Now()
		d, err := e.cfg.Store.Reopen(ctx, deliveryID, now)
		if err != nil {
			return err
		}
		if err := e.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now); err != nil {
			return err
		}
		return e.cfg.Audit.Append(ctx, audit.Entry{
			At: now, Actor: actor, Action: audit.DeliveryRetried, Subject: "delivery:" + d.ID, Detail: d.Key(),
		})
	}))
}

// SendNow has a delivery that waits looked at now instead of when it is due: a
// person knows that the back end is there again. Nothing else changes: what may
// have arrived is still looked up first, and what is leased is left to whoever
// holds it. It is audited as the actor's, and has a transaction of its own unless
// ctx carries one. NotFound; Conflict when it is final, leased, or waits for a
// step before it; Unavailable when no connector of its name is configured.
func (e *Engine) SendNow(ctx context.Context, deliveryID, actor string) error {
	op := "delivery.SendNow " + deliveryID
	return errs.Op(op, e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		d, err := e.cfg.Store.FindDelivery(ctx, deliveryID)
		if err != nil {
			return err
		}
		if _, ok := e.cfg.Registry.Connector(d.Connector); !ok && !d.final() {
			return errs.New(errs.Unavailable, op)
		}
		now := e.cfg.Clock.Now()
		if d, err = e.cfg.Store.Hasten(ctx, deliveryID, now); err != nil {
			return err
		}
		if err := e.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now); err != nil {
			return err
		}
		return e.cfg.Audit.Append(ctx, audit.Entry{
			At: now, Actor: actor, Action: audit.DeliveryHastened, Subject: "delivery:" + d.ID, Detail: d.Key(),
		})
	}))
}
