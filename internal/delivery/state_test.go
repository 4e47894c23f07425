package delivery_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

var update = flag.Bool("update", false, "draw the states in docs/delivery.md anew")

const statesDoc = "../../docs/delivery.md"

// TestTheMovesAreTheMachine has deliveries live by chance, with persons meddling
// all the time: they make all the moves of the table and no other.
func TestTheMovesAreTheMachine(t *testing.T) {
	made := map[delivery.Move]bool{}
	for seed := range uint64(300) {
		w := liveByChance(t, rand.New(rand.NewPCG(seed, 7)))
		for m := range w.store.moved {
			made[m] = true
		}
	}
	want := map[delivery.Move]bool{}
	for _, m := range delivery.Moves {
		m.Why = ""
		want[m] = true
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("moves (-table +made):\n%s", diff)
	}
}

func liveByChance(t *testing.T, chance *rand.Rand) *world {
	t.Helper()
	means := map[string]delivery.Told{}
	w := newHearing(t, means)
	answers := []answer{
		works, works, lostAnswer, lostRequest, unavailable, refuses,
		{effect: true, ticket: "T", after: time.Minute},
	}
	w.backEnd.chance = func() answer { return answers[chance.IntN(len(answers))] }
	for n := 1; n <= 3; n++ {
		w.owe(n, 1)
		w.oweMore(n, aMessage...)
	}
	w.backEnd.has = append(w.backEnd.has, remote{key: "MK-3/1", id: "R-forgotten"}) // sent before this database was restored
	keys := []string{"MK-1/1", "MK-1/2", "MK-1/3", "MK-2/1", "MK-2/2", "MK-2/3", "MK-3/1", "MK-3/2"}
	ctx := t.Context()
	for range 200 {
		id := w.find(keys[chance.IntN(len(keys))]).ID
		var err error
		switch chance.IntN(15) {
		case 0:
			err = w.engine.Hold(ctx, id, "", "staff:siv")
		case 1, 2:
			err = w.engine.Release(ctx, id, "staff:siv")
		case 3:
			err = w.engine.Retry(ctx, id, "staff:siv")
		case 4:
			if chance.IntN(12) == 0 {
				err = w.engine.ConfirmByHand(ctx, id, delivery.ByHand{Reason: "det ligger där"}, "staff:siv")
			}
		case 5: // while it is being sent
			w.backEnd.answers[w.store.rows[id].Key()] = []answer{{effect: true, instead: func() {
				if err := w.engine.Hold(ctx, id, "", "staff:siv"); err != nil {
					t.Error(err)
				}
			}, err: [3]error{nil, refuses.err, unavailable.err}[chance.IntN(3)]}}
		case 6:
			if chance.IntN(12) == 0 {
				to := delivery.Order{CaseID: w.store.rows[id].CaseID, Reference: w.store.rows[id].Reference, Connector: "park"}
				err = w.store.InTx(ctx, func(ctx context.Context) error {
					return w.engine.Move(ctx, delivery.Moving{From: "gata", To: to, Reason: "fel enhet"}, "staff:siv")
				})
			}
		case 7, 8:
			w.clock.Advance(time.Duration(chance.IntN(90)) * time.Second)
		case 9: // the back end tells
			d := w.store.rows[id]
			told := delivery.Told{ID: "made " + d.Key(), Reference: d.Reference, Confirmed: &delivery.Confirmed{Seq: d.Seq, Receipt: delivery.Receipt{RemoteID: "told " + d.Key()}}}
			if chance.IntN(2) == 0 {
				told.ID, told.Confirmed = "refused "+d.Key(), &delivery.Confirmed{Seq: d.Seq, Refused: "refused full"}
			}
			means[told.ID] = told
			if err = w.hear(told.ID); errs.Is(err, errs.NotFound) { // never sent
				err = nil
			}
		case 10: // the back end loses it
			if chance.IntN(4) == 0 {
				w.lose(w.store.rows[id].Key())
				_, err = w.reconcile(repairing)
			}
		default:
			_, _, err = w.engine.Attempt(ctx, id)
		}
		if err != nil && !errs.Is(err, errs.Conflict) {
			t.Fatal(err)
		}
	}
	return w
}

