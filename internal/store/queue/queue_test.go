package queue_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/store/queue"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

var migrated = testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error {
	_, err := store.Migrate(ctx, config(db), store.Up)
	return err
})

func config(db testdb.DB) store.Config {
	return store.Config{Dialect: store.Dialect(db.Dialect), DSN: db.DSN, Log: slog.New(slog.DiscardHandler)}
}

// each runs fn on a new database of each dialect, with a queue that is not
// started, for the connectors "gata" and "slow-one".
func each(t *testing.T, fn func(t *testing.T, db *store.DB, q *queue.Queue)) {
	t.Helper()
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		ring, err := keyring.NewMemory()
		must(t, err)
		cfg := config(at)
		cfg.Ring = ring
		db, err := store.Open(t.Context(), cfg)
		must(t, err)
		t.Cleanup(func() { must(t, db.Close()) })
		q, err := queue.Open(db, queue.Config{
			Connectors: []string{"gata", "slow-one"}, Workers: 2, Poll: 50 * time.Millisecond, Clock: clock.System{},
			Log: slog.New(slog.DiscardHandler),
		})
		must(t, err)
		fn(t, db, q)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start works the queue until the test ends.
func start(t *testing.T, q *queue.Queue, attempt queue.Attempt) {
	t.Helper()
	must(t, q.Start(t.Context(), attempt))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		must(t, q.Stop(ctx))
	})
}

// receive waits for the next of a channel.
func receive[V any](t *testing.T, from <-chan V) V {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// until waits for what is read to be as wanted.
func until[V comparable](t *testing.T, want V, read func() V) {
	t.Helper()
	ticks := time.NewTicker(10 * time.Millisecond)
	defer ticks.Stop()
	end := time.After(30 * time.Second)
	for got := read(); got != want; got = read() {
		select {
		case <-ticks.C:
		case <-end:
			t.Fatalf("still %v, want %v", got, want)
		}
	}
}

// scalar reads one value.
func scalar[V any](t *testing.T, db *store.DB, query string) V {
	t.Helper()
	pool, err := db.SQL()
	must(t, err)
	var v V
	if err := pool.QueryRowContext(t.Context(), query).Scan(&v); err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
	return v
}

// TestAllIsKeptOrNothing writes what a submission does: the case, its audit
// entry, a delivery and its job.
func TestAllIsKeptOrNothing(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
		now := clock.System{}.Now()
		submit := func(id string, result error) error {
			return db.InTx(t.Context(), func(ctx context.Context) error {
				return errors.Join(
					db.Cases().CreateCase(ctx, cases.Case{ID: id, Reference: "MK-" + id, DraftID: id, ReceivedAt: now}),
					db.Audit().Append(ctx, audit.Entry{At: now, Action: audit.CaseSubmitted, Subject: "case:" + id}),
					db.Deliveries().CreateDeliveries(ctx, []delivery.Delivery{{ID: id, CaseID: id, Connector: "gata", Seq: 1, CreatedAt: now, DueAt: now}}),
					q.Enqueue(ctx, "gata", id, now),
					result,
				)
			})
		}
		want := func(n int64) {
			t.Helper()
			got := map[string]int64{}
			for _, table := range []string{"cases", "audit_entries", "deliveries", "river_job"} {
				got[table] = scalar[int64](t, db, "SELECT count(*) FROM "+table)
			}
			if diff := cmp.Diff(map[string]int64{"cases": n, "audit_entries": n, "deliveries": n, "river_job": n}, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		}
		if err := submit("1", errors.New("the last thing fails")); err == nil {
			t.Error("committed though the last thing failed")
		}
		want(0)
		must(t, submit("2", nil))
		want(1)
		if err := submit("2", nil); err == nil { // the first thing fails
			t.Error("committed the same case twice")
		}
		want(1)
	})
}

func TestJobsHoldIdsOnly(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
		must(t, q.Enqueue(t.Context(), "gata", "d1", clock.System{}.Now()))
		column := "args::text"
		if db.Dialect() == store.SQLite {
			column = "json(args)"
		}
		if got := strings.ReplaceAll(scalar[string](t, db, "SELECT "+column+" FROM river_job"), " ", ""); got != `{"delivery":"d1"}` {
			t.Errorf("arguments %s", got)
		}
		if got := scalar[string](t, db, "SELECT queue FROM river_job"); got != "c_gata" {
			t.Errorf("queue %s", got)
		}
	})
}

