package delivery_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

func TestOutcomesOfASending(t *testing.T) {
	const key = "MK-1/1"
	tests := []struct {
		name    string
		answer  answer
		state   delivery.State
		problem delivery.Problem
		tries   int
		done    bool
		wait    [2]time.Duration // until it is looked at again, at least and at most
		leased  bool             // and until Settle has passed nobody may touch it
	}{
		{name: "delivered", answer: works, state: delivery.StateDelivered, tries: 1, done: true},
		{
			name: "accepted", answer: answer{effect: true, ticket: "T1"}, state: delivery.StateAccepted,
			problem: delivery.NotYetConfirmed, tries: 1, wait: [2]time.Duration{1600 * time.Millisecond, 2400 * time.Millisecond},
		},
		{name: "refused", answer: refuses, state: delivery.StateRefused, problem: delivery.BackEndRefused, tries: 1, done: true},
		{
			name: "refused with what it was sent", answer: answer{err: &delivery.RefusedError{Reason: "422 pnr_19790104-9283x +46701740605 personal@example.se"}},
			state: delivery.StateRefused, problem: delivery.BackEndRefused, tries: 1, done: true,
		},
		{
			name: "refused, wrapped", answer: answer{err: errs.Op("open311.Send", refuses.err)}, state: delivery.StateRefused,
			problem: delivery.BackEndRefused, tries: 1, done: true,
		},
		{
			name: "answer lost", answer: lostAnswer, state: delivery.StateUnknown,
			problem: delivery.AnswerLost, tries: 1, wait: [2]time.Duration{settle, settle}, leased: true,
		},
		{
			name: "answer without an id", answer: answer{effect: true, noID: true}, state: delivery.StateUnknown,
			problem: delivery.AnswerLost, tries: 1, wait: [2]time.Duration{settle, settle}, leased: true,
		},
		{
			name: "connector panics", answer: answer{effect: true, panics: true}, state: delivery.StateUnknown,
			problem: delivery.AnswerLost, tries: 1, wait: [2]time.Duration{settle, settle}, leased: true,
		},
		{
			name: "unavailable uses no try up", answer: unavailable, state: delivery.StateOwed,
			problem: delivery.BackEndDown, wait: [2]time.Duration{1600 * time.Millisecond, 2400 * time.Millisecond},
		},
		{
			name: "unavailable and says until when", answer: answer{err: &delivery.UnavailableError{RetryAfter: 2 * time.Minute, Err: errors.New("429")}},
			state: delivery.StateOwed, problem: delivery.BackEndDown, wait: [2]time.Duration{2 * time.Minute, 2 * time.Minute},
		},
		{
			name: "unavailable for ever", answer: answer{err: &delivery.UnavailableError{RetryAfter: 10000 * time.Hour, Err: errors.New("429")}},
			state: delivery.StateOwed, problem: delivery.BackEndDown, wait: [2]time.Duration{time.Hour, time.Hour},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.owe(1, 0)
			w.backEnd.answers[key] = []answer{test.answer}

			next, done := w.attempt(key)

			d := w.find(key)
			if d.State() != test.state || d.LastProblem != test.problem || d.Tries != test.tries {
				t.Errorf("got %s, problem %q, %d tries; want %s, %q, %d", d.State(), d.LastProblem, d.Tries, test.state, test.problem, test.tries)
			}
			if done != test.done || next < test.wait[0] || next > test.wait[1] {
				t.Errorf("got done %v, next in %s; want %v, %v", done, next, test.done, test.wait)
			}
			if leased := d.LeasedUntil.Equal(start.Add(settle)) && d.LeaseToken != ""; leased != test.leased {
				t.Errorf("got lease until %s with token %q, want one: %v", d.LeasedUntil, d.LeaseToken, test.leased)
			}
			if !test.leased && (d.LeaseToken != "" || !d.LeasedUntil.IsZero()) {
				t.Errorf("the lease was not given back")
			}
			if !done && !d.DueAt.Equal(start.Add(next)) {
				t.Errorf("due at %s, but the worker is told %s", d.DueAt, next)
			}
			for _, personal := range []string{"personal data", "9283", "0605"} {
				if strings.Contains(d.Detail, personal) {
					t.Errorf("detail says %q", d.Detail)
				}
			}
		})
	}
}