// TestTheStatesAreDrawn holds the picture in the documentation to the table.
func TestTheStatesAreDrawn(t *testing.T) {
	const begin, end = "<!-- the machine: drawn by go test ./internal/delivery -update -->\n", "<!-- the machine ends -->"
	raw, err := os.ReadFile(statesDoc)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(raw), begin)
	drawn, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("there is no place for the picture")
	}
	want := draw()
	if *update && drawn != want {
		if err := os.WriteFile(statesDoc, []byte(before+begin+want+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, drawn); diff != "" {
		t.Errorf("docs/delivery.md, run with -update (-want +got):\n%s", diff)
	}
}

// draw is the machine as a picture. What an attempt does and what a person does
// are drawn apart: together nobody sees either.
func draw() string {
	var b strings.Builder
	part := func(title string, in func(m delivery.Move) bool) {
		fmt.Fprintf(&b, "\n%s:\n\n```mermaid\nstateDiagram-v2\n", title)
		for _, m := range delivery.Moves {
			if in(m) {
				from := string(m.From)
				if from == "" {
					from = "[*]"
				}
				fmt.Fprintf(&b, "    %s --> %s: %s\n", from, m.To, m.Why)
			}
		}
		b.WriteString("```\n")
	}
	byHand := func(m delivery.Move) bool {
		return m.From == delivery.StateHeld || m.To == delivery.StateHeld || m.To == delivery.StateConfirmed || m.To == delivery.StateMoved || m.From == delivery.StateRefused
	}
	part("What attempts do", func(m delivery.Move) bool { return !byHand(m) })
	part("What persons do", byHand)
	b.WriteString("\n")
	return b.String()
}

func TestStates(t *testing.T) {
	d := func(change func(*delivery.Delivery)) delivery.Delivery {
		var d delivery.Delivery
		change(&d)
		return d
	}
	for want, got := range map[delivery.State]delivery.Delivery{
		delivery.StateOwed:      {},
		delivery.StateUnknown:   {Tries: 1},
		delivery.StateAccepted:  {Tries: 1, Ticket: "T"},
		delivery.StateHeld:      {Tries: 1, Ticket: "T", HeldAt: start},
		delivery.StateRefused:   {Tries: 1, HeldAt: start, RefusedAt: start},
		delivery.StateMoved:     {Tries: 1, RefusedAt: start, MovedAt: start},
		delivery.StateDelivered: d(func(d *delivery.Delivery) { d.DeliveredAt, d.HeldAt = start, start }),
		delivery.StateConfirmed: {DeliveredAt: start, ConfirmedBy: "staff:siv"},
	} {
		if got.State() != want {
			t.Errorf("%+v is %s, want %s", got, got.State(), want)
		}
	}
}

func TestHold(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 1)
	ctx, id := t.Context(), w.find("MK-1/1").ID
	if err := w.engine.Hold(ctx, id, "Vi byter system.", "staff:siv"); err != nil {
		t.Fatal(err)
	}
	w.queue.jobs = nil
	w.clock.Advance(time.Hour)
	if n, err := w.engine.Sweep(ctx, 0); err != nil || n != 0 {
		t.Errorf("swept %d (%v)", n, err)
	}
	if _, done := w.attempt("MK-1/1"); !done || len(w.backEnd.calls) > 0 {
		t.Errorf("done %v, calls %v", done, w.backEnd.calls)
	}
	for name, err := range map[string]error{
		"held again": w.engine.Hold(ctx, id, "", "staff:siv"), "sent": w.engine.SendNow(ctx, id, "staff:siv"),
		"its next": w.engine.SendNow(ctx, w.find("MK-1/2").ID, "staff:siv"), "released": w.engine.Release(ctx, w.find("MK-1/2").ID, "staff:siv"),
	} {
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("%s: %v, want a conflict", name, err)
		}
	}
	if err := w.engine.Release(ctx, id, "staff:siv"); err != nil {
		t.Fatal(err)
	}
	w.work()
	assertExactlyOnce(t, w, 1, 1)
	var deeds []string
	for _, e := range w.store.entries {
		deeds = append(deeds, string(e.Action)+" "+e.Actor+" "+e.Detail)
	}
	want := []string{"delivery.held staff:siv MK-1/1", "delivery.released staff:siv MK-1/1", "delivery.confirmed connector:gata MK-1/1", "delivery.confirmed connector:gata MK-1/2"}
	if diff := cmp.Diff(want, deeds); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestConfirmByHand(t *testing.T) {
	t.Run("with its id the rest follows", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 1)
		w.backEnd.answers["MK-1/1"] = []answer{refuses}
		w.attempt("MK-1/1")
		w.backEnd.has = append(w.backEnd.has, remote{key: "by hand", id: "A-7"})
		id := w.find("MK-1/1").ID
		if err := w.engine.ConfirmByHand(t.Context(), id, delivery.ByHand{RemoteID: " A-7 ", Number: "D 7", Reason: " "}, "staff:siv"); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := w.engine.ConfirmByHand(t.Context(), id, delivery.ByHand{RemoteID: " A-7 ", Number: "D 7", Reason: "Inskrivet för hand."}, "staff:siv"); err != nil {
			t.Fatal(err)
		}
		w.work()
		d := w.find("MK-1/1")
		if d.State() != delivery.StateConfirmed || d.RemoteID != "A-7" || d.Number != "D 7" || d.ConfirmedBy != "staff:siv" {
			t.Errorf("confirmed as %+v", d)
		}
		if last := w.backEnd.has[len(w.backEnd.has)-1]; last.key != "MK-1/2" || last.parent != "A-7" {
			t.Errorf("the back end has %+v", w.backEnd.has)
		}
		if diff := cmp.Diff([]string{"refused MK-1/1", "delivered MK-1/1 as A-7", "delivered MK-1/2 as " + w.find("MK-1/2").RemoteID}, w.store.told); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		lines, err := w.store.FindHistory(t.Context(), id)
		if err != nil || len(lines) != 2 || lines[1].Outcome != delivery.DeedConfirmed || lines[1].Reason != "Inskrivet för hand." {
			t.Errorf("history %+v (%v)", lines, err)
		}
		if err := w.engine.ConfirmByHand(t.Context(), id, delivery.ByHand{Reason: "igen"}, "staff:siv"); !errs.Is(err, errs.Conflict) {
			t.Errorf("again: %v", err)
		}
	})
	t.Run("without it the rest is a person's", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 1)
		if err := w.engine.ConfirmByHand(t.Context(), w.find("MK-1/1").ID, delivery.ByHand{Reason: "x"}, "staff:siv"); err != nil {
			t.Fatal(err)
		}
		w.work()
		if d := w.find("MK-1/2"); d.State() != delivery.StateRefused || d.Detail == "" || len(w.backEnd.calls) > 0 {
			t.Errorf("%s %q, calls %v", d.State(), d.Detail, w.backEnd.calls)
		}
	})
	t.Run("not while it is sent, nor with the id of another", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 0)
		w.owe(2, 0)
		w.attempt("MK-1/1")
		w.backEnd.answers["MK-2/1"] = []answer{lostRequest}
		w.attempt("MK-2/1")
		id := w.find("MK-2/1").ID
		if err := w.engine.ConfirmByHand(t.Context(), id, delivery.ByHand{Reason: "x"}, "staff:siv"); !errs.Is(err, errs.Conflict) {
			t.Errorf("while it is leased: %v", err)
		}
		w.clock.Advance(lease)
		if err := w.engine.ConfirmByHand(t.Context(), id, delivery.ByHand{RemoteID: w.find("MK-1/1").RemoteID, Reason: "x"}, "staff:siv"); !errs.Is(err, errs.Conflict) {
			t.Errorf("with the id of another: %v", err)
		}
	})
}

