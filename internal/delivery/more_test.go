package delivery_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// The steps of a message with two files, and of a withdrawal.
var (
	aMessage = []delivery.More{
		{Kind: delivery.KindMessage, ItemID: "m1"},
		{Kind: delivery.KindAttachment, ItemID: "m1", AttachmentID: "m1-file1"},
		{Kind: delivery.KindAttachment, ItemID: "m1", AttachmentID: "m1-file2"},
	}
	aWithdrawal = delivery.More{Kind: delivery.KindWithdrawal, ItemID: "w1"}
)

func TestOweMoreCarriesWhatTheCitizenSaysLater(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.work()
	w.oweMore(1, aMessage...)
	w.oweMore(1, aWithdrawal)
	w.work()
	var got []string
	for _, r := range w.backEnd.has {
		got = append(got, r.key+" at "+r.parent+": "+r.content)
	}
	want := []string{
		"MK-1/1 at : made 1", "MK-1/2 at R1: content of file1",
		"MK-1/3 at R1: message m1", "MK-1/4 at R1: content of m1-file1", "MK-1/5 at R1: content of m1-file2",
		"MK-1/6 at R1: withdrawal w1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the back end (-want +got):\n%s", diff)
	}
	for _, s := range w.backEnd.sent[2:] {
		if hasMessage := s.Message != nil; hasMessage == (s.Kind == delivery.KindAttachment) {
			t.Errorf("%s (%s) has a message: %v", s.Key, s.Kind, hasMessage)
		}
		if s.Message != nil && (s.Message.Files != nil || !s.Message.At.Equal(start)) {
			t.Errorf("%s: message %+v", s.Key, s.Message)
		}
		if s.Envelope.Title != "made 1" {
			t.Errorf("%s has the envelope %q, want the one that was sent first", s.Key, s.Envelope.Title)
		}
	}
	assertExactlyOnce(t, w, 1, 5)
}

// Whatever the last step's state, the new ones are done after it, and somebody
// sets them off: the sweep is not needed.
func TestOweMoreAtAnyTime(t *testing.T) {
	tests := []struct {
		name string
		make func(w *world)
		keys []string // in the back end, once no more jobs are due
		jobs int      // at once
	}{
		{name: "before the case is sent", make: func(w *world) { w.queue.jobs = nil }},
		{name: "all is delivered", make: func(w *world) { w.work() }, jobs: 1, keys: []string{"MK-1/1", "MK-1/2", "MK-1/3", "MK-1/4"}},
		{
			name: "the case was refused", make: func(w *world) {
				w.backEnd.answers["MK-1/1"] = []answer{refuses}
				w.work()
			},
		},
		{
			name: "a file was refused", make: func(w *world) {
				w.backEnd.answers["MK-1/2"] = []answer{refuses}
				w.work()
			}, jobs: 1, keys: []string{"MK-1/1", "MK-1/3", "MK-1/4"},
		},
		{
			name: "the last step is under way", make: func(w *world) {
				w.attempt("MK-1/1")
				w.queue.jobs = nil
				w.backEnd.answers["MK-1/2"] = []answer{lostRequest}
				w.attempt("MK-1/2")
			}, keys: []string{"MK-1/1"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.owe(1, 1)
			test.make(w)
			w.oweMore(1, delivery.More{Kind: delivery.KindMessage, ItemID: "m1"}, aWithdrawal)
			if got := len(w.queue.jobs); got != test.jobs {
				t.Errorf("%d jobs, want %d", got, test.jobs)
			}
			for {
				id, ok := w.queue.take(w.clock.Now())
				if !ok {
					break
				}
				if _, _, err := w.engine.Attempt(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(test.keys, w.backEnd.keys()); diff != "" {
				t.Errorf("the back end (-want +got):\n%s", diff)
			}
		})
	}
}

// A step that is added while the last one is being sent is set off by it.
func TestOweMoreWhileTheLastStepIsBeingSent(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, instead: func() { w.oweMore(1, aMessage...) }}}
	w.queue.jobs = nil
	w.attempt("MK-1/1")
	if len(w.queue.jobs) != 1 || w.queue.jobs[0].id != w.find("MK-1/2").ID {
		t.Errorf("jobs %v, want one for the message", w.queue.jobs)
	}
}

