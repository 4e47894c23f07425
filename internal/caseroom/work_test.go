package caseroom_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// do does a deed as somebody, with words that are good enough.
func (w *world) do(name string, seen caseroom.Seen, deed caseroom.Deed) error {
	ctx, actor, words := w.t.Context(), w.as(name), caseroom.Message{Text: "Några ord."}
	switch deed {
	case caseroom.DeedTake:
		return w.room.Take(ctx, actor, seen)
	case caseroom.DeedAssign:
		return w.room.Assign(ctx, actor, seen, "Bo")
	case caseroom.DeedForward:
		return w.room.Forward(ctx, actor, seen, buses, "Det gäller skjutsen.")
	case caseroom.DeedStart:
		return w.room.Start(ctx, actor, seen)
	case caseroom.DeedAsk:
		return w.room.AskCompletion(ctx, actor, seen, words, w.clock.Now().AddDate(0, 0, 14))
	case caseroom.DeedWrite:
		return w.room.WriteToCitizen(ctx, actor, seen, words)
	case caseroom.DeedNote:
		return w.room.Note(ctx, actor, seen, "Mellan oss.")
	case caseroom.DeedDecide:
		return w.room.Decide(ctx, actor, seen, caseroom.Decision{Outcome: caseroom.OutcomeApproved, Text: "Ja."})
	case caseroom.DeedClose:
		return w.room.Close(ctx, actor, seen, words)
	case caseroom.DeedReopen:
		return w.room.Reopen(ctx, actor, seen, "Mer har kommit.")
	default:
		w.t.Fatalf("no such deed: %s", deed)
		return nil
	}
}

// caseIn registers a case and brings it to a status.
func (w *world) caseIn(s caseroom.Status) string {
	w.t.Helper()
	reference := w.register()
	way := map[caseroom.Status][]caseroom.Deed{
		caseroom.StatusReceived: nil, caseroom.StatusOngoing: {caseroom.DeedStart}, caseroom.StatusWaiting: {caseroom.DeedAsk},
		caseroom.StatusDecided: {caseroom.DeedDecide}, caseroom.StatusClosed: {caseroom.DeedClose},
	}[s]
	for _, deed := range way {
		must(w.t, w.do("Asta", w.seen(reference), deed))
	}
	if got := w.kept(reference).Status(); got != s {
		w.t.Fatalf("the case is %s, want %s", got, s)
	}
	return reference
}

// TestStateMachine tries every deed in every status, and that what a page
// offers is what can be done.
func TestStateMachine(t *testing.T) {
	const no = caseroom.Status("refused")
	r, o, wt, d, c := caseroom.StatusReceived, caseroom.StatusOngoing, caseroom.StatusWaiting, caseroom.StatusDecided, caseroom.StatusClosed
	after := map[caseroom.Deed][5]caseroom.Status{ // from received, ongoing, waiting, decided, closed
		caseroom.DeedTake:    {o, o, wt, d, no},
		caseroom.DeedAssign:  {r, o, wt, d, no},
		caseroom.DeedForward: {r, o, wt, no, no},
		caseroom.DeedStart:   {o, no, o, no, no},
		caseroom.DeedAsk:     {wt, wt, wt, no, no},
		caseroom.DeedWrite:   {o, o, wt, d, c},
		caseroom.DeedNote:    {r, o, wt, d, c},
		caseroom.DeedDecide:  {d, d, d, no, no},
		caseroom.DeedClose:   {c, c, c, c, no},
		caseroom.DeedReopen:  {no, no, no, o, o},
	}
	each(t, func(t *testing.T, w *world) {
		for deed, becomes := range after {
			for i, from := range caseroom.Statuses {
				reference := w.caseIn(from)
				offered := slices.Contains(w.open("Asta", reference).Deeds, deed)
				if offered != (becomes[i] != no) {
					t.Errorf("%s when %s: offered %v", deed, from, offered)
				}
				before := w.kept(reference)
				err := w.do("Asta", w.seen(reference), deed)
				now := w.kept(reference)
				if becomes[i] == no {
					wantKind(t, err, errs.Conflict)
					same(t, string(deed)+" when "+string(from), before, now)
					continue
				}
				if err != nil || now.Status() != becomes[i] || now.Revision != before.Revision+1 {
					t.Errorf("%s when %s: %s in revision %d (%v), want %s in %d", deed, from, now.Status(), now.Revision, err, becomes[i], before.Revision+1)
				}
			}
		}
	})
}

