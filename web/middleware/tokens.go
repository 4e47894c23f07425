package middleware

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
)

const (
	textForged = "error.csrf"
	purpose    = "web csrf"
)

// Tokens are what every posted form must carry to show that it comes from a
// page that we gave to the same visitor, logged in as the same person or at work
// as the same: a keyed digest of them, which another site cannot read. The token is looked for in the form only.
//
// A page is compressed and may repeat what was typed, so the token is masked
// anew each time: the length of the page would otherwise give it away bit by
// bit (BREACH).
type Tokens struct {
	mac func(purpose, value string) []byte
}

// NewTokens returns tokens made with mac, a keyed digest of at least 128 bits.
func NewTokens(mac func(purpose, value string) []byte) Tokens { return Tokens{mac} }

// New returns a token for who asks.
func (t Tokens) New(ctx context.Context) string {
	digest := t.digest(session.Actor(ctx))
	masked := make([]byte, 2*len(digest))
	_, _ = rand.Read(masked[:len(digest)]) // never fails (crypto/rand)
	subtle.XORBytes(masked[len(digest):], masked[:len(digest)], digest)
	return base64.RawURLEncoding.EncodeToString(masked)
}

// RequireVisitor is the middleware that refuses a form of nobody's, which can
// hold no visitor's token, before it is read.
func RequireVisitor(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if session.Actor(c.Request().Context()).IsNobody() {
			return errs.New(errs.Forbidden, "middleware.RequireVisitor").WithText(textForged)
		}
		return next(c)
	}
}

// Require is the middleware that refuses a form without the visitor's token.
// It stands after posted.Read.
func (t Tokens) Require(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		if !t.Match(posted.Of(ctx).Values.Get(ui.FieldCSRF), session.Actor(ctx)) {
			return errs.New(errs.Forbidden, "middleware.Tokens").WithText(textForged)
		}
		return next(c)
	}
}

// RequireAny is Require for forms on public pages, which also takes the token
// of a visitor whom we did not know yet: the page may have been opened before
// the visitor began something in another tab. It is for what touches nothing
// that the visitor has.
func (t Tokens) RequireAny(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if t.Match(posted.Of(c.Request().Context()).Values.Get(ui.FieldCSRF), identity.Actor{}) {
			return next(c)
		}
		return t.Require(next)(c)
	}
}

func (t Tokens) digest(actor identity.Actor) []byte {
	staff := identity.PersonID("")
	if actor.IsStaff() {
		staff = actor.Staff.ID
	}
	return t.mac(purpose, string(actor.Visitor)+"\x00"+string(actor.Person)+"\x00"+string(staff))
}

// Match reports whether the token is of a form that was given to the actor.
func (t Tokens) Match(token string, actor identity.Actor) bool {
	masked, err := base64.RawURLEncoding.DecodeString(token)
	digest := t.digest(actor)
	if err != nil || len(masked) != 2*len(digest) {
		return false
	}
	got := make([]byte, len(digest))
	subtle.XORBytes(got, masked[:len(digest)], masked[len(digest):])
	return hmac.Equal(got, digest)
}
