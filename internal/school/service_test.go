package school_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/school"
)

// clearOf leaves out what is the same in all entries.
func clearOf(trail []audit.Entry) []string {
	var out []string
	for _, e := range trail {
		out = append(out, strings.TrimSpace(strings.Join([]string{e.Actor, string(e.Action), e.Subject, e.Detail}, " ")))
	}
	return out
}

func TestOverview(t *testing.T) {
	w := open(t, func(y *school.System) {
		y.Release = map[school.Term]school.Day{{Year: 2026, Semester: school.Autumn}: "2026-12-18"}
	})
	w.source.minutes = map[school.ID]school.Minutes{"alma-1": {Valid: 95, Invalid: 20}}
	w.source.absences = map[school.ID][]school.Absence{"alma-1": {
		{Kind: school.AbsenceReported, Start: noon.Add(-48 * time.Hour)}, {Kind: school.AbsenceLeave, Start: noon.Add(-time.Hour)},
	}}
	spring := school.Term{Year: 2026, Semester: school.Spring}
	autumn := school.Term{Year: 2026, Semester: school.Autumn}
	w.source.grades = map[school.ID][]school.Grade{"alma-1": {
		{Subject: "Bild", Value: "C", Term: spring, Registered: "2026-06-09"},
		{Subject: "Matematik", Value: "D", Term: spring, Registered: "2026-06-09"},
		{Subject: "Matematik", Value: "C", Term: spring, Registered: "2026-06-20"},
		{Subject: "Fysik", Value: "A", Term: spring},
		{Subject: "Kemi", Value: "A", Term: spring, Registered: "2026-11-24"},
		{Subject: "Musik", Value: "A", Term: autumn, Registered: "2026-11-20"},
	}}
	seen, err := w.Overview(t.Context(), anna)
	if err != nil {
		t.Fatal(err)
	}
	want := school.Overview{Children: []school.Child{{
		System: "skola", ID: "alma-1", GivenName: "Alma", FamilyName: "Öst", School: "Norrskolan", Class: "5A", Term: autumn,
		Attendance: school.Tile[school.Minutes]{State: school.Shown, Value: school.Minutes{Valid: 95, Invalid: 20}},
		Absences: school.Tile[[]school.Absence]{State: school.Shown, Value: []school.Absence{
			{Kind: school.AbsenceLeave, Start: noon.Add(-time.Hour)}, {Kind: school.AbsenceReported, Start: noon.Add(-48 * time.Hour)},
		}},
		Grades: school.Tile[[]school.Grade]{State: school.Shown, Value: []school.Grade{
			{Subject: "Matematik", Value: "C", Term: spring, Registered: "2026-06-20"},
			{Subject: "Bild", Value: "C", Term: spring, Registered: "2026-06-09"},
		}},
	}}}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if w.source.from != "2026-07-01" || w.source.to != "2026-11-23" || w.source.absFrom != "2026-07-01" {
		t.Errorf("asked for %s to %s, and from %s", w.source.from, w.source.to, w.source.absFrom)
	}
	if diff := cmp.Diff([]string{
		"person:anna school.asked school:skola shown",
		"person:anna child.seen child:skola/alma-1 record:shown",
		"person:anna child.seen child:skola/alma-1 attendance:shown",
		"person:anna child.seen child:skola/alma-1 absences:shown",
		"person:anna child.seen child:skola/alma-1 grades:shown",
	}, clearOf(w.blocks.trail)); diff != "" {
		t.Errorf("the trail (-want +got):\n%s", diff)
	}
}

