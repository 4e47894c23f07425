package session

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

const noteSeen = time.Minute // not each page is worth a write

// The keys of what a session remembers.
const (
	keyPerson = "person"
	keyName   = "name"
	keyBegun  = "begun" // seconds since 1970
	keySeen   = "seen"
	keyFlow   = "flow"
)

// Store keeps sessions by the digest of their secret; store.Sessions is one.
type Store interface {
	// FindSession returns what was saved, or NotFound when it ran out before now.
	FindSession(ctx context.Context, id string, now time.Time) ([]byte, error)
	SaveSession(ctx context.Context, id string, data []byte, expires time.Time) error
	// UpdateSession is SaveSession of one that is there, and NotFound when it is
	// there no more.
	UpdateSession(ctx context.Context, id string, data []byte, expires time.Time) error
	DeleteSession(ctx context.Context, id string) error
}

// Config is where logins are kept.
type Config struct {
	Store  Store
	Clock  clock.Clock
	Secure bool // see New
}

// Logins reads and writes the session of somebody who logs in, by a cookie of
// its own. There is one only from the start of a login on. Citizens and staff
// have one Logins each: a cookie of the one means nothing to the other.
type Logins struct {
	sessions *scs.SessionManager
	marks    Store // of what has ended at a provider
	clock    clock.Clock
	name     string
	prefix   string // of ids in the store
	secure   bool

	idle     time.Duration // since the last page
	absolute time.Duration // since the login

	// enter returns a context in which the person is here.
	enter func(ctx context.Context, l Login) (context.Context, error)
}

// NewLogins returns the logins of citizens.
func NewLogins(cfg Config) *Logins {
	l := newLogins(cfg, "entre-login", 20*time.Minute, 2*time.Hour)
	l.enter = func(ctx context.Context, login Login) (context.Context, error) { return WithLogin(ctx, login), nil }
	return l
}

func newLogins(cfg Config, name string, idle, absolute time.Duration) *Logins {
	sessions := scs.New()
	prefix := name + ":"
	sessions.Store = keeper{cfg.Store, cfg.Clock, prefix, absolute}
	sessions.HashTokenInStore = true
	sessions.Lifetime = absolute
	l := &Logins{
		sessions: sessions, marks: cfg.Store, clock: cfg.Clock, name: name, prefix: prefix, secure: cfg.Secure,
		idle: idle, absolute: absolute,
	}
	if cfg.Secure {
		l.name = "__Host-" + name
	}
	return l
}

// Login is who is logged in.
type Login struct {
	Person identity.PersonID
	Name   string
}

type loginKey struct{}

// LoginOf returns who is logged in, and the zero Login when nobody is.
func LoginOf(ctx context.Context) Login {
	l, _ := ctx.Value(loginKey{}).(Login)
	return l
}

// WithLogin returns a context in which the person is logged in, beside the
// visitor that they are.
func WithLogin(ctx context.Context, l Login) context.Context {
	actor := Actor(ctx)
	actor.Person = l.Person
	return WithActor(context.WithValue(ctx, loginKey{}, l), actor)
}

// Load is the middleware that makes LoginOf and Actor known. For citizens it
// stands after Visitors.Load. A login that was left alone for too long, or is
// too old, ends here.
func (l *Logins) Load(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token := ""
		if cookie, err := c.Cookie(l.name); err == nil {
			token = cookie.Value
		}
		ctx, err := l.sessions.Load(withOpened(c.Request().Context()), token)
		if err != nil {
			return errs.Op("session.Load", err)
		}
		if ctx, err = l.recognize(ctx); err != nil {
			return errs.Op("session.Load", err)
		}
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

func (l *Logins) recognize(ctx context.Context) (context.Context, error) {
	person := identity.PersonID(l.sessions.GetString(ctx, keyPerson))
	if person == "" {
		return ctx, nil
	}
	now := l.clock.Now()
	seen, begun := time.Unix(l.sessions.GetInt64(ctx, keySeen), 0), time.Unix(l.sessions.GetInt64(ctx, keyBegun), 0)
	ended, err := l.hasEnded(ctx, begun)
	if err != nil {
		return nil, err
	}
	if ended || now.Sub(seen) >= l.idle || now.Sub(begun) >= l.absolute {
		return ctx, l.sessions.Destroy(ctx)
	}
	if now.Sub(seen) >= noteSeen {
		l.sessions.Put(ctx, keySeen, now.Unix())
		if _, _, err := l.sessions.Commit(ctx); err != nil {
			return nil, err
		}
	}
	return l.enter(ctx, Login{Person: person, Name: l.sessions.GetString(ctx, keyName)})
}

// BeginFlow remembers a login that begins, in place of another that did.
func (l *Logins) BeginFlow(c echo.Context, flow identity.Flow) error {
	document, err := json.Marshal(flow)
	if err != nil {
		return errs.Wrap(errs.Internal, "session.BeginFlow", err)
	}
	l.sessions.Put(c.Request().Context(), keyFlow, string(document))
	return l.commit(c)
}

// EndFlow returns the login that has begun in this browser and forgets it: the
// zero Flow when there is none.
func (l *Logins) EndFlow(c echo.Context) (identity.Flow, error) {
	var flow identity.Flow
	document := l.sessions.PopString(c.Request().Context(), keyFlow)
	if document == "" {
		return flow, nil
	}
	if err := json.Unmarshal([]byte(document), &flow); err != nil {
		return identity.Flow{}, errs.Wrap(errs.Internal, "session.EndFlow", err)
	}
	_, _, err := l.sessions.Commit(c.Request().Context()) // the cookie stays as it is
	return flow, errs.Op("session.EndFlow", err)
}

// SignIn logs the person in, whom a provider has identified in a session of its
// own. The cookie from before is worth nothing after it.
func (l *Logins) SignIn(c echo.Context, p identity.Person, at identity.ProviderSession) error {
	ctx, now := c.Request().Context(), l.clock.Now().Unix()
	if err := l.sessions.RenewToken(ctx); err != nil {
		return errs.Op("session.SignIn", err)
	}
	l.sessions.Put(ctx, keyPerson, string(p.ID))
	l.sessions.Put(ctx, keyName, p.Name)
	l.sessions.Put(ctx, keyBegun, now)
	l.sessions.Put(ctx, keySeen, now)
	if err := l.keepProvider(ctx, at); err != nil {
		return err
	}
	return l.commit(c)
}

// SignOut ends the session and takes the cookie back.
func (l *Logins) SignOut(c echo.Context) error {
	if err := l.sessions.Destroy(c.Request().Context()); err != nil {
		return errs.Op("session.SignOut", err)
	}
	l.write(c, "", -1)
	return nil
}

// commit saves the session and gives the browser its cookie, which ends with
// the browser.
func (l *Logins) commit(c echo.Context) error {
	token, _, err := l.sessions.Commit(c.Request().Context())
	if err != nil {
		return errs.Op("session.commit", err)
	}
	l.write(c, token, 0)
	return nil
}

func (l *Logins) write(c echo.Context, token string, maxAge int) {
	c.SetCookie(&http.Cookie{ //nolint:gosec // not Secure in the demo only, which has no TLS
		Name: l.name, Value: token, Path: "/", MaxAge: maxAge, Secure: l.secure, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, // not Strict: one comes back from the provider, which is another site
	})
}
