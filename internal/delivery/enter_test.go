package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
)

// away is a back end that surely does nothing.
func away() answer { return unavailable }

// TestADownBackEndIsLeftInPeace: after some failures nothing more is tried, and
// what waits is as it was: no try, no problem, no later, no history. Then one at a time tries.
func TestADownBackEndIsLeftInPeace(t *testing.T) {
	w := newWorld(t, nil)
	for n := range 20 {
		w.owe(n+1, 0)
	}
	w.backEnd.chance = away
	for n := range 20 {
		before := w.find(fmt.Sprintf("MK-%d/1", n+1))
		next, done := w.attempt(before.Key())
		if n < 5 {
			continue
		}
		if next != 5*time.Second || done {
			t.Errorf("%s: next in %s, done %v", before.Key(), next, done)
		}
		if diff := cmp.Diff(before, w.find(before.Key())); diff != "" {
			t.Errorf("%s (-before +after):\n%s", before.Key(), diff)
		}
	}
	if got := len(w.backEnd.calls); got != 5 || len(w.store.history) != 5 {
		t.Errorf("%d calls, %d lines of history, want 5 of each", got, len(w.store.history))
	}
	if since := w.engine.Shut("gata"); !since.Equal(start) {
		t.Errorf("shut since %s", since)
	}

	w.clock.Advance(5 * time.Second)
	w.attempt("MK-19/1") // the probe
	w.attempt("MK-20/1")
	if got := len(w.backEnd.calls); got != 6 {
		t.Errorf("%d calls, want one more", got)
	}
	w.clock.Advance(10 * time.Second)
	w.backEnd.chance = nil
	w.attempt("MK-18/1")
	w.attempt("MK-20/1")
	if !w.engine.Shut("gata").IsZero() {
		t.Error("shut though it works")
	}
	w.work()
	assertExactlyOnce(t, w, 20, 0)
}

// TestOneCaseThatBreaksItShutsNobodyOut: a back end that fails at one case, again
// and again, works for the others.
func TestOneCaseThatBreaksItShutsNobodyOut(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	for range 10 {
		w.backEnd.answers["MK-1/1"] = []answer{lostRequest}
		w.attempt("MK-1/1")
		w.clock.Advance(6 * time.Minute)
	}
	w.owe(2, 0)
	if _, done := w.attempt("MK-2/1"); !done || w.find("MK-2/1").State() != delivery.StateDelivered {
		t.Errorf("the other is %s", w.find("MK-2/1").State())
	}
}

// TestAPersonKnocks: who has something sent now has it tried, whatever we
// thought of the back end.
func TestAPersonKnocks(t *testing.T) {
	w := newWorld(t, nil)
	for n := range 7 {
		w.owe(n+1, 0)
	}
	w.backEnd.chance = away
	for n := range 6 {
		w.attempt(fmt.Sprintf("MK-%d/1", n+1))
	}
	w.backEnd.chance = nil
	if err := w.engine.SendNow(t.Context(), w.find("MK-7/1").ID, "staff:siv"); err != nil {
		t.Fatal(err)
	}
	if _, done := w.attempt("MK-7/1"); !done {
		t.Error("not let in")
	}
}

// twoBackEnds is a world with another connector, "bygg".
func twoBackEnds(t *testing.T, limits delivery.Limits) (w *world, bygg *backEnd) {
	t.Helper()
	w = newWorld(t, nil)
	bygg = &backEnd{clock: w.clock, pass: w.pass, answers: map[string][]answer{}}
	types := []delivery.Type{
		{Name: "gata", New: func(delivery.Options) (delivery.Connector, error) { return w.backEnd, nil }},
		{Name: "bygg", New: func(delivery.Options) (delivery.Connector, error) { return bygg, nil }},
	}
	r, err := delivery.NewRegistry(types, map[string]delivery.Settings{"gata": {Type: "gata", Limits: limits}, "bygg": {Type: "bygg"}})
	if err != nil {
		t.Fatal(err)
	}
	w.engine = delivery.New(w.config(r))
	return w, bygg
}