// TestWhoMayDoWhat holds every deed against everybody who works somewhere.
func TestWhoMayDoWhat(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, deed := range caseroom.Deeds {
			for _, name := range []string{"Asta", "Bo", "Cilla", "Rut", "Kim", "nobody"} {
				from := caseroom.StatusReceived
				if deed == caseroom.DeedReopen {
					from = caseroom.StatusClosed
				}
				reference := w.caseIn(from)
				before := w.kept(reference)
				err := w.do(name, w.seen(reference), deed)
				may := name == "Asta" || name == "Bo" || name == "Rut" && deed == caseroom.DeedForward
				if may != (err == nil) {
					t.Errorf("%s by %s: %v", deed, name, err)
				}
				if !may {
					wantKind(t, err, errs.NotFound)
					same(t, "the case after "+string(deed)+" by "+name, before, w.kept(reference))
				}
			}
			// Nobody works their own case, nor does a citizen or nobody at all.
			own := w.arrival()
			w.senders[own.Reference] = "Asta"
			_, err := w.room.Register(t.Context(), own)
			must(t, err)
			wantKind(t, w.do("Asta", w.seen(own.Reference), deed), errs.NotFound)
		}
		seen := w.seen(w.register())
		wantKind(t, w.room.Take(t.Context(), identity.Actor{Person: "Asta"}, seen), errs.LoginNeeded)
		wantKind(t, w.room.Take(t.Context(), identity.Actor{}, seen), errs.LoginNeeded)
		wantKind(t, w.room.Take(t.Context(), w.as("Asta"), caseroom.Seen{Reference: "MK-2026-none", Revision: 1}), errs.NotFound)
	})
}

// TestTwoHandlersAtOnce has each of them work on what they saw.
func TestTwoHandlersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register()
		asta, bo := w.open("Asta", reference).Seen(), w.open("Bo", reference).Seen()
		must(t, w.room.Take(t.Context(), w.as("Asta"), asta))
		err := w.room.WriteToCitizen(t.Context(), w.as("Bo"), bo, caseroom.Message{Text: "Jag tar det.", Files: []caseroom.Upload{{Name: "a.txt", Content: []byte("a")}}})
		wantKind(t, err, errs.Conflict)
		if key := errs.TextOf(err); i18n.In(i18n.SV, key) == key {
			t.Errorf("no plain words for %q", key)
		}
		if files, err := w.db.Caseroom().FindFiles(t.Context(), w.kept(reference).ID); err != nil || len(files) > 0 {
			t.Errorf("a file was kept of what was refused: %v (%v)", files, err)
		}
		// A note is never too late, and takes nothing from anybody.
		must(t, w.room.Note(t.Context(), w.as("Bo"), bo, "Jag hade tänkt ta det."))
		// What the citizen says meanwhile is also something to read first.
		seen := w.open("Asta", reference).Seen()
		_, err = w.room.AddMessage(t.Context(), caseroom.Word{Key: "k", CaseID: w.kept(reference).ID, Text: "Glöm det."})
		must(t, err)
		wantKind(t, w.do("Asta", seen, caseroom.DeedDecide), errs.Conflict)
		must(t, w.do("Asta", w.open("Asta", reference).Seen(), caseroom.DeedDecide))
	})
}

