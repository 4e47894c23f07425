package signin

import (
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/signinview"
	"github.com/mittkoping/entre/web/session"
)

// Desk tells somebody at work which functions they hold.
func (h *Handlers) Desk(c echo.Context) error { return h.desk(c) }

// RequireFunction is the middleware that tells who holds no function that they
// hold none, in place of the page. It is about who is logged in as staff; others
// are for the rules.
func (h *Handlers) RequireFunction(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if staff := session.Actor(c.Request().Context()).Staff; staff != nil && len(staff.Functions) == 0 {
			return h.desk(c)
		}
		return next(c)
	}
}

func (h *Handlers) desk(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	page := signinview.Desk{Shell: h.Pages.Shell(c)}
	page.Title = i18n.T(ctx, "signin.desk.title_none")
	for _, f := range session.Actor(ctx).Staff.Functions {
		page.Title = i18n.T(ctx, "signin.desk.title")
		page.Functions = append(page.Functions, signinview.Function{Title: f.Title.In(lang), Authority: h.authority(f.ID)})
	}
	return h.Pages.OK(c, signinview.DeskPage(page))
}

// authority returns the name of the function's authority.
func (h *Handlers) authority(id identity.FunctionID) string {
	a, ok := h.Organisation.Authority(id.Authority())
	if !ok {
		return string(id.Authority())
	}
	return a.Name
}
