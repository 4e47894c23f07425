package web

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/admin"
	"github.com/mittkoping/entre/web/api"
	"github.com/mittkoping/entre/web/backoffice"
	"github.com/mittkoping/entre/web/budget"
	"github.com/mittkoping/entre/web/eservice"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/mycases"
	"github.com/mittkoping/entre/web/myschool"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/public"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/signin"
	"github.com/mittkoping/entre/web/throttle"
	"github.com/mittkoping/entre/web/usage"
)

// Cases is all that the portal does with drafts and cases; cases.Service is one.
type Cases interface {
	public.Cases
	eservice.Cases
	mycases.Cases
	CountDrafts(ctx context.Context, actor identity.Actor) (int, error)
	signin.Cases
	admin.Routes
}

// Login is how one logs in. Without Ways one cannot.
type Login struct {
	Ways     []signin.Way
	Register signin.Register
	Sessions session.Store
}

// Work is how staff log in, what they may be, and what they work with. Without Ways nobody works here.
type Work struct {
	Ways         []signin.Way
	Roster       signin.Roster
	Organisation *identity.Organisation
	Cases        backoffice.Cases
	Deliveries   backoffice.Watch
	Words        admin.Words
}

// Site is the municipality that the portal belongs to.
type Site struct {
	Name  string
	Phone string
	Hours i18n.Text // when the phone is answered
	Visit i18n.Text // where one can come
}

// Limits is how much browsers may post: bytes, and how often in a minute from
// one address (0: as often as they like).
type Limits struct {
	Form   int64 // typed values in one request
	Upload int64 // files in one request
	Memory int64 // files being received, by all together; as much again for files being sent, a quarter for values

	Drafts      int // begun
	Submissions int // sent; and as many messages in cases
	Logins      int // begun, or come back from a provider
}

// For each address, a budget has a quarter, or what the largest request needs.
const clientsPart = 4

func (l Limits) files() *budget.Budget {
	return budget.New(l.Memory, max(l.Memory/clientsPart, l.Upload))
}

func (l Limits) texts() *budget.Budget {
	largest := l.Form * posted.ValueCost
	all := max(l.Memory/4, largest)
	return budget.New(all, max(all/clientsPart, largest))
}

// Check is something that must work before the portal answers.
type Check struct {
	Name string // told to whoever asks: no secret
	Run  func(context.Context) error
}

// Config is what a portal needs. All fields are required but Learning,
// School, TrustedProxies and MetricsElsewhere.
type Config struct {
	BaseURL        string // the portal's public address, without a slash at the end
	Site           Site
	Limits         Limits
	TrustedProxies []string // addresses or networks whose X-Forwarded-For is believed; [none] is as none

	Catalogue public.Catalogue
	Search    public.Search
	Learning  public.Learning // nil: what people search for is not counted
	Learnt    usage.Learning  // what it came to
	LearnDays int             // that it is kept
	Cases     Cases
	School    myschool.School // nil: there is none
	Login     Login
	Work      Work
	Audit     audit.Log
	Ear       api.Ear
	Schemas   map[string][]byte                  // that are published, by the name of the file
	MAC       func(purpose, value string) []byte // a keyed digest, see package keyring
	Ready     []Check

	Clock   clock.Clock
	Log     *slog.Logger
	Metrics *prometheus.Registry

	MetricsElsewhere bool // another listener answers with Metrics, and the portal does not
}

// server is the portal's handlers and what they share.
type server struct {
	cfg      Config
	https    bool
	pages    *render.Pages
	visitors *session.Visitors
	logins   *session.Logins
	staff    *session.Logins
	tokens   middleware.Tokens
	attempts *throttle.Limiter // to log in
	memory   *budget.Budget    // for files being received
	texts    *budget.Budget    // for typed values

	public   *public.Handlers
	eservice *eservice.Handlers
	mycases  *mycases.Handlers
	myschool *myschool.Handlers
	signin   *signin.Handlers
	work     *signin.Handlers // signin for staff
	office   *backoffice.Handlers
	admin    *admin.Handlers
	usage    *usage.Handlers
	api      *api.Handlers
}

