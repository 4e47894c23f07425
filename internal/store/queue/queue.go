package queue

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

// Config says which queues there are and how they are worked.
type Config struct {
	Connectors []string       // names: lower-case letters, digits and single hyphens or underscores, at most 60
	Workers    int            // jobs of one connector at the same time; 0 means 8
	WorkersOf  map[string]int // of those connectors with a number of their own; 0 means Workers
	Clock      clock.Clock
	Log        *slog.Logger

	// Longest is how long an attempt may take; 0 means 2 min. Its calls have
	// time-outs of their own, so it must be longer than all of them together:
	// delivery.LongestAttempt. It is for what hangs all the same.
	Longest time.Duration

	// Poll is how often a queue is read unasked; 0 means once a second. New jobs
	// are announced (PostgreSQL: at once, SQLite: every 50 ms), so only those
	// whose time comes within seconds wait for it.
	Poll time.Duration
}

const (
	defaultWorkers = 8
	defaultPoll    = time.Second

	defaultLongest = 2 * time.Minute

	// rescueGrace is how long after its longest time a job that is still marked
	// as running is begun again: it is of a process that was killed (delivery's
	// sweep will have been there before).
	rescueGrace = 30 * time.Second

	// keepFor is how long a finished job is kept, for whoever looks into a
	// problem: what happened stands in the deliveries.
	keepFor = time.Hour

	// afterError is when a job is looked at again whose attempt did not say.
	afterError = 10 * time.Second

	// attempts is as good as endless: only rescued jobs use one.
	attempts = 10_000

	// cooldown is how often a queue is read, and a new job announced, at most: an
	// announcement that comes too early is dropped, and its job waits for Poll.
	cooldown = time.Millisecond

	// stopTime is how long Stop lets attempts end by themselves.
	stopTime = 10 * time.Second
)

// Attempt looks at a delivery: again says when to look again, and 0 that
// nothing is left to do. After an error it is looked at again in any case.
type Attempt func(ctx context.Context, deliveryID string) (again time.Duration, err error)

// Queue is a delivery.Queue.
type Queue struct {
	cfg      Config
	db       *store.DB
	inserter *river.Client[*sql.Tx]
	runner   runner // nil until Start
}

var _ delivery.Queue = (*Queue)(nil)

// runner is what the clients of both dialects have in common.
type runner interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
}

// Open prepares the queue for Enqueue. Nothing is worked until Start.
func Open(db *store.DB, cfg Config) (*Queue, error) {
	const op = "queue.Open"
	if cfg.Workers == 0 {
		cfg.Workers = defaultWorkers
	}
	if cfg.Longest == 0 {
		cfg.Longest = defaultLongest
	}
	if cfg.Poll == 0 {
		cfg.Poll = defaultPoll
	}
	q := &Queue{cfg: cfg, db: db}
	var err error
	if db.Dialect() == store.Postgres {
		q.inserter, err = river.NewClient(riverdatabasesql.New(nil), q.inserting())
	} else {
		q.inserter, err = river.NewClient(riversqlite.New(nil), q.inserting())
	}
	if err != nil {
		return nil, errs.Wrap(errs.Internal, op, err)
	}
	return q, nil
}

// Enqueue implements delivery.Queue. Nothing is added while a job waits that
// does as well, so however often a delivery is enqueued, one job waits for it. The
// connector need not be among the configured: its jobs then wait.
func (q *Queue) Enqueue(ctx context.Context, connector, deliveryID string, at time.Time) error {
	op := "queue.Enqueue " + deliveryID
	options := &river.InsertOpts{Queue: queueOf(connector), UniqueOpts: oneWaiting}
	now := q.cfg.Clock.Now()
	if at.After(now) {
		options.ScheduledAt = at
	} else {
		at = now
	}
	return q.db.InTx(ctx, func(ctx context.Context) error {
		tx, err := q.db.SQLTx(ctx)
		if err != nil {
			return errs.Wrap(errs.Internal, op, err)
		}
		// Each turn goes past one job that does not do, and there are few: those of
		// the delivery that are running or put off.
		job := args{Delivery: deliveryID}
		for {
			inserted, err := q.inserter.InsertTx(ctx, tx, job, options)
			if err != nil {
				return store.Failure(op, err)
			}
			if !inserted.UniqueSkippedAsDuplicate || inTime(inserted.Job, at) {
				return nil
			}
			job.After = inserted.Job.ID
		}
	})
}

