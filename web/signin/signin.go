package signin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/signinview"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// Provider makes somebody log in; oidc.Provider is one.
type Provider interface {
	Begin(ctx context.Context, lang i18n.Lang) (address string, flow identity.Flow, err error)
	Finish(ctx context.Context, flow identity.Flow, callback url.Values) (identity.Proof, error)
	EndSession(ctx context.Context, s identity.ProviderSession, state string) (address string)
	ReadLogoutNotice(ctx context.Context, token string) (identity.LogoutNotice, error)
}

// Way is a provider that one may choose.
type Way struct {
	Name  string // in addresses
	Title i18n.Text
	Provider
}

// ParamProvider is the parameter of the routes.
const ParamProvider = "provider"

// Handlers answers the requests of logging in and out at one door.
type Handlers struct {
	Door  Door
	Ways  []Way
	Audit audit.Log
	Clock clock.Clock
	Log   *slog.Logger

	Pages  *render.Pages
	Logins *session.Logins

	Attempts     *throttle.Limiter      // logins begun and ended, by where they come from
	Notices      *throttle.Limiter      // of sessions that have ended, by where they come from
	Organisation *identity.Organisation // of staff's door
}

// Choose offers the ways to log in. Who is logged in already goes on at once.
func (h *Handlers) Choose(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	then := h.Door.safe(lang, c.QueryParam(paths.ThenParam))
	if isIn(ctx) {
		return render.SeeOther(c, then)
	}
	page := signinview.Choose{Shell: h.Pages.Shell(c), Office: h.Door.office}
	for _, w := range h.Ways {
		page.Ways = append(page.Ways, signinview.Way{URL: h.Door.leave(lang, w.Name, then), Name: w.Title.In(lang)})
	}
	return h.Pages.OK(c, signinview.ChoosePage(page))
}

// Leave sends the browser to the provider.
func (h *Handlers) Leave(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	way, err := h.attempt(c)
	if err != nil {
		return err
	}
	then := h.Door.safe(lang, c.QueryParam(paths.ThenParam))
	address, flow, err := way.Begin(ctx, lang)
	if err != nil {
		return h.failed(c, identity.Flow{Provider: way.Name, ReturnTo: then}, err)
	}
	flow.ReturnTo = then
	if err := h.Logins.BeginFlow(c, flow); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, address)
}

// Return is where the provider sends the browser back to. The flow is
// consumed, however it ends.
func (h *Handlers) Return(c echo.Context) error {
	way, err := h.attempt(c)
	if err != nil {
		return err
	}
	flow, err := h.Logins.EndFlow(c)
	if err != nil {
		return err
	}
	if flow.Lang != "" {
		c.SetRequest(c.Request().WithContext(i18n.WithLang(c.Request().Context(), flow.Lang)))
	}
	person, at, err := h.finish(c, way, flow)
	if err != nil {
		flow.Provider = way.Name
		return h.failed(c, flow, err)
	}
	if err := h.Logins.SignIn(c, person, at); err != nil {
		return err
	}
	return render.SeeOther(c, h.Door.safe(flow.Lang, flow.ReturnTo))
}

// finish proves who it is, makes them known, and notes the login.
func (h *Handlers) finish(c echo.Context, way Way, flow identity.Flow) (identity.Person, identity.ProviderSession, error) {
	ctx := c.Request().Context()
	proof, err := way.Finish(ctx, flow, c.QueryParams())
	if err != nil {
		return identity.Person{}, identity.ProviderSession{}, err
	}
	person, actor, err := h.Door.enter(ctx, way.Name, proof)
	if err != nil {
		return identity.Person{}, identity.ProviderSession{}, err
	}
	return person, proof.Session, h.note(ctx, actor, audit.LoggedIn, way.Name, "")
}

// failed says why a login did not end well and how to go on. A fault of ours is
// told as any other.
func (h *Handlers) failed(c echo.Context, flow identity.Flow, cause error) error {
	ctx := c.Request().Context()
	status, reason := http.StatusForbidden, "unavailable"
	switch refusal, ok := errors.AsType[*identity.RefusedError](cause); {
	case ok:
		reason = string(refusal.Reason)
	case errs.Is(cause, errs.Unavailable):
		status = http.StatusServiceUnavailable
	default:
		return cause
	}
	if err := h.note(ctx, session.Actor(ctx), audit.LoginRefused, flow.Provider, reason); err != nil {
		return err
	}
	h.Log.InfoContext(ctx, "nobody was logged in", "provider", flow.Provider, "reason", reason, "error", cause)
	lang := i18n.LangOf(ctx)
	page := signinview.Failed{
		Shell: h.Pages.Shell(c), Office: h.Door.office, Body: i18n.T(ctx, "signin.failed."+reason+".body"),
		Again: h.Door.leave(lang, flow.Provider, flow.ReturnTo), Back: flow.ReturnTo,
	}
	page.Title = i18n.T(ctx, "signin.failed."+reason+".title")
	page.Path = h.Door.choose(i18n.SV, "") // the answer's address has its codes in it
	return h.Pages.Show(c, status, signinview.FailedPage(page))
}

func isIn(ctx context.Context) bool { return session.LoginOf(ctx).Person != "" }

func (h *Handlers) way(c echo.Context) (Way, error) {
	way, ok := h.find(c.Param(ParamProvider))
	if !ok {
		return Way{}, errs.New(errs.NotFound, "signin.way")
	}
	return way, nil
}

// attempt is way for what costs a provider, or us, something. TooMany when there
// have been many from the same place.
func (h *Handlers) attempt(c echo.Context) (Way, error) {
	way, err := h.way(c)
	if err == nil && !h.Attempts.Allow(throttle.ClientKey(c.RealIP())) {
		return Way{}, errs.New(errs.TooMany, "signin.attempt")
	}
	return way, err
}

func (h *Handlers) find(name string) (Way, bool) {
	i := slices.IndexFunc(h.Ways, func(w Way) bool { return w.Name == name })
	if i < 0 {
		return Way{}, false
	}
	return h.Ways[i], true
}

func (h *Handlers) note(ctx context.Context, actor identity.Actor, action audit.Action, provider, detail string) error {
	return errs.Op("signin.note", h.Audit.Append(ctx, audit.Entry{
		At: h.Clock.Now(), Actor: actor.String(), Action: action, Subject: "login:" + provider, Detail: detail,
	}))
}