// New returns the whole portal as an HTTP handler.
func New(cfg Config) (http.Handler, error) {
	e, err := newServer(cfg).echo()
	if err != nil {
		return nil, err
	}
	// Level 5: a page of somebody's own is made anew for each request, so time
	// counts as well as size (pages for all are kept compressed). Tokens in pages are masked and addresses are not repeated (package
	// render), so that compression tells nothing of what is secret.
	compress, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(5), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return compress(e), nil
}

// tellingsPerMinute is more than happens to one back end's cases in a minute.
const tellingsPerMinute = 600

// noticesPerMinute is more than a provider ends of our sessions in a minute.
const noticesPerMinute = 600

func newServer(cfg Config) *server {
	s := &server{
		cfg: cfg, https: strings.HasPrefix(cfg.BaseURL, "https://"),
		tokens: middleware.NewTokens(cfg.MAC), memory: cfg.Limits.files(), texts: cfg.Limits.texts(),
	}
	s.visitors = session.New(s.https)
	sessions := session.Config{Store: cfg.Login.Sessions, Clock: cfg.Clock, Secure: s.https}
	s.logins, s.staff = session.NewLogins(sessions), session.NewStaffLogins(sessions, cfg.Work.Roster)
	s.pages = render.New(render.Config{Site: s.site, Notices: s.notices, Token: s.tokens.New, CountDrafts: cfg.Cases.CountDrafts, Log: cfg.Log})
	downloads := render.NewDownloads(cfg.Limits.files())
	s.public = &public.Handlers{
		Catalogue: cfg.Catalogue, Search: cfg.Search, Cases: cfg.Cases, Pages: s.pages,
		Place: catalogue.Place{Name: cfg.Site.Name, Base: cfg.BaseURL}, Clock: cfg.Clock, CanLogIn: len(cfg.Login.Ways) > 0,
		// A library shares an address; nobody searches twice in a second for long.
		Learning: cfg.Learning, Counted: throttle.New(throttle.Config{Every: time.Second, Burst: 120, Keys: 10_000, Clock: cfg.Clock}),
	}
	s.eservice = &eservice.Handlers{
		Cases: cfg.Cases, Pages: s.pages, Visitors: s.visitors, Downloads: downloads,
		Starts: throttle.PerMinute(cfg.Limits.Drafts, cfg.Clock), Submissions: throttle.PerMinute(cfg.Limits.Submissions, cfg.Clock),
	}
	s.mycases = &mycases.Handlers{
		Cases: cfg.Cases, Pages: s.pages, Visitors: s.visitors, Downloads: downloads, Clock: cfg.Clock,
		CanLogIn: len(cfg.Login.Ways) > 0, HasSchool: cfg.School != nil, Messages: throttle.PerMinute(cfg.Limits.Submissions, cfg.Clock),
		KeepTyped: func(c echo.Context) { s.keepTyped(c, s.logins) },
		// A library shares an address; a code is 49 random bits.
		Clients:    throttle.New(throttle.Config{Every: 3 * time.Second, Burst: 20, Keys: 10_000, Clock: cfg.Clock}),
		Guesses:    throttle.New(throttle.Config{Every: 10 * time.Second, Burst: 10, Keys: 10_000, Clock: cfg.Clock}),
		References: throttle.New(throttle.Config{Every: time.Second, Burst: 100, Keys: 10_000, Clock: cfg.Clock}),
	}
	s.myschool = &myschool.Handlers{
		School: cfg.School, Pages: s.pages, Asks: throttle.New(throttle.Config{Every: 2 * time.Second, Burst: 30, Keys: 10_000, Clock: cfg.Clock}),
	}
	s.attempts = throttle.PerMinute(cfg.Limits.Logins, cfg.Clock) // at both doors
	s.signin = &signin.Handlers{
		Attempts: s.attempts, Notices: throttle.PerMinute(noticesPerMinute, cfg.Clock),
		Door: signin.Citizens(cfg.Login.Register, cfg.Cases, s.visitors), Ways: cfg.Login.Ways, Logins: s.logins,
		Audit: cfg.Audit, Clock: cfg.Clock, Log: cfg.Log, Pages: s.pages,
	}
	s.work = &signin.Handlers{
		Attempts: s.attempts, Notices: throttle.PerMinute(noticesPerMinute, cfg.Clock),
		Door: signin.Staff(cfg.Work.Roster), Ways: cfg.Work.Ways, Logins: s.staff, Organisation: cfg.Work.Organisation,
		Audit: cfg.Audit, Clock: cfg.Clock, Log: cfg.Log, Pages: s.pages,
	}
	s.office = &backoffice.Handlers{
		Cases: cfg.Work.Cases, Watch: cfg.Work.Deliveries, Organisation: cfg.Work.Organisation, Clock: cfg.Clock,
		Pages: s.pages, Downloads: downloads, Uploads: cfg.Limits.Upload, Desk: s.work.Desk,
	}
	s.admin = &admin.Handlers{
		Office: s.office.Office, Words: cfg.Work.Words, Routes: cfg.Cases, Catalogue: cfg.Catalogue, Organisation: cfg.Work.Organisation, Clock: cfg.Clock, Pages: s.pages,
	}
	s.usage = &usage.Handlers{
		Office: s.office.Office, Learning: cfg.Learnt, Search: cfg.Search, Catalogue: cfg.Catalogue, Days: cfg.LearnDays, Pages: s.pages,
	}
	s.api = &api.Handlers{
		Catalogue: cfg.Catalogue, Search: cfg.Search, BaseURL: cfg.BaseURL, Clock: cfg.Clock,
		Ear: cfg.Ear, Tellers: throttle.PerMinute(tellingsPerMinute, cfg.Clock), Memory: s.memory, Schemas: cfg.Schemas,
	}
	return s
}