func TestWork(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
		attempted := make(chan string, 100)
		start(t, q, func(_ context.Context, id string) (time.Duration, error) {
			attempted <- id
			return 0, nil
		})
		seen := map[string]bool{}
		for i := range 20 {
			must(t, q.Enqueue(t.Context(), "gata", strconv.Itoa(i), clock.System{}.Now()))
		}
		for range 20 {
			seen[receive(t, attempted)] = true
		}
		if len(seen) != 20 {
			t.Errorf("%d deliveries were attempted, want 20", len(seen))
		}
		until(t, 20, func() int64 { return scalar[int64](t, db, "SELECT count(*) FROM river_job WHERE state = 'completed'") })
	})
}

func TestAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
		var mu sync.Mutex
		attempts := 0
		done := make(chan struct{})
		start(t, q, func(context.Context, string) (time.Duration, error) {
			mu.Lock()
			defer mu.Unlock()
			if attempts++; attempts < 3 {
				return time.Millisecond, nil
			}
			close(done)
			return 0, nil
		})
		must(t, q.Enqueue(t.Context(), "gata", "d1", clock.System{}.Now()))
		receive(t, done)
		until(t, "completed", func() string { return scalar[string](t, db, "SELECT state FROM river_job") })
		if n := scalar[int64](t, db, "SELECT attempt FROM river_job"); n != 1 {
			t.Errorf("River counts %d attempts, want 1: looking again uses none", n)
		}
	})
}

func TestLater(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
		must(t, q.Enqueue(t.Context(), "gata", "d1", clock.System{}.Now().Add(time.Hour)))
		if got := scalar[string](t, db, "SELECT state FROM river_job"); got != "scheduled" {
			t.Errorf("state %s, want scheduled", got)
		}
	})
}

// TestOneJobWaits enqueues a delivery again and again, as the sweep does.
func TestOneJobWaits(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
		jobs := func() int64 { return scalar[int64](t, db, "SELECT count(*) FROM river_job") }
		enqueue := func(at time.Time) {
			t.Helper()
			for range 3 {
				must(t, q.Enqueue(t.Context(), "gone", "d1", at)) // no such connector: nobody works it
				must(t, q.Enqueue(t.Context(), "gata", "d1", at))
			}
			must(t, db.InTx(t.Context(), func(ctx context.Context) error { // in one transaction
				return errors.Join(q.Enqueue(ctx, "gata", "d1", at), q.Enqueue(ctx, "gata", "d1", at))
			}))
		}
		now := clock.System{}.Now()
		enqueue(now.Add(time.Hour))
		if n := jobs(); n != 2 {
			t.Errorf("%d jobs wait for an hour from now, want one in each queue", n)
		}
		enqueue(now)
		if n := jobs(); n != 4 {
			t.Errorf("%d jobs, want one now and one in an hour in each queue", n)
		}
		enqueue(now.Add(time.Minute)) // which that now does as well
		must(t, q.Enqueue(t.Context(), "gata", "d2", now))
		if n := jobs(); n != 5 {
			t.Errorf("%d jobs, want another for another delivery only", n)
		}
	})
}

// TestARunningJobDoesNotCount is the start after a kill: what ran is still marked
// as running, and a new job is needed at once, but not one from each sweep.
func TestARunningJobDoesNotCount(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, q *queue.Queue) {
		attempted, release := make(chan string, 10), make(chan struct{})
		start(t, q, func(_ context.Context, id string) (time.Duration, error) {
			attempted <- id
			<-release
			return 0, nil
		})
		enqueue := func(id string) {
			t.Helper()
			for range 3 {
				must(t, q.Enqueue(t.Context(), "gata", id, clock.System{}.Now()))
			}
		}
		enqueue("d1")
		receive(t, attempted)
		enqueue("d1")
		receive(t, attempted) // both workers are at it now
		enqueue("d1")
		close(release)
		receive(t, attempted)
		must(t, q.Enqueue(t.Context(), "gata", "d2", clock.System{}.Now()))
		if got := receive(t, attempted); got != "d2" {
			t.Errorf("%s was attempted a fourth time", got)
		}
	})
}

