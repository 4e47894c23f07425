package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// ear is a connector whose back end tells by itself, in the words of a test.
type ear struct {
	delivery.Connector
	means map[string]delivery.Told // by the body
}

func (e *ear) Hear(h delivery.Heard) (delivery.Told, error) {
	told, ok := e.means[string(h.Body)]
	switch {
	case string(h.Body) == "panic":
		panic("lite förtroligt")
	case !ok:
		return told, errs.New(errs.Forbidden, "test")
	}
	return told, nil
}

func (e *ear) Inspect(ctx context.Context, s delivery.Step) (delivery.Inspection, error) {
	return (&inspector{backEnd: e.Connector.(*backEnd)}).Inspect(ctx, s) //nolint:forcetypeassert // newWorld says so
}

// newHearing is a world whose back end tells what means says.
func newHearing(t *testing.T, means map[string]delivery.Told) *world {
	t.Helper()
	return newWorld(t, func(c delivery.Connector) delivery.Connector { return &ear{c, means} })
}

func (w *world) hear(body string) error {
	_, err := w.engine.Hear(w.t.Context(), "gata", delivery.Heard{Header: func(string) string { return "" }, Body: []byte(body)})
	return err
}

// wantKind asserts the kind of an error.
func wantKind(t *testing.T, what string, err error, want errs.Kind) {
	t.Helper()
	if !errs.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// told is that a case has come to a status.
func told(id, reference string, s delivery.Status) delivery.Told {
	return delivery.Told{ID: id, Reference: reference, Change: &delivery.Change{Key: id, Status: s, At: start.Add(time.Hour)}}
}

func TestWhatIsToldHappensOnce(t *testing.T) {
	w := newHearing(t, map[string]delivery.Told{
		"begun": told("e1", "MK-1", delivery.StatusStarted), "begun, written otherwise": told("e1", "MK-1", delivery.StatusStarted),
		"closed": told("e2", "MK-1", delivery.StatusClosed), "nobody's": told("e3", "MK-9", delivery.StatusClosed),
	})
	w.owe(1, 0)
	w.attempt("MK-1/1")
	for _, body := range []string{"begun", "begun", "closed", "begun", "closed"} {
		if err := w.hear(body); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	wantKind(t, "another body", w.hear("begun, written otherwise"), errs.Conflict)
	wantKind(t, "a case that is not there", w.hear("nobody's"), errs.NotFound)
	wantKind(t, "not signed", w.hear("x"), errs.Forbidden)
	wantKind(t, "a panic", w.hear("panic"), errs.Internal)
	if diff := cmp.Diff([]string{"changed case1 started ", "changed case1 closed "}, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}

	// What was told is not polled once more.
	w.backEnd.batches = map[string]delivery.Batch{"": {Changes: []delivery.Change{{Key: "e1", RemoteID: "R1", Status: delivery.StatusStarted, At: start}}}}
	if err := w.poll(); err != nil || len(w.toldOf(1)) != 2 {
		t.Errorf("polled: %v, told %q", err, w.toldOf(1))
	}
}

func TestOnlyAConnectorThatHearsIsTold(t *testing.T) {
	w := newWorld(t, nil)
	wantKind(t, "one that hears nothing", w.hear("begun"), errs.NotFound)
	_, err := w.engine.Hear(t.Context(), "19790104-9283", delivery.Heard{})
	wantKind(t, "one that is not there", err, errs.NotFound)
	if strings.Contains(err.Error(), "9283") {
		t.Errorf("the error repeats what stood in the address: %v", err)
	}
	if w.engine.Hears("gata") || w.engine.Hears("another") {
		t.Error("what hears nothing is said to hear")
	}
	if !newHearing(t, nil).engine.Hears("gata") {
		t.Error("what hears is said not to")
	}
}

// TestABackEndTellsOfItsOwnCasesOnly, and of none before it has them.
func TestABackEndTellsOfItsOwnCasesOnly(t *testing.T) {
	means := map[string]delivery.Told{"1": told("e1", "MK-1", delivery.StatusStarted), "2": told("e2", "MK-2", delivery.StatusStarted)}
	w := newHearing(t, means)
	other := delivery.Order{CaseID: "case2", Reference: "MK-2", Connector: "another"}
	if err := w.engine.Owe(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "another connector's", w.hear("2"), errs.NotFound)

	w.owe(1, 0)
	wantKind(t, "never sent", w.hear("1"), errs.NotFound)
	w.backEnd.answers["MK-1/1"] = []answer{lostAnswer}
	next, _ := w.attempt("MK-1/1")
	wantKind(t, "not confirmed", w.hear("1"), errs.Conflict)
	w.clock.Advance(next)
	w.attempt("MK-1/1")
	if err := w.hear("1"); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"changed case1 started "}, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestFilesAreToldWithWhatIsTold(t *testing.T) {
	c := told("e1", "MK-1", "")
	c.Change.Note = "Beslut"
	c.Change.Files = []delivery.ChangeFile{{ID: "a", Name: "a.pdf"}, {ID: "b", Name: "b.pdf"}, {ID: "stor", Name: "stor.pdf"}}
	c.Contents = map[string][]byte{"a": []byte("A"), "stor": make([]byte, 20<<20+1)}
	w := newHearing(t, map[string]delivery.Told{"decided": c})
	w.owe(1, 0)
	w.attempt("MK-1/1")
	w.domain.keep = errors.New("disk full")
	if err := w.hear("decided"); err == nil || len(w.toldOf(1)) != 0 {
		t.Errorf("told without its file: %v, %q", err, w.toldOf(1))
	}
	w.domain.keep = nil
	for range 2 {
		if err := w.hear("decided"); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"changed case1  Beslut +a.pdf +b.pdf missing +stor.pdf missing"}, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestWhatCannotBeToldIsToldAgain: a failure of ours notes nothing.
func TestWhatCannotBeToldIsToldAgain(t *testing.T) {
	w := newHearing(t, map[string]delivery.Told{"begun": told("e1", "MK-1", delivery.StatusStarted)})
	w.owe(1, 0)
	w.attempt("MK-1/1")
	w.domain.failing = map[string]error{"case1": errs.New(errs.Unavailable, "test")}
	wantKind(t, "the domain fails", w.hear("begun"), errs.Unavailable)
	w.domain.failing = nil
	if err := w.hear("begun"); err != nil || len(w.toldOf(1)) != 1 {
		t.Errorf("%v, told %q", err, w.toldOf(1))
	}
}

// TestKilledWhileItIsTold at every moment: told again, it has happened once.
func TestKilledWhileItIsTold(t *testing.T) {
	withFile := told("e1", "MK-1", delivery.StatusClosed)
	withFile.Change.Files, withFile.Contents = []delivery.ChangeFile{{ID: "a", Name: "a"}}, map[string][]byte{"a": []byte("A")}
	means := map[string]delivery.Told{"closed": withFile, "confirmed": confirmed("e2", 2, "M1")}
	for body, want := range map[string]string{"closed": "changed case1 closed  +a", "confirmed": "delivered MK-1/2 as M1"} {
		for at := 1; ; at++ {
			w := newHearing(t, means)
			w.owe(1, 0)
			w.oweMore(1, delivery.More{Kind: delivery.KindMessage, ItemID: "m1"})
			w.attempt("MK-1/1")
			w.backEnd.answers["MK-1/2"] = []answer{{effect: true, ticket: "T"}}
			w.attempt("MK-1/2")
			w.moment, w.crashAt = 0, at
			w.live(func() error { return w.hear(body) })
			crashed := w.moment >= at
			w.crashAt = 0
			if err := w.hear(body); err != nil {
				t.Errorf("%s, killed at %d: %v", body, at, err)
			}
			if diff := cmp.Diff([]string{want}, w.toldOf(1)); diff != "" {
				t.Errorf("%s, killed at %d (-want +got):\n%s", body, at, diff)
			}
			if !crashed {
				if at < 3 {
					t.Errorf("%s was killed at %d moments only", body, at-1)
				}
				break
			}
		}
	}
}

func confirmed(id string, seq int, remoteID string) delivery.Told {
	return delivery.Told{ID: id, Reference: "MK-1", Confirmed: &delivery.Confirmed{Seq: seq, Receipt: delivery.Receipt{RemoteID: remoteID, Number: "D " + remoteID}}}
}

func refusedLater(id string, seq int) delivery.Told {
	return delivery.Told{ID: id, Reference: "MK-1", Confirmed: &delivery.Confirmed{Seq: seq, Refused: "refused full"}}
}

func TestAcceptedIsConfirmed(t *testing.T) {
	means := map[string]delivery.Told{
		"made": confirmed("e1", 1, "R7"), "made, told again": confirmed("e2", 1, "R7"), "otherwise": confirmed("e3", 1, "R8"),
		"refused": refusedLater("e4", 1), "refused again": refusedLater("e5", 1), "a step that is not": confirmed("e6", 9, "R7"), "the file": confirmed("e7", 2, "F"),
	}
	accepted := answer{effect: true, ticket: "T"}
	for _, test := range []struct {
		name   string
		answer answer
		wait   bool // until nobody sends it any more
		says   []string
		fails  []errs.Kind // of each, -1 is none
		state  delivery.State
		told   []string
		jobs   int // for the step after it
	}{
		{
			"accepted", accepted, false,
			[]string{"made", "made", "made, told again", "otherwise", "refused"},
			[]errs.Kind{none, none, none, errs.Conflict, errs.Conflict},
			delivery.StateDelivered,
			[]string{"delivered MK-1/1 as R7"},
			1,
		},
		{"the answer was lost", lostAnswer, true, []string{"made"}, []errs.Kind{none}, delivery.StateDelivered, []string{"delivered MK-1/1 as R7"}, 1},
		{"somebody may still send it", lostAnswer, false, []string{"made"}, []errs.Kind{errs.Conflict}, delivery.StateUnknown, nil, 0},
		{
			"refused after all", accepted, false,
			[]string{"refused", "refused", "refused again", "made"},
			[]errs.Kind{none, none, none, errs.Conflict},
			delivery.StateRefused,
			[]string{"refused MK-1/1"},
			0,
		},
		{"never sent", unavailable, true, []string{"made"}, []errs.Kind{errs.NotFound}, delivery.StateOwed, nil, 0},
		{"a step that is not there", accepted, false, []string{"a step that is not"}, []errs.Kind{errs.NotFound}, delivery.StateAccepted, nil, 0},
		{"a step that was not sent", accepted, false, []string{"the file"}, []errs.Kind{errs.NotFound}, delivery.StateAccepted, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newHearing(t, means)
			w.owe(1, 1)
			w.backEnd.answers["MK-1/1"] = []answer{test.answer}
			next, _ := w.attempt("MK-1/1")
			if test.wait {
				w.clock.Advance(next)
			}
			w.queue.jobs = nil
			for i, body := range test.says {
				if err := w.hear(body); errs.Is(err, test.fails[i]) != (test.fails[i] != none) || err != nil && test.fails[i] == none {
					t.Errorf("%s: %v, want %v", body, err, test.fails[i])
				}
			}
			d := w.find("MK-1/1")
			if d.State() != test.state || d.State() == delivery.StateDelivered && (d.Number != "D R7" || d.LeaseToken != "") {
				t.Errorf("it is %s: %+v", d.State(), d)
			}
			if diff := cmp.Diff(test.told, w.toldOf(0), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if len(w.queue.jobs) != test.jobs {
				t.Errorf("jobs %v, want %d", w.queue.jobs, test.jobs)
			}
		})
	}
}

// none is no error.
const none = errs.Kind(-1)

// TestAFileThatIsConfirmedIsLookedUp: its checksum is the back end's to tell.
func TestAFileThatIsConfirmedIsLookedUp(t *testing.T) {
	w := newHearing(t, map[string]delivery.Told{"the file": confirmed("e1", 2, "F")})
	w.owe(1, 1)
	w.attempt("MK-1/1")
	w.backEnd.answers["MK-1/2"] = []answer{{effect: true, ticket: "T", after: time.Minute}}
	w.attempt("MK-1/2")
	w.queue.jobs = nil
	w.clock.Advance(time.Second)
	if err := w.hear("the file"); err != nil {
		t.Fatal(err)
	}
	if d := w.find("MK-1/2"); d.State() != delivery.StateAccepted || !d.DueAt.Equal(w.clock.Now()) || len(w.queue.jobs) != 1 {
		t.Errorf("it is %s, due at %s, with the jobs %v", d.State(), d.DueAt, w.queue.jobs)
	}
	w.clock.Advance(time.Minute)
	w.attempt("MK-1/2")
	if d := w.find("MK-1/2"); d.State() != delivery.StateDelivered || d.RemoteID != "R2" {
		t.Errorf("it is %s as %s", d.State(), d.RemoteID)
	}
}

// TestConfirmedWithTheIDOfAnotherCase is not believed.
func TestConfirmedWithTheIDOfAnotherCase(t *testing.T) {
	w := newHearing(t, map[string]delivery.Told{"made": confirmed("e1", 1, "R1")})
	w.owe(2, 0)
	w.attempt("MK-2/1") // gets R1
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, ticket: "T"}}
	w.attempt("MK-1/1")
	wantKind(t, "another case's id", w.hear("made"), errs.Conflict)
	if d := w.find("MK-1/1"); d.State() != delivery.StateAccepted || d.LeaseToken != "" {
		t.Errorf("it is %s, leased by %q", d.State(), d.LeaseToken)
	}
}

// TestACaseThatWentAnotherWay is none of the first back end's any more, if that
// did not have it.
func TestACaseThatWentAnotherWay(t *testing.T) {
	w := newHearing(t, map[string]delivery.Told{"made": confirmed("e1", 1, "R7"), "begun": told("e2", "MK-1", delivery.StatusStarted)})
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, ticket: "T"}}
	w.attempt("MK-1/1")
	elsewhere := delivery.Order{CaseID: "case1", Reference: "MK-1", Connector: "another"}
	if err := w.engine.Move(t.Context(), delivery.Moving{From: "gata", To: elsewhere, Reason: "fel förvaltning"}, "staff:siv"); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"made", "begun"} {
		wantKind(t, body, w.hear(body), errs.NotFound)
	}
}

