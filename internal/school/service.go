package school

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Persons knows who is logged in; store.Persons is one.
type Persons interface {
	// FindPerson returns the person with the id, or NotFound.
	FindPerson(ctx context.Context, id identity.PersonID) (identity.Person, error)
}

// System is a source as it is configured. All but Relations and Release is
// required.
type System struct {
	Name      string    // in addresses and the audit trail; never changes
	Title     i18n.Text // what people know it as
	Source    Source
	Relations []string      // that let somebody see a child; empty: RelationGuardian
	Timeout   time.Duration // longest wait for one question
	Release   map[Term]Day  // before which day a term's grades are shown to nobody
}

// Config is what a service needs. All fields are required.
type Config struct {
	Systems []System
	Persons Persons
	Blocks  Blocks
	Audit   audit.Log
	Clock   clock.Clock
	Log     *slog.Logger
}

// Service answers guardians and pupils. Each call asks the sources anew who may
// see which child, and notes what was seen. It is safe for concurrent use.
type Service struct {
	cfg Config

	mu       sync.Mutex
	answered map[string]time.Time // when a system last answered about a kind of data
}

// New returns a service.
func New(cfg Config) *Service { return &Service{cfg: cfg, answered: map[string]time.Time{}} }

// Overview is the children that somebody may see, and what is to be said of the
// rest. "No children", "no answer" and "nothing to show" are different things.
type Overview struct {
	Children []Child
	IsHidden bool     // something is not shown here; nobody is told what or why
	Silent   []Silent // systems that did not answer, whose children are therefore unknown
}

// Silent is a system that did not answer.
type Silent struct {
	Title      i18n.Text
	LastAnswer time.Time // zero: not since this node of the portal began
}

// Child is a child that somebody may see.
type Child struct {
	System     string
	ID         ID
	IsSelf     bool // it is the one who asks
	GivenName  string
	FamilyName string
	School     string // "": none now
	Class      string

	Term       Term // that Attendance and Absences are of
	Attendance Tile[Minutes]
	Absences   Tile[[]Absence] // the latest first
	Grades     Tile[[]Grade]   // the latest first; set in force and released
}

// Tile is one kind of data about a child, which stands for itself: it can be
// silent beside one that is shown.
type Tile[T any] struct {
	State      State
	Value      T         // when State is Shown
	LastAnswer time.Time // when State is Unanswered; zero: not since this node began
}

// State is how a tile is. The zero State: the system has no such data.
type State string

// The states.
const (
	Shown      State = "shown"
	Nothing    State = "nothing"
	Unanswered State = "silent"
)

// relationsOf returns the relations that let somebody see a child of the system.
func (y System) relationsOf() []string {
	if len(y.Relations) > 0 {
		return y.Relations
	}
	return []string{RelationGuardian}
}

// note writes down that a system answered about a kind of data.
func (s *Service) note(system string, kind Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered[system+"/"+string(kind)] = s.cfg.Clock.Now()
}

func (s *Service) lastAnswer(system string, kind Kind) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered[system+"/"+string(kind)]
}