func TestTheTrailOfARefusal(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*world)
		want   []string
	}{
		"no children": {func(w *world) { w.source.child(func(r *school.Record) { r.Responsibles = nil }) }, []string{
			"person:anna school.asked school:skola nothing", "person:anna child.refused child:skola/alma-1 stranger",
		}},
		"protected": {func(w *world) { w.source.child(func(r *school.Record) { r.IsProtected = true }) }, []string{
			"person:anna school.asked school:skola hidden", "person:anna child.refused child:skola/alma-1 hidden",
			"person:anna child.refused child:skola/alma-1 hidden",
		}},
		"of age": {func(w *world) { w.source.child(func(r *school.Record) { r.BirthDate = "1990-01-01" }) }, []string{
			"person:anna school.asked school:skola nothing", "person:anna child.refused child:skola/alma-1 of_age",
		}},
		"no answer": {func(w *world) { w.source.fails[school.KindRecord] = errors.New("down") }, []string{
			"person:anna school.asked school:skola silent", "person:anna child.refused child:skola/alma-1 silent",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			c.change(w)
			_, _ = w.Overview(t.Context(), anna)
			_, _ = w.Child(t.Context(), anna, "skola", "alma-1")
			if diff := cmp.Diff(c.want, clearOf(w.blocks.trail)); diff != "" {
				t.Errorf("the trail (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("what cannot be noted is not shown", func(t *testing.T) {
		w := open(t)
		w.blocks.fails = errs.New(errs.Unavailable, "memory")
		if _, err := w.Overview(t.Context(), anna); !errs.Is(err, errs.Unavailable) {
			t.Error(err)
		}
	})
}

func TestWhoMayAskAtAll(t *testing.T) {
	w := open(t)
	for name, c := range map[string]struct {
		actor identity.Actor
		want  errs.Kind
	}{
		"nobody":            {identity.Actor{}, errs.LoginNeeded},
		"a visitor":         {identity.Actor{Visitor: identity.VisitorOf("x")}, errs.LoginNeeded},
		"staff":             {identity.Actor{Staff: &identity.Staff{ID: "s"}}, errs.LoginNeeded},
		"a person who left": {identity.Actor{Person: "gone"}, errs.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := w.Overview(t.Context(), c.actor); !errs.Is(err, c.want) {
				t.Error(err)
			}
			if _, err := w.Child(t.Context(), c.actor, "skola", "alma-1"); !errs.Is(err, c.want) {
				t.Error(err)
			}
			if len(w.source.asked) > 0 {
				t.Error("the source was asked")
			}
		})
	}
	t.Run("another guardian", func(t *testing.T) {
		if seen, err := w.Overview(t.Context(), elsa); err != nil || len(seen.Children) > 0 || seen.IsHidden || len(seen.Silent) > 0 {
			t.Errorf("%+v, %v", seen, err)
		}
	})
	for name, c := range map[string]struct{ system, child string }{
		"another guardian's child": {"skola", "alma-1"}, "no such child": {"skola", "x"}, "no such system": {"annan", "alma-1"},
		"no id": {"skola", "../alma"}, "nothing": {"skola", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := w.Child(t.Context(), elsa, c.system, school.ID(c.child)); !errs.Is(err, errs.NotFound) {
				t.Error(err)
			}
		})
	}
	w.wantUnasked(t)
	for _, e := range w.blocks.trail {
		if strings.Contains(e.Subject, "..") {
			t.Errorf("what somebody typed is in the trail: %s", e.Subject)
		}
	}
}

func TestTilesStandForThemselves(t *testing.T) {
	w := open(t)
	w.source.minutes = map[school.ID]school.Minutes{"alma-1": {Valid: 10}}
	w.source.kinds = []school.Kind{school.KindRecord, school.KindAttendance, school.KindAbsences}
	see := func() school.Child {
		t.Helper()
		c, err := w.Child(t.Context(), anna, "skola", "alma-1")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	w.source.fails[school.KindAbsences] = errors.New("down")
	if c := see(); c.Attendance.State != school.Shown || c.Absences.State != school.Unanswered || !c.Absences.LastAnswer.IsZero() || c.Grades.State != "" {
		t.Errorf("%+v", c)
	}
	delete(w.source.fails, school.KindAbsences)
	if c := see(); c.Absences.State != school.Nothing {
		t.Errorf("%+v", c.Absences)
	}
	w.clock.Advance(time.Hour)
	w.source.fails[school.KindAbsences] = errors.New("down")
	w.source.panics[school.KindAttendance] = true
	c := see()
	if c.Absences.State != school.Unanswered || !c.Absences.LastAnswer.Equal(noon) {
		t.Errorf("%+v", c.Absences)
	}
	if c.Attendance.State != school.Unanswered || strings.Contains(w.log.String(), "1979") {
		t.Errorf("%+v; the log: %s", c.Attendance, w.log)
	}
}

// TestASlowSystem keeps nobody waiting for longer than it may, whatever its
// client does, and not the other systems' children.
func TestASlowSystem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t)
		slow := newSource()
		slow.hangs[school.KindRecord], slow.forgotten = true, make(chan struct{})
		w.source.hangs[school.KindGrades], w.source.forgotten = true, slow.forgotten
		s := w.service(
			school.System{Name: "trog", Title: i18n.Text{SV: "Trög"}, Source: slow, Timeout: 3 * time.Second},
			school.System{Name: "skola", Source: w.source, Timeout: 2 * time.Second},
		)
		begun := time.Now()
		seen, err := s.Overview(t.Context(), anna)
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("it took %s", took)
		}
		if err != nil || len(seen.Children) != 1 || len(seen.Silent) != 1 || seen.Silent[0].Title.SV != "Trög" {
			t.Fatalf("%+v, %v", seen, err)
		}
		if c := seen.Children[0]; c.Grades.State != school.Unanswered || c.Attendance.State != school.Nothing {
			t.Errorf("%+v", c)
		}
		close(slow.forgotten)
	})
}