// Waiting implements delivery.Queue.
func (q *Queue) Waiting(ctx context.Context, connector string, limit int) (int, error) {
	op := "queue.Waiting " + connector
	pool, err := q.db.SQL()
	if err != nil {
		return 0, errs.Wrap(errs.Internal, op, err)
	}
	var n int
	err = pool.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM river_job WHERE state = 'available' AND queue = $1 LIMIT $2) AS waiting`,
		queueOf(connector), limit).Scan(&n)
	return n, store.Failure(op, err)
}

// oneWaiting is when two jobs are the same: in one queue, with the same
// arguments, and neither of them done. River wants the running among them.
var oneWaiting = river.UniqueOpts{ByArgs: true, ByQueue: true, ByState: []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}}

// rounding is how much later than it was told a job may stand in SQLite, where
// River keeps whole milliseconds.
const rounding = time.Millisecond

// inTime reports whether a job will have its delivery looked at by the time. A
// running one may have looked already, or belong to a process that was killed.
func inTime(job *rivertype.JobRow, at time.Time) bool {
	switch job.State {
	case rivertype.JobStateRunning:
		return false
	case rivertype.JobStateScheduled:
		return !job.ScheduledAt.After(at.Add(rounding))
	default:
		return true
	}
}

// Start works the queues until ctx ends or Stop is called, and has every job
// attempted by attempt. What runs when ctx ends is let end (Stop waits for it).
func (q *Queue) Start(ctx context.Context, attempt Attempt) error {
	const op = "queue.Start"
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{attempt: attempt, log: q.cfg.Log}); err != nil {
		return errs.Wrap(errs.Internal, op, err)
	}
	runner, err := q.newRunner(q.working(workers))
	if err != nil {
		return errs.Wrap(errs.Internal, op, err)
	}
	if err := runner.Start(ctx); err != nil {
		return store.Failure(op, err)
	}
	q.runner = runner
	return nil
}

func (q *Queue) newRunner(config *river.Config) (runner, error) {
	if pool := q.db.Pool(); pool != nil {
		client, err := river.NewClient(riverpgxv5.New(pool), config)
		if err != nil {
			return nil, fmt.Errorf("river: %w", err)
		}
		return client, nil
	}
	writer, err := q.db.SQL()
	if err != nil {
		return nil, err
	}
	client, err := river.NewClient(riversqlite.New(writer), config)
	if err != nil {
		return nil, fmt.Errorf("river: %w", err)
	}
	return client, nil
}

// Stop takes no more jobs, lets those that run end for some seconds, then cancels
// them, and returns when all have ended, or ctx has.
func (q *Queue) Stop(ctx context.Context) error {
	if q.runner == nil {
		return nil
	}
	if err := q.runner.Stop(ctx); err != nil {
		return errs.Wrap(errs.Unavailable, "queue.Stop", err)
	}
	return nil
}

// inserting is the configuration of a client that only inserts.
func (q *Queue) inserting() *river.Config {
	return &river.Config{Logger: q.logger(), MaxAttempts: attempts, FetchCooldown: cooldown}
}

// working is the configuration of a client that works all queues.
func (q *Queue) working(workers *river.Workers) *river.Config {
	queues := make(map[string]river.QueueConfig, len(q.cfg.Connectors))
	for _, connector := range q.cfg.Connectors {
		queues[queueOf(connector)] = river.QueueConfig{MaxWorkers: cmp.Or(q.cfg.WorkersOf[connector], q.cfg.Workers)}
	}
	return &river.Config{
		Queues:                      queues,
		Workers:                     workers,
		Logger:                      q.logger(),
		FetchPollInterval:           q.cfg.Poll,
		FetchCooldown:               cooldown,
		JobTimeout:                  q.cfg.Longest,
		RescueStuckJobsAfter:        q.cfg.Longest + rescueGrace,
		MaxAttempts:                 attempts,
		RetryPolicy:                 soon{q.cfg.Clock},
		SoftStopTimeout:             stopTime,
		CompletedJobRetentionPeriod: keepFor,
		CancelledJobRetentionPeriod: keepFor,
		DiscardedJobRetentionPeriod: keepFor,
	}
}

// queueOf is the name of a connector's queue.
func queueOf(connector string) string { return "c_" + connector }
