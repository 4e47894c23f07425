package delivery_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

func TestSendNow(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{unavailable}
	wait, _ := w.attempt("MK-1/1")
	if wait <= 0 {
		t.Fatal("it does not wait")
	}
	before := w.find("MK-1/1")
	w.queue.jobs = nil
	w.clock.Advance(time.Second / 2)
	now := w.clock.Now()
	if err := w.engine.SendNow(t.Context(), before.ID, "staff:siv"); err != nil {
		t.Fatal(err)
	}
	want := before
	want.DueAt = now
	if diff := cmp.Diff(want, w.find("MK-1/1")); diff != "" {
		t.Errorf("the row (-want +got):\n%s", diff)
	}
	if len(w.queue.jobs) != 1 || w.queue.jobs[0] != (job{before.ID, now}) {
		t.Errorf("jobs: %v", w.queue.jobs)
	}
	entry := audit.Entry{At: now, Actor: "staff:siv", Action: audit.DeliveryHastened, Subject: "delivery:" + before.ID, Detail: "MK-1/1"}
	if diff := cmp.Diff(entry, w.store.entries[len(w.store.entries)-1]); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
	w.work()
	assertExactlyOnce(t, w, 1, 0)
}

// What may have arrived is left alone until the back end is done with it, and is
// then looked up first, however much a person presses.
func TestSendNowRespectsTheLease(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{lostAnswer}
	w.attempt("MK-1/1")
	before := w.find("MK-1/1")
	w.queue.jobs, w.backEnd.calls = nil, nil
	if err := w.engine.SendNow(t.Context(), before.ID, "staff:siv"); !errs.Is(err, errs.Conflict) {
		t.Errorf("while it is leased: %v", err)
	}
	if diff := cmp.Diff(before, w.find("MK-1/1")); diff != "" || len(w.queue.jobs) > 0 {
		t.Errorf("jobs %v, the row (-want +got):\n%s", w.queue.jobs, diff)
	}
	w.clock.Advance(settle)
	if err := w.engine.SendNow(t.Context(), before.ID, "staff:siv"); err != nil {
		t.Error(err)
	}
	w.work()
	if len(w.backEnd.calls) == 0 || w.backEnd.calls[0] != "find MK-1/1" {
		t.Errorf("calls %v, want it looked up first", w.backEnd.calls)
	}
	assertExactlyOnce(t, w, 1, 0)
}

func TestSendNowOfWhatDoesNotWait(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.owe(2, 0)
	w.owe(3, 0)
	w.backEnd.answers["MK-2/1"] = []answer{refuses}
	w.attempt("MK-2/1")
	w.attempt("MK-3/1")
	for name, c := range map[string]struct {
		id   string
		want errs.Kind
	}{
		"behind another step": {w.find("MK-1/2").ID, errs.Conflict},
		"refused":             {w.find("MK-2/1").ID, errs.Conflict},
		"delivered":           {w.find("MK-3/1").ID, errs.Conflict},
		"none":                {"nothing", errs.NotFound},
	} {
		w.queue.jobs = nil
		entries := len(w.store.entries)
		if err := w.engine.SendNow(t.Context(), c.id, "staff:siv"); !errs.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if len(w.queue.jobs) > 0 || len(w.store.entries) > entries {
			t.Errorf("%s: jobs %v, %d audit entries", name, w.queue.jobs, len(w.store.entries)-entries)
		}
	}
	t.Run("without a connector", func(t *testing.T) {
		engine := delivery.New(w.config(w.registry(nil)))
		before := w.find("MK-1/1")
		if err := engine.SendNow(t.Context(), before.ID, "staff:siv"); !errs.Is(err, errs.Unavailable) {
			t.Error(err)
		}
		if diff := cmp.Diff(before, w.find("MK-1/1")); diff != "" {
			t.Errorf("the row (-want +got):\n%s", diff)
		}
	})
}