// TestRetry takes a refused delivery up again, with all that is written: the
// delivery, its job and the audit entry, or nothing.
func TestRetry(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
		now := clock.System{}.Now()
		must(t, db.Deliveries().CreateDeliveries(t.Context(), []delivery.Delivery{
			{ID: "d1", CaseID: "c1", Connector: "gata", Seq: 1, Kind: delivery.KindCreate, CreatedAt: now, DueAt: now, Tries: 1, RefusedAt: now},
		}))
		none, err := delivery.NewRegistry(nil, nil)
		must(t, err)
		engine := delivery.New(delivery.Config{Store: db.Deliveries(), Queue: q, Registry: none, Audit: db.Audit(), Clock: clock.System{}})
		want := func(state delivery.State, n int64) {
			t.Helper()
			d, err := db.Deliveries().FindDelivery(t.Context(), "d1")
			must(t, err)
			jobs := scalar[int64](t, db, "SELECT count(*) FROM river_job")
			entries := scalar[int64](t, db, "SELECT count(*) FROM audit_entries WHERE action = 'delivery.retried'")
			if d.State() != state || d.Tries != 1 || jobs != n || entries != n {
				t.Errorf("%s after %d tries, %d jobs, %d entries; want %s, 1, %d, %d", d.State(), d.Tries, jobs, entries, state, n, n)
			}
		}
		failed := errors.New("the last thing fails")
		if err := db.InTx(t.Context(), func(ctx context.Context) error { return errors.Join(engine.Retry(ctx, "d1", "operator"), failed) }); !errors.Is(err, failed) {
			t.Errorf("got %v", err)
		}
		want(delivery.StateRefused, 0)
		must(t, engine.Retry(t.Context(), "d1", "operator"))
		want(delivery.StateUnknown, 1)
		if err := engine.Retry(t.Context(), "d1", "operator"); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second time: %v", err)
		}
		if err := engine.Retry(t.Context(), "d2", "operator"); !errs.Is(err, errs.NotFound) {
			t.Errorf("of none: %v", err)
		}
		want(delivery.StateUnknown, 1)
	})
}

func TestLongest(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ *queue.Queue) {
		q, err := queue.Open(db, queue.Config{
			Connectors: []string{"gata"}, Longest: 50 * time.Millisecond, Poll: 50 * time.Millisecond, Clock: clock.System{},
			Log: slog.New(slog.DiscardHandler),
		})
		must(t, err)
		ended := make(chan error, 1)
		start(t, q, func(ctx context.Context, _ string) (time.Duration, error) {
			<-ctx.Done()
			ended <- ctx.Err()
			return 0, nil
		})
		must(t, q.Enqueue(t.Context(), "gata", "d1", clock.System{}.Now()))
		if err := receive(t, ended); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the attempt ended with %v", err)
		}
	})
}

// TestNothingEndsAJobButItsAttempt has attempts fail and panic.
func TestNothingEndsAJobButItsAttempt(t *testing.T) {
	for name, tt := range map[string]struct {
		attempt queue.Attempt
		state   string
	}{
		"error": {attempt: func(context.Context, string) (time.Duration, error) { return 0, errors.New("no") }, state: "scheduled"},
		"panic": {attempt: func(context.Context, string) (time.Duration, error) { panic("no") }, state: "scheduled"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, db *store.DB, q *queue.Queue) {
				start(t, q, tt.attempt)
				must(t, q.Enqueue(t.Context(), "gata", "d1", clock.System{}.Now()))
				until(t, tt.state, func() string { return scalar[string](t, db, "SELECT state FROM river_job") })
				if used := scalar[int64](t, db, "SELECT attempt FROM river_job"); used != 0 {
					t.Errorf("River counts %d attempts, want 0", used)
				}
				if n := scalar[int64](t, db, "SELECT count(*) FROM river_job WHERE errors IS NOT NULL"); n != 0 {
					t.Error("River keeps what went wrong")
				}
			})
		})
	}
}