func TestDeliveredIsToldOnceAndSetsOffTheNextStep(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 2)
	w.work()

	if diff := cmp.Diff([]string{"send MK-1/1", "send MK-1/2", "send MK-1/3"}, w.backEnd.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	want := []remote{
		{key: "MK-1/1", id: "R1", content: "made 1", visible: start},
		{key: "MK-1/2", id: "R2", parent: "R1", content: "content of file1", visible: start},
		{key: "MK-1/3", id: "R3", parent: "R1", content: "content of file2", visible: start},
	}
	if diff := cmp.Diff(want, w.backEnd.has, cmp.AllowUnexported(remote{})); diff != "" {
		t.Errorf("back end (-want +got):\n%s", diff)
	}
	told := []string{"delivered MK-1/1 as R1", "delivered MK-1/2 as R2", "delivered MK-1/3 as R3"}
	if diff := cmp.Diff(told, w.store.told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if d := w.find("MK-1/1"); d.Number != "D R1" || !d.DeliveredAt.Equal(start) {
		t.Errorf("got number %q, delivered at %s", d.Number, d.DeliveredAt)
	}
	entry := audit.Entry{
		At: start, Actor: "connector:gata", Action: audit.DeliveryConfirmed,
		Subject: "delivery:" + w.find("MK-1/1").ID, Detail: "MK-1/1",
	}
	if diff := cmp.Diff(entry, w.store.entries[0]); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestRefusedHoldsTheRestOfTheCaseBackAndNoOther(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.owe(2, 1)
	w.backEnd.answers["MK-1/1"] = []answer{refuses}
	w.work()

	if d := w.find("MK-1/1"); d.State() != delivery.StateRefused || d.Detail != "400 no such service" {
		t.Errorf("got %s, %q", d.State(), d.Detail)
	}
	if d := w.find("MK-1/2"); d.State() != delivery.StateOwed {
		t.Errorf("the step after the refused one is %s", d.State())
	}
	if next, done := w.attempt("MK-1/2"); !done || next != 0 {
		t.Errorf("an attempt at the step after the refused one: next %s, done %v", next, done)
	}
	if diff := cmp.Diff([]string{"MK-2/1", "MK-2/2"}, w.backEnd.keys()); diff != "" {
		t.Errorf("back end (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"refused MK-1/1", "delivered MK-2/1 as R1", "delivered MK-2/2 as R2"}, w.store.told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if got := w.store.entries[0].Action; got != audit.DeliveryRefused {
		t.Errorf("audit says %s", got)
	}
}

func TestLooksUpBeforeSendingAgain(t *testing.T) {
	tests := []struct {
		name    string
		answers []answer
		findErr error
		calls   []string // of the second attempt
		keys    []string
		state   delivery.State
	}{
		{
			name: "it had arrived", answers: []answer{lostAnswer},
			calls: []string{"find MK-1/1"}, keys: []string{"MK-1/1"}, state: delivery.StateDelivered,
		},
		{
			name: "it had not", answers: []answer{lostRequest},
			calls: []string{"find MK-1/1", "send MK-1/1"}, keys: []string{"MK-1/1"}, state: delivery.StateDelivered,
		},
		{
			name: "nobody knows", answers: []answer{lostAnswer}, findErr: errors.New("garbage"),
			calls: []string{"find MK-1/1"}, keys: []string{"MK-1/1"}, state: delivery.StateUnknown,
		},
		{
			name: "the back end is down", answers: []answer{lostAnswer}, findErr: &delivery.UnavailableError{Err: errors.New("503")},
			calls: []string{"find MK-1/1"}, keys: []string{"MK-1/1"}, state: delivery.StateUnknown,
		},
		{
			name: "a look-up is not refused", answers: []answer{lostAnswer}, findErr: &delivery.RefusedError{Reason: "400"},
			calls: []string{"find MK-1/1"}, keys: []string{"MK-1/1"}, state: delivery.StateUnknown,
		},
		{
			name: "down at the second sending", answers: []answer{lostRequest, unavailable},
			calls: []string{"find MK-1/1", "send MK-1/1"}, state: delivery.StateUnknown,
		},
		{
			name: "a ticket", answers: []answer{{ticket: "T1"}},
			calls: []string{"find MK-1/1"}, state: delivery.StateAccepted,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.owe(1, 0)
			w.backEnd.answers["MK-1/1"] = test.answers
			next, _ := w.attempt("MK-1/1")
			w.clock.Advance(next)
			w.backEnd.calls, w.backEnd.findErr = nil, test.findErr

			w.attempt("MK-1/1")

			if diff := cmp.Diff(test.calls, w.backEnd.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.keys, w.backEnd.keys()); diff != "" {
				t.Errorf("back end (-want +got):\n%s", diff)
			}
			if d := w.find("MK-1/1"); d.State() != test.state || d.Tries < 1 || !d.FirstTryAt.Equal(start) {
				t.Errorf("got %s after %d tries since %s", d.State(), d.Tries, d.FirstTryAt)
			}
		})
	}
}

func TestAcceptedIsNeverSentAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, after: 3 * time.Hour, ticket: "T1"}}
	w.work()

	if d := w.find("MK-1/1"); d.State() != delivery.StateDelivered || d.RemoteID != "R1" {
		t.Errorf("got %s with id %q", d.State(), d.RemoteID)
	}
	if len(w.backEnd.sent) != 1 {
		t.Errorf("sent %d times", len(w.backEnd.sent))
	}
	// The waiting grows to five minutes: some forty look-ups in three hours.
	if n := len(w.backEnd.calls); n < 30 || n > 80 {
		t.Errorf("%d calls", n)
	}
}

