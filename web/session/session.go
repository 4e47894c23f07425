package session

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/identity"
)

const (
	secretBytes = 32
	life        = 30 * 24 * time.Hour // since the last visit to a personal page
)

// Visitors reads and writes the visitor's cookie.
type Visitors struct {
	name   string
	secure bool
}

// New returns the visitors of a portal. When it is reached by https (secure),
// the cookie is bound to its host and to https; the __Host- prefix cannot be
// used over http, so the demo has a plain name.
func New(secure bool) *Visitors {
	if secure {
		return &Visitors{name: "__Host-entre", secure: true}
	}
	return &Visitors{name: "entre"}
}

type actorKey struct{}

// Actor returns who asks, and nobody when the request has no cookie of ours.
func Actor(ctx context.Context) identity.Actor {
	a, _ := ctx.Value(actorKey{}).(identity.Actor)
	return a
}

// WithActor returns a context in which actor asks.
func WithActor(ctx context.Context, actor identity.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// Load is the middleware that makes Actor known.
func (v *Visitors) Load(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if secret := v.secret(c); secret != "" {
			actor := identity.Actor{Visitor: identity.VisitorOf(secret)}
			c.SetRequest(c.Request().WithContext(WithActor(c.Request().Context(), actor)))
		}
		return next(c)
	}
}

// Renew is the middleware that lets a cookie live on from a visit to a
// personal page.
func (v *Visitors) Renew(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if secret := v.secret(c); secret != "" {
			v.write(c, secret, int(life/time.Second))
		}
		return next(c)
	}
}

// Begin returns who asks, as a new visitor unless they are one. The visitor is
// known again only if keep is called, before the response is written.
func (v *Visitors) Begin(c echo.Context) (actor identity.Actor, keep func()) {
	actor = Actor(c.Request().Context())
	if actor.Visitor != "" {
		return actor, func() {}
	}
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails (crypto/rand)
	secret := base64.RawURLEncoding.EncodeToString(random)
	actor.Visitor = identity.VisitorOf(secret)
	return actor, func() { v.write(c, secret, int(life/time.Second)) }
}

// secret returns the cookie's value, and "" for one that we cannot have made.
func (v *Visitors) secret(c echo.Context) string {
	cookie, err := c.Cookie(v.name)
	if err != nil {
		return ""
	}
	random, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(random) != secretBytes {
		return ""
	}
	return cookie.Value
}

// Forget takes the cookie back, so that whoever comes next to this browser is
// somebody else.
func (v *Visitors) Forget(c echo.Context) {
	if v.secret(c) != "" {
		v.write(c, "", -1)
	}
}

func (v *Visitors) write(c echo.Context, secret string, maxAge int) {
	c.SetCookie(&http.Cookie{ //nolint:gosec // not Secure in the demo only, which has no TLS
		Name: v.name, Value: secret, Path: "/", MaxAge: maxAge,
		Secure: v.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
