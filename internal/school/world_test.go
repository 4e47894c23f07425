package school_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/school"
)

// noon is a day in the autumn term.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Numbers of the tax agency's list for tests.
const (
	annas = "197901049283"
	elsas = "198402179298"
)

func number(t testing.TB, digits string) pnr.Number {
	t.Helper()
	n, err := pnr.Parse(digits, noon)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// world is a service over one school's system in memory.
type world struct {
	*school.Service
	source *source
	blocks *memory
	clock  *clock.Fake
	log    *bytes.Buffer
}

var (
	anna = identity.Actor{Person: "anna"}
	elsa = identity.Actor{Person: "elsa"}
)

// open returns a world in which Anna is the guardian of Alma (11) and of nobody
// else; change may alter the system.
func open(t *testing.T, change ...func(*school.System)) *world {
	t.Helper()
	w := &world{source: newSource(), clock: clock.NewFake(noon), log: &bytes.Buffer{}}
	w.blocks = &memory{persons: map[identity.PersonID]identity.Person{
		"anna": {ID: "anna", Number: number(t, annas)}, "elsa": {ID: "elsa", Number: number(t, elsas)},
	}}
	y := school.System{Name: "skola", Title: i18n.Text{SV: "Skolans system"}, Source: w.source, Timeout: time.Second}
	for _, c := range change {
		c(&y)
	}
	w.Service = w.service(y)
	return w
}

func (w *world) service(systems ...school.System) *school.Service {
	return school.New(school.Config{
		Systems: systems, Persons: w.blocks, Blocks: w.blocks, Audit: w.blocks, Clock: w.clock,
		Log: slog.New(slog.NewTextHandler(w.log, nil)),
	})
}

func guardian(id school.ID) school.Responsible {
	return school.Responsible{Person: id, Relation: school.RelationGuardian}
}

// source answers what it is set to.
type source struct {
	mu        sync.Mutex
	families  map[string]school.Family // by number
	minutes   map[school.ID]school.Minutes
	absences  map[school.ID][]school.Absence
	grades    map[school.ID][]school.Grade
	fails     map[school.Kind]error
	hangs     map[school.Kind]bool // until the asker gives up, and a while longer
	panics    map[school.Kind]bool
	kinds     []school.Kind
	asked     []school.Kind
	from, to  school.Day
	absFrom   school.Day
	forgotten chan struct{}
}

func newSource() *source {
	alma := school.Record{
		ID: "alma-1", GivenName: "Alma", FamilyName: "Öst", BirthDate: "2015-01-25",
		Responsibles: []school.Responsible{guardian("anna-1"), guardian("karim-1")},
		Enrolments:   []school.Enrolment{{School: "Norrskolan", From: "2022-08-15"}},
		Classes:      []school.Class{{Name: "5A", From: "2026-08-15"}},
	}
	return &source{
		families: map[string]school.Family{
			annas: {Self: school.Record{ID: "anna-1", GivenName: "Anna"}, Children: []school.Record{alma}},
			elsas: {Self: school.Record{ID: "elsa-1", GivenName: "Elsa"}},
		},
		fails: map[school.Kind]error{}, hangs: map[school.Kind]bool{}, panics: map[school.Kind]bool{},
		kinds: []school.Kind{school.KindRecord, school.KindAttendance, school.KindAbsences, school.KindGrades},
	}
}

// child alters Alma's record, self Anna's.
func (s *source) child(change func(*school.Record)) {
	f := s.families[annas]
	change(&f.Children[0])
}

func (s *source) self(change func(*school.Record)) {
	f := s.families[annas]
	change(&f.Self)
	s.families[annas] = f
}

func (s *source) answer(ctx context.Context, kind school.Kind) error {
	s.mu.Lock()
	s.asked = append(s.asked, kind)
	fails, hangs, panics := s.fails[kind], s.hangs[kind], s.panics[kind]
	s.mu.Unlock()
	if panics {
		panic("what was asked: 197901049283")
	}
	if hangs {
		<-ctx.Done()
		<-s.forgotten // a client that does not mind that nobody waits any more
		return ctx.Err()
	}
	return fails
}

func (s *source) Capabilities() []school.Kind { return s.kinds }

func (s *source) ChildrenOf(ctx context.Context, n pnr.Number) (school.Family, error) {
	if err := s.answer(ctx, school.KindRecord); err != nil {
		return school.Family{}, err
	}
	return s.families[n.Digits()], nil
}

func (s *source) Attendance(ctx context.Context, child school.ID, from, to school.Day) (school.Minutes, error) {
	s.mu.Lock()
	s.from, s.to = from, to
	s.mu.Unlock()
	return s.minutes[child], s.answer(ctx, school.KindAttendance)
}

func (s *source) Absences(ctx context.Context, child school.ID, from school.Day) ([]school.Absence, error) {
	s.mu.Lock()
	s.absFrom = from
	s.mu.Unlock()
	return s.absences[child], s.answer(ctx, school.KindAbsences)
}

func (s *source) Grades(ctx context.Context, child school.ID) ([]school.Grade, error) {
	return s.grades[child], s.answer(ctx, school.KindGrades)
}

// memory is the database.
type memory struct {
	persons map[identity.PersonID]identity.Person
	blocks  []school.Block
	trail   []audit.Entry
	fails   error // of the audit trail
}

func (m *memory) FindPerson(_ context.Context, id identity.PersonID) (identity.Person, error) {
	p, ok := m.persons[id]
	if !ok {
		return p, errs.New(errs.NotFound, "memory")
	}
	return p, nil
}

func (m *memory) InTx(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }

func (m *memory) FindBlocksOf(_ context.Context, n pnr.Number) ([]school.Block, error) {
	var out []school.Block
	for _, b := range m.blocks {
		if b.Number.IsZero() || b.Number == n {
			out = append(out, b)
		}
	}
	return out, nil
}

func (m *memory) FindBlocks(context.Context) ([]school.Block, error) { return m.blocks, nil }

func (m *memory) CreateBlock(_ context.Context, b school.Block) error {
	m.blocks = append(m.blocks, b)
	return nil
}

func (m *memory) DeleteBlock(_ context.Context, id string) error {
	for i, b := range m.blocks {
		if b.ID == id {
			m.blocks = append(m.blocks[:i], m.blocks[i+1:]...)
			return nil
		}
	}
	return errs.New(errs.NotFound, "memory")
}

func (m *memory) Append(_ context.Context, e audit.Entry) error {
	if m.fails != nil {
		return m.fails
	}
	m.trail = append(m.trail, e)
	return nil
}
