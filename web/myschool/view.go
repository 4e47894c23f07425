package myschool

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/school"
	"github.com/mittkoping/entre/templates/schoolview"
)

// How many rows of each kind stand on a page.
const (
	shortList = 6
	all       = math.MaxInt
)

func viewChild(ctx context.Context, c school.Child, rows int) schoolview.Child {
	lang := i18n.LangOf(ctx)
	v := schoolview.Child{
		URL: paths.Child(lang, c.System, string(c.ID)), Name: strings.TrimSpace(c.GivenName + " " + c.FamilyName),
		IsSelf: c.IsSelf, School: c.School, Class: c.Class, Term: termName(lang, c.Term),
		Attendance: schoolview.Attendance{
			State: schoolview.State(c.Attendance.State), LastAnswer: moment(lang, c.Attendance.LastAnswer),
			Valid: duration(ctx, c.Attendance.Value.Valid), Invalid: duration(ctx, c.Attendance.Value.Invalid),
			HasInvalid: c.Attendance.Value.Invalid > 0,
		},
		Absences: schoolview.Absences{State: schoolview.State(c.Absences.State), LastAnswer: moment(lang, c.Absences.LastAnswer)},
		Grades:   viewGrades(lang, c.Grades, rows),
	}
	for i, a := range c.Absences.Value {
		if i >= rows {
			v.Absences.More = len(c.Absences.Value) - rows
			break
		}
		v.Absences.Rows = append(v.Absences.Rows, schoolview.Absence{Kind: schoolview.AbsenceKind(a.Kind), When: span(lang, a.Start, a.End)})
	}
	return v
}

// viewGrades groups grades by term, the latest first.
func viewGrades(lang i18n.Lang, t school.Tile[[]school.Grade], rows int) schoolview.Grades {
	v := schoolview.Grades{State: schoolview.State(t.State), LastAnswer: moment(lang, t.LastAnswer)}
	at := map[school.Term]int{}
	for i, g := range t.Value {
		if i >= rows {
			v.More = len(t.Value) - rows
			break
		}
		n, isThere := at[g.Term]
		if !isThere {
			n = len(v.Terms)
			at[g.Term] = n
			v.Terms = append(v.Terms, schoolview.TermGrades{Term: termName(lang, g.Term)})
		}
		v.Terms[n].Grades = append(v.Terms[n].Grades, schoolview.Grade{Subject: g.Subject, Value: g.Value})
	}
	return v
}

// termName is "Höstterminen 2026"; empty for a term that is not known.
func termName(lang i18n.Lang, t school.Term) string {
	switch t.Semester {
	case school.Autumn:
		return i18n.In(lang, "school.term_ht", "Year", strconv.Itoa(t.Year))
	case school.Spring:
		return i18n.In(lang, "school.term_vt", "Year", strconv.Itoa(t.Year))
	default:
		return ""
	}
}

func moment(lang i18n.Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return i18n.DateTime(lang, t)
}

// duration writes minutes as hours and minutes.
func duration(ctx context.Context, minutes int) string {
	hours, rest := minutes/60, minutes%60
	var parts []string
	if hours > 0 {
		parts = append(parts, i18n.N(ctx, "school.hours", hours))
	}
	if rest > 0 || hours == 0 {
		parts = append(parts, i18n.N(ctx, "school.minutes", rest))
	}
	return strings.Join(parts, " ")
}

// span writes from when to when, on one day or on several.
func span(lang i18n.Lang, start, end time.Time) string {
	if i18n.Date(lang, start) == i18n.Date(lang, end) {
		return i18n.In(lang, "school.span_day", "Day", i18n.Date(lang, start), "From", i18n.Clock(lang, start), "To", i18n.Clock(lang, end))
	}
	return i18n.In(lang, "school.span", "From", i18n.DateTime(lang, start), "To", i18n.DateTime(lang, end))
}
