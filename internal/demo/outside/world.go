package outside

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/demo/outside/requesttracker"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	streetPrefix = "/open311"
	// defaultDelay is slow to a person, but shorter than a client waits: then it
	// would be the same as down.
	defaultDelay = 3 * time.Second
)

// StreetAPIPath is where the street department's Open311 API answers.
const StreetAPIPath = streetPrefix + "/v2/"

// Config is what the world needs. All but CommentsURL, Dir, Delay and Logger is required.
type Config struct {
	StreetAPIKey  string // what the portal must show the street department
	BuildingToken string // what it must show the building committee
	ByggRPassword string // what it must show the committee's ByggR

	CommentsSecret       string // what the portal signs events with for the contact centre's system for comments
	CommentsReturnSecret string // what that system signs with when it tells the portal
	CommentsURL          string // where the portal takes that; "" tells nobody

	EnvironmentPassword string // what it must show the environment office

	ContactSecret string // what it must show the contact centre's gateway to get a token

	SchoolClientID     string // what the portal must show the school to get a token
	SchoolClientSecret string

	Dir    string // where state is kept; empty means in memory only
	Clock  clock.Clock
	Delay  time.Duration // how long "slow" takes; 0 means 3 s
	Logger *slog.Logger  // nil means no log
}

// World is every system outside the portal, as one http.Handler: an index at
// "/", each system under its own path, and "/healthz". It is safe for
// concurrent use.
type World struct {
	street   *open311.Server
	building *requesttracker.Server
	byggR    *byggR
	school   *school
	comments *comments
	office   *environment
	contact  *contact
	faults   *faultproxy.Proxy
	mux      *http.ServeMux
	logger   *slog.Logger

	mu   sync.Mutex
	mode mode
}

// New starts the world with the state that its directory holds. Its errors are
// those of the systems.
func New(cfg Config) (*World, error) {
	street := open311.Config{
		APIKey:   cfg.StreetAPIKey,
		Services: StreetServices(),
		Clock:    cfg.Clock,
		Prefix:   streetPrefix,
		Logger:   cfg.Logger,
	}
	if cfg.Dir != "" {
		street.Dir = filepath.Join(cfg.Dir, "open311")
	}
	server, err := open311.New(street)
	if err != nil {
		return nil, errs.Op("outside.New", err)
	}
	building, err := newBuilding(cfg)
	if err != nil {
		return nil, errs.Op("outside.New", errors.Join(err, server.Close()))
	}
	delay := cmp.Or(cfg.Delay, defaultDelay)
	pupils, err := newSchool(cfg, delay)
	if err != nil {
		return nil, errs.Op("outside.New", errors.Join(err, server.Close(), building.Close()))
	}
	said, err := newComments(cfg, delay)
	if err != nil {
		return nil, errs.Op("outside.New", errors.Join(err, server.Close(), building.Close()))
	}
	office, err := newEnvironment(cfg, delay)
	if err != nil {
		return nil, errs.Op("outside.New", errors.Join(err, server.Close(), building.Close(), said.server.Close()))
	}
	notices, err := newByggR(cfg, delay)
	if err != nil {
		return nil, errs.Op("outside.New", errors.Join(err, server.Close(), building.Close(), said.server.Close(), office.server.Close()))
	}
	errands, err := newContact(cfg, delay)
	if err != nil {
		return nil, errs.Op("outside.New", errors.Join(err, server.Close(), building.Close(), said.server.Close(), office.server.Close(), notices.server.Close()))
	}
	w := &World{
		contact: errands,
		street:  server, building: building, comments: said, office: office,
		faults: faultproxy.New(server, faultproxy.Config{Delay: delay}),
		byggR:  notices,
		school: pupils,
		mux:    http.NewServeMux(),
		logger: cfg.Logger,
		mode:   modeWell,
	}
	if w.logger == nil {
		w.logger = slog.New(slog.DiscardHandler)
	}
	w.routes()
	return w, nil
}

// routes puts the proxy before the API only: the department's own page stays
// up, so that a person can see what arrived while the portal cannot.
func (w *World) routes() {
	sameOrigin := http.NewCrossOriginProtection()
	w.mux.HandleFunc("GET /{$}", w.showIndex)
	w.mux.Handle("POST /mode", sameOrigin.Handler(http.HandlerFunc(w.postMode)))
	w.mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = rw.Write([]byte("ok\n"))
	})
	w.mux.Handle(StreetAPIPath, w.faults)
	w.mux.Handle(streetPrefix+"/", w.street)
	w.mux.Handle(BuildingPath, w.building)
	w.office.routes(w.mux, sameOrigin)
	w.byggR.routes(w.mux, sameOrigin)
	w.school.routes(w.mux, sameOrigin)
	w.comments.routes(w.mux, sameOrigin)
	w.contact.routes(w.mux, sameOrigin)
}

// ServeHTTP answers for the whole world.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) { w.mux.ServeHTTP(rw, r) }

// Street is the street department's system, as its own staff reach it.
func (w *World) Street() *open311.Server { return w.street }

// Building is the building committee's Request Tracker, as its own staff reach it.
func (w *World) Building() *requesttracker.Server { return w.building }

// StreetFaults is what stands between the portal and the street department.
// The index page changes its rate and faults when a person presses a button.
func (w *World) StreetFaults() *faultproxy.Proxy { return w.faults }

// Close ends the world; what it kept is there at the next New.
func (w *World) Close() error {
	return errs.Op("outside.Close", errors.Join(w.street.Close(), w.building.Close(), w.comments.server.Close(), w.office.server.Close(), w.byggR.server.Close(), w.contact.server.Close()))
}