func TestAcceptedIsNotSentAgainWhenTheBackEndForgetsTheTicket(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{ticket: "T1"}}
	w.backEnd.forgetsTickets = true
	next, _ := w.attempt("MK-1/1")
	w.clock.Advance(next)
	if next, done := w.attempt("MK-1/1"); next == 0 || done {
		t.Errorf("next in %s, done %v", next, done)
	}
	if diff := cmp.Diff([]string{"send MK-1/1", "find MK-1/1"}, w.backEnd.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if d := w.find("MK-1/1"); d.State() != delivery.StateAccepted || d.Ticket != "T1" {
		t.Errorf("got %s with ticket %q", d.State(), d.Ticket)
	}
}

func TestStopping(t *testing.T) {
	t.Run("before anything is sent gives it back at once", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 0)
		ctx, cancel := context.WithCancel(t.Context())
		w.domain.making = cancel
		next, done, err := w.engine.Attempt(ctx, w.find("MK-1/1").ID)
		if next != 0 || done || err != nil || len(w.backEnd.calls) > 0 {
			t.Errorf("next in %s, done %v, error %v, calls %v", next, done, err, w.backEnd.calls)
		}
		if d := w.find("MK-1/1"); d.State() != delivery.StateOwed || !d.LeasedUntil.IsZero() || d.LastProblem != "" {
			t.Errorf("got %s, leased until %s, problem %q", d.State(), d.LeasedUntil, d.LastProblem)
		}
	})
	t.Run("while it is sent keeps what the back end said", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 0)
		ctx, cancel := context.WithCancel(t.Context())
		w.backEnd.answers["MK-1/1"] = []answer{{effect: true, instead: cancel}}
		if _, done, err := w.engine.Attempt(ctx, w.find("MK-1/1").ID); !done || err != nil {
			t.Errorf("done %v, error %v", done, err)
		}
		if d := w.find("MK-1/1"); d.State() != delivery.StateDelivered {
			t.Errorf("got %s", d.State())
		}
	})
}

func TestNobodyTouchesItBeforeTheBackEndIsDone(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	// The answer is lost at once, but the back end goes on working.
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, after: settle, err: errors.New("reset")}}
	w.attempt("MK-1/1")

	w.clock.Advance(settle - time.Second)
	if next, done := w.attempt("MK-1/1"); next != time.Second || done {
		t.Errorf("a second before: next in %s, done %v", next, done)
	}
	if len(w.backEnd.calls) != 1 {
		t.Errorf("calls: %v", w.backEnd.calls)
	}
	w.work()
	if diff := cmp.Diff([]string{"MK-1/1"}, w.backEnd.keys()); diff != "" {
		t.Errorf("back end (-want +got):\n%s", diff)
	}
}

