package watch_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// TestHealth: how it goes with a connector, told from what waits there.
func TestHealth(t *testing.T) {
	ago := func(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }
	waits := watch.Pending{CaseID: "a", CreatedAt: ago(10)}
	late := watch.Pending{CaseID: "b", CreatedAt: ago(90), IsLate: true, Problem: delivery.BackEndDown, Detail: "503"}
	refused := watch.Pending{CaseID: "c", CreatedAt: ago(95), IsLate: true, IsRefused: true, Problem: delivery.BackEndRefused, Detail: "400"}
	held := watch.Pending{CaseID: "d", CreatedAt: ago(80), IsLate: true, IsHeld: true}
	for name, c := range map[string]struct {
		load watch.Load
		shut string
		want watch.Condition
	}{
		"nothing was ever sent":              {watch.Load{}, "", watch.ConditionUnused},
		"nothing waits":                      {watch.Load{LastDone: ago(900)}, "", watch.ConditionWorks},
		"something is on its way":            {watch.Load{Pending: []watch.Pending{waits}, LastDone: ago(900)}, "", watch.ConditionWorks},
		"it failed, and worked again":        {watch.Load{Pending: []watch.Pending{late}, LastFailure: ago(6), LastDone: ago(5)}, "", watch.ConditionWorks},
		"it worked, and then failed":         {watch.Load{Pending: []watch.Pending{waits}, LastFailure: ago(4), LastDone: ago(5)}, "", watch.ConditionAway},
		"it never worked":                    {watch.Load{Pending: []watch.Pending{waits}, LastFailure: ago(4)}, "", watch.ConditionAway},
		"it is left in peace":                {watch.Load{LastDone: ago(5)}, "gata", watch.ConditionAway},
		"another is left in peace":           {watch.Load{LastDone: ago(5)}, "park", watch.ConditionWorks},
		"late, and nothing gets through":     {watch.Load{Pending: []watch.Pending{late}, LastDone: ago(31)}, "", watch.ConditionStill},
		"late, and others get through":       {watch.Load{Pending: []watch.Pending{late}, LastDone: ago(29)}, "", watch.ConditionWorks},
		"what is a person's stops nothing":   {watch.Load{Pending: []watch.Pending{refused, held}, LastDone: ago(900)}, "", watch.ConditionWorks},
		"nor what failed before it was held": {watch.Load{Pending: []watch.Pending{held}, LastFailure: ago(4), LastDone: ago(5)}, "", watch.ConditionWorks},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			r.shelf.loads, r.engine.shut = map[string]watch.Load{"gata": c.load}, c.shut
			all, err := r.service.Health(t.Context(), operator(t))
			if err != nil || len(all) != 2 {
				t.Fatalf("%v, %v", all, err)
			}
			for _, h := range all {
				if h.Connector == "gata" && h.Condition != c.want {
					t.Errorf("%s, want %s", h.Condition, c.want)
				}
			}
		})
	}

	t.Run("counted, and the worst first", func(t *testing.T) {
		r := newRoom(t)
		again := late
		again.CreatedAt, again.Detail = ago(70), "502"
		r.shelf.loads = map[string]watch.Load{
			"park":  {Pending: []watch.Pending{refused, late, held, again, waits}, LastDone: ago(100)},
			"borta": {Pending: []watch.Pending{waits}},
		}
		all, err := r.service.Health(t.Context(), operator(t))
		if err != nil || len(all) != 3 {
			t.Fatalf("%v, %v", all, err)
		}
		if all[0].Connector != "borta" || all[0].Condition != watch.ConditionMissing || all[2].Connector != "gata" {
			t.Errorf("in the order %s %s %s", all[0].Connector, all[1].Connector, all[2].Connector)
		}
		want := watch.Health{
			Connector: "park", Condition: watch.ConditionStill, LastDone: ago(100), Oldest: ago(95), Waiting: 5, Cases: 4, Late: 4, Held: 1, Refused: 1,
			Problem: delivery.BackEndDown, Detail: "503", Since: ago(23 * 60),
		}
		if diff := cmp.Diff(want, all[1]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})

	t.Run("for those who may see", func(t *testing.T) {
		r := newRoom(t)
		handler := holding(t, map[identity.FunctionID]identity.Power{"TN/gata": identity.PowerHandle})
		if all, err := r.service.Health(t.Context(), handler); !errs.Is(err, errs.NotFound) || all != nil {
			t.Errorf("a handler: %v, %v", all, err)
		}
	})
}

func operator(t *testing.T) identity.Actor {
	t.Helper()
	return holding(t, map[identity.FunctionID]identity.Power{"KS/drift": identity.PowerOperate})
}

// TestSearch: whoever looks for a number finds what is named so.
func TestSearch(t *testing.T) {
	r := newRoom(t)
	if _, err := r.service.Show(t.Context(), operator(t), watch.Filter{Words: "bn 17", Connector: "gata", Problem: delivery.BackEndDown}); err != nil {
		t.Fatal(err)
	}
	asked := r.shelf.asked[len(r.shelf.asked)-1]
	if diff := cmp.Diff([]string{"bn 17", "BN 17"}, asked.Names); diff != "" || asked.Connector != "gata" || asked.Problem != delivery.BackEndDown {
		t.Errorf("asked for %+v", asked)
	}
	if _, err := r.service.Show(t.Context(), operator(t), watch.Filter{}); err != nil || r.shelf.asked[len(r.shelf.asked)-1].Names != nil {
		t.Errorf("looks for nothing: %v", err)
	}
}
