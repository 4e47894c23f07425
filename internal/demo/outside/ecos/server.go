package ecos

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the contract's times are Sweden's

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/journal"
	"github.com/mittkoping/entre/internal/errs"
)

// Config is what a server needs: who may call it and its code lists.
type Config struct {
	Username, Password string // of HTTP's basic

	ProcessTypes     []Item   // the first words of a case's heading
	OccurrenceTypes  []Item   // all of them
	StaffOccurrences []string // ids of those that the page offers
	DocumentStatuses []Item   // the first is that of what comes in, the second that of what is sent out
	FacilityStatuses []Item
	Roles            []Item
	EmailPath        Item // and its type in Phone's way: see ContactTypes
	PhonePath        Item
	ContactType      Item           // of both
	Properties       map[int]string // the register: key and designation

	Clock     clock.Clock
	ExactDays bool // a day in a filter means that day, not from that day on
	Converts  bool // documents are kept in another format

	Title  string       // whose Ecos it is, for the page
	Prefix string       // path it is mounted at, as "/ecos"; may be empty
	Dir    string       // where state is kept; empty means in memory only
	Logger *slog.Logger // nil means no log
}

// ServicePath is where the service answers, below the prefix.
const ServicePath = "/Ecos2PublicServices/MinutMiljoService.svc"

// Server is an Ecos. It is safe for concurrent use.
type Server struct {
	cfg     Config
	handler http.Handler

	mu          sync.RWMutex
	journal     *journal.Journal[entry] // nil without a directory
	cases       []*Case
	parties     []Party
	facilities  []Facility
	misbehaving []misbehaviour
}

// New returns a server with the state that its directory holds. Errors are Invalid for
// the configuration or a journal that cannot be read, and Unavailable for a directory
// that cannot be used.
func New(cfg Config) (*Server, error) {
	if cfg.Username == "" || cfg.Password == "" || cfg.Clock == nil || len(cfg.ProcessTypes) == 0 || len(cfg.OccurrenceTypes) == 0 || len(cfg.DocumentStatuses) < 2 {
		return nil, errs.Wrap(errs.Invalid, "ecos.New", errors.New("it needs who may call it, a clock and code lists"))
	}
	cfg.Prefix = strings.TrimRight(cfg.Prefix, "/")
	cfg.Title = cmp.Or(cfg.Title, "Ecos")
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	s := &Server{cfg: cfg}
	if cfg.Dir != "" {
		var err error
		if s.journal, err = journal.Open(cfg.Dir, func(e entry) error { s.apply(e); return nil }); err != nil {
			return nil, errs.Op("ecos.New", err)
		}
	}
	s.handler = s.routes()
	return s, nil
}

// Close closes the journal. The server takes nothing new after it.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.journal.Close()
}

// ServeHTTP answers the service and the page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// apply has something happen. The caller holds the lock.
func (s *Server) apply(e entry) {
	switch {
	case e.Case != nil:
		if known := s.find(e.Case.ID); known != nil {
			occurrences := known.Occurrences
			*known = *e.Case
			known.Occurrences = occurrences
			return
		}
		s.cases = append(s.cases, e.Case)
	case e.Occurrence != nil:
		if known := s.find(e.Occurrence.CaseID); known != nil {
			known.Occurrences = append(known.Occurrences, *e.Occurrence)
		}
	case e.Party != nil:
		s.parties = append(s.parties, *e.Party)
	case e.Facility != nil:
		if at := slices.IndexFunc(s.facilities, func(f Facility) bool { return f.ID == e.Facility.ID }); at >= 0 {
			s.facilities[at] = *e.Facility
			return
		}
		s.facilities = append(s.facilities, *e.Facility)
	}
}

// do keeps what happens and has it happen. The caller holds the lock.
func (s *Server) do(entries ...entry) error {
	for _, e := range entries {
		if err := s.journal.Append(e); err != nil {
			return err
		}
		s.apply(e)
	}
	return nil
}

// find returns a case or nil. The caller holds the lock.
func (s *Server) find(id string) *Case {
	at := slices.IndexFunc(s.cases, func(c *Case) bool { return strings.EqualFold(c.ID, id) })
	if at < 0 {
		return nil
	}
	return s.cases[at]
}

// Cases returns a copy of every case, oldest first.
func (s *Server) Cases() []Case {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Case, len(s.cases))
	for i, c := range s.cases {
		all[i] = *c
		all[i].Occurrences = slices.Clone(c.Occurrences)
	}
	return all
}

// Parties returns a copy of every party, oldest first.
func (s *Server) Parties() []Party {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.parties)
}

// Facilities returns a copy of every facility, oldest first.
func (s *Server) Facilities() []Facility {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.facilities)
}

// Occur does what a person does who works a case: something happens, with words ("":
// what the type is called) and files. Errors are NotFound for the case, Invalid for the
// type, and Unavailable when it cannot be kept.
func (s *Server) Occur(caseID, occurrenceType, words string, files ...Document) error {
	op := "ecos.Occur " + caseID
	usual, known := name(s.cfg.OccurrenceTypes, occurrenceType)
	if !known {
		return errs.Wrap(errs.Invalid, op, errors.New("no such type of occurrence"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.find(caseID) == nil {
		return errs.New(errs.NotFound, op)
	}
	files = slices.Clone(files)
	for i := range files {
		files[i].ID = newID()
		files[i].Status = cmp.Or(files[i].Status, s.cfg.DocumentStatuses[1].ID)
	}
	return s.do(entry{Occurrence: &Occurrence{
		ID: newID(), CaseID: caseID, Type: occurrenceType, Description: cmp.Or(words, usual), At: s.cfg.Clock.Now(), ByStaff: true, Documents: files,
	}})
}

// Add has a case from somewhere else. Its id and number are new.
func (s *Server) Add(k Case) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k.ID, k.Number, k.StartDate = newID(), s.nextNumber(s.cfg.Clock.Now()), s.cfg.Clock.Now()
	return s.do(entry{Case: &k})
}

// Rename does what a person does who gives a case another free subtitle.
func (s *Server) Rename(caseID, subtitle string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.find(caseID)
	if known == nil {
		return errs.New(errs.NotFound, "ecos.Rename "+caseID)
	}
	changed := *known
	changed.SubtitleFree = subtitle
	return s.do(entry{Case: &changed})
}

// newID makes an id as the contract writes them.
func newID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // which never fails
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// sweden is where the days of the contract are.
func sweden() *time.Location {
	place, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err) // it is embedded
	}
	return place
}

// nextNumber is the number of the next case: those of a year are counted. The caller
// holds the lock.
func (s *Server) nextNumber(at time.Time) string {
	year, n := at.In(sweden()).Year(), 1
	for _, c := range s.cases {
		if strings.HasPrefix(c.Number, fmt.Sprintf("MIL-%d-", year)) {
			n++
		}
	}
	return fmt.Sprintf("MIL-%d-%d", year, n)
}
