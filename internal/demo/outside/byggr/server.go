package byggr

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/journal"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	firstArende   = 233_600 // an installation has had some before
	firstHandelse = 1_465_800
	firstDokument = 250_324_700
)

// ServicePath is where the service answers, below the prefix.
const ServicePath = "/ArendeExportWS.svc"

// Config is what a server needs. All but Title, Prefix, Dir, MaxBatch and Logger is
// required.
type Config struct {
	Username, Password string   // of whoever calls, by HTTP's basic or WS-Security
	Signatures         []string // handläggare: who may register, and who works cases (the last)
	Grupper, Typer     []string // code tables of cases
	Handelsetyper      []string // code table of händelser
	Handlingstyper     []Code
	Roller             []Code
	Clock              clock.Clock

	MaxBatch int          // most cases in one list of what has changed; 0: no limit
	Title    string       // whose ByggR it is
	Prefix   string       // path it is mounted at; may be empty
	Dir      string       // where state is kept; empty means in memory only
	Logger   *slog.Logger // nil means no log
}

// Quirks are ways in which it misbehaves.
type Quirks struct {
	FaultAfter  bool // a fault of the server, when it has done what was asked
	SaveFaults  bool // the same for what is registered only
	FaultBefore bool // the same before
	OtherDnr    bool // SaveNewArende answers with another case's number
	NoDnr       bool // it answers without a number
	DropsRef    bool // externRef is not kept
	ShortRubrik int  // rubriker are cut to so many characters; 0: not at all
	NoDocuments bool // documents are not kept, and nothing is said
}

// Server is a ByggR. Its service answers at Prefix+ServicePath, and its page for
// people at Prefix+"/". It is safe for concurrent use.
type Server struct {
	cfg     Config
	handler http.Handler

	mu       sync.RWMutex
	journal  *journal.Journal[Arende] // nil without a directory
	arenden  []*Arende
	quirks   Quirks
	handelse int // the latest ids
	dokument int
	parties  int
	changed  time.Time // the latest change
}