func TestASlowConnectorKeepsNobodyWaiting(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, q *queue.Queue) {
		release, slow, quick := make(chan struct{}), make(chan struct{}, 10), make(chan struct{}, 10)
		start(t, q, func(_ context.Context, id string) (time.Duration, error) {
			if id != "quick" {
				slow <- struct{}{}
				<-release
				return 0, nil
			}
			quick <- struct{}{}
			return 0, nil
		})
		defer close(release)
		now := clock.System{}.Now()
		for i := range 5 { // more than there are workers
			must(t, q.Enqueue(t.Context(), "slow-one", strconv.Itoa(i), now))
		}
		receive(t, slow)
		receive(t, slow)
		must(t, q.Enqueue(t.Context(), "gata", "quick", now))
		receive(t, quick)
	})
}

// TestWaiting counts what a worker could begin with now.
func TestWaiting(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, q *queue.Queue) {
		now := clock.System{}.Now()
		for i := range 4 {
			must(t, q.Enqueue(t.Context(), "gata", strconv.Itoa(i), now))
		}
		must(t, q.Enqueue(t.Context(), "gata", "later", now.Add(time.Hour)))
		must(t, q.Enqueue(t.Context(), "slow-one", "another", now))
		for limit, want := range map[int]int{10: 4, 3: 3} {
			if got, err := q.Waiting(t.Context(), "gata", limit); err != nil || got != want {
				t.Errorf("%d wait (%v), want %d", got, err, want)
			}
		}
		if got, err := q.Waiting(t.Context(), "gone", 10); err != nil || got != 0 {
			t.Errorf("%d wait for none (%v)", got, err)
		}
	})
}

// TestAsManyAtATimeAsItMayHave: a connector with a number of workers of its own.
func TestAsManyAtATimeAsItMayHave(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ *queue.Queue) {
		q, err := queue.Open(db, queue.Config{
			Connectors: []string{"gata"}, WorkersOf: map[string]int{"gata": 1, "slow-one": 0}, Poll: 50 * time.Millisecond, Clock: clock.System{},
			Log: slog.New(slog.DiscardHandler),
		})
		must(t, err)
		for i := range 10 {
			must(t, q.Enqueue(t.Context(), "gata", strconv.Itoa(i), clock.System{}.Now()))
		}
		began, release := make(chan struct{}, 10), make(chan struct{})
		start(t, q, func(context.Context, string) (time.Duration, error) {
			began <- struct{}{}
			<-release
			return 0, nil
		})
		receive(t, began)
		if got, err := q.Waiting(t.Context(), "gata", 100); err != nil || got != 9 { // all that there are workers for are taken at once
			t.Errorf("%d wait (%v), want all but one", got, err)
		}
		close(release)
		for range 9 {
			receive(t, began)
		}
	})
}

func TestStopLetsAttemptsEnd(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, q *queue.Queue) {
		ctx, cancel := context.WithCancel(t.Context())
		began, release := make(chan struct{}), make(chan struct{})
		var ended error
		must(t, q.Start(ctx, func(ctx context.Context, _ string) (time.Duration, error) {
			close(began)
			<-release
			ended = ctx.Err()
			return 0, nil
		}))
		must(t, q.Enqueue(t.Context(), "gata", "d1", clock.System{}.Now()))
		receive(t, began)
		cancel() // no more jobs are begun
		stopped := make(chan error)
		go func() { stopped <- q.Stop(t.Context()) }()
		close(release)
		must(t, receive(t, stopped))
		if ended != nil {
			t.Errorf("the attempt was cut off: %v", ended)
		}
	})
}

func TestStopBeforeStart(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, q *queue.Queue) { must(t, q.Stop(t.Context())) })
}

func TestConnectorsWhoseNamesAreNoQueues(t *testing.T) {
	each(t, func(t *testing.T, _ *store.DB, q *queue.Queue) {
		if err := q.Enqueue(t.Context(), "Gata!", "d1", clock.System{}.Now()); err == nil {
			t.Error("took a job for a queue that cannot be")
		}
	})
}
