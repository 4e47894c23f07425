package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/signinview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// LogOut ends the login, and all that this browser knew, and then leads to the
// provider to be logged out there too, where it has such an address.
func (h *Handlers) LogOut(c echo.Context) error {
	ctx := c.Request().Context()
	if actor := session.Actor(ctx); isIn(ctx) {
		if err := h.note(ctx, actor, audit.LoggedOut, "", ""); err != nil {
			return err
		}
	}
	at := h.Logins.ProviderSession(ctx)
	if err := h.Logins.SignOut(c); err != nil {
		return err
	}
	h.Door.forget(c)
	way, ok := h.find(at.Provider)
	state := rand.Text()
	address := ""
	if ok {
		address = way.EndSession(ctx, at, state)
	}
	if address == "" {
		return render.SeeOther(c, h.Door.outside(i18n.LangOf(ctx)))
	}
	if err := h.Logins.BeginLeaving(c, state); err != nil {
		return err
	}
	return h.leadOut(c, way, address)
}

// leadOut says that one is logged out here, and leads on by itself. A redirect
// would be stopped by the browser: a form of ours must not lead to another site.
func (h *Handlers) leadOut(c echo.Context, way Way, address string) error {
	lang := i18n.LangOf(c.Request().Context())
	c.SetRequest(c.Request().WithContext(session.WithNobody(c.Request().Context())))
	page := signinview.LoggedOut{Shell: h.Pages.BareShell(c), Office: h.Door.office, Next: address, Name: way.Title.In(lang)}
	page.Path = h.Door.choose(i18n.SV, "")
	c.Response().Header().Set("Refresh", "0; url="+address)
	return h.Pages.OK(c, signinview.LoggedOutPage(page))
}

// LoggedOut is where a provider sends the browser back to that it has logged
// out. Nothing depends on whether it did.
func (h *Handlers) LoggedOut(c echo.Context) error {
	ctx := c.Request().Context()
	way, err := h.way(c)
	if err != nil {
		return err
	}
	state, err := h.Logins.EndLeaving(c)
	if err != nil {
		return err
	}
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(c.QueryParam("state"))) != 1 {
		h.Log.InfoContext(ctx, "a logout at the provider was not begun here", "provider", way.Name)
	}
	return render.SeeOther(c, h.Door.outside(i18n.LangOf(ctx)))
}

// LeaveLogOut leads from the address that one logs out at, which somebody has
// opened, to where it is done from.
func (h *Handlers) LeaveLogOut(c echo.Context) error {
	return render.SeeOther(c, h.Door.home(i18n.LangOf(c.Request().Context())))
}

// Notice takes a provider's word that a session has ended there (OpenID Connect
// Back-Channel Logout 2.8): 200 when it is ended here too, 400 for what is no
// such word.
func (h *Handlers) Notice(c echo.Context) error {
	ctx := c.Request().Context()
	way, err := h.way(c)
	if err != nil {
		return err
	}
	if !h.Notices.Allow(throttle.ClientKey(c.RealIP())) { // each may make us fetch keys
		return errs.New(errs.TooMany, "signin.Notice")
	}
	notice, err := way.ReadLogoutNotice(ctx, posted.Of(ctx).Values.Get("logout_token"))
	if err == nil {
		err = h.Logins.EndAtProvider(ctx, way.Name, notice)
	}
	if errs.Is(err, errs.Invalid) {
		h.Log.InfoContext(ctx, "no session was ended", "provider", way.Name, "error", err)
		return c.NoContent(http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	if err := h.note(ctx, identity.Actor{}, audit.LoggedOut, way.Name, "provider"); err != nil {
		return err
	}
	return c.NoContent(http.StatusOK)
}
