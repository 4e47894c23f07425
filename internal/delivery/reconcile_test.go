package delivery_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

var aMinute = delivery.Period{From: start, To: start.Add(time.Minute)}

// TestReconcile: what the back end has lost, or has otherwise than it said, is
// found, and nothing is changed by looking.
func TestReconcile(t *testing.T) {
	w := newWorld(t, nil)
	for n := range 4 {
		w.owe(n+1, 1)
	}
	w.work()
	w.owe(5, 0) // is not there yet
	w.clock.Advance(time.Hour)
	w.owe(6, 0) // after the period
	if err := w.engine.ConfirmByHand(t.Context(), w.find("MK-5/1").ID, delivery.ByHand{RemoteID: "A", Reason: "x"}, "staff:siv"); err != nil {
		t.Fatal(err)
	}
	w.backEnd.has = slices.DeleteFunc(w.backEnd.has, func(r remote) bool { return r.key == "MK-2/2" || r.key == "MK-3/1" })
	for i, r := range w.backEnd.has {
		if r.key == "MK-4/1" {
			w.backEnd.has[i].id = "another"
		}
	}
	before, sent := clone(w.store.rows), len(w.backEnd.sent)
	got, err := w.engine.Reconcile(t.Context(), "gata", delivery.Reconciling{Period: aMinute})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range got.Findings {
		found = append(found, fmt.Sprintf("%s %s", f.Key(), f.What))
	}
	slices.Sort(found)
	if diff := cmp.Diff([]string{"MK-2/2 missing", "MK-3/1 missing", "MK-4/1 other"}, found); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if got.Present != 5 || got.ByHand != 1 {
		t.Errorf("%d are there, %d by hand", got.Present, got.ByHand)
	}
	if diff := cmp.Diff(before, w.store.rows); diff != "" || len(w.backEnd.sent) != sent {
		t.Errorf("%d were sent; rows (-before +after):\n%s", len(w.backEnd.sent)-sent, diff)
	}
	if _, err := w.engine.Reconcile(t.Context(), "gone", delivery.Reconciling{}); !errs.Is(err, errs.NotFound) {
		t.Errorf("at none: %v", err)
	}
}

// TestReconcileWithABackEndThatIsAway ends with what it has.
func TestReconcileWithABackEndThatIsAway(t *testing.T) {
	w := newWorld(t, nil)
	for n := range 12 {
		w.owe(n+1, 0)
	}
	w.work()
	w.backEnd.findErr = &delivery.UnavailableError{Err: errors.New("503")}
	got, err := w.engine.Reconcile(t.Context(), "gata", delivery.Reconciling{Period: aMinute})
	if !errs.Is(err, errs.Unavailable) || len(got.Findings) != 5 || got.Findings[0].What != delivery.FindingUnknown {
		t.Errorf("%d findings (%v)", len(got.Findings), err)
	}
}