func TestASystemThatDoesNotAnswer(t *testing.T) {
	w := open(t)
	if _, err := w.Overview(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(time.Minute)
	w.source.fails[school.KindRecord] = errors.New("down")
	seen, err := w.Overview(t.Context(), anna)
	if err != nil || len(seen.Children) > 0 || len(seen.Silent) != 1 || !seen.Silent[0].LastAnswer.Equal(noon) {
		t.Errorf("who saw before sees still: %+v, %v", seen, err)
	}
	_, err = w.Child(t.Context(), anna, "skola", "alma-1")
	if !errs.Is(err, errs.Unavailable) || errs.TextOf(err) != "school.silent_page" {
		t.Error(err)
	}
}

func TestProtectedInOneSystemIsProtectedInAll(t *testing.T) {
	w := open(t)
	other := newSource()
	other.families[annas] = school.Family{Self: school.Record{ID: "x", IsProtected: true}}
	s := w.service(school.System{Name: "skola", Source: w.source, Timeout: time.Second}, school.System{Name: "annan", Source: other, Timeout: time.Second})
	seen, err := s.Overview(t.Context(), anna)
	if err != nil || len(seen.Children) > 0 || !seen.IsHidden {
		t.Errorf("%+v, %v", seen, err)
	}
	if child, err := s.Child(t.Context(), anna, "skola", "alma-1"); !errs.Is(err, errs.NotFound) {
		t.Errorf("by the child's own address: %+v, %v", child, err)
	}
	other.fails[school.KindRecord] = errors.New("down")
	if _, err := s.Child(t.Context(), anna, "skola", "alma-1"); err != nil {
		t.Errorf("while the other system is silent: %v", err)
	}
}

func TestGate(t *testing.T) {
	w := open(t)
	gate := school.Gate{Blocks: w.blocks, Audit: w.blocks, Clock: w.clock}
	for name, b := range map[string]school.Block{
		"nobody from nothing":    {},
		"a child of no system":   {Child: "alma-1"},
		"what is no id":          {System: "skola", Child: "alma 1"},
		"a system without child": {System: "skola"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := gate.Shut(t.Context(), b); !errs.Is(err, errs.Invalid) {
				t.Error(err)
			}
		})
	}
	sees := func() int {
		t.Helper()
		seen, err := w.Overview(t.Context(), anna)
		if err != nil {
			t.Fatal(err)
		}
		return len(seen.Children)
	}
	id, err := gate.Shut(t.Context(), school.Block{System: "skola", Child: "alma-1", Number: number(t, annas)})
	if err != nil || sees() != 0 {
		t.Errorf("shut: %v, sees %d", err, sees())
	}
	if err := gate.Lift(t.Context(), id); err != nil || sees() != 1 {
		t.Errorf("lifted: %v, sees %d", err, sees())
	}
	if err := gate.Lift(t.Context(), id); !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
	var noted []string
	for _, e := range clearOf(w.blocks.trail) {
		if strings.HasPrefix(e, "operator") {
			noted = append(noted, strings.ReplaceAll(e, id, "ID"))
		}
	}
	if diff := cmp.Diff([]string{
		"operator school.blocked school_block:ID child:skola/alma-1 person", "operator school.unblocked school_block:ID",
	}, noted); diff != "" {
		t.Errorf("the trail (-want +got):\n%s", diff)
	}
}
