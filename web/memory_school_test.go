package web

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/school"
)

// pupils is a school's system in memory: Anna is the guardian of Alma and Nils,
// and nobody here of Tindra.
type pupils struct {
	mu    sync.Mutex
	alma  school.Record
	fails map[school.Kind]bool
}

func newPupils() *pupils {
	return &pupils{fails: map[school.Kind]bool{}, alma: school.Record{
		ID: "alma-1", GivenName: "Alma", FamilyName: "Öst", BirthDate: "2012-01-25",
		Responsibles: []school.Responsible{{Person: "anna-1", Relation: school.RelationGuardian}},
		Enrolments:   []school.Enrolment{{School: "Norrbyskolan", From: "2026-08-15"}}, Classes: []school.Class{{Name: "8B", From: "2026-08-15"}},
	}}
}

func (p *pupils) change(fn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fn()
}

func (p *pupils) answers(kind school.Kind) error {
	if p.fails[kind] {
		return errors.New("down")
	}
	return nil
}

func (*pupils) Capabilities() []school.Kind {
	return []school.Kind{school.KindRecord, school.KindAttendance, school.KindAbsences, school.KindGrades}
}

func (p *pupils) ChildrenOf(_ context.Context, n pnr.Number) (school.Family, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.answers(school.KindRecord); err != nil || n.Digits() != annas {
		return school.Family{}, err
	}
	nils := school.Record{ID: "nils-1", GivenName: "Nils", FamilyName: "Öst", BirthDate: "2015-01-17", Responsibles: []school.Responsible{{Person: "anna-1", Relation: school.RelationGuardian}}}
	tindra := school.Record{ID: "tindra-1", GivenName: "Tindra", FamilyName: "Väst", BirthDate: "2015-01-26"}
	return school.Family{Self: school.Record{ID: "anna-1"}, Children: []school.Record{p.alma, nils, tindra}}, nil
}

func (p *pupils) Attendance(_ context.Context, child school.ID, _, _ school.Day) (school.Minutes, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if child == "nils-1" {
		return school.Minutes{}, p.answers(school.KindAttendance)
	}
	return school.Minutes{Valid: 125, Invalid: 1}, p.answers(school.KindAttendance)
}

func (p *pupils) Absences(_ context.Context, child school.ID, _ school.Day) ([]school.Absence, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []school.Absence
	for day := range 9 {
		if child == "alma-1" {
			start := noon.AddDate(0, 0, -day-1)
			out = append(out, school.Absence{Kind: school.AbsenceReported, Start: start, End: start.Add(2 * time.Hour)})
		}
	}
	return out, p.answers(school.KindAbsences)
}

func (p *pupils) Grades(_ context.Context, child school.ID) ([]school.Grade, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	spring := school.Term{Year: 2026, Semester: school.Spring}
	if child == "nils-1" {
		return nil, p.answers(school.KindGrades)
	}
	return []school.Grade{
		{Subject: "Bild", Value: "B", Term: spring, Registered: "2026-06-10"},
		{Subject: "Kemi", Value: "A", Term: spring},
	}, p.answers(school.KindGrades)
}

// keepsSchool is what a school's service keeps: who is logged in, and no blocks.
type keepsSchool struct{ *memory }

func (k keepsSchool) FindPerson(_ context.Context, id identity.PersonID) (identity.Person, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, p := range k.persons {
		if p.ID == id {
			return p, nil
		}
	}
	return identity.Person{}, errs.New(errs.NotFound, "memory")
}

func (keepsSchool) FindBlocksOf(context.Context, pnr.Number) ([]school.Block, error) { return nil, nil }

func (keepsSchool) FindBlocks(context.Context) ([]school.Block, error) { return nil, nil }
func (keepsSchool) CreateBlock(context.Context, school.Block) error    { return nil }
func (keepsSchool) DeleteBlock(context.Context, string) error          { return nil }

// withSchool lets a portal have the school.
func withSchool(p *pupils) func(*Config) {
	return func(c *Config) {
		kept := keepsSchool{c.Audit.(*memory)}
		c.School = school.New(school.Config{
			Systems: []school.System{{Name: "skolan", Title: i18n.Text{SV: "Skolans register", EN: "The register"}, Source: p, Timeout: time.Minute}},
			Persons: kept, Blocks: kept, Audit: kept, Clock: c.Clock, Log: slog.New(slog.DiscardHandler),
		})
	}
}