func TestOnlyARefusedCaseHoldsTheRestBack(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 2)
	w.backEnd.answers["MK-1/2"] = []answer{refuses}
	w.backEnd.answers["MK-1/4"] = []answer{refuses}
	w.oweMore(1, aMessage...)
	w.oweMore(1, aWithdrawal)
	w.work()
	if diff := cmp.Diff([]string{"MK-1/1", "MK-1/3", "MK-1/5", "MK-1/6", "MK-1/7"}, w.backEnd.keys()); diff != "" {
		t.Errorf("the back end (-want +got):\n%s", diff)
	}
	for _, key := range []string{"MK-1/2", "MK-1/4"} {
		if err := w.engine.Retry(t.Context(), w.find(key).ID, "operator"); err != nil {
			t.Fatal(err)
		}
	}
	w.work()
	if diff := cmp.Diff([]string{"MK-1/2", "MK-1/4"}, w.backEnd.keys()[5:]); diff != "" {
		t.Errorf("the back end, after the refused were tried again (-want +got):\n%s", diff)
	}
}

func TestAMessageThatCannotBeReadWaits(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.work()
	w.domain.message = errs.New(errs.Unavailable, "test")
	w.oweMore(1, aMessage[0])
	w.attempt("MK-1/2")
	d := w.find("MK-1/2")
	if d.State() != delivery.StateOwed || d.LastProblem != delivery.NotReady || len(w.backEnd.sent) != 1 {
		t.Errorf("%s, %s, %d sent", d.State(), d.LastProblem, len(w.backEnd.sent))
	}
	w.domain.message = nil
	w.work()
	assertExactlyOnce(t, w, 1, 1)
}

func TestOweMoreOfTheImpossible(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	owe := func(caseID, connector string, m ...delivery.More) error {
		return w.store.InTx(t.Context(), func(ctx context.Context) error { return w.engine.OweMore(ctx, caseID, connector, m) })
	}
	for _, m := range []delivery.More{
		{},
		{Kind: delivery.KindCreate, ItemID: "m1"},
		{Kind: delivery.KindMessage},
		{Kind: delivery.KindWithdrawal},
		{Kind: delivery.KindAttachment, ItemID: "m1"},
		{Kind: delivery.KindMessage, ItemID: "m1", AttachmentID: "f"},
		{Kind: "fax", ItemID: "m1"},
	} {
		if err := owe("case1", "gata", aMessage[0], m); !errs.Is(err, errs.Invalid) {
			t.Errorf("%+v: %v", m, err)
		}
	}
	if err := owe("case2", "gata", aWithdrawal); !errs.Is(err, errs.NotFound) {
		t.Errorf("of an unknown case: %v", err)
	}
	if err := owe("case1", "park", aWithdrawal); !errs.Is(err, errs.NotFound) {
		t.Errorf("at another connector: %v", err)
	}
	if err := owe("case1", "gata"); err != nil {
		t.Errorf("of nothing: %v", err)
	}
	if len(w.store.rows) != 1 {
		t.Errorf("%d steps are owed, want one", len(w.store.rows))
	}
}

// The steps of a case keep their order and their times while it waits.
func TestOweMoreKeepsItsPlace(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.clock.Advance(time.Hour)
	w.oweMore(1, aMessage...)
	w.work()
	if diff := cmp.Diff([]string{"MK-1/1", "MK-1/2", "MK-1/3", "MK-1/4", "MK-1/5"}, w.backEnd.keys()); diff != "" {
		t.Errorf("the back end (-want +got):\n%s", diff)
	}
	if d := w.find("MK-1/3"); !d.CreatedAt.Equal(start.Add(time.Hour)) || d.ItemID != "m1" || d.Reference != "MK-1" {
		t.Errorf("the message's step: %+v", d)
	}
}
