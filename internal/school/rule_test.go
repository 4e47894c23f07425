package school_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/school"
)

// TestWhoSeesAChild is the rule: one change each to a guardian who sees their
// child, through both ways to it.
func TestWhoSeesAChild(t *testing.T) {
	const sees, nothing, neutral = "sees", "nothing", "neutral"
	alma := func(change func(*school.Record)) func(*world) { return func(w *world) { w.source.child(change) } }
	self := func(change func(*school.Record)) func(*world) { return func(w *world) { w.source.self(change) } }
	relation := func(name string) func(*world) {
		return alma(func(r *school.Record) { r.Responsibles[0].Relation = name })
	}
	block := func(b school.Block) func(*world) {
		return func(w *world) { w.blocks.blocks = append(w.blocks.blocks, b) }
	}
	born := func(day school.Day) func(*world) { return alma(func(r *school.Record) { r.BirthDate = day }) }
	at := func(day school.Day, when time.Time) func(*world) {
		return func(w *world) { born(day)(w); w.clock.Advance(when.Sub(noon)) }
	}
	// Midnight in Sweden is 23:00 UTC in winter and 22:00 in summer.
	winter := time.Date(2033, 1, 24, 23, 0, 0, 0, time.UTC)
	summer := time.Date(2033, 7, 9, 22, 0, 0, 0, time.UTC)

	for name, c := range map[string]struct {
		change func(*world)
		want   string
	}{
		"a guardian":                          {func(*world) {}, sees},
		"joint custody":                       {alma(func(r *school.Record) { r.Responsibles[0], r.Responsibles[1] = r.Responsibles[1], r.Responsibles[0] }), sees},
		"removed from the child's own record": {alma(func(r *school.Record) { r.Responsibles = r.Responsibles[1:] }), nothing},
		"nobody in the child's own record":    {alma(func(r *school.Record) { r.Responsibles = nil }), nothing},
		"a parent only":                       {relation("Förälder"), nothing},
		"somebody else responsible":           {relation("Annan ansvarig"), nothing},
		"a relation that nobody knows":        {relation("vårdnadshavare?"), nothing},
		"no relation":                         {relation(""), nothing},
		"a parent who is guardian too": {alma(func(r *school.Record) {
			r.Responsibles = append(r.Responsibles, school.Responsible{Person: "anna-1", Relation: "Förälder"})
		}), sees},
		"unknown to the system": {self(func(r *school.Record) { *r = school.Record{} }), nothing},
		"both without an id": {func(w *world) {
			self(func(r *school.Record) { r.ID = "" })(w)
			alma(func(r *school.Record) { r.Responsibles[0].Person = "" })(w)
		}, nothing},
		"one's own guardian": {func(w *world) {
			self(func(r *school.Record) { r.ID = "alma-1" })(w)
			alma(func(r *school.Record) { r.Responsibles[0].Person = "alma-1" })(w)
		}, nothing},
		"a child that has died": {alma(func(r *school.Record) { r.IsDead = true }), nothing},

		"the last second before 18, winter": {at("2015-01-25", winter.Add(-time.Second)), sees},
		"18 years at midnight, winter":      {at("2015-01-25", winter), nothing},
		"the last second before 18, summer": {at("2015-07-10", summer.Add(-time.Second)), sees},
		"18 years at midnight, summer":      {at("2015-07-10", summer), nothing},
		"a leap day, 27 February":           {at("2016-02-29", time.Date(2034, 2, 27, 22, 59, 59, 0, time.UTC)), sees},
		"a leap day, 28 February":           {at("2016-02-29", time.Date(2034, 2, 27, 23, 0, 0, 0, time.UTC)), nothing},
		"of age for long":                   {born("1990-05-01"), nothing},
		"of age and protected":              {func(w *world) { born("1990-05-01")(w); alma(func(r *school.Record) { r.IsProtected = true })(w) }, nothing},
		"no birthday known":                 {born(""), neutral},
		"born tomorrow":                     {born("2026-11-24"), neutral},

		"a protected child":                      {alma(func(r *school.Record) { r.IsProtected = true }), neutral},
		"a protected guardian":                   {self(func(r *school.Record) { r.IsProtected = true }), neutral},
		"protected where referred to":            {alma(func(r *school.Record) { r.Responsibles[0].IsProtected = true }), neutral},
		"the other guardian is protected":        {alma(func(r *school.Record) { r.Responsibles[1].IsProtected = true }), neutral},
		"protected, and a stranger to the child": {alma(func(r *school.Record) { r.IsProtected, r.Responsibles = true, nil }), nothing},

		"everybody is shut out from the child":     {block(school.Block{System: "skola", Child: "alma-1"}), neutral},
		"Anna is shut out from the child":          {block(school.Block{System: "skola", Child: "alma-1", Number: number(t, annas)}), neutral},
		"Anna is shut out from all":                {block(school.Block{Number: number(t, annas)}), neutral},
		"somebody else is shut out from the child": {block(school.Block{System: "skola", Child: "alma-1", Number: number(t, elsas)}), sees},
		"everybody is shut out from another child": {block(school.Block{System: "skola", Child: "nils-1"}), sees},
		"the same id in another system":            {block(school.Block{System: "annan", Child: "alma-1"}), sees},
		"a stranger is shut out": {func(w *world) {
			block(school.Block{System: "skola", Child: "alma-1"})(w)
			alma(func(r *school.Record) { r.Responsibles = nil })(w)
		}, nothing},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			c.change(w)
			seen, err := w.Overview(t.Context(), anna)
			if err != nil {
				t.Fatal(err)
			}
			got := nothing
			switch {
			case len(seen.Children) == 1 && !seen.IsHidden:
				got = sees
			case len(seen.Children) == 0 && seen.IsHidden:
				got = neutral
			case len(seen.Children) != 0:
				got = "both"
			}
			if got != c.want || len(seen.Silent) > 0 {
				t.Errorf("the list: %s (%+v), want %s", got, seen, c.want)
			}
			child, err := w.Child(t.Context(), anna, "skola", "alma-1")
			if isSeen := err == nil; isSeen != (c.want == sees) || err != nil && !errs.Is(err, errs.NotFound) {
				t.Errorf("the child: %v", err)
			}
			if err != nil && child.GivenName != "" {
				t.Errorf("an error says %+v", child)
			}
			if c.want != sees {
				w.wantUnasked(t)
			}
		})
	}
}

