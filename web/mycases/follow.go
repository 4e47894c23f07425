package mycases

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// Lookup asks for a case's reference and code.
func (h *Handlers) Lookup(c echo.Context) error {
	return h.Pages.OK(c, caseview.LookupPage(caseview.Lookup{Shell: h.Pages.Shell(c), LogIn: h.logIn(c, "")}))
}

// Follow opens the case with the reference and the code for the visitor, who
// is known by a cookie from then on. A wrong reference and a wrong code get the
// same answer. TooMany after many attempts, right or wrong, from the same
// client, or very many at the same case.
func (h *Handlers) Follow(c echo.Context) error {
	ctx := c.Request().Context()
	values := posted.Of(ctx).Values
	page := caseview.Lookup{
		Shell:     h.Pages.Shell(c),
		Reference: strings.TrimSpace(values.Get(caseview.FieldReference)),
		Code:      strings.TrimSpace(values.Get(caseview.FieldCode)),
		LogIn:     h.logIn(c, ""),
	}
	if page.Reference == "" {
		page.ReferenceError = i18n.T(ctx, "case.lookup.reference_missing")
	}
	if page.Code == "" {
		page.CodeError = i18n.T(ctx, "case.lookup.code_missing")
	}
	if page.ReferenceError != "" || page.CodeError != "" {
		return h.Pages.Show(c, http.StatusUnprocessableEntity, caseview.LookupPage(page))
	}
	if !h.mayTry(c.RealIP(), page.Reference) {
		return errs.New(errs.TooMany, "mycases.Follow")
	}
	actor, keep := h.Visitors.Begin(c)
	found, err := h.Cases.Follow(ctx, actor, page.Reference, page.Code)
	if errs.Is(err, errs.NotFound) {
		page.Error = i18n.T(ctx, cmp.Or(errs.TextOf(err), "case.follow_wrong"))
		return h.Pages.Show(c, http.StatusUnprocessableEntity, caseview.LookupPage(page))
	}
	if err != nil {
		return err
	}
	keep()
	return render.SeeOther(c, paths.Case(i18n.LangOf(ctx), found.Reference))
}

// mayTry counts an attempt from the client at the reference. Guesses are slowed
// down for the one who makes them: all attempts at a case together may be many,
// lest anybody can keep a citizen from their own.
func (h *Handlers) mayTry(ip, reference string) bool {
	client := throttle.ClientKey(ip)
	if !h.Clients.Allow(client) {
		return false
	}
	ref, ok := cases.NormalizeReference(reference)
	return !ok || h.Guesses.Allow(client+" "+ref) && h.References.Allow(ref)
}

// askForCode is the answer to whoever may not open a case, or not any more. It
// is the same whether there is one or not.
func (h *Handlers) askForCode(c echo.Context, reference string, cause error) error {
	page := caseview.Lookup{Shell: h.Pages.Shell(c), Reference: reference, LogIn: h.logIn(c, c.Request().URL.EscapedPath())}
	if text := errs.TextOf(cause); text != "" {
		page.Error = i18n.T(c.Request().Context(), text)
	}
	page.IsKept = c.Request().Method == http.MethodPost
	page.Path = paths.FollowUp(i18n.SV)
	return h.Pages.Show(c, http.StatusNotFound, caseview.LookupPage(page))
}

// logIn is where one logs in and goes on to the address; "" for who is logged in,
// or cannot.
func (h *Handlers) logIn(c echo.Context, then string) string {
	ctx := c.Request().Context()
	if !h.CanLogIn || session.Actor(ctx).IsPerson() {
		return ""
	}
	return paths.LogIn(i18n.LangOf(ctx), then)
}
