package delivery

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/failpoint"
)

const (
	sweepPage = 200

	// What a sweep leaves is found by the next: a queue is filled up so far that
	// its workers have enough to do, and not with all that a dead back end is owed.
	sweepPages = 5
	sweepFull  = sweepPage * sweepPages
)

// Sweep enqueues the deliveries that have been due for longer than grace and
// that no job seems to take care of: at start-up with no grace, and then now
// and then. A delivery that a worker died with is due when its lease ends.
// What is owed to a connector that is not configured gets the problem
// NoConnector instead, and is found by the first sweep after it is configured
// again. It returns how many it enqueued. Sweeping twice is harmless.
//
// Each connector is swept on its own, and only as far as its queue has room, so
// what waits for one back end neither hides nor delays what waits for another.
func (e *Engine) Sweep(ctx context.Context, grace time.Duration) (int, error) {
	swept, _, err := e.sweep(ctx, e.cfg.Clock.Now().Add(-grace))
	return swept, err
}

// sweep enqueues what was due before a time, and returns the connectors of which
// there may be more.
func (e *Engine) sweep(ctx context.Context, before time.Time) (swept int, full []string, err error) {
	const op = "delivery.Sweep"
	orphans, err := e.cfg.Store.NoteOrphans(ctx, e.cfg.Registry.Names(), before)
	if err != nil {
		return 0, nil, errs.Op(op, err)
	}
	if orphans > 0 {
		e.cfg.Log.ErrorContext(ctx, "delivery: owed to a connector that is not configured", "deliveries", orphans)
	}
	return e.fill(ctx, e.cfg.Registry.Names(), before)
}

// fill fills the queues of the connectors up with what was due before a time,
// and returns those of which there may be more.
func (e *Engine) fill(ctx context.Context, connectors []string, before time.Time) (swept int, full []string, err error) {
	for _, connector := range connectors {
		n, isFull, err := e.fillOne(ctx, connector, before)
		if swept += n; err != nil {
			return swept, full, errs.Op("delivery.Sweep "+connector, err)
		}
		if isFull {
			full = append(full, connector)
		}
	}
	return swept, full, nil
}

func (e *Engine) fillOne(ctx context.Context, connector string, before time.Time) (swept int, full bool, err error) {
	waiting, err := e.cfg.Queue.Waiting(ctx, connector, sweepFull)
	if err != nil {
		return 0, false, err
	}
	for ; waiting < sweepFull; waiting += sweepPage {
		n, err := e.sweepOnce(ctx, connector, before)
		swept += n
		if err != nil || n < sweepPage {
			return swept, false, err
		}
	}
	return swept, true, nil
}

// sweepOnce enqueues a page of what was due before a time. They are due now
// instead, and so neither found again before grace has passed once more, nor
// told to wait when their jobs run.
func (e *Engine) sweepOnce(ctx context.Context, connector string, before time.Time) (n int, err error) {
	err = e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		now := e.cfg.Clock.Now()
		overdue, err := e.cfg.Store.FindOverdue(ctx, connector, before, sweepPage)
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
		if err := e.cfg.Store.Postpone(ctx, ids, now); err != nil {
			return err
		}
		failpoint.Pass(failpoint.Swept)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// fillEvery is how soon queues are filled up again that had no room for all.
const fillEvery = time.Second

// keepSwept sweeps at once and then every interval, and in between fills the queues
// up that had no room, until ctx ends.
func (e *Engine) keepSwept(ctx context.Context, every time.Duration) {
	sweeping, filling := time.NewTicker(every), time.NewTicker(fillEvery)
	defer sweeping.Stop()
	defer filling.Stop()
	before := e.cfg.Clock.Now() // at start-up there are no jobs to wait for
	swept, full, err := e.sweep(ctx, before)
	for {
		if err != nil && ctx.Err() == nil {
			e.cfg.Log.ErrorContext(ctx, "delivery: sweep failed", "error", err)
		}
		if swept > 0 {
			e.cfg.Log.InfoContext(ctx, "delivery: swept", "deliveries", swept)
		}
		select {
		case <-sweeping.C:
			before = e.cfg.Clock.Now().Add(-every)
			swept, full, err = e.sweep(ctx, before)
		case <-filling.C:
			swept, full, err = e.fill(ctx, full, before)
		case <-ctx.Done():
			return
		}
	}
}