// wantUnasked requires that no data about anybody was asked for.
func (w *world) wantUnasked(t *testing.T) {
	t.Helper()
	for _, kind := range w.source.asked {
		if kind != school.KindRecord {
			t.Errorf("the source was asked for %s", kind)
		}
	}
}

func TestOtherRelationsByConfiguration(t *testing.T) {
	w := open(t, func(y *school.System) { y.Relations = []string{"God man"} })
	if seen, err := w.Overview(t.Context(), anna); err != nil || len(seen.Children) > 0 {
		t.Errorf("a guardian who is not configured: %+v, %v", seen, err)
	}
	w.source.child(func(r *school.Record) { r.Responsibles[0].Relation = "God man" })
	if seen, err := w.Overview(t.Context(), anna); err != nil || len(seen.Children) != 1 {
		t.Errorf("a trustee who is: %+v, %v", seen, err)
	}
}

func TestAPupilSeesTheirOwn(t *testing.T) {
	enrolled := func(e school.Enrolment) func(*school.Record) {
		return func(r *school.Record) { r.Enrolments = []school.Enrolment{e} }
	}
	for name, c := range map[string]struct {
		change func(*school.Record)
		sees   bool
		hidden bool
	}{
		"a pupil":             {enrolled(school.Enrolment{School: "Gymnasiet", From: "2026-08-15"}), true, false},
		"a pupil of age":      {func(r *school.Record) { enrolled(school.Enrolment{From: "2026-08-15"})(r); r.BirthDate = "2008-01-01" }, true, false},
		"to the last day":     {enrolled(school.Enrolment{From: "2020-08-15", To: "2026-11-23"}), true, false},
		"not any more":        {enrolled(school.Enrolment{From: "2020-08-15", To: "2026-11-22"}), false, false},
		"never begun":         {enrolled(school.Enrolment{From: "2026-08-15", IsCancelled: true}), false, false},
		"no pupil":            {func(*school.Record) {}, false, false},
		"protected":           {func(r *school.Record) { enrolled(school.Enrolment{From: "2026-08-15"})(r); r.IsProtected = true }, false, true},
		"protected, no pupil": {func(r *school.Record) { r.IsProtected = true }, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			w.source.self(c.change)
			w.source.child(func(r *school.Record) { r.Responsibles = nil })
			seen, err := w.Overview(t.Context(), anna)
			if err != nil || seen.IsHidden != c.hidden || len(seen.Children) == 1 != c.sees {
				t.Fatalf("%+v, %v", seen, err)
			}
			if c.sees && !seen.Children[0].IsSelf {
				t.Error("it does not say that it is themself")
			}
			if _, err := w.Child(t.Context(), anna, "skola", "anna-1"); (err == nil) != c.sees {
				t.Error(err)
			}
		})
	}
	t.Run("shut out", func(t *testing.T) {
		w := open(t)
		w.source.self(enrolled(school.Enrolment{From: "2026-08-15"}))
		w.blocks.blocks = []school.Block{{System: "skola", Child: "anna-1"}}
		seen, err := w.Overview(t.Context(), anna)
		if err != nil || !seen.IsHidden || len(seen.Children) != 1 || seen.Children[0].IsSelf {
			t.Errorf("%+v, %v", seen, err)
		}
	})
}