func TestJobsThatWereEnqueuedTwiceEnd(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{err: &delivery.UnavailableError{RetryAfter: time.Minute, Err: errors.New("429")}}}
	w.attempt("MK-1/1")
	if next, done := w.attempt("MK-1/1"); !done {
		t.Errorf("a minute early: next in %s", next)
	}
	w.clock.Advance(55 * time.Second)
	if next, done := w.attempt("MK-1/1"); done || next != 5*time.Second {
		t.Errorf("five seconds early: next in %s, done %v", next, done)
	}
	w.clock.Advance(5 * time.Second)
	if _, done := w.attempt("MK-1/1"); !done || w.find("MK-1/1").State() != delivery.StateDelivered {
		t.Errorf("in time: done %v, %s", done, w.find("MK-1/1").State())
	}
}

func TestTheIDOfAnotherCaseIsNotBelieved(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.owe(2, 0)
	w.attempt("MK-1/1")
	w.backEnd.answers["MK-2/1"] = []answer{{instead: func() { w.backEnd.id = "R1" }}}
	w.attempt("MK-2/1")
	if d := w.find("MK-2/1"); d.State() != delivery.StateUnknown || d.RemoteID != "" || d.Detail != "the back end answered with the id of another case" {
		t.Errorf("got %s with id %q: %s", d.State(), d.RemoteID, d.Detail)
	}
}

func TestEveryAttemptSendsTheSame(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.backEnd.answers["MK-1/1"] = []answer{unavailable, lostRequest, works}
	w.work()

	for i, s := range w.backEnd.sent {
		if s.Envelope.Title != "made 1" {
			t.Errorf("sending %d has the envelope %q", i+1, s.Envelope.Title)
		}
		if s.Since.IsZero() {
			t.Errorf("sending %d does not say since when", i+1)
		}
	}
	if len(w.backEnd.sent) != 4 || w.domain.made != 1 {
		t.Errorf("%d sendings of %d envelopes", len(w.backEnd.sent), w.domain.made)
	}
}

func TestOurOwnSideIsNotReady(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*world)
		key     string
		problem delivery.Problem
		detail  string
	}{
		{
			name: "no envelope", key: "MK-1/1", problem: delivery.NotReady, detail: "invalid",
			prepare: func(w *world) { w.domain.envelope = errs.New(errs.Invalid, "test") },
		},
		{
			name: "no file", key: "MK-1/2", problem: delivery.NotReady, detail: "unavailable",
			prepare: func(w *world) { w.domain.open = errs.New(errs.Unavailable, "test") },
		},
		{
			name: "no connector", key: "MK-1/1", problem: delivery.NoConnector,
			prepare: func(w *world) { w.engine = delivery.New(w.config(w.registry(nil))) },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.owe(1, 1)
			if test.key == "MK-1/2" {
				w.attempt("MK-1/1")
			}
			test.prepare(w)
			next, done := w.attempt(test.key)
			if next != 5*time.Minute || done {
				t.Errorf("next in %s, done %v", next, done)
			}
			d := w.find(test.key)
			if d.State() != delivery.StateOwed || d.LastProblem != test.problem || d.Detail != test.detail {
				t.Errorf("got %s, problem %q, detail %q", d.State(), d.LastProblem, d.Detail)
			}
		})
	}
}