// New returns a server with the state that its directory holds. Errors are Invalid
// for the configuration or a journal that cannot be read, and Unavailable for a
// directory that cannot be used.
func New(cfg Config) (*Server, error) {
	if cfg.Username == "" || len(cfg.Signatures) == 0 || cfg.Clock == nil || len(cfg.Typer) == 0 || len(cfg.Handelsetyper) == 0 {
		return nil, errs.Wrap(errs.Invalid, "byggr.New", errors.New("it needs Username, Signatures, code tables and Clock"))
	}
	cfg.Prefix, cfg.Title = strings.TrimRight(cfg.Prefix, "/"), cmp.Or(cfg.Title, "ByggR")
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	s := &Server{cfg: cfg, handelse: firstHandelse, dokument: firstDokument, parties: 38_000}
	if cfg.Dir != "" {
		var err error
		if s.journal, err = journal.Open(cfg.Dir, s.replay); err != nil {
			return nil, errs.Op("byggr.New", err)
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

// replay takes a line of the journal: a case as it then was, with what had happened
// since the line before.
func (s *Server) replay(line Arende) error {
	switch known := s.find(line.Dnr); {
	case known != nil:
		line.Handelser = append(known.Handelser, line.Handelser...)
		*known = line
	default:
		s.arenden = append(s.arenden, &line)
	}
	if line.Uppdaterad.After(s.changed) {
		s.changed = line.Uppdaterad
	}
	for _, i := range line.Intressenter {
		s.parties = max(s.parties, i.ID)
	}
	for _, h := range line.Handelser {
		s.handelse = max(s.handelse, h.ID)
		for _, d := range h.Handlingar {
			s.dokument = max(s.dokument, d.ID)
		}
	}
	return nil
}

// ServeHTTP answers the service and the page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// SetQuirks changes how it misbehaves.
func (s *Server) SetQuirks(q Quirks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quirks = q
}

// Arenden returns a copy of every case, oldest first.
func (s *Server) Arenden() []Arende {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Arende, len(s.arenden))
	for i, a := range s.arenden {
		all[i] = a.clone()
	}
	return all
}

// find returns a case or nil. The caller holds the lock.
func (s *Server) find(dnr string) *Arende {
	at := slices.IndexFunc(s.arenden, func(a *Arende) bool { return a.Dnr == dnr })
	if at < 0 {
		return nil
	}
	return s.arenden[at]
}

// touch notes that a case has changed, at a time of its own, and keeps it with what
// has happened since its first händelser. The caller holds the lock.
func (s *Server) touch(a *Arende, since int) error {
	now := s.cfg.Clock.Now()
	if !now.After(s.changed) {
		now = s.changed.Add(time.Millisecond)
	}
	s.changed, a.Uppdaterad = now, now
	line := *a
	line.Handelser = a.Handelser[since:]
	return s.journal.Append(line)
}

// register makes a case with its first händelse. The caller holds the lock.
func (s *Server) register(a Arende, first Handelse) (*Arende, error) {
	now := s.cfg.Clock.Now()
	year, n := now.Year(), 1
	prefix := cmp.Or(a.Codes.Diarieprefix, "BYGG")
	for _, known := range s.arenden {
		if strings.HasPrefix(known.Dnr, fmt.Sprintf("%s %d-", prefix, year)) {
			n++
		}
	}
	a.ID, a.Dnr = firstArende+len(s.arenden)+1, fmt.Sprintf("%s %d-%06d", prefix, year, n)
	a.Codes.Diarieprefix, a.Status, a.Registrerad = prefix, "Pågående", now
	if s.quirks.DropsRef {
		a.ExternRef = ""
	}
	for i := range a.Intressenter {
		s.parties++
		a.Intressenter[i].ID = s.parties
	}
	made := &a
	s.arenden = append(s.arenden, made)
	s.add(made, first)
	return made, s.touch(made, 0)
}

// add gives a händelse and its documents their identity. The caller holds the lock.
func (s *Server) add(a *Arende, h Handelse) Handelse {
	s.handelse++
	h.ID = s.handelse
	if short := []rune(h.Rubrik); s.quirks.ShortRubrik > 0 && len(short) > s.quirks.ShortRubrik {
		h.Rubrik = string(short[:s.quirks.ShortRubrik])
	}
	if s.quirks.NoDocuments {
		h.Handlingar = nil
	}
	for i := range h.Handlingar {
		s.dokument++
		h.Handlingar[i].ID, h.Handlingar[i].DokID = s.dokument, strconv.Itoa(s.dokument)
	}
	a.Handelser = append(a.Handelser, h)
	return h
}

// Add adds a händelse to a case, as its people do. Errors are NotFound, and
// Unavailable when it cannot be kept.
func (s *Server) Add(dnr string, h Handelse) error {
	return s.change(dnr, func(a *Arende) { s.add(a, h) })
}

// Begin makes somebody the handläggare of a case.
func (s *Server) Begin(dnr string) error {
	return s.change(dnr, func(a *Arende) { a.Handlaggare, a.Status, a.SlutDag = s.staff(), "Pågående", "" })
}

// End closes a case.
func (s *Server) End(dnr string) error {
	return s.change(dnr, func(a *Arende) {
		a.Handlaggare, a.Status, a.SlutDag = s.staff(), "Avslutat", date(s.cfg.Clock.Now())
	})
}

// Say makes what staff write to the applicant: a message, an order to complete the
// case, or a decision.
func (s *Server) Say(dnr, typ, text string, files ...Handling) error {
	return s.change(dnr, func(a *Arende) {
		h := Handelse{Riktning: "Ut", Typ: typ, Start: s.cfg.Clock.Now(), Anteckning: text, Handlaggare: s.staff(), Handlingar: files}
		for _, i := range a.Intressenter {
			if slices.Contains(i.Roller, "SOK") {
				h.Till = append(h.Till, i)
			}
		}
		switch typ {
		case TypMeddelande:
			h.Rubrik = "Meddelande till sökanden"
		case TypKomplettering:
			h.Rubrik = "Föreläggande om komplettering"
		case TypBeslut:
			h.Rubrik, h.Utfall, h.Riktning = "Beslut", "BEV", "Okänd"
			h.Anteckning, h.Beslutstext, h.BeslutNr = "", text, fmt.Sprintf("D %d-%06d", s.cfg.Clock.Now().Year(), s.handelse-firstHandelse)
		}
		for i := range h.Handlingar {
			h.Handlingar[i].Status = cmp.Or(h.Handlingar[i].Status, "Expedierad")
			h.Handlingar[i].Typ = cmp.Or(h.Handlingar[i].Typ, "BIL")
			h.Handlingar[i].Dag = cmp.Or(h.Handlingar[i].Dag, date(s.cfg.Clock.Now()))
		}
		s.add(a, h)
	})
}

func (s *Server) change(dnr string, do func(a *Arende)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(dnr)
	if a == nil {
		return errs.New(errs.NotFound, "byggr.change")
	}
	since := len(a.Handelser)
	do(a)
	return s.touch(a, since)
}

// staff is who works the cases.
func (s *Server) staff() string { return s.cfg.Signatures[len(s.cfg.Signatures)-1] }

func date(t time.Time) string { return t.In(sweden()).Format("2006-01-02") }

// sweden is where its clock is. Without the data of time zones it is UTC.
func sweden() *time.Location {
	if l, err := time.LoadLocation("Europe/Stockholm"); err == nil {
		return l
	}
	return time.UTC
}
