package open311

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/journal"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	firstNumber    = 10001    // of requests and of updates
	defaultMaxBody = 64 << 20 // bytes
	listLimit      = 1000     // GeoReport v2, "Response Volume"
	listSpan       = 90 * 24 * time.Hour
)

// Config is what a server needs. APIKey, Services and Clock are required.
type Config struct {
	APIKey     string        // asked for by every POST
	Services   []Service     // in the order they are listed
	TokenMode  bool          // answer a new request with a token instead of an id
	TokenDelay time.Duration // how long a token waits for its id
	Dir        string        // where state is kept; empty means in memory only
	Clock      clock.Clock
	Prefix     string       // path it is mounted at, as "/open311"; may be empty
	MaxBody    int64        // bytes accepted in one request; 0 means 64 MiB
	Logger     *slog.Logger // nil means no log
}

// Server is the department's system. Its API answers under Prefix+"/v2/", its
// discovery at Prefix+"/discovery.xml" and ".json", and the department's own
// page at Prefix+"/". It is safe for concurrent use.
type Server struct {
	cfg      Config
	services map[string]Service // by code
	vault    *vault
	handler  http.Handler

	mu       sync.RWMutex
	journal  *journal.Journal[entry] // nil without a directory
	requests []*Request
	byID     map[string]*Request
	byToken  map[string]*Request
	updates  int
}

// entry is one line of the journal: exactly one of its fields is set.
type entry struct {
	Request *Request `json:"request,omitempty"`
	Update  *Update  `json:"update,omitempty"`
}

// New returns a server with the state that its directory holds. Errors are
// Invalid for the configuration or a journal that cannot be read, and
// Unavailable for a directory that cannot be used.
func New(cfg Config) (*Server, error) {
	const op = "open311.New"
	if cfg.APIKey == "" || cfg.Clock == nil || len(cfg.Services) == 0 {
		return nil, errs.Wrap(errs.Invalid, op, errors.New("APIKey, Clock and Services are required"))
	}
	cfg.Prefix = strings.TrimRight(cfg.Prefix, "/")
	cfg.MaxBody = cmp.Or(cfg.MaxBody, defaultMaxBody)
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	s := &Server{
		cfg:      cfg,
		services: map[string]Service{},
		byID:     map[string]*Request{},
		byToken:  map[string]*Request{},
	}
	for _, service := range cfg.Services {
		if _, taken := s.services[service.Code]; taken || service.Code == "" {
			return nil, errs.Wrap(errs.Invalid, op, fmt.Errorf("service code %q is empty or used twice", service.Code))
		}
		s.services[service.Code] = service
	}
	if err := s.open(cfg.Dir); err != nil {
		return nil, err
	}
	s.handler = s.routes()
	return s, nil
}

func (s *Server) open(dir string) (err error) {
	if dir == "" {
		s.vault, err = newVault("")
		return err
	}
	if s.vault, err = newVault(filepath.Join(dir, "files")); err != nil {
		return err
	}
	s.journal, err = journal.Open(dir, s.apply)
	return err
}

// Close closes the journal. The server takes nothing new after it.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.journal.Close()
}

func (s *Server) routes() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.showReports)
	pages.HandleFunc("GET /files/{update}/{index}", s.sendFile)
	pages.HandleFunc("POST /reports/{id}/status", s.postStatus)

	mux := http.NewServeMux()
	mux.HandleFunc("/v2/", s.serveAPI)
	mux.HandleFunc("GET /discovery.xml", s.serveDiscovery)
	mux.HandleFunc("GET /discovery.json", s.serveDiscovery)
	mux.Handle("/", http.NewCrossOriginProtection().Handler(pages))
	return http.StripPrefix(s.cfg.Prefix, mux)
}

// ServeHTTP answers the API and the department's page. Paths carry the prefix.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, s.cfg.MaxBody)
	s.handler.ServeHTTP(w, r)
}

// Requests returns a copy of every request with its updates, oldest first:
// also those whose token has no id yet.
func (s *Server) Requests() []Request {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Request, len(s.requests))
	for i, r := range s.requests {
		all[i] = r.clone()
	}
	return all
}

// Content returns the bytes of an uploaded file by its SHA256, or NotFound.
func (s *Server) Content(sum string) ([]byte, error) { return s.vault.content(sum) }

// SetStatus does what a person at the department does: sets the state and
// tells the citizen why. It adds an update even when the state is the same.
// Errors are NotFound for the id and Invalid for the status.
func (s *Server) SetStatus(id string, status Status, note string) error {
	const op = "open311.SetStatus"
	if !status.known() {
		return errs.Wrap(errs.Invalid, op+" "+id, fmt.Errorf("unknown status %q", status))
	}
	_, err := s.addUpdate(Update{RequestID: id, FromDepartment: true, Status: status, Description: note})
	return errs.Op(op, err)
}

// createRequest gives r its identity and keeps it. What a client sends twice
// becomes two requests.
func (s *Server) createRequest(r Request) (Request, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	number := firstNumber + len(s.requests)
	r.ID = fmt.Sprintf("GK-%d", number)
	if s.cfg.TokenMode {
		r.Token = fmt.Sprintf("T-%d", number)
	}
	r.Status = StatusOpen
	r.RequestedAt = s.now()
	r.UpdatedAt = r.RequestedAt
	if err := s.journal.Append(entry{Request: &r}); err != nil {
		return Request{}, err
	}
	return r.clone(), s.apply(entry{Request: &r})
}

// addUpdate gives u its identity and keeps it. A client's update never changes
// the state: that is the department's to decide.
func (s *Server) addUpdate(u Update) (Update, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := s.byID[u.RequestID]
	if request == nil {
		return Update{}, errs.New(errs.NotFound, "open311.addUpdate "+u.RequestID)
	}
	u.ID = fmt.Sprintf("U-%d", firstNumber+s.updates)
	u.At = s.now()
	if !u.FromDepartment {
		u.Status = request.Status
	}
	if err := s.journal.Append(entry{Update: &u}); err != nil {
		return Update{}, err
	}
	return u, s.apply(entry{Update: &u})
}

// apply takes one entry of the journal into the state, new or replayed. The
// caller holds the lock. An update without its request is Invalid.
func (s *Server) apply(e entry) error {
	if r := e.Request; r != nil {
		s.requests = append(s.requests, r)
		s.byID[r.ID] = r
		if r.Token != "" {
			s.byToken[r.Token] = r
		}
	}
	if u := e.Update; u != nil {
		request := s.byID[u.RequestID]
		if request == nil {
			return errs.New(errs.Invalid, "open311.apply "+u.ID)
		}
		s.updates++
		request.Updates = append(request.Updates, *u)
		request.UpdatedAt = u.At
		if u.FromDepartment {
			request.Status, request.StatusNote = u.Status, u.Description
		}
	}
	return nil
}

// now is the time as the protocol can tell it, so that a window a client asks
// for by the times it was told finds what it should.
func (s *Server) now() time.Time { return s.cfg.Clock.Now().UTC().Truncate(time.Second) }

// assigned reports whether the request has got its id yet.
func (s *Server) assigned(r *Request, now time.Time) bool {
	return r.Token == "" || !now.Before(r.RequestedAt.Add(s.cfg.TokenDelay))
}

// findRequest returns a copy of the request whose id has been given out.
func (s *Server) findRequest(id string) (Request, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.byID[id]
	if r == nil || !s.assigned(r, s.now()) {
		return Request{}, false
	}
	return r.clone(), true
}
