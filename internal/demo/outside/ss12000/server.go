package ss12000

import (
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	maxBody   = 1 << 20 // bytes of a request
	tokenLife = 10 * time.Minute
)

// The paths under the prefix: the API, and where a token for it is had.
const (
	APIPath   = "/api/v2/"
	TokenPath = "/api/token"
)

// Config is what a server needs. Clock, ClientID and ClientSecret are required.
type Config struct {
	ClientID     string
	ClientSecret string
	Token        string // one that is always taken, as some vendors hand out; empty: none
	Data         *Data  // nil: Mittkoping
	Clock        clock.Clock
	Prefix       string       // path it is mounted at, as "/skola"; may be empty
	Logger       *slog.Logger // nil means no log
}

// Quirks are ways in which servers differ from the standard. The zero value does
// not.
type Quirks struct {
	IgnoreFilters bool // everybody's rows, whatever is asked for
	IgnoreExpand  bool
	ShortNumbers  bool // ten digits and a hyphen
	NoOffset      bool // times as in a calendar
	LoopingToken  bool // each page names itself as the next
}

// Server is the system. It is safe for concurrent use.
type Server struct {
	cfg     Config
	handler http.Handler

	mu     sync.RWMutex
	data   Data
	quirks Quirks
	tokens map[string]time.Time // until when they are taken
}

// New returns a server. Its error is Invalid: something is missing.
func New(cfg Config) (*Server, error) {
	if cfg.Clock == nil || cfg.ClientID == "" || cfg.ClientSecret == "" {
		return nil, errs.New(errs.Invalid, "ss12000.New")
	}
	cfg.Prefix = strings.TrimRight(cfg.Prefix, "/")
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	s := &Server{cfg: cfg, tokens: map[string]time.Time{}}
	if cfg.Data != nil {
		s.data = *cfg.Data
	} else {
		s.data = Mittkoping(cfg.Clock.Now())
	}
	s.handler = s.routes()
	return s, nil
}

func (s *Server) routes() http.Handler {
	api := http.NewServeMux()
	s.resources(api)
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.showPupils)
	pages.HandleFunc("POST /marking", s.postMarking)
	pages.HandleFunc("POST /guardian", s.postGuardian)
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+TokenPath, s.giveToken)
	mux.Handle(APIPath, s.guard(http.StripPrefix(strings.TrimRight(APIPath, "/"), api)))
	mux.Handle("/", http.NewCrossOriginProtection().Handler(pages))
	return http.StripPrefix(s.cfg.Prefix, mux)
}

// ServeHTTP answers the API and the staff's page. Paths carry the prefix.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	s.handler.ServeHTTP(w, r)
}

// Change lets somebody at the school change what it holds.
func (s *Server) Change(change func(*Data)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.data)
}

// SetQuirks makes the server differ from the standard.
func (s *Server) SetQuirks(q Quirks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quirks = q
}

// EndTokens makes all tokens that were given out void.
func (s *Server) EndTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// giveToken is RFC 6749, 4.4.
func (s *Server) giveToken(w http.ResponseWriter, r *http.Request) {
	user, secret, isBasic := r.BasicAuth()
	if !isBasic {
		user, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if r.PostFormValue("grant_type") != "client_credentials" {
		send(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
		return
	}
	if !same(user, s.cfg.ClientID) || !same(secret, s.cfg.ClientSecret) {
		send(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	token, now := hex.EncodeToString(random[:]), s.cfg.Clock.Now()
	s.mu.Lock()
	for t, until := range s.tokens {
		if !now.Before(until) {
			delete(s.tokens, t)
		}
	}
	s.tokens[token] = now.Add(tokenLife)
	s.mu.Unlock()
	send(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": int(tokenLife.Seconds())})
}

// guard lets in who shows a token.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		s.mu.RLock()
		until, isKnown := s.tokens[token]
		s.mu.RUnlock()
		isFixed := s.cfg.Token != "" && same(token, s.cfg.Token)
		if !ok || !isFixed && (!isKnown || !s.cfg.Clock.Now().Before(until)) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "a token is needed")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that left is no fault of ours
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	send(w, status, map[string]string{"code": code, "message": message})
}