// TestHistory: what was tried and done, attempts that come to the same in one
// line, and nothing of anybody.
func TestHistory(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	slow := func(a answer) answer {
		a.instead = func() { w.clock.Advance(time.Second) }
		return a
	}
	telling := answer{err: &delivery.RefusedError{Reason: "400 https://gata.example/x?name=Karin karin@example.se 19840217-9298 is unknown"}}
	w.backEnd.answers["MK-1/1"] = []answer{unavailable, unavailable, slow(lostRequest), telling}
	w.work()
	id := w.find("MK-1/1").ID
	if err := w.engine.Retry(t.Context(), id, "staff:siv"); err != nil {
		t.Fatal(err)
	}
	w.work()
	lines, err := w.store.FindHistory(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines {
		got = append(got, fmt.Sprintf("%s %s×%d sent %v %s %q", l.Outcome, l.Actor, l.Times, l.Sent, l.Took, l.Detail))
	}
	want := []string{
		`unavailable ×2 sent true 0s "unavailable: 503"`,
		`unknown ×1 sent true 1s "connection reset"`,
		`refused ×1 sent true 0s "400 https://gata.example/x?… … … is unknown"`,
		`retried staff:siv×1 sent false 0s ""`,
		`delivered ×1 sent true 0s ""`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

// TestHistoryIsPartOfTheResult: neither is kept without the other.
func TestHistoryIsPartOfTheResult(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.domain.change = errors.New("the domain is out of order")
	if _, _, err := w.engine.Attempt(t.Context(), w.find("MK-1/1").ID); err == nil {
		t.Fatal("kept though the domain did not take it")
	}
	if len(w.store.history) > 0 || w.find("MK-1/1").State() != delivery.StateUnknown {
		t.Errorf("%s with history %v", w.find("MK-1/1").State(), w.store.history)
	}
}