// echo returns the router with the route table and what every request passes.
func (s *server) echo() (*echo.Echo, error) {
	e := echo.New()
	e.HTTPErrorHandler = s.fail
	var err error
	if e.IPExtractor, err = clientIP(s.cfg.TrustedProxies); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	access, err := middleware.NewAccess(s.cfg.Log, s.cfg.Clock, s.cfg.Metrics)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	sameOrigin, err := middleware.SameOrigin(s.cfg.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	e.Use(middleware.Begin, access.Note(logLevel), middleware.Headers(s.https), middleware.Recover(s.cfg.Log), sameOrigin)
	for _, g := range s.groups() {
		if err := s.register(e, g); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
	}
	return e, nil
}

// logLevel tells the requests of machines, which come all the time, apart from
// those of people.
func logLevel(route string) slog.Level {
	switch route {
	case routeHealth, routeReady, routeMetrics, routeStatic:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

func (s *server) site(lang i18n.Lang) layout.Site {
	m := s.cfg.Site
	return layout.Site{
		Name: m.Name, Phone: m.Phone, Hours: unbroken(m.Hours.In(lang)), Visit: unbroken(m.Visit.In(lang)),
		Base: s.cfg.BaseURL, Ask: public.AskURL(s.cfg.Catalogue.Current(), lang),
	}
}

// unbroken keeps the times of "vardagar 9–16" on one line.
func unbroken(hours string) string { return strings.ReplaceAll(hours, "–", "\u2060–\u2060") }

// notices are what every page tells of.
func (s *server) notices(lang i18n.Lang) []layout.Notice {
	return public.Notices(s.cfg.Catalogue.Current(), lang, s.cfg.Clock.Now())
}

// noProxy says that no proxy stands in front.
const noProxy = "none"

// clientIP returns how to find out where a request comes from, for counting
// attempts: what trusted proxies say, else the other end of the connection.
func clientIP(trusted []string) (echo.IPExtractor, error) {
	if len(trusted) == 0 || slices.Equal(trusted, []string{noProxy}) {
		return echo.ExtractIPDirect(), nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, t := range trusted {
		network, err := netip.ParsePrefix(t)
		if err != nil {
			addr, errAddr := netip.ParseAddr(t)
			if errAddr != nil {
				return nil, fmt.Errorf("trusted proxy: %w", err)
			}
			network = netip.PrefixFrom(addr, addr.BitLen())
		}
		network = network.Masked()
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP: network.Addr().AsSlice(), Mask: net.CIDRMask(network.Bits(), network.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...), nil
}

// The time-outs of the server: an upload from a phone with poor coverage may
// take minutes, while a connection that says nothing is hung up soon.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 10 * time.Minute
	writeTimeout  = 11 * time.Minute // counted from when the header was read
	idleTimeout   = 2 * time.Minute
	headerBytes   = 64 << 10
)

// HTTPServer returns a server for the handler, with time-outs. Its own log is
// silent, since it names clients by address; the portal logs what it answers.
func HTTPServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}
