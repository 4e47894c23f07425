package queue

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

// Config says which queues there are and how they are worked.
type Config struct {
	Connectors []string // names: lower-case letters, digits and single hyphens or underscores, at most 60
	Workers    int      // jobs of one connector at the same time; 0 means 8
	Clock      clock.Clock
	Log        *slog.Logger

	// Poll is how often a queue is read unasked; 0 means once a second. New jobs
	// are announced (PostgreSQL: at once, SQLite: every 50 ms), so only those
	// whose time comes within seconds wait for it.
	Poll time.Duration
}

const (
	defaultWorkers = 8
	defaultPoll    = time.Second

	// jobTime is how long an attempt may take. Its calls have time-outs of their
	// own, far shorter: this is for what hangs all the same. A job still marked
	// as running after rescueAfter is of a process that was killed, and is begun
	// again (delivery's sweep will have been there before).
	jobTime     = 2 * time.Minute
	rescueAfter = jobTime + 30*time.Second

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

// Enqueue implements delivery.Queue. The connector need not be among the
// configured: its jobs then wait.
func (q *Queue) Enqueue(ctx context.Context, connector, deliveryID string, at time.Time) error {
	op := "queue.Enqueue " + deliveryID
	options := &river.InsertOpts{Queue: queueOf(connector)}
	if at.After(q.cfg.Clock.Now()) {
		options.ScheduledAt = at
	}
	return q.db.InTx(ctx, func(ctx context.Context) error {
		tx, err := q.db.SQLTx(ctx)
		if err != nil {
			return errs.Wrap(errs.Internal, op, err)
		}
		if _, err := q.inserter.InsertTx(ctx, tx, args{Delivery: deliveryID}, options); err != nil {
			return store.Failure(op, err)
		}
		return nil
	})
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
		queues[queueOf(connector)] = river.QueueConfig{MaxWorkers: q.cfg.Workers}
	}
	return &river.Config{
		Queues:                      queues,
		Workers:                     workers,
		Logger:                      q.logger(),
		FetchPollInterval:           q.cfg.Poll,
		FetchCooldown:               cooldown,
		JobTimeout:                  jobTime,
		RescueStuckJobsAfter:        rescueAfter,
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