func TestResultOfALostLeaseIsDropped(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	// While the first worker hangs in the sending, its lease runs out and
	// another one finds what it left.
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, instead: func() {
		w.clock.Advance(lease)
		if _, done := w.attempt("MK-1/1"); !done {
			t.Error("the second worker did not finish")
		}
		w.store.told = append(w.store.told, "second worker done")
	}, err: errors.New("reset")}}

	if next, done := w.attempt("MK-1/1"); next != 0 || !done {
		t.Errorf("next in %s, done %v", next, done)
	}
	if d := w.find("MK-1/1"); d.State() != delivery.StateDelivered || d.LastProblem != "" {
		t.Errorf("got %s, problem %q", d.State(), d.LastProblem)
	}
	if diff := cmp.Diff([]string{"delivered MK-1/1 as R1", "second worker done"}, w.store.told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestNothingIsSentWithoutTheLease(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.store.failing = errs.New(errs.Conflict, "test")
	if next, done := w.attempt("MK-1/1"); next != 0 || !done {
		t.Errorf("next in %s, done %v", next, done)
	}
	if len(w.backEnd.calls) > 0 || len(w.store.envelopes) > 0 {
		t.Errorf("calls %v, %d envelopes", w.backEnd.calls, len(w.store.envelopes))
	}
}

func TestAResultThatCannotBeKeptIsLookedUp(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.domain.change = errs.New(errs.Unavailable, "test")
	next, done, err := w.engine.Attempt(t.Context(), w.find("MK-1/1").ID)
	if !errs.Is(err, errs.Unavailable) || done || next != lease {
		t.Fatalf("got error %v, done %v, next in %s", err, done, next)
	}
	if len(w.store.told) > 0 || w.find("MK-1/1").State() != delivery.StateUnknown {
		t.Errorf("told %v, state %s", w.store.told, w.find("MK-1/1").State())
	}
	w.domain.change = nil
	w.work()
	if diff := cmp.Diff([]string{"MK-1/1", "MK-1/2"}, w.backEnd.keys()); diff != "" {
		t.Errorf("back end (-want +got):\n%s", diff)
	}
}

func TestAnAttemptAtNothing(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	t.Run("unknown delivery", func(t *testing.T) {
		if _, _, err := w.engine.Attempt(t.Context(), "nothing"); !errs.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("not its turn", func(t *testing.T) {
		if next, done := w.attempt("MK-1/2"); next != 0 || !done {
			t.Errorf("next in %s, done %v", next, done)
		}
	})
	t.Run("already delivered", func(t *testing.T) {
		w.attempt("MK-1/1")
		if next, done := w.attempt("MK-1/1"); next != 0 || !done {
			t.Errorf("next in %s, done %v", next, done)
		}
	})
	if diff := cmp.Diff([]string{"send MK-1/1"}, w.backEnd.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestOweRefusesHalfAnOrder(t *testing.T) {
	w := newWorld(t, nil)
	err := w.engine.Owe(t.Context(), delivery.Order{CaseID: "case1", Reference: "MK-1"})
	if !errs.Is(err, errs.Invalid) || len(w.store.rows) > 0 {
		t.Errorf("got %v and %d deliveries", err, len(w.store.rows))
	}
}

// TestARestoredDatabaseIsLookedUpFirst delivers a case, and then has the
// database as it was before: what it does not remember is found, not sent.
func TestARestoredDatabaseIsLookedUpFirst(t *testing.T) {
	const key = "MK-1/1"
	w := newWorld(t, nil)
	w.owe(1, 0)
	backup := w.find(key)
	w.attempt(key)
	w.store.rows[backup.ID] = backup
	w.clock.Advance(2 * time.Minute)
	w.attempt(key)
	if diff := cmp.Diff([]string{"send " + key, "find " + key}, w.backEnd.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if got := w.find(key); got.State() != delivery.StateDelivered || got.RemoteID != "R1" {
		t.Errorf("state %s, remote id %q", got.State(), got.RemoteID)
	}
}

// TestWhatOnlyWaitedIsNotLookedUp has cases wait for a back end that is away, with
// a database that has been the same for long, and one that has not.
func TestWhatOnlyWaitedIsNotLookedUp(t *testing.T) {
	const key = "MK-1/1"
	tests := []struct {
		name   string
		steady time.Time
		want   []string
	}{
		{"the same since long before", start.Add(-2 * time.Minute), []string{"send " + key, "send " + key}},
		{"the same since just before, by another clock perhaps", start.Add(-30 * time.Second), []string{"send " + key, "find " + key, "send " + key}},
		{"another since", start.Add(time.Minute), []string{"send " + key, "find " + key, "send " + key}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, nil)
			cfg := w.config(w.registry(map[string]delivery.Connector{"gata": w.backEnd}))
			cfg.Steady = func() time.Time { return tt.steady }
			w.engine = delivery.New(cfg)
			w.owe(1, 0)
			w.backEnd.answers[key] = []answer{unavailable}
			w.attempt(key)
			w.clock.Advance(time.Hour)
			w.attempt(key)
			if diff := cmp.Diff(tt.want, w.backEnd.calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

// TestATransactionThatIsRunAgain has each run twice, as after a deadlock.
func TestATransactionThatIsRunAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.store.again = true
	w.backEnd.answers["MK-1/1"] = []answer{lostAnswer}
	next, _ := w.attempt("MK-1/1")
	if d := w.find("MK-1/1"); d.Tries != 1 || !d.FirstTryAt.Equal(start) {
		t.Errorf("%d tries since %s, want 1", d.Tries, d.FirstTryAt)
	}
	w.clock.Advance(next)
	w.work()
	if diff := cmp.Diff([]string{"delivered MK-1/1 as R1", "delivered MK-1/2 as R2"}, w.store.told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if d := w.find("MK-1/2"); d.Tries != 1 {
		t.Errorf("%d tries of the attachment, want 1", d.Tries)
	}
}

func TestRetryTakesARefusedDeliveryUpAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	w.backEnd.answers["MK-1/1"] = []answer{lostRequest, refuses}
	w.work()
	refused := w.find("MK-1/1")
	if refused.State() != delivery.StateRefused || refused.Tries != 2 {
		t.Fatalf("%s after %d tries", refused.State(), refused.Tries)
	}
	w.clock.Advance(time.Hour)
	now := w.clock.Now()
	w.queue.jobs, w.backEnd.calls = nil, nil
	if err := w.engine.Retry(t.Context(), refused.ID, "operator"); err != nil {
		t.Fatal(err)
	}
	want := refused
	want.RefusedAt, want.DueAt = time.Time{}, now
	if diff := cmp.Diff(want, w.find("MK-1/1")); diff != "" {
		t.Errorf("the row (-want +got):\n%s", diff)
	}
	if len(w.queue.jobs) != 1 || w.queue.jobs[0] != (job{refused.ID, now}) {
		t.Errorf("jobs: %v", w.queue.jobs)
	}
	entry := audit.Entry{
		At: now, Actor: "operator", Action: audit.DeliveryRetried, Subject: "delivery:" + refused.ID, Detail: "MK-1/1",
	}
	if diff := cmp.Diff(entry, w.store.entries[len(w.store.entries)-1]); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}

	w.work()
	if diff := cmp.Diff([]string{"find MK-1/1", "send MK-1/1"}, w.backEnd.calls[:2]); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	assertExactlyOnce(t, w, 1, 1)
}

func TestRetryOfWhatIsNotRefused(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.queue.jobs = nil
	if err := w.engine.Retry(t.Context(), w.find("MK-1/1").ID, "operator"); !errs.Is(err, errs.Conflict) {
		t.Errorf("of an owed one: %v", err)
	}
	if err := w.engine.Retry(t.Context(), "nothing", "operator"); !errs.Is(err, errs.NotFound) {
		t.Errorf("of none: %v", err)
	}
	if len(w.queue.jobs) > 0 || len(w.store.entries) > 0 {
		t.Errorf("jobs %v, audit %v", w.queue.jobs, w.store.entries)
	}
}

func TestLongestAttempt(t *testing.T) {
	for timeout, atLeast := range map[time.Duration]time.Duration{0: time.Minute, 5 * time.Minute: 10 * time.Minute} {
		if got := delivery.LongestAttempt(timeout); got <= atLeast {
			t.Errorf("with a time-out of %s: %s, want more than a look-up and a sending take", timeout, got)
		}
	}
}

// frozen is the context of a process that was stopped after it had noted that it would
// send, and goes on: its time is over, and its timer has not told yet.
type frozen struct{ context.Context }

func (frozen) Deadline() (time.Time, bool) { return time.Unix(0, 0), true }

func TestNothingIsSentWhenTheTimeIsUsedUp(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	if _, _, err := w.engine.Attempt(frozen{t.Context()}, w.find("MK-1/1").ID); err != nil {
		t.Fatal(err)
	}
	if d := w.find("MK-1/1"); len(w.backEnd.has) > 0 || d.State() != delivery.StateOwed || d.LastProblem != delivery.BackEndDown {
		t.Errorf("the back end has %v, and the delivery is %s, %s", w.backEnd.keys(), d.State(), d.LastProblem)
	}
	w.work()
	assertExactlyOnce(t, w, 1, 0)
}
