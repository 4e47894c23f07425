package delivery

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

const (
	pollPages = 100 // of one poll; what is left is fetched by the next

	// clockSkew is how far the clock of a back end may be behind ours.
	clockSkew = time.Minute
)

// Poll fetches what has happened at a connector's back end and hands each
// change over once. It does nothing when another node is polling. Its
// transactions are its own, and none spans a call to the back end. A change
// that cannot be handed over stops it there and comes again next time.
func (e *Engine) Poll(ctx context.Context, name string) error {
	op := "delivery.Poll " + name
	connector, ok := e.cfg.Registry.Connector(name)
	if !ok {
		return errs.New(errs.NotFound, op)
	}
	now := e.cfg.Clock.Now()
	cursor, err := e.cfg.Store.ClaimPoll(ctx, name, now, now.Add(e.lease()))
	if errs.Is(err, errs.Conflict) {
		return nil
	}
	if err != nil {
		return errs.Op(op, err)
	}
	cursor, pollErr := e.fetch(ctx, name, connector, cursor)
	ctx, cancel := keeping(ctx)
	defer cancel()
	if err := e.cfg.Store.SaveCursor(ctx, name, cursor); err != nil {
		return errs.Op(op, err)
	}
	return errs.Op(op, pollErr)
}

// fetch reads from the cursor on, page by page, for as long as one call to the
// back end may take. It returns the cursor to begin with next time: behind the
// last change that is surely dealt with.
func (e *Engine) fetch(ctx context.Context, name string, connector Connector, cursor string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, e.cfg.Timeout)
	defer cancel()
	next, held := cursor, false
	for range pollPages {
		var batch Batch
		err := e.guarded(ctx, name, func() (err error) {
			batch, err = connector.Poll(ctx, cursor)
			return err
		})
		if err != nil {
			return next, err
		}
		early, err := e.apply(ctx, name, batch.Changes)
		if err != nil {
			return next, err
		}
		if held = held || early; !held {
			next = batch.Cursor
		}
		if !batch.More || batch.Cursor == cursor {
			return next, nil
		}
		cursor = batch.Cursor
	}
	return next, nil
}

// apply hands the changes over in their order. It returns early when one of
// them may be of a case whose id is still on its way to us: it must come again.
func (e *Engine) apply(ctx context.Context, name string, changes []Change) (early bool, err error) {
	// Asked before the changes' cases are looked up: a case that is confirmed
	// in between is then found there.
	since, unconfirmed, err := e.cfg.Store.FindUnconfirmed(ctx, name)
	if err != nil {
		return false, err
	}
	for _, c := range changes {
		known, err := e.applyOne(ctx, name, c)
		if err != nil {
			return false, err
		}
		mayBeOurs := unconfirmed && (c.At.IsZero() || c.At.After(since.Add(-clockSkew)))
		early = early || !known && mayBeOurs
	}
	return early, nil
}

// applyOne hands a change over, unless that has been done or it is of a case
// that did not come from us.
func (e *Engine) applyOne(ctx context.Context, name string, c Change) (known bool, err error) {
	err = e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		created, err := e.cfg.Store.FindByRemoteID(ctx, name, c.RemoteID)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		known = true
		first, err := e.cfg.Store.TakeChange(ctx, name, c.Key, e.cfg.Clock.Now())
		if err != nil || !first {
			return err
		}
		e.cfg.Log.InfoContext(ctx, "delivery: change", "connector", name, "key", created.Key(), "change", c.Key, "status", c.Status)
		return e.cfg.Changes.Changed(ctx, created.CaseID, name, c)
	})
	return known, err
}
