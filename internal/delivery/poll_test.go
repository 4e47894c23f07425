package delivery_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// change is a change of the first case that the back end took.
func change(key string, s delivery.Status, at time.Duration) delivery.Change {
	return delivery.Change{Key: key, RemoteID: "R1", Status: s, At: start.Add(at)}
}

func (w *world) poll() error { return w.engine.Poll(w.t.Context(), "gata") }

// toldOf returns what the domain was told beyond deliveries.
func (w *world) toldOf(deliveries int) []string { return w.store.told[deliveries:] }

func TestPollHandsChangesOverOnceAndInOrder(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.attempt("MK-1/1")
	w.backEnd.batches = map[string]delivery.Batch{
		"": {Cursor: "a", More: true, Changes: []delivery.Change{
			change("1", delivery.StatusStarted, time.Hour),
			{Key: "f", RemoteID: "foreign", Status: delivery.StatusClosed, At: start},
		}},
		"a": {Cursor: "b", Changes: []delivery.Change{
			change("1", delivery.StatusStarted, time.Hour), // once more
			change("2", delivery.StatusClosed, 2*time.Hour),
		}},
		"b": {Cursor: "b", Changes: []delivery.Change{change("2", delivery.StatusClosed, 2*time.Hour)}},
	}
	for range 2 {
		if err := w.poll(); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"changed case1 started ", "changed case1 closed "}, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"poll ", "poll a", "poll b"}, w.backEnd.calls[1:]); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestPollDoesNotForgetAChangeWhoseCaseIsOnItsWay(t *testing.T) {
	tests := []struct {
		name   string
		at     time.Time // of a change of a case that we do not know
		cursor string    // afterwards
	}{
		{name: "after the case was sent", at: start.Add(time.Second), cursor: ""},
		{name: "by a clock that is a little behind", at: start.Add(-30 * time.Second), cursor: ""},
		{name: "without a time", cursor: ""},
		{name: "older than any of ours", at: start.Add(-time.Hour), cursor: "a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.owe(1, 0)
			w.backEnd.answers["MK-1/1"] = []answer{lostAnswer}
			next, _ := w.attempt("MK-1/1")
			w.backEnd.batches = map[string]delivery.Batch{"": {Cursor: "a", Changes: []delivery.Change{
				{Key: "1", RemoteID: "R1", Status: delivery.StatusStarted, At: test.at},
			}}}
			if err := w.poll(); err != nil {
				t.Fatal(err)
			}
			if got := w.store.cursor["gata"]; got != test.cursor {
				t.Errorf("the cursor is %q, want %q", got, test.cursor)
			}
			if test.cursor != "" {
				return
			}
			w.clock.Advance(next)
			w.attempt("MK-1/1")
			if err := w.poll(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"changed case1 started "}, w.toldOf(1)); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if got := w.store.cursor["gata"]; got != "a" {
				t.Errorf("the cursor is %q once the case is known", got)
			}
		})
	}
}

func TestAnEarlyChangeDoesNotHoldOthersUp(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.attempt("MK-1/1")
	w.owe(2, 0)
	w.backEnd.answers["MK-2/1"] = []answer{lostAnswer}
	w.attempt("MK-2/1")
	w.backEnd.batches = map[string]delivery.Batch{
		"":  {Cursor: "a", More: true, Changes: []delivery.Change{{Key: "1", RemoteID: "R2", Status: delivery.StatusStarted, At: start}}},
		"a": {Cursor: "b", Changes: []delivery.Change{change("2", delivery.StatusClosed, 0)}},
	}
	if err := w.poll(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"changed case1 closed "}, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if got := w.store.cursor["gata"]; got != "" {
		t.Errorf("the cursor is %q", got)
	}
}

func TestAChangeThatCannotBeHandedOverHoldsItsCaseOnly(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.owe(2, 0)
	w.attempt("MK-1/1")
	w.attempt("MK-2/1")
	other := func(key string, s delivery.Status) delivery.Change {
		return delivery.Change{Key: key, RemoteID: "R2", Status: s, At: start}
	}
	w.backEnd.batches = map[string]delivery.Batch{
		"": {Cursor: "a", More: true, Changes: []delivery.Change{
			change("1", delivery.StatusStarted, 0), other("2", delivery.StatusStarted), change("3", delivery.StatusWaiting, 0),
		}},
		"a": {Cursor: "b", Changes: []delivery.Change{change("4", delivery.StatusClosed, 0), other("5", delivery.StatusClosed)}},
	}
	w.domain.failing = map[string]error{"case1": errs.New(errs.Invalid, "test")}
	for range 2 { // and the same again
		if err := w.poll(); !errs.Is(err, errs.Invalid) {
			t.Fatalf("got error %v", err)
		}
		if diff := cmp.Diff([]string{"changed case2 started ", "changed case2 closed "}, w.toldOf(2)); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		if got := w.store.cursor["gata"]; got != "" {
			t.Errorf("the cursor is %q", got)
		}
	}
	w.domain.failing = nil
	if err := w.poll(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"changed case1 started ", "changed case1 waiting ", "changed case1 closed "}, w.toldOf(4)); diff != "" {
		t.Errorf("told when it can be handed over (-want +got):\n%s", diff)
	}
	if got := w.store.cursor["gata"]; got != "b" {
		t.Errorf("the cursor is %q", got)
	}
}

func TestPollFails(t *testing.T) {
	w := newWorld(t, nil)
	w.backEnd.pollErr = errors.New("garbage")
	if err := w.poll(); err == nil || errs.KindOf(err) != errs.Internal {
		t.Errorf("got %v", err)
	}
	w.backEnd.pollErr = nil
	if err := w.poll(); err != nil {
		t.Errorf("after a failure: %v", err)
	}
	if err := w.engine.Poll(t.Context(), "nothing"); !errs.Is(err, errs.NotFound) {
		t.Errorf("an unknown connector: %v", err)
	}
}

func TestOnlyOneNodePolls(t *testing.T) {
	w := newWorld(t, nil)
	if _, err := w.store.ClaimPoll(t.Context(), "gata", start, start.Add(lease)); err != nil {
		t.Fatal(err)
	}
	if err := w.poll(); err != nil || len(w.backEnd.calls) > 0 {
		t.Errorf("error %v, calls %v", err, w.backEnd.calls)
	}
	w.clock.Advance(lease)
	if err := w.poll(); err != nil || len(w.backEnd.calls) != 1 {
		t.Errorf("after the lease: error %v, calls %v", err, w.backEnd.calls)
	}
}
