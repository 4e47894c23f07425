package delivery_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

// life is one case with two attachments, then a message with two, and a
// withdrawal, at a back end that loses answers. The citizen says it all before
// the first step is delivered, or when the case is there already.
type life struct {
	steps  int
	before bool
}

// crashedAt runs a life with the worker killed at a moment of it. It returns what
// the back end has in the end and how many moments there were.
func (l life) crashedAt(t *testing.T, moment int) (w *world) {
	t.Helper()
	w = newWorld(t, nil)
	w.owe(1, 2)
	w.backEnd.answers = map[string][]answer{
		"MK-1/1": {unavailable, lostRequest}, "MK-1/2": {lostAnswer},
		"MK-1/4": {lostRequest, lostAnswer}, "MK-1/5": {unavailable, lostAnswer}, "MK-1/6": {lostRequest},
		"MK-1/7": {lostAnswer},
	}
	say := func() {
		w.oweMore(1, aMessage...)
		w.oweMore(1, aWithdrawal)
	}
	if l.before {
		say()
	} else {
		w.work()
		say()
	}
	w.moment, w.crashAt = 0, moment
	w.work()
	return w
}

func TestExactlyOnceWhereverItIsKilled(t *testing.T) {
	for name, l := range map[string]life{"said before the case is there": {7, true}, "said later": {7, false}} {
		t.Run(name, func(t *testing.T) {
			moments := l.crashedAt(t, 0).moment
			if moments < 40 {
				t.Fatalf("only %d moments to be killed at", moments)
			}
			for moment := 1; moment <= moments; moment++ {
				t.Run(fmt.Sprint("moment ", moment), func(t *testing.T) {
					w := l.crashedAt(t, moment)
					assertExactlyOnce(t, w, 1, l.steps-1)
					assertInOrder(t, w)
				})
			}
		})
	}
}

// assertInOrder asserts that the back end got the steps of the case in theirs.
func assertInOrder(t *testing.T, w *world) {
	t.Helper()
	if got := w.backEnd.keys(); !slices.IsSorted(got) {
		t.Errorf("the back end got %v", got)
	}
}

// TestToldOnceWhereverThePollIsKilled: a change with files is told once, with
// both, though its node is killed while it fetches, keeps or tells.
func TestToldOnceWhereverThePollIsKilled(t *testing.T) {
	killedAt := func(moment int) *world {
		w := newWorld(t, nil)
		w.deliverOne(withFiles("1", "f1", "f2"), change("2", delivery.StatusStarted, time.Hour))
		w.moment, w.crashAt = 0, moment
		w.live(w.poll)
		w.clock.Advance(lease) // another node takes over
		w.live(w.poll)
		return w
	}
	moments := killedAt(0).moment
	if moments < 6 {
		t.Fatalf("only %d moments to be killed at", moments)
	}
	for moment := 1; moment <= moments; moment++ {
		t.Run(fmt.Sprint("moment ", moment), func(t *testing.T) {
			w := killedAt(moment)
			want := []string{"changed case1 closed  +f1.pdf +f2.pdf", "changed case1 started "}
			if got := w.toldOf(1); !slices.Equal(got, want) {
				t.Errorf("told %q, want %q", got, want)
			}
			if len(w.domain.kept) != 2 {
				t.Errorf("%d files are kept, want two", len(w.domain.kept))
			}
		})
	}
}

// The test above would not notice anything if the look-up did nothing.
func TestWithoutLookingFirstALostAnswerDoubles(t *testing.T) {
	w := newWorld(t, connectortest.Forgetful)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{lostAnswer}
	w.work()
	if got := w.backEnd.keys(); !slices.Equal(got, []string{"MK-1/1", "MK-1/1"}) {
		t.Errorf("the back end has %v", got)
	}
}

// What docs/delivery.md says cannot be promised.
func TestABackEndThatActsAfterSettleDoubles(t *testing.T) {
	w := newWorld(t, nil)
	w.owe(1, 0)
	w.backEnd.answers["MK-1/1"] = []answer{{effect: true, after: settle + time.Second, err: errors.New("reset")}}
	w.work()
	if got := w.backEnd.keys(); !slices.Equal(got, []string{"MK-1/1", "MK-1/1"}) {
		t.Errorf("the back end has %v", got)
	}
}

func TestExactlyOnceUnderChance(t *testing.T) {
	const cases, attachments = 5, 2
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, 1))
			answers := []answer{
				works, works, lostAnswer, lostRequest, unavailable,
				{effect: true, noID: true},
				{effect: true, panics: true},
				{effect: true, dies: true},
				{effect: true, ticket: "T", after: time.Minute},
				{effect: true, after: settle - time.Second, err: errors.New("timeout")},
			}
			w := newWorld(t, nil)
			w.backEnd.chance = func() answer {
				w.moment, w.crashAt = 0, 1+chance.IntN(40)
				return answers[chance.IntN(len(answers))]
			}
			for n := range cases {
				w.owe(n+1, attachments)
				w.oweMore(n+1, aMessage...)
			}
			w.work()
			assertExactlyOnce(t, w, cases, attachments+len(aMessage))
		})
	}
}

// assertExactlyOnce asserts that the back end has each step of the cases once,
// that attachments are at their case, and that the domain was told once.
func assertExactlyOnce(t *testing.T, w *world, cases, attachments int) {
	t.Helper()
	times := map[string]int{}
	ids := map[string]string{}
	for _, r := range w.backEnd.has {
		times[r.key]++
		ids[r.key] = r.id
	}
	told := map[string]int{}
	for _, line := range w.store.told {
		told[line]++
	}
	for n := 1; n <= cases; n++ {
		for seq := 1; seq <= 1+attachments; seq++ {
			key := delivery.StepKey(fmt.Sprint("MK-", n), seq)
			if times[key] != 1 {
				t.Errorf("the back end has %s %d times", key, times[key])
			}
			if line := "delivered " + key + " as " + ids[key]; told[line] != 1 {
				t.Errorf("told %q %d times", line, told[line])
			}
			if d := w.find(key); d.State() != delivery.StateDelivered || d.RemoteID != ids[key] {
				t.Errorf("%s is %s with id %q", key, d.State(), d.RemoteID)
			}
		}
	}
	for _, r := range w.backEnd.has {
		create := r.key[:len(r.key)-1] + "1"
		if r.key != create && r.parent != ids[create] {
			t.Errorf("%s went to %q, its case is %q", r.key, r.parent, ids[create])
		}
	}
}