func (w *world) owesBygg(t *testing.T, n int) {
	t.Helper()
	err := w.store.InTx(t.Context(), func(ctx context.Context) error {
		return w.engine.Owe(ctx, delivery.Order{CaseID: fmt.Sprint("case", n), Reference: fmt.Sprint("MK-", n), Connector: "bygg"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnotherBackEndIsNoneOfItsBusiness(t *testing.T) {
	w, bygg := twoBackEnds(t, delivery.Limits{})
	for n := range 6 {
		w.owe(n+1, 0)
		w.owesBygg(t, n+11)
	}
	w.backEnd.chance = away
	for n := range 6 {
		w.attempt(fmt.Sprintf("MK-%d/1", n+1))
	}
	for n := range 6 {
		w.attempt(fmt.Sprintf("MK-%d/1", n+11))
	}
	if len(bygg.has) != 6 || !w.engine.Shut("bygg").IsZero() || w.engine.Shut("gata").IsZero() {
		t.Errorf("the other has %d, shut since %s and %s", len(bygg.has), w.engine.Shut("bygg"), w.engine.Shut("gata"))
	}
}

// TestSweepLeavesRoom: what waits for one back end fills its own queue, so far,
// and hides nothing of another.
func TestSweepLeavesRoom(t *testing.T) {
	w, _ := twoBackEnds(t, delivery.Limits{})
	for n := range 1500 {
		w.owe(n+1, 0)
	}
	w.clock.Advance(time.Second)
	w.owesBygg(t, 9999) // the latest
	w.queue.jobs = nil
	w.clock.Advance(time.Second)
	swept, err := w.engine.Sweep(t.Context(), 0)
	if err != nil || swept != 1001 {
		t.Errorf("swept %d (%v), want 1000 and 1", swept, err)
	}
	other := w.find("MK-9999/1").ID
	found := false
	for _, j := range w.queue.jobs {
		found = found || j.id == other
	}
	if !found {
		t.Error("the other back end's was not swept")
	}
	if swept, err = w.engine.Sweep(t.Context(), 0); err != nil || swept != 0 {
		t.Errorf("swept %d more into a full queue (%v)", swept, err)
	}
	w.queue.jobs = w.queue.jobs[:100]
	if swept, err = w.engine.Sweep(t.Context(), time.Second/2); err != nil || swept != 500 {
		t.Errorf("swept %d into a queue with room (%v), want the rest", swept, err)
	}
}

func TestPace(t *testing.T) {
	w, _ := twoBackEnds(t, delivery.Limits{PerSecond: 2})
	for n := range 3 {
		w.owe(n+1, 0)
	}
	w.attempt("MK-1/1")
	before := w.find("MK-2/1")
	if next, done := w.attempt("MK-2/1"); next != time.Second/2 || done {
		t.Errorf("next in %s, done %v", next, done)
	}
	if diff := cmp.Diff(before, w.find("MK-2/1")); diff != "" {
		t.Errorf("put off (-before +after):\n%s", diff)
	}
	w.clock.Advance(time.Second / 2)
	if _, done := w.attempt("MK-2/1"); !done {
		t.Error("not let in when it was time")
	}
}

// TestAWorkerStandsForAMoment: before a shut gate it waits, but not for long, and
// not when the portal stops.
func TestAWorkerStandsForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		cfg := w.config(w.registry(map[string]delivery.Connector{"gata": w.backEnd}))
		cfg.Patience = time.Second
		w.engine = delivery.New(cfg)
		for n := range 7 {
			w.owe(n+1, 0)
		}
		w.backEnd.chance = away
		for n := range 5 {
			w.attempt(fmt.Sprintf("MK-%d/1", n+1))
		}
		begun := time.Now()
		next, _ := w.attempt("MK-6/1")
		if stood := time.Since(begun); stood != time.Second || next != 5*time.Second {
			t.Errorf("stood for %s, and then %s", stood, next)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		begun = time.Now()
		if _, _, err := w.engine.Attempt(ctx, w.find("MK-7/1").ID); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if stood := time.Since(begun); stood != 0 {
			t.Errorf("stood for %s though the portal stops", stood)
		}
	})
}

// TestAFailureOfOursShutsNothing: files that we cannot open say nothing of the
// back end.
func TestAFailureOfOursShutsNothing(t *testing.T) {
	w := newWorld(t, nil)
	w.domain.open = errors.New("disk")
	for n := range 7 {
		w.owe(n+1, 1)
		w.attempt(fmt.Sprintf("MK-%d/1", n+1))
		w.attempt(fmt.Sprintf("MK-%d/2", n+1))
	}
	w.owe(8, 1)
	w.attempt("MK-8/1")
	if calls := strings.Join(w.backEnd.calls, " "); !strings.HasSuffix(calls, "send MK-8/1") || !w.engine.Shut("gata").IsZero() {
		t.Errorf("calls %s", calls)
	}
}
