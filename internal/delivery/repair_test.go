package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/delivery"
)

// inspector is a back end that can say what it has.
type inspector struct {
	*backEnd
	unsure bool
	silent string // of cases whose keys begin so it says nothing
	status delivery.Status
}

func (i *inspector) Inspect(_ context.Context, s delivery.Step) (delivery.Inspection, error) {
	i.calls = append(i.calls, "inspect "+s.Key)
	i.pass()
	has := slices.ContainsFunc(i.has, func(r remote) bool { return r.id == s.RemoteID })
	switch {
	case i.silent != "" && strings.HasPrefix(s.Key, i.silent):
		return delivery.Inspection{}, errors.New("502")
	case i.unsure:
		return delivery.Inspection{Presence: delivery.Unsure}, nil
	case !has:
		return delivery.Inspection{Presence: delivery.Absent}, nil
	}
	return delivery.Inspection{Presence: delivery.Present, Steps: true, Status: i.status}, nil
}

// newLosing is a world whose back end has had two cases with two files each, and a
// message of the second.
func newLosing(t *testing.T) (*world, *inspector) {
	t.Helper()
	i := &inspector{}
	w := newWorld(t, func(c delivery.Connector) delivery.Connector {
		i.backEnd = c.(*backEnd) //nolint:forcetypeassert // newWorld says so
		return i
	})
	w.owe(1, 2)
	w.owe(2, 2)
	w.oweMore(2, aMessage...)
	w.work()
	w.clock.Advance(time.Hour)
	return w, i
}

// lose has the back end forget steps whose keys begin so.
func (w *world) lose(keys ...string) {
	w.backEnd.has = slices.DeleteFunc(w.backEnd.has, func(r remote) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(r.key, k) })
	})
}

func (w *world) reconcile(what delivery.Reconciling) (delivery.Reconciliation, error) {
	what.Period = delivery.Period{From: start, To: start.Add(24 * time.Hour)}
	return w.engine.Reconcile(w.t.Context(), "gata", what)
}

func (w *world) findings(what delivery.Reconciling) []string {
	w.t.Helper()
	got, err := w.reconcile(what)
	if err != nil {
		w.t.Fatal(err)
	}
	var found []string
	for _, f := range got.Findings {
		line := fmt.Sprint(f.Key(), " ", f.What)
		if f.Repaired {
			line += " repaired"
		}
		found = append(found, line)
	}
	slices.Sort(found)
	return found
}

var repairing = delivery.Reconciling{Repair: true}

func TestRepair(t *testing.T) {
	for name, c := range map[string]struct {
		lost []string
		want []string
		sent int
	}{
		"nothing is lost": {},
		"a file":          {lost: []string{"MK-1/2"}, want: []string{"MK-1/2 missing repaired"}, sent: 1},
		"a case whole": {
			lost: []string{"MK-1/"}, sent: 3,
			want: []string{"MK-1/1 missing repaired", "MK-1/2 missing repaired", "MK-1/3 missing repaired"},
		},
		"one of a message's": {lost: []string{"MK-2/4", "MK-2/6"}, want: []string{"MK-2/4 missing repaired", "MK-2/6 missing repaired"}, sent: 2},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := newLosing(t)
			w.lose(c.lost...)
			sent := len(w.backEnd.sent)
			if diff := cmp.Diff(c.want, w.findings(repairing)); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
			if len(w.backEnd.sent) != sent {
				t.Error("something is sent by the reconciliation itself")
			}
			w.work()
			if got := len(w.backEnd.sent) - sent; got != c.sent {
				t.Errorf("%d were sent, want %d", got, c.sent)
			}
			assertWhole(t, w)
			if found := w.findings(repairing); len(found) > 0 {
				t.Errorf("afterwards: %v", found)
			}
			missing := 0
			for _, e := range w.store.entries {
				if e.Action == audit.DeliveryMissing {
					missing++
				}
			}
			if missing != c.sent {
				t.Errorf("%d entries in the audit trail", missing)
			}
		})
	}
}

// assertWhole asserts that the back end has all of newLosing's once, at their cases.
func assertWhole(t *testing.T, w *world) {
	t.Helper()
	times, ids := map[string]int{}, map[string]string{}
	for _, r := range w.backEnd.has {
		times[r.key]++
		ids[r.key] = r.id
	}
	for n, steps := range map[int]int{1: 3, 2: 3 + len(aMessage)} {
		for seq := 1; seq <= steps; seq++ {
			key := delivery.StepKey(fmt.Sprint("MK-", n), seq)
			if d := w.find(key); times[key] != 1 || d.State() != delivery.StateDelivered || d.RemoteID != ids[key] {
				t.Errorf("%s is there %d times, as %s; here it is %s with %s", key, times[key], ids[key], d.State(), d.RemoteID)
			}
		}
	}
	for _, r := range w.backEnd.has {
		if create := r.key[:len(r.key)-1] + "1"; r.key != create && r.parent != ids[create] {
			t.Errorf("%s went to %q, its case is %q", r.key, r.parent, ids[create])
		}
	}
}

