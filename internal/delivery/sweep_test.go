package delivery_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
)

func TestSweepFindsWhatNoJobTakesCareOf(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.owe(2, 0)
	w.queue.jobs = nil // a queue that lost everything

	sweep := func(grace time.Duration, want int) {
		t.Helper()
		got, err := w.engine.Sweep(t.Context(), grace)
		if err != nil || got != want || len(w.queue.jobs) != want {
			t.Errorf("swept %d, %d jobs, error %v; want %d", got, len(w.queue.jobs), err, want)
		}
		w.queue.jobs = nil
	}
	w.clock.Advance(time.Second)
	sweep(time.Minute, 0) // a job may still come
	sweep(0, 2)           // at start-up none does; the second step is not in line
	sweep(0, 0)           // not every time
	w.clock.Advance(time.Minute)
	sweep(time.Minute, 0)
	w.clock.Advance(time.Second)
	sweep(time.Minute, 2) // those jobs got lost as well

	// What was swept is not told to wait.
	if next, done := w.attempt("MK-1/1"); next != 0 || !done {
		t.Errorf("next in %s, done %v", next, done)
	}
}

func TestSweepWaitsForALease(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{dies: true}}
	id, _ := w.queue.take(start)
	w.live(func() error { _, _, err := w.engine.Attempt(t.Context(), id); return err })

	w.clock.Advance(lease)
	if n, _ := w.engine.Sweep(t.Context(), 0); n != 0 {
		t.Error("swept while it was leased")
	}
	w.clock.Advance(time.Second)
	if n, _ := w.engine.Sweep(t.Context(), 0); n != 1 {
		t.Error("not swept when the lease had ended")
	}
}

func TestSweepKnowsThatTheNextStepHasAJob(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.clock.Advance(time.Hour)
	w.attempt("MK-1/1")
	if n, _ := w.engine.Sweep(t.Context(), 15*time.Second); n != 0 {
		t.Errorf("swept %d", n)
	}
}

func TestSweepLeavesWhatNoConnectorTakes(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.owe(2, 0)
	w.queue.jobs = nil
	moved := w.find("MK-2/1")
	moved.Connector = "moved"
	w.store.rows[moved.ID] = moved

	for range 3 { // however often
		w.clock.Advance(time.Minute)
		if n, err := w.engine.Sweep(t.Context(), 15*time.Second); n != 1 || err != nil {
			t.Errorf("swept %d, error %v", n, err)
		}
	}
	for _, j := range w.queue.jobs {
		if j.id == moved.ID {
			t.Error("enqueued for nobody")
		}
	}
	moved.LastProblem = delivery.NoConnector
	if diff := cmp.Diff(moved, w.find("MK-2/1")); diff != "" {
		t.Errorf("the row (-want +got):\n%s", diff)
	}

	// It is configured, and the process starts again.
	w.queue.jobs = nil
	engine := delivery.New(w.config(w.registry(map[string]delivery.Connector{"gata": w.backEnd, "moved": w.backEnd})))
	if _, err := engine.Sweep(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if next, done, err := engine.Attempt(t.Context(), moved.ID); next != 0 || !done || err != nil {
		t.Errorf("next in %s, done %v, error %v", next, done, err)
	}
	if d := w.find("MK-2/1"); len(w.queue.jobs) != 1 || w.queue.jobs[0].id != moved.ID || d.State() != delivery.StateDelivered || d.LastProblem != "" {
		t.Errorf("jobs %v; %s, problem %q", w.queue.jobs, d.State(), d.LastProblem)
	}
}

func TestSweepGoesThroughPages(t *testing.T) {
	w := newWorld(t, nil)
	const cases = 450
	for n := range cases {
		w.owe(n+1, 0)
	}
	w.queue.jobs = nil
	w.clock.Advance(time.Second)
	swept, err := w.engine.Sweep(t.Context(), 0)
	ids := map[string]bool{}
	for _, j := range w.queue.jobs {
		ids[j.id] = true
	}
	if err != nil || swept != cases || len(ids) != cases {
		t.Errorf("swept %d, %d jobs, error %v", swept, len(ids), err)
	}
}

func TestRunSweepsAndPollsUntilItIsToldToStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		slow := &slowPoll{}
		quick := &countedPoll{}
		cfg := w.config(w.registry(map[string]delivery.Connector{"slow": slow, "quick": quick, "gata": &countedPoll{}}))
		cfg.Store = &locked{memory: w.store}
		engine := delivery.New(cfg)
		w.owe(1, 0)
		w.queue.jobs = nil
		w.clock.Advance(time.Second)

		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan bool)
		go func() {
			engine.Run(ctx, delivery.RunConfig{SweepEvery: time.Minute, PollEvery: 10 * time.Second})
			close(ended)
		}()
		time.Sleep(time.Second)
		synctest.Wait()
		if len(w.queue.jobs) != 1 || quick.polls != 1 {
			t.Errorf("at start-up: %d jobs, %d polls", len(w.queue.jobs), quick.polls)
		}
		w.clock.Advance(time.Second) // enough at start-up, not later
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(w.queue.jobs) != 1 {
			t.Errorf("%d jobs after the second sweep", len(w.queue.jobs))
		}
		if quick.polls != 7 {
			t.Errorf("%d polls in a minute beside a slow back end", quick.polls)
		}
		if !slow.called {
			t.Error("the slow back end was not polled")
		}
		cancel()
		<-ended
	})
}

// locked is a store for several goroutines.
type locked struct {
	*memory
	mu sync.Mutex
}

func (l *locked) InTx(ctx context.Context, fn func(context.Context) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.memory.InTx(ctx, fn)
}

func (l *locked) ClaimPoll(ctx context.Context, connector string, now, until time.Time) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.memory.ClaimPoll(ctx, connector, now, until)
}

func (l *locked) SaveCursor(ctx context.Context, connector, cursor string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.memory.SaveCursor(ctx, connector, cursor)
}

func (l *locked) FindUnconfirmed(ctx context.Context, connector string) (time.Time, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.memory.FindUnconfirmed(ctx, connector)
}

// slowPoll answers only when it is called off.
type slowPoll struct {
	backEnd
	called bool
}

func (s *slowPoll) Poll(ctx context.Context, _ string) (delivery.Batch, error) {
	s.called = true
	<-ctx.Done()
	return delivery.Batch{}, fmt.Errorf("poll: %w", ctx.Err())
}

type countedPoll struct {
	backEnd
	polls int
}

func (c *countedPoll) Poll(context.Context, string) (delivery.Batch, error) {
	c.polls++
	return delivery.Batch{}, nil
}

func TestKeysOfTheStepsOfACase(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 2)
	got := map[string]delivery.Kind{}
	for _, d := range w.store.rows {
		got[d.Key()+" "+d.AttachmentID] = d.Kind
	}
	want := map[string]delivery.Kind{
		"MK-1/1 ": delivery.KindCreate, "MK-1/2 file1": delivery.KindAttachment, "MK-1/3 file2": delivery.KindAttachment,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if len(w.queue.jobs) != 1 || w.queue.jobs[0].id != w.find("MK-1/1").ID {
		t.Errorf("jobs: %v", w.queue.jobs)
	}
}
