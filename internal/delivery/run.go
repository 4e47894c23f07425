package delivery

import (
	"cmp"
	"context"
	"sync"
	"time"
)

const (
	defaultSweepEvery = 15 * time.Second
	defaultPollEvery  = time.Minute
)

// RunConfig says how often Run does what it does.
type RunConfig struct {
	SweepEvery time.Duration // default 15 s
	PollEvery  time.Duration // default 1 min
}

// Run sweeps and polls until ctx ends, and returns when all of it has ended:
// once at the start, at once, and then as often as it is told. Each connector
// is polled on its own, so a slow back end delays no other. Failures are
// logged and tried again. Deliveries are carried out by the queue's workers,
// which are not started here.
func (e *Engine) Run(ctx context.Context, cfg RunConfig) {
	sweepEvery := cmp.Or(cfg.SweepEvery, defaultSweepEvery)
	pollEvery := cmp.Or(cfg.PollEvery, defaultPollEvery)
	var running sync.WaitGroup
	running.Go(func() { e.keepSwept(ctx, sweepEvery) })
	for _, name := range e.cfg.Registry.Names() {
		running.Go(func() {
			repeat(ctx, pollEvery, func() {
				if err := e.Poll(ctx, name); err != nil && ctx.Err() == nil {
					e.cfg.Log.WarnContext(ctx, "delivery: poll failed", "connector", name, "error", err)
				}
			})
		})
	}
	running.Wait()
}

// repeat calls do now and then every interval, until ctx ends.
func repeat(ctx context.Context, interval time.Duration, do func()) {
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for ctx.Err() == nil {
		do()
		timer.Reset(interval)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
}