func TestAssign(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register()
		w.senders[reference] = ""
		same(t, "whom it can be given to", []identity.Colleague{{ID: "Asta", Name: "Asta"}, {ID: "Bo", Name: "Bo"}}, w.open("Asta", reference).Colleagues)
		must(t, w.room.Assign(t.Context(), w.as("Asta"), w.seen(reference), "Bo"))
		same(t, "who has it", identity.Colleague{ID: "Bo", Name: "Bo"}, w.kept(reference).Handler)
		for _, stranger := range []identity.PersonID{"Cilla", "Kim", "nobody", "Bo"} {
			wantFault(t, w.room.Assign(t.Context(), w.as("Asta"), w.seen(reference), stranger), "to")
		}
		must(t, w.room.Assign(t.Context(), w.as("Bo"), w.seen(reference), ""))
		same(t, "who has it", identity.Colleague{}, w.kept(reference).Handler)
		must(t, w.room.Take(t.Context(), w.as("Bo"), w.seen(reference)))
		must(t, w.room.Take(t.Context(), w.as("Asta"), w.seen(reference))) // Bo is ill
		same(t, "who has it", identity.PersonID("Asta"), w.kept(reference).Handler.ID)

		own := w.arrival()
		w.senders[own.Reference] = "Bo"
		_, err := w.room.Register(t.Context(), own)
		must(t, err)
		wantFault(t, w.room.Assign(t.Context(), w.as("Asta"), w.seen(own.Reference), "Bo"), "to")
	})
}

func TestForward(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register()
		must(t, w.room.Take(t.Context(), w.as("Asta"), w.seen(reference)))
		forward := func(to identity.FunctionID, reason string) error {
			return w.room.Forward(t.Context(), w.as("Asta"), w.seen(reference), to, reason)
		}
		before := w.kept(reference)
		for _, to := range []identity.FunctionID{centre, "KS/annan", ""} {
			err := forward(to, "Dit.")
			wantFault(t, err, "to")
			same(t, "what is said", "caseroom.fault.other_authority", errs.TextOf(err))
		}
		for _, to := range []identity.FunctionID{seats, register, "BUN/annan"} {
			wantFault(t, forward(to, "Dit."), "to")
		}
		wantFault(t, forward(buses, "  "), "reason")
		same(t, "the case", before, w.kept(reference))

		must(t, forward(buses, "Det gäller skjutsen."))
		c := w.kept(reference)
		same(t, "function", buses, c.Function)
		same(t, "handler", identity.Colleague{}, c.Handler)
		_, err := w.room.Open(t.Context(), w.as("Asta"), reference)
		wantKind(t, err, errs.NotFound)
		v := w.open("Cilla", reference)
		last := v.Events[len(v.Events)-1]
		if last.Kind != caseroom.EventForwarded || last.Text != "Det gäller skjutsen." || last.To != string(buses) || last.By.Name != "Asta" || last.By.Function != seats {
			t.Errorf("the last event is %+v", last)
		}
		must(t, w.room.Forward(t.Context(), w.as("Rut"), w.seen(reference), seats, "Nej, platsen."))
		v = w.open("Rut", reference)
		if by := v.Events[len(v.Events)-1].By; by.Function != register || by.Title.SV != "Registrator" {
			t.Errorf("a registrar forwarded as %+v", by)
		}
	})
}

func TestWordsAreNeeded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, asta, reference := t.Context(), w.as("Asta"), w.register()
		seen, now := w.seen(reference), w.clock.Now()
		ask := func(text string, day time.Time) error {
			return w.room.AskCompletion(ctx, asta, seen, caseroom.Message{Text: text}, day)
		}
		decide := func(d caseroom.Decision) error { return w.room.Decide(ctx, asta, seen, d) }
		write := func(m caseroom.Message) error { return w.room.WriteToCitizen(ctx, asta, seen, m) }
		wantFault(t, ask(" ", now), "text")
		wantFault(t, ask("Intyg", time.Time{}), "last_day")
		wantFault(t, ask("Intyg", now.AddDate(0, 0, -1)), "last_day")
		wantFault(t, ask("Intyg", now.AddDate(1, 0, 10)), "last_day")
		wantFault(t, decide(caseroom.Decision{Text: "Ja."}), "outcome")
		wantFault(t, decide(caseroom.Decision{Outcome: "maybe", Text: "Ja."}), "outcome")
		wantFault(t, decide(caseroom.Decision{Outcome: caseroom.OutcomeApproved}), "text")
		wantFault(t, decide(caseroom.Decision{Outcome: caseroom.OutcomeRejected, Text: "Nej."}), "appeal")
		wantFault(t, write(caseroom.Message{}), "text")
		wantFault(t, write(caseroom.Message{Text: "Se bilagan.", Files: []caseroom.Upload{{Name: "tom"}}}), "files")
		wantFault(t, write(caseroom.Message{Text: "Se bilagan.", Files: slices.Repeat([]caseroom.Upload{{Content: []byte("x")}}, 11)}), "files")
		wantFault(t, w.room.Close(ctx, asta, seen, caseroom.Message{}), "text")
		wantFault(t, w.room.Note(ctx, asta, seen, "\n"), "text")
		same(t, "the case", seen, w.seen(reference))
		must(t, ask("Intyg", now)) // today is a day to answer on

		decided := w.caseIn(caseroom.StatusDecided)
		must(t, w.room.Close(ctx, asta, w.seen(decided), caseroom.Message{})) // the citizen has the decision
		wantFault(t, w.room.Reopen(ctx, asta, w.seen(decided), ""), "reason")
	})
}

