package idp

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
)

// Where the providers answer, for citizens and for staff: the issuer is the
// outside host's address and this.
const (
	PathCitizens = "/idp/medborgare"
	PathStaff    = "/idp/medarbetare"
)

// The names that its only client must use.
const (
	ScopeNumber = "https://id.oidc.se/scope/naturalPersonNumber"
	ScopeInfo   = "https://id.oidc.se/scope/naturalPersonInfo"

	ClaimPersonalNumber     = "https://id.oidc.se/claim/personalIdentityNumber"
	ClaimCoordinationNumber = "https://id.oidc.se/claim/coordinationNumber"

	// ClaimGroups has a list of what staff's employer has put them in.
	ClaimGroups = "groups"

	// Level says that we say so ourselves.
	Level = "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"
)

// Config is what the provider needs. All fields are required.
type Config struct {
	Path         string // PathCitizens or PathStaff, which decides who may log in and how
	Origin       string // where it answers: "http://localhost:8081"
	ClientID     string
	ClientSecret string
	RedirectURL  string // of its client
	LogoutURL    string // where the client is after a logout here
	Service      string // what its client is called on its pages
	Clock        clock.Clock
}

const (
	scanLife  = 30 * time.Second // of a code that nobody scans
	orderLife = 5 * time.Minute
	codeLife  = time.Minute
)

// Server is the provider. It is safe for concurrent use.
type Server struct {
	cfg    Config
	people []person
	key    *ecdsa.PrivateKey
	secret []byte // of pairwise subjects
	mux    *http.ServeMux

	mu     sync.Mutex
	orders map[string]*order // by id
	codes  map[string]*order
	tokens map[string]*order
}

// order is one identification.
type order struct {
	id, state, nonce, challenge string

	begun, shown time.Time // shown: when the code to scan was, first
	token        string    // in the code to scan
	secret       []byte    // of that code, which changes each second
	scanned      bool
	who          *person
	approvedAt   time.Time
	ended        bool // the browser has gone back
}

// New returns a provider with keys of its own, which end with it.
func New(cfg Config) (*Server, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, people: citizens, key: key, secret: []byte(rand.Text()), mux: http.NewServeMux(),
		orders: map[string]*order{}, codes: map[string]*order{}, tokens: map[string]*order{},
	}
	sameOrigin := http.NewCrossOriginProtection()
	handle := func(pattern string, fn http.HandlerFunc) {
		method, path, _ := strings.Cut(pattern, " ")
		s.mux.Handle(method+" "+cfg.Path+path, sameOrigin.Handler(fn))
	}
	handle("GET /.well-known/openid-configuration", s.discovery)
	handle("GET /jwks", s.keys)
	handle("GET /auth", s.authorize)
	handle("POST /token", s.exchange)
	handle("GET /userinfo", s.userInfo)
	handle("GET /utloggning", s.logOut)
	if cfg.Path == PathStaff {
		s.people = employees
		handle("GET /order/{id}", s.showCards)
	} else {
		handle("GET /order/{id}", s.showChoice)
		handle("GET /order/{id}/kod", s.showCode)
		handle("GET /order/{id}/kod.png", s.picture)
		handle("POST /order/{id}/igen", s.again)
		handle("GET /order/{id}/app", s.showApp)
	}
	handle("GET /order/{id}/app/{person}", s.showConfirm)
	handle("POST /order/{id}/app/{person}", s.approve)
	handle("POST /order/{id}/avbryt", s.cancel)
	return s, nil
}

// ServeHTTP answers below the path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Issuer is the provider's name.
func (s *Server) Issuer() string { return s.cfg.Origin + s.cfg.Path }

// begin makes an order and sweeps old ones away.
func (s *Server) begin(state, nonce, challenge string) *order {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Clock.Now()
	for _, kept := range []map[string]*order{s.orders, s.codes, s.tokens} {
		for key, o := range kept {
			if now.Sub(o.begun) > 2*orderLife {
				delete(kept, key)
			}
		}
	}
	o := &order{
		id: rand.Text(), state: state, nonce: nonce, challenge: challenge, begun: now,
		token: rand.Text(), secret: []byte(rand.Text()),
	}
	s.orders[o.id] = o
	return o
}

// Age makes all that waits older by d, as if it had waited for that long.
func (s *Server) Age(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		o.begun = o.begun.Add(-d)
		if !o.shown.IsZero() {
			o.shown = o.shown.Add(-d)
		}
	}
}

// isOver reports whether the order has waited too long.
func (o *order) isOver(now time.Time) bool {
	unscanned := !o.shown.IsZero() && !o.scanned && now.Sub(o.shown) > scanLife
	return unscanned || o.approvedAt.IsZero() && now.Sub(o.begun) > orderLife
}

// code is what the code to scan says now, as BankID's does: it is another each
// second, so that a picture of it is soon worth nothing.
func (o *order) code(now time.Time) string {
	seconds := int(now.Sub(o.shown) / time.Second)
	text := strconv.Itoa(seconds)
	mac := hmac.New(sha256.New, o.secret)
	mac.Write([]byte(text))
	return "bankid." + o.token + "." + text + "." + hex.EncodeToString(mac.Sum(nil))
}