// TestRepairedOnceWhereverItIsKilled: the reconciliation, or a worker after it, is
// killed at each moment, and begun again.
func TestRepairedOnceWhereverItIsKilled(t *testing.T) {
	killedAt := func(moment int) *world {
		w, _ := newLosing(t)
		w.lose("MK-1/", "MK-2/3")
		w.backEnd.answers = map[string][]answer{"MK-1/1": {lostAnswer}, "MK-1/2": {lostRequest}}
		w.moment, w.crashAt = 0, moment
		again := func() error {
			_, err := w.reconcile(repairing)
			return err
		}
		w.live(again)
		w.work()
		w.clock.Advance(time.Hour)
		w.live(again) // the next night
		w.work()
		return w
	}
	moments := killedAt(0).moment
	if moments < 20 {
		t.Fatalf("only %d moments to be killed at", moments)
	}
	for moment := 1; moment <= moments; moment++ {
		t.Run(fmt.Sprint("moment ", moment), func(t *testing.T) { assertWhole(t, killedAt(moment)) })
	}
}

// TestRepairLooksFirst: what the back end has after all is not sent again.
func TestRepairLooksFirst(t *testing.T) {
	w, _ := newLosing(t)
	kept := slices.Clone(w.backEnd.has)
	w.lose("MK-1/")
	w.findings(repairing)
	if got := w.find("MK-1/1").State(); got != delivery.StateUnknown {
		t.Fatalf("it is %s", got)
	}
	w.backEnd.has = kept
	sent := len(w.backEnd.sent)
	w.work()
	if len(w.backEnd.sent) != sent {
		t.Errorf("%d were sent", len(w.backEnd.sent)-sent)
	}
	assertWhole(t, w)
}

// TestNotRepaired: what nobody is sure of is never sent again.
func TestNotRepaired(t *testing.T) {
	closed := func(context.Context, string, string) (delivery.Standing, error) {
		return delivery.Standing{Closed: true}, nil
	}
	for name, c := range map[string]struct {
		change func(*world, *inspector)
		what   delivery.Reconciling
		want   string
	}{
		"nobody asked for it":        {func(*world, *inspector) {}, delivery.Reconciling{}, "MK-1/1 missing"},
		"the back end cannot say":    {func(_ *world, i *inspector) { i.unsure = true }, repairing, "MK-1/1 unseen"},
		"it gives no answer":         {func(_ *world, i *inspector) { i.silent = "MK-1/" }, repairing, "MK-1/1 unknown"},
		"it is closed here":          {func(*world, *inspector) {}, delivery.Reconciling{Repair: true, Standing: closed}, "MK-1/1 missing"},
		"it came there a moment ago": {func(w *world, _ *inspector) { w.clock.Advance(-time.Hour) }, repairing, "MK-1/1 missing"},
	} {
		t.Run(name, func(t *testing.T) {
			w, i := newLosing(t)
			w.lose("MK-1/")
			c.change(w, i)
			before := clone(w.store.rows)
			if got := w.findings(c.what); len(got) == 0 || got[0] != c.want {
				t.Errorf("found %v, want %s", got, c.want)
			}
			if diff := cmp.Diff(before, w.store.rows); diff != "" {
				t.Errorf("rows (-before +after):\n%s", diff)
			}
		})
	}
	t.Run("no connector is sure", func(t *testing.T) {
		w := newWorld(t, nil)
		w.owe(1, 0)
		w.work()
		w.clock.Advance(time.Hour)
		w.lose("MK-1/")
		if got := w.findings(repairing); !slices.Equal(got, []string{"MK-1/1 missing"}) {
			t.Errorf("found %v", got)
		}
	})
	t.Run("a person has confirmed it meanwhile", func(t *testing.T) {
		w, i := newLosing(t)
		w.lose("MK-1/1")
		inspected := w.find("MK-1/1")
		inspected.ConfirmedBy = "staff:siv"
		i.pass = func() { w.store.rows[inspected.ID] = inspected }
		if got := w.findings(repairing); got[0] != "MK-1/1 missing" {
			t.Errorf("found %v", got)
		}
	})
}

func TestStatusIsCompared(t *testing.T) {
	w, i := newLosing(t)
	i.status = delivery.StatusClosed
	what := delivery.Reconciling{Standing: func(_ context.Context, caseID, _ string) (delivery.Standing, error) {
		if caseID == "case2" {
			return delivery.Standing{Status: delivery.StatusClosed}, nil
		}
		return delivery.Standing{Status: delivery.StatusStarted}, nil
	}}
	told := len(w.store.told)
	if got := w.findings(what); !slices.Equal(got, []string{"MK-1/1 status"}) || len(w.store.told) != told {
		t.Errorf("found %v, told %v", got, w.store.told[told:])
	}
	what.Repair = true
	if got := w.findings(what); !slices.Equal(got, []string{"MK-1/1 status repaired"}) {
		t.Errorf("found %v", got)
	}
	w.findings(what) // another node, the same night
	if got := w.store.told[told:]; !slices.Equal(got, []string{"changed case1 closed "}) {
		t.Errorf("told %q", got)
	}
	i.pollErr = errors.New("502") // it may be news
	if got := w.findings(what); len(got) > 0 {
		t.Errorf("found %v", got)
	}
}
