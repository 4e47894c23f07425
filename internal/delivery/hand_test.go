package delivery_test

import (
	"context"
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

// TestMove: what is sent another way is not sent here any more, all of it goes
// there, and nobody can undo that by half.
func TestMove(t *testing.T) {
	moving := func() delivery.Moving {
		return delivery.Moving{
			From: "gata", To: delivery.Order{CaseID: "case1", Reference: "MK-1", Connector: "park", AttachmentIDs: []string{"file1"}},
			More: aMessage, Reason: "Det är en park.",
		}
	}
	move := func(w *world, m delivery.Moving) error {
		return w.store.InTx(w.t.Context(), func(ctx context.Context) error { return w.engine.Move(ctx, m, "staff:siv") })
	}
	states := func(w *world, connector string) (out []string) {
		for seq := 1; seq < 9; seq++ {
			for _, d := range w.store.rows {
				if d.Connector == connector && d.Seq == seq {
					out = append(out, string(d.Kind)+" "+string(d.State()))
				}
			}
		}
		return out
	}
	t.Run("refused", func(t *testing.T) {
		w := newWorld(t, nil)
		w.backEnd.answers["MK-1/1"] = []answer{refuses}
		w.owe(1, 1)
		w.work()
		if err := move(w, moving()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"create moved", "attachment moved"}, states(w, "gata")); diff != "" {
			t.Errorf("where it was (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"create owed", "attachment owed", "message owed", "attachment owed", "attachment owed"}, states(w, "park")); diff != "" {
			t.Errorf("where it goes (-want +got):\n%s", diff)
		}
		id := w.find("MK-1/1").ID
		for name, err := range map[string]error{
			"tried again": w.engine.Retry(t.Context(), id, "staff:siv"), "sent": w.engine.SendNow(t.Context(), id, "staff:siv"),
			"held": w.engine.Hold(t.Context(), id, "", "staff:siv"), "moved again": move(w, moving()),
			"confirmed": w.engine.ConfirmByHand(t.Context(), id, delivery.ByHand{Reason: "det ligger där"}, "staff:siv"),
		} {
			if !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: %v, want a conflict", name, err)
			}
		}
		last := w.store.history[len(w.store.history)-1]
		if last.Outcome != delivery.DeedMoved || last.Reason != "Det är en park." || last.Actor != "staff:siv" {
			t.Errorf("history ends with %+v", last)
		}
	})
	t.Run("delivered stays delivered", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 1)
		w.work()
		if err := move(w, moving()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"create delivered", "attachment delivered"}, states(w, "gata")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("while it is being sent", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 1)
		w.backEnd.answers["MK-1/1"] = []answer{{effect: true, instead: func() {
			if err := move(w, moving()); !errs.Is(err, errs.Conflict) {
				t.Errorf("%v, want a conflict", err)
			}
		}}}
		w.work()
		if got := states(w, "park"); got != nil {
			t.Errorf("it goes there all the same: %v", got)
		}
		assertExactlyOnce(t, w, 1, 1)
	})
	for name, wrong := range map[string]func(m *delivery.Moving){
		"without a reason": func(m *delivery.Moving) { m.Reason = " " },
		"to where it is":   func(m *delivery.Moving) { m.To.Connector = "gata" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.owe(1, 0)
			m := moving()
			wrong(&m)
			if err := move(w, m); !errs.Is(err, errs.Invalid) {
				t.Errorf("%v, want invalid", err)
			}
		})
	}
}
