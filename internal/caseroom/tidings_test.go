package caseroom_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
)

func (w *world) tidings(after int64) []caseroom.Tiding {
	w.t.Helper()
	told, err := w.room.Tidings(w.t.Context(), after, 1000)
	must(w.t, err)
	return told
}

// TestWhatTheCitizenIsTold goes through a case's life. What is between handlers
// is never told.
func TestWhatTheCitizenIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, reference := t.Context(), w.register()
		id := w.kept(reference).ID
		asta, seen := w.as("Asta"), func() caseroom.Seen { return w.seen(reference) }
		steps := []struct {
			what string
			do   func() error
			want []caseroom.Tiding // without ids, places and times
		}{
			{"assign", func() error { return w.room.Assign(ctx, asta, seen(), "Bo") }, nil},
			{"note", func() error { return w.room.Note(ctx, asta, seen(), "HEMLIGT") }, nil},
			{"take", func() error { return w.room.Take(ctx, asta, seen()) }, []caseroom.Tiding{{Status: caseroom.StatusOngoing}}},
			{"forward", func() error { return w.room.Forward(ctx, asta, seen(), buses, "HEMLIGT") }, nil},
			{"and back", func() error { return w.room.Forward(ctx, w.as("Cilla"), seen(), seats, "HEMLIGT") }, nil},
			{"write", func() error { return w.room.WriteToCitizen(ctx, asta, seen(), caseroom.Message{Text: " Hej! \n"}) }, []caseroom.Tiding{{Note: "Hej!"}}},
			{"ask", func() error {
				return w.room.AskCompletion(ctx, asta, seen(), caseroom.Message{Text: "Skicka intyget."}, time.Date(2026, 4, 1, 22, 30, 0, 0, time.UTC))
			}, []caseroom.Tiding{{Status: caseroom.StatusWaiting, Note: "Skicka intyget.", Asks: true, Until: time.Date(2026, 4, 2, 21, 59, 59, 999999000, time.UTC)}}},
			{"answer", func() error {
				_, err := w.room.AddMessage(ctx, caseroom.Word{Key: "a", CaseID: id, Text: "Här är det."})
				return err
			}, []caseroom.Tiding{{Status: caseroom.StatusOngoing}}},
			{"another word", func() error {
				_, err := w.room.AddMessage(ctx, caseroom.Word{Key: "b", CaseID: id, Text: "Och tack."})
				return err
			}, nil},
			{"decide", func() error {
				return w.room.Decide(ctx, asta, seen(), caseroom.Decision{
					Outcome: caseroom.OutcomeRejected, Text: "Platsen är tagen.", Appeal: "Skriv till oss inom tre veckor.",
					Files: []caseroom.Upload{{Name: "beslut.pdf", Content: []byte("%PDF-1.7 beslut")}},
				})
			}, []caseroom.Tiding{{
				Status: caseroom.StatusDecided, IsDecision: true,
				Note: "Beslut: nej, du får inte det du har ansökt om.\n\nPlatsen är tagen.\n\nSkriv till oss inom tre veckor.",
			}}},
			{"close", func() error { return w.room.Close(ctx, asta, seen(), caseroom.Message{}) }, nil}, // they know
			{"reopen", func() error { return w.room.Reopen(ctx, asta, seen(), "HEMLIGT") }, []caseroom.Tiding{{Status: caseroom.StatusOngoing}}},
			{"settle, which the portal keeps to itself", func() error { // twice is once
				_, err := w.room.Settle(ctx, caseroom.Word{Key: "s", CaseID: id, Text: "HEMLIGT"})
				_, again := w.room.Settle(ctx, caseroom.Word{Key: "s", CaseID: id, Text: "HEMLIGT"})
				return errors.Join(err, again)
			}, []caseroom.Tiding{{Status: caseroom.StatusClosed}}},
			{"reopen again", func() error { return w.room.Reopen(ctx, asta, seen(), "HEMLIGT") }, []caseroom.Tiding{{Status: caseroom.StatusOngoing}}},
			{"withdraw", func() error {
				_, err := w.room.Withdraw(ctx, caseroom.Word{Key: "c", CaseID: id, Text: "Vi har flyttat."})
				return err
			}, nil}, // they have done it themselves
		}
		var place int64
		for _, step := range steps {
			must(t, step.do())
			got := w.tidings(place)
			for i := range got {
				place = got[i].Place
				if got[i].ID == "" || got[i].CaseID != id || got[i].At.IsZero() {
					t.Errorf("%s: %+v", step.what, got[i])
				}
				if got[i].IsDecision {
					if len(got[i].Files) != 1 || got[i].Files[0].Name != "beslut.pdf" {
						t.Errorf("the decision has the files %+v", got[i].Files)
					}
					content, err := w.room.Content(ctx, id, got[i].Files[0].ID)
					if err != nil || string(content) != "%PDF-1.7 beslut" {
						t.Errorf("the decision's document is %q (%v)", content, err)
					}
				}
				got[i] = caseroom.Tiding{Status: got[i].Status, Note: got[i].Note, Asks: got[i].Asks, Until: got[i].Until, IsDecision: got[i].IsDecision}
			}
			same(t, step.what, step.want, got)
		}
		for _, told := range w.tidings(0) {
			if strings.Contains(told.Note, "HEMLIGT") || strings.Contains(told.Note, "flyttat") {
				t.Errorf("the citizen is told %q", told.Note)
			}
		}
		v := w.open("Asta", reference)
		for _, e := range v.Events {
			if e.IsInternal() != (e.Text == "HEMLIGT" || e.Kind == caseroom.EventTaken || e.Kind == caseroom.EventAssigned) {
				t.Errorf("%s is internal: %v", e.Kind, e.IsInternal())
			}
		}
		if c := v.Case; c.Status() != caseroom.StatusClosed || c.WithdrawnAt.IsZero() {
			t.Errorf("the withdrawn case is %s", c.Status())
		}
	})
}