// TestTakenBackWhole has the audit trail refuse: nothing of the deed is left.
func TestTakenBackWhole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register()
		v := w.open("Asta", reference)
		w.audit.refuses = func(e auditEntry) bool { return e.Action == "caseroom.decided" }
		if err := w.do("Asta", v.Seen(), caseroom.DeedDecide); err == nil {
			t.Error("it was decided without a trace")
		}
		w.audit.refuses = nil
		same(t, "the case", v.Case, w.kept(reference))
		same(t, "events", v.Events, w.open("Asta", reference).Events)
		told, err := w.room.Tidings(t.Context(), 0, 10)
		must(t, err)
		same(t, "what is told", []caseroom.Tiding{}, told)
	})
}

// TestManyTakeAtOnce: of those who saw the same, one gets it.
func TestManyTakeAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register()
		seen := w.seen(reference)
		var taking sync.WaitGroup
		var got, late atomic.Int64
		for i := range 10 {
			name := []string{"Asta", "Bo"}[i%2]
			taking.Go(func() {
				switch err := w.room.Take(t.Context(), w.as(name), seen); {
				case err == nil:
					got.Add(1)
				case errs.Is(err, errs.Conflict):
					late.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		taking.Wait()
		if got.Load() != 1 || late.Load() != 9 {
			t.Errorf("%d took it and %d came late, want 1 and 9", got.Load(), late.Load())
		}
		same(t, "revision", seen.Revision+1, w.kept(reference).Revision)
	})
}

// TestEachDeedIsAudited by who did what to which case, once, with no word of it.
func TestEachDeedIsAudited(t *testing.T) {
	want := map[caseroom.Deed]auditEntry{
		caseroom.DeedTake: {Action: "caseroom.taken"}, caseroom.DeedAssign: {Action: "caseroom.assigned"},
		caseroom.DeedForward: {Action: "caseroom.forwarded", Detail: string(buses)}, caseroom.DeedStart: {Action: "caseroom.started"},
		caseroom.DeedAsk: {Action: "caseroom.asked"}, caseroom.DeedWrite: {Action: "caseroom.written"}, caseroom.DeedNote: {Action: "caseroom.noted"},
		caseroom.DeedDecide: {Action: "caseroom.decided", Detail: "approved"}, caseroom.DeedClose: {Action: "caseroom.closed"},
		caseroom.DeedReopen: {Action: "caseroom.reopened"},
	}
	each(t, func(t *testing.T, w *world) {
		for _, deed := range caseroom.Deeds {
			from := caseroom.StatusReceived
			if deed == caseroom.DeedReopen {
				from = caseroom.StatusDecided
			}
			reference := w.caseIn(from)
			entries := w.noted()
			must(t, w.do("Asta", w.seen(reference), deed))
			entry := want[deed]
			entry.At, entry.Actor, entry.Subject = w.clock.Now(), "staff:Asta", "caseroom:"+w.kept(reference).ID
			same(t, string(deed), []auditEntry{entry}, *entries)
		}
	})
}
