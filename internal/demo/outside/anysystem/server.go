package anysystem

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/journal"
	"github.com/mittkoping/entre/internal/errs"
)

const defaultMaxBody = 96 << 20 // bytes

// Config is what a system needs. Secrets and Clock are required.
type Config struct {
	Secrets []string // whsec_…: what the portal may sign with

	// Where the portal takes what is told; "" keeps everything in the outbox.
	PortalURL    string
	PortalSecret string // whsec_…: what is signed with

	Token      string   // that the portal must show as "Bearer …"; "" asks for none
	Categories []string // what values.kategori may be; nil: anything
	Clock      clock.Clock
	MaxBody    int64 // bytes accepted in one request; 0 means 96 MiB

	Title  string       // whose system it is, for the page for people
	Prefix string       // path it is mounted at, as "/synpunkter"; may be empty
	Dir    string       // where state is kept; empty means in memory only
	Logger *slog.Logger // nil means no log
}

// Quirks are the ways in which it misbehaves.
type Quirks struct {
	Later     bool // takes events, and makes something of them when it is told to (MakeAll)
	Twice     bool // tells everything twice
	Backwards bool // waits until there are two things to tell, and tells the later one first
}

// Server is a system. Its door for the portal answers under Prefix+"/entre/", and
// its page for people at Prefix+"/". It is safe for concurrent use.
type Server struct {
	cfg     Config
	secrets [][]byte
	key     []byte // to sign with what is told
	handler http.Handler
	client  *http.Client

	mu      sync.Mutex
	quirks  Quirks
	journal *journal.Journal[line]
	cases   []*Case
	inbox   map[string]*taken // by webhook-id
	order   []string          // of inbox
	outbox  []*telling
}

// taken is an event that has been taken.
type taken struct {
	event event
	reply reply
}

// New returns a server with the state that its directory holds.
func New(cfg Config) (*Server, error) {
	const op = "anysystem.New"
	if len(cfg.Secrets) == 0 || cfg.Clock == nil {
		return nil, errs.Wrap(errs.Invalid, op, errors.New("it needs Secrets and Clock"))
	}
	cfg.MaxBody = cmp.Or(cfg.MaxBody, defaultMaxBody)
	cfg.Prefix = strings.TrimRight(cfg.Prefix, "/")
	cfg.Title = cmp.Or(cfg.Title, "Systemet")
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	s := &Server{cfg: cfg, inbox: map[string]*taken{}, client: &http.Client{Timeout: tellTimeout}}
	for _, text := range cfg.Secrets {
		key, err := parseSecret(text)
		if err != nil {
			return nil, errs.Wrap(errs.Invalid, op, err)
		}
		s.secrets = append(s.secrets, key)
	}
	if cfg.PortalSecret != "" {
		var err error
		if s.key, err = parseSecret(cfg.PortalSecret); err != nil {
			return nil, errs.Wrap(errs.Invalid, op, err)
		}
	}
	if cfg.Dir != "" {
		var err error
		if s.journal, err = journal.Open(cfg.Dir, s.replay); err != nil {
			return nil, errs.Op(op, err)
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

// ServeHTTP answers the portal and people.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, s.cfg.MaxBody)
	s.handler.ServeHTTP(w, r)
}

// SetQuirks has it misbehave from now on.
func (s *Server) SetQuirks(q Quirks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quirks = q
}

// Quirks returns how it misbehaves.
func (s *Server) Quirks() Quirks {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.quirks
}

// Cases returns a copy of every case, oldest first.
func (s *Server) Cases() []Case {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Case, len(s.cases))
	for i, c := range s.cases {
		all[i] = c.clone()
	}
	return all
}

// replay takes a line of the journal.
func (s *Server) replay(l line) error {
	switch {
	case l.Taken != nil:
		s.take(*l.Taken, l)
	case l.Made != "":
		s.make(l.Made, l)
	case l.Told != nil:
		s.apply(*l.Told)
		s.outbox = append(s.outbox, &telling{event: *l.Told})
	case l.Arrived != "":
		for _, t := range s.outbox {
			t.arrived = t.arrived || t.event.ID == l.Arrived
		}
	}
	return nil
}

func (s *Server) find(id string) *Case {
	for _, c := range s.cases {
		if c.ID == id {
			return c
		}
	}
	return nil
}