// TestOurWordsAreInTheCitizensLanguage is about the words that the caseroom adds.
func TestOurWordsAreInTheCitizensLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference := w.register(func(a *caseroom.Arrival) { a.Lang = i18n.EN })
		must(t, w.room.Decide(t.Context(), w.as("Asta"), w.seen(reference), caseroom.Decision{Outcome: caseroom.OutcomeApproved, Text: "As asked."}))
		same(t, "note", "Decision: yes, you get what you applied for.\n\nAs asked.", w.tidings(0)[0].Note)
	})
}

// TestContentIsOnlyOfWhatWentOut: the connector hands no file of the citizen's
// out, and none of another case.
func TestContentIsOnlyOfWhatWentOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reference, other := w.register(), w.register()
		id := w.kept(reference).ID
		theirs, err := w.room.AddFile(t.Context(), caseroom.ArrivingFile{Key: "f", CaseID: id, Name: "a", Content: []byte("a")})
		must(t, err)
		must(t, w.room.WriteToCitizen(t.Context(), w.as("Asta"), w.seen(reference), caseroom.Message{
			Text: "Här.", Files: []caseroom.Upload{{Name: "b", Content: []byte("b")}},
		}))
		ours := w.tidings(0)[0].Files[0].ID
		_, err = w.room.Content(t.Context(), id, ours)
		must(t, err)
		for _, ids := range [][2]string{{id, theirs}, {w.kept(other).ID, ours}, {id, "none"}} {
			_, err := w.room.Content(t.Context(), ids[0], ids[1])
			wantKind(t, err, errs.NotFound)
		}
	})
}

// TestPlacesBecomeVisibleInOrder reads while many write: whoever goes on from
// what they have seen misses nothing.
func TestPlacesBecomeVisibleInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const writers, each = 8, 10
		var writing sync.WaitGroup
		for range writers {
			reference := w.register()
			writing.Go(func() {
				for range each {
					if err := w.room.WriteToCitizen(t.Context(), w.as("Asta"), w.seen(reference), caseroom.Message{Text: "Hej"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { writing.Wait(); close(done) }()
		var place int64
		seen := 0
		for last := false; ; {
			told, err := w.room.Tidings(t.Context(), place, 7)
			if err != nil {
				t.Fatal(err)
			}
			for _, tiding := range told {
				place = tiding.Place
				seen++
			}
			if len(told) > 0 {
				continue
			}
			if last {
				break
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
		if seen != writers*each {
			t.Errorf("%d of %d were seen", seen, writers*each)
		}
	})
}