// TestALookUpRefusesWhatWasAccepted: a person sees it, and nothing is sent again.
func TestALookUpRefusesWhatWasAccepted(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, ticket: "T"}}
	next, _ := w.attempt("MK-1/1")
	w.clock.Advance(next)
	w.backEnd.findErr = fmt.Errorf("look-up: %w", &delivery.RefusedError{Reason: "200 OK full"})
	w.attempt("MK-1/1")
	if d := w.find("MK-1/1"); d.State() != delivery.StateRefused || d.Detail != "200 OK full" || len(w.backEnd.sent) != 1 {
		t.Errorf("it is %s (%s), sent %d times", d.State(), d.Detail, len(w.backEnd.sent))
	}

	// What may merely have arrived is not: whoever refuses a look-up has not been asked that.
	other := newWorld(t, nil)
	other.owe(1, 0)
	other.backEnd.answers["MK-1/1"] = []answer{lostAnswer}
	next, _ = other.attempt("MK-1/1")
	other.clock.Advance(next)
	other.backEnd.findErr = &delivery.RefusedError{Reason: "403"}
	other.attempt("MK-1/1")
	if d := other.find("MK-1/1"); d.State() != delivery.StateUnknown || !strings.Contains(d.Detail, "403") {
		t.Errorf("it is %s (%s)", d.State(), d.Detail)
	}
}
