package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/ui"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// Somebody who types for long may be logged out before they send. What they
// typed is kept in the session of the login that they are led to, and shown
// where it was typed when they come back: not saved, until they send it again.
// It is shown to nobody but whom the form was given to, which its token proves,
// and written nowhere else than in that session, so that nobody can put words in
// another's form.

// typedBytes is more than anybody types on one page.
const typedBytes = 64 << 10

// keepTyped keeps what a request posted that needs a login. If it cannot, the
// login is led to all the same.
func (s *server) keepTyped(c echo.Context, logins *session.Logins) {
	r := c.Request()
	if r.Method != http.MethodPost || r.ContentLength == 0 || !s.attempts.Allow(throttle.ClientKey(c.RealIP())) {
		return
	}
	form, err := s.readTyped(c)
	token := form.Values.Get(ui.FieldCSRF)
	form.Values.Del(ui.FieldCSRF)
	if err == nil && token != "" && len(form.Values) > 0 {
		_, path := paths.Split(r.URL.Path)
		err = logins.KeepTyped(c, session.Typed{Path: path, Token: token, Values: form.Values, Files: len(form.Files) > 0})
	}
	if err != nil {
		s.cfg.Log.InfoContext(r.Context(), "what was typed could not be kept", "route", c.Path(), "id", middleware.RequestID(r.Context()), "error", err)
	}
}

// readTyped reads the form, unless that was done. Files are read past.
func (s *server) readTyped(c echo.Context) (form posted.Form, err error) {
	if form = posted.Of(c.Request().Context()); form.Values != nil {
		return form, nil
	}
	limits := posted.Limits{Values: typedBytes, Files: s.cfg.Limits.Upload, Texts: s.texts, Memory: s.memory}
	err = posted.Read(limits)(func(c echo.Context) error {
		form = posted.Of(c.Request().Context())
		return nil
	})(c)
	return form, err
}

// recallTyped is the middleware that gives a page back what was typed on it
// before the login, for posted.TypedOf, until the page is sent. It stands after
// the logins' Load.
func (s *server) recallTyped(logins *session.Logins) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx := c.Request().Context()
			typed, ok := logins.Typed(ctx)
			if !ok || session.LoginOf(ctx).Person == "" {
				return next(c)
			}
			if !s.tokens.Match(typed.Token, session.Actor(ctx)) { // somebody else has logged in
				if err := logins.DropTyped(ctx); err != nil {
					return err
				}
				return next(c)
			}
			_, path := paths.Split(c.Request().URL.Path)
			if typed.Path != path {
				return next(c)
			}
			if c.Request().Method != http.MethodPost {
				c.SetRequest(c.Request().WithContext(posted.WithTyped(ctx, posted.Typed{Values: typed.Values, Files: typed.Files})))
				return next(c)
			}
			if err := next(c); err != nil {
				return err
			}
			return logins.DropTyped(ctx)
		}
	}
}
