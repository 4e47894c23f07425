package delivery

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

const (
	sweepPage = 200

	// What a sweep leaves is found by the next. One with a grace is short: most of
	// what it finds has jobs that only wait for a slow back end.
	sweepPages = 5
	startPages = 500 // at start-up
)

// Sweep enqueues the deliveries that have been due for longer than grace and
// that no job seems to take care of: at start-up with no grace, and then now
// and then. A delivery that a worker died with is due when its lease ends.
// What is owed to a connector that is not configured gets the problem
// NoConnector instead, and is found by the first sweep after it is configured
// again. It returns how many it enqueued. Sweeping twice is harmless.
func (e *Engine) Sweep(ctx context.Context, grace time.Duration) (int, error) {
	const op = "delivery.Sweep"
	now := e.cfg.Clock.Now()
	before := now.Add(-grace)
	orphans, err := e.cfg.Store.NoteOrphans(ctx, e.cfg.Registry.Names(), before)
	if err != nil {
		return 0, errs.Op(op, err)
	}
	if orphans > 0 {
		e.cfg.Log.ErrorContext(ctx, "delivery: owed to a connector that is not configured", "deliveries", orphans)
	}
	swept, pages := 0, sweepPages
	if grace == 0 {
		pages = startPages
	}
	for range pages {
		n, err := e.sweepOnce(ctx, now, before)
		swept += n
		if err != nil || n < sweepPage {
			return swept, errs.Op(op, err)
		}
	}
	return swept, nil
}

// sweepOnce enqueues a page of what was due before a time. They are due now
// instead, and so neither found again before grace has passed once more, nor
// told to wait when their jobs run.
func (e *Engine) sweepOnce(ctx context.Context, now, before time.Time) (n int, err error) {
	err = e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		overdue, err := e.cfg.Store.FindOverdue(ctx, e.cfg.Registry.Names(), before, sweepPage)
		if n = len(overdue); err != nil || n == 0 {
			return err
		}
		ids := make([]string, n)
		for i, d := range overdue {
			ids[i] = d.ID
			if err := e.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now); err != nil {
				return err
			}
		}
		return e.cfg.Store.Postpone(ctx, ids, now)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
