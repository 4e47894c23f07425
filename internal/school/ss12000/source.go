package ss12000

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/school"
)

// maxChildren is more than anybody is guardian of; a server that says more has
// not answered what it was asked.
const maxChildren = 40

// Config is what a source needs. BaseURL, Clock and one of Token and OAuth are
// required.
type Config struct {
	BaseURL string        // of the API, with its version: https://…/v2.0
	Token   string        // shown as it is
	OAuth   *OAuth        // or where to get one
	Kinds   []school.Kind // that the server has beside the record; nil: all
	Clock   clock.Clock
}

// Source is a school.Source.
type Source struct {
	client *client
	kinds  []school.Kind
	clock  clock.Clock
}

// New returns the source of a server. Nothing is asked yet. Its error says what
// is wrong with the configuration.
func New(cfg Config) (*Source, error) {
	c, err := newClient(cfg)
	if err != nil {
		return nil, err
	}
	kinds := cfg.Kinds
	if kinds == nil {
		kinds = []school.Kind{school.KindAttendance, school.KindAbsences, school.KindGrades}
	}
	return &Source{client: c, kinds: append([]school.Kind{school.KindRecord}, kinds...), clock: cfg.Clock}, nil
}

// Check asks for something that is nobody's: the server answers, and takes our
// credentials.
func (s *Source) Check(ctx context.Context) error {
	var page list[reference]
	return s.client.get(ctx, "organisations", url.Values{"limit": {"1"}}, &page)
}

// Capabilities implements school.Source.
func (s *Source) Capabilities() []school.Kind { return s.kinds }

