package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/api"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/session"
)

// statuses are the HTTP statuses of the kinds of error.
var statuses = map[errs.Kind]int{
	errs.Internal:    http.StatusInternalServerError,
	errs.NotFound:    http.StatusNotFound,
	errs.Invalid:     http.StatusUnprocessableEntity,
	errs.Forbidden:   http.StatusForbidden,
	errs.Conflict:    http.StatusConflict,
	errs.Unavailable: http.StatusServiceUnavailable,
	errs.TooMany:     http.StatusTooManyRequests,
	errs.TooLarge:    http.StatusRequestEntityTooLarge,
	errs.LoginNeeded: http.StatusUnauthorized,
}

// retryAfter is what programs are told, in seconds, when it goes better later.
const retryAfter = "60"

// failure is what is told of an error.
type failure struct {
	kind        errs.Kind
	status      int
	title, body string
}

// fail is the one place that answers an error: a problem document to programs,
// a page to people. What it says comes from the error's kind and text; the
// cause goes to the log.
func (s *server) fail(err error, c echo.Context) {
	f := s.failure(c.Request(), err)
	s.logFailure(c, f, err)
	if c.Response().Committed {
		return // the browser has had its status, and sees that the answer breaks off
	}
	h := c.Response().Header()
	h.Set("Cache-Control", middleware.CacheNever)
	if c.Request().ContentLength != 0 {
		h.Set("Connection", "close") // what was not read is not waited for
	}
	if f.kind == errs.LoginNeeded && s.leadToLogin(c) {
		return
	}
	if f.kind == errs.TooMany || f.kind == errs.Unavailable {
		h.Set("Retry-After", retryAfter)
	}
	if isForPrograms(c.Request()) {
		err = problem(c, f)
	} else {
		err = s.errorPage(c, f)
	}
	if err != nil {
		s.cfg.Log.ErrorContext(c.Request().Context(), "an error could not be told", "error", err)
	}
}

// leadToLogin answers with the way to the login and back to the page that asked
// for it. It returns false when one cannot log in here.
func (s *server) leadToLogin(c echo.Context) bool {
	r := c.Request()
	ways, logins, address := s.cfg.Login.Ways, s.logins, paths.LogIn
	if session.InOffice(r.Context()) {
		ways, logins, address = s.cfg.Work.Ways, s.staff, paths.OfficeLogIn
	}
	if isForPrograms(r) || len(ways) == 0 {
		return false
	}
	s.keepTyped(c, logins)
	then := r.URL.EscapedPath() // of a form too: its address leads on when it is opened
	if r.Method != http.MethodPost && r.URL.RawQuery != "" {
		then += "?" + r.URL.RawQuery
	}
	return c.Redirect(http.StatusSeeOther, address(i18n.LangOf(r.Context()), then)) == nil
}

func (s *server) failure(r *http.Request, err error) failure {
	kind, key := errs.KindOf(err), errs.TextOf(err)
	f := failure{kind: kind, status: statuses[kind]}
	titleKey := "error." + kind.String() + ".title"
	if he, ok := errors.AsType[*echo.HTTPError](err); ok { // of the router
		f.kind, f.status, titleKey = errs.NotFound, he.Code, "error.not_found.title"
		if he.Code == http.StatusMethodNotAllowed {
			f.kind, titleKey, key = errs.Invalid, "error.method.title", "error.method.body"
		}
	}
	if key == "" {
		key = "error." + f.kind.String() + ".body"
	}
	ctx := r.Context()
	if isForPrograms(r) {
		ctx = i18n.WithLang(ctx, api.Lang(r))
	}
	f.title = i18n.T(ctx, titleKey)
	f.body = i18n.T(ctx, key, "Request", middleware.RequestID(ctx))
	return f
}

// logFailure logs our own faults loudly, and what browsers do wrong quietly. It
// is no fault that somebody has left before the answer came.
func (s *server) logFailure(c echo.Context, f failure, err error) {
	ctx, level := c.Request().Context(), slog.LevelDebug
	if f.status >= http.StatusInternalServerError && !errors.Is(ctx.Err(), context.Canceled) {
		level = slog.LevelError
	}
	s.cfg.Log.LogAttrs(ctx, level, "request failed", slog.String("kind", f.kind.String()),
		slog.String("route", c.Path()), slog.String("id", middleware.RequestID(ctx)), slog.Any("error", err))
}

func (s *server) errorPage(c echo.Context, f failure) error {
	page := layout.Error{Shell: s.pages.BareShell(c), Status: f.status, Body: f.body, Office: session.InOffice(c.Request().Context())}
	page.Title = f.title
	if f.status >= http.StatusInternalServerError {
		page.RequestID = middleware.RequestID(c.Request().Context())
	}
	err := s.pages.Show(c, f.status, layout.ErrorPage(page))
	if err != nil && !c.Response().Committed { // not even that page can be made
		return errors.Join(err, c.String(f.status, f.title+"\n\n"+f.body))
	}
	return err
}

// problemDocument is RFC 9457's. Type is left at its default, about:blank, with
// the kind beside it.
type problemDocument struct {
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail"`
	Kind    string `json:"kind"`
	Request string `json:"request"` // to be told to us
}

func problem(c echo.Context, f failure) error {
	document, err := json.Marshal(problemDocument{
		Title: f.title, Status: f.status, Detail: f.body, Kind: f.kind.String(), Request: middleware.RequestID(c.Request().Context()),
	})
	if err != nil {
		return err
	}
	return c.Blob(f.status, "application/problem+json", document)
}

// isForPrograms reports whether a request's errors are read by programs.
func isForPrograms(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }
