package queue

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/mittkoping/entre/internal/clock"
)

// args is all that a job says: which delivery to look at, and which of its jobs
// this one was added beside, so that both may be there. Jobs are kept in the
// clear.
type args struct {
	Delivery string `json:"delivery"`
	After    int64  `json:"after,omitempty"`
}

// Kind implements river.JobArgs. It is in the database: never change it.
func (args) Kind() string { return "delivery" }

// worker does a job by an attempt at its delivery.
type worker struct {
	river.WorkerDefaults[args]

	attempt Attempt
	log     *slog.Logger
}

// Work implements river.Worker. It returns no error: River would keep its words
// with the job, in the clear.
func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	again, err := w.guarded(ctx, job.Args.Delivery)
	if err != nil {
		w.log.WarnContext(ctx, "queue: attempt failed", "delivery", job.Args.Delivery, "error", err)
		again = max(again, afterError)
	}
	if again > 0 {
		return river.JobSnooze(again)
	}
	return nil
}

// guarded makes an error of a panic. What was panicked with may be anything, so
// only where it happened is told.
func (w *worker) guarded(ctx context.Context, deliveryID string) (again time.Duration, err error) {
	defer func() {
		if p := recover(); p != nil {
			again, err = 0, fmt.Errorf("panic (%T) at %s", p, debug.Stack())
		}
	}()
	return w.attempt(ctx, deliveryID)
}

// soon has a job that was left behind by a killed process done again before
// long, however often.
type soon struct{ clock clock.Clock }

// NextRetry implements river.ClientRetryPolicy.
func (s soon) NextRetry(*rivertype.JobRow) time.Time { return s.clock.Now().Add(afterError) }

// logger is the log for River, which tells of each start and stop of its parts
// at the level of information: warnings will do.
func (q *Queue) logger() *slog.Logger { return slog.New(warnings{q.cfg.Log.Handler()}) }

type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h warnings) WithGroup(name string) slog.Handler { return warnings{h.Handler.WithGroup(name)} }