// ChildrenOf implements school.Source. The server says which children a person
// has to do with, and then each child's own record is asked for: the one is only
// a hint to the other.
func (s *Source) ChildrenOf(ctx context.Context, number pnr.Number) (school.Family, error) {
	self, isKnown, err := s.personWith(ctx, number)
	if err != nil || !isKnown {
		return school.Family{}, err
	}
	if self.Embedded == nil {
		return school.Family{}, fmt.Errorf("persons/lookup: %w: it does not expand responsibleFor", errUnasked)
	}
	var ids []string
	for _, r := range self.Embedded.ResponsibleFor {
		if id := r.Person.ID; id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	children, err := s.personsOf(ctx, ids)
	if err != nil {
		return school.Family{}, err
	}
	names, err := s.schoolNames(ctx, append(children, self))
	if err != nil {
		return school.Family{}, err
	}
	family := school.Family{Self: self.record(names)}
	for _, c := range children {
		family.Children = append(family.Children, c.record(names))
	}
	return family, nil
}

// personWith returns the one person who has the number. Others, which a server
// that ignores what it is asked may send, are as good as not sent.
func (s *Source) personWith(ctx context.Context, number pnr.Number) (found person, isKnown bool, err error) {
	all, err := lookUp[person](ctx, s.client, "persons", personExpanded, map[string][]string{"civicNos": {number.Digits()}})
	if err != nil {
		return person{}, false, err
	}
	today := s.clock.Now()
	theirs := slices.DeleteFunc(all, func(p person) bool { return !p.CivicNo.is(number, today) })
	switch {
	case len(all) == 0:
		return person{}, false, nil
	case len(theirs) != 1:
		return person{}, false, fmt.Errorf("persons/lookup: %w: %d of %d persons have the number", errUnasked, len(theirs), len(all))
	}
	return theirs[0], true, theirs[0].check()
}

// personsOf returns the records of those of the ids that the server has.
func (s *Source) personsOf(ctx context.Context, ids []string) ([]person, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if len(ids) > maxChildren {
		return nil, fmt.Errorf("persons/lookup: %w: a person with %d children", errUnasked, len(ids))
	}
	all, err := lookUp[person](ctx, s.client, "persons", personExpanded, map[string][]string{"ids": ids})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(p person) bool { return !slices.Contains(ids, p.ID) })
	seen := map[string]bool{}
	for _, p := range all {
		if seen[p.ID] {
			return nil, fmt.Errorf("persons/lookup: %w: one id of two persons", errUnasked)
		}
		seen[p.ID] = true
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// schoolNames returns the names of the schools that the records do not name.
func (s *Source) schoolNames(ctx context.Context, persons []person) (map[string]string, error) {
	names := map[string]string{}
	var unknown []string
	for _, p := range persons {
		for _, e := range p.Enrolments {
			if e.EnroledAt.DisplayName != "" {
				names[e.EnroledAt.ID] = e.EnroledAt.DisplayName
			} else if e.EnroledAt.ID != "" {
				unknown = append(unknown, e.EnroledAt.ID)
			}
		}
	}
	slices.Sort(unknown)
	if unknown = slices.Compact(unknown); len(unknown) == 0 {
		return names, nil
	}
	schools, err := lookUp[reference](ctx, s.client, "organisations", nil, map[string][]string{"ids": unknown})
	if err != nil {
		return nil, err
	}
	for _, o := range schools {
		names[o.ID] = o.DisplayName
	}
	return names, nil
}

// Attendance implements school.Source.
func (s *Source) Attendance(ctx context.Context, child school.ID, from, to school.Day) (school.Minutes, error) {
	rows, err := listOf[aggregate](ctx, s.client, "aggregatedAttendance", url.Values{
		"student": {string(child)}, "startDate": {string(from)}, "endDate": {string(to)},
	})
	if err != nil {
		return school.Minutes{}, err
	}
	var sum school.Minutes
	for _, r := range rows {
		if r.Student.ID != string(child) {
			continue
		}
		first, last := school.ParseDay(r.StartDate), school.ParseDay(r.EndDate)
		if first < from || last == "" || last > to || r.ValidAbsenceSum < 0 || r.InvalidAbsenceSum < 0 {
			return school.Minutes{}, fmt.Errorf("aggregatedAttendance: %w: sums of another time", errUnasked)
		}
		sum.Valid += r.ValidAbsenceSum
		sum.Invalid += r.InvalidAbsenceSum
	}
	return sum, nil
}

// Absences implements school.Source.
func (s *Source) Absences(ctx context.Context, child school.ID, from school.Day) ([]school.Absence, error) {
	begin := from.Time().Add(-12 * time.Hour) // a day's Time is its noon
	rows, err := listOf[absence](ctx, s.client, "absences", url.Values{
		"student": {string(child)}, "startTime.onOrAfter": {begin.Format(time.RFC3339)},
	})
	if err != nil {
		return nil, err
	}
	var out []school.Absence
	for _, r := range rows {
		if r.Student.ID != string(child) {
			continue
		}
		a, err := r.absence()
		if err != nil {
			return nil, err
		}
		if !a.Start.Before(begin) {
			out = append(out, a)
		}
	}
	return out, nil
}

// Grades implements school.Source.
func (s *Source) Grades(ctx context.Context, child school.ID) ([]school.Grade, error) {
	rows, err := listOf[grade](ctx, s.client, "grades", url.Values{"student": {string(child)}, "expandReferenceNames": {strconv.FormatBool(true)}})
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(g grade) bool { return g.Student.ID != string(child) })
	names, err := s.subjectNames(ctx, rows)
	if err != nil {
		return nil, err
	}
	var out []school.Grade
	for _, r := range rows {
		g, err := r.grade(names)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// subjectNames returns what the grades' syllabuses are called.
func (s *Source) subjectNames(ctx context.Context, grades []grade) (map[string]string, error) {
	names := map[string]string{}
	var ids []string
	for _, g := range grades {
		if g.Syllabus.ID != "" {
			names[g.Syllabus.ID] = g.Syllabus.DisplayName
			ids = append(ids, g.Syllabus.ID)
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return names, nil
	}
	found, err := lookUp[syllabus](ctx, s.client, "syllabuses", nil, map[string][]string{"ids": ids})
	if err != nil {
		return nil, err
	}
	for _, y := range found {
		if name := y.name(); name != "" {
			names[y.ID] = name
		}
	}
	return names, nil
}
