package myschool

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/school"
	"github.com/mittkoping/entre/templates/schoolview"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
	"github.com/mittkoping/entre/web/throttle"
)

// School answers guardians and pupils; school.Service is one.
type School interface {
	Overview(ctx context.Context, actor identity.Actor) (school.Overview, error)
	Child(ctx context.Context, actor identity.Actor, system string, id school.ID) (school.Child, error)
}

// The parameters of the routes.
const (
	ParamSystem = "system"
	ParamChild  = "child"
)

// Handlers answers the requests about children at school.
type Handlers struct {
	School School // nil: there is none here
	Pages  *render.Pages
	Asks   *throttle.Limiter // by person: each page is many questions to the school
}

// mayAsk says whether there is anybody to ask, and not too often.
func (h *Handlers) mayAsk(ctx context.Context, op string) error {
	switch {
	case h.School == nil:
		return errs.New(errs.NotFound, op)
	case !h.Asks.Allow(string(session.Actor(ctx).Person)):
		return errs.New(errs.TooMany, op)
	default:
		return nil
	}
}

// Children shows Mina barn.
func (h *Handlers) Children(c echo.Context) error {
	ctx := c.Request().Context()
	if err := h.mayAsk(ctx, "myschool.Children"); err != nil {
		return err
	}
	lang := i18n.LangOf(ctx)
	seen, err := h.School.Overview(ctx, session.Actor(ctx))
	if err != nil {
		return err
	}
	page := schoolview.Children{Shell: h.Pages.Shell(c), IsHidden: seen.IsHidden}
	for _, child := range seen.Children {
		page.Children = append(page.Children, viewChild(ctx, child, shortList))
	}
	for _, s := range seen.Silent {
		page.Silent = append(page.Silent, schoolview.Silent{Title: s.Title.In(lang), LastAnswer: moment(lang, s.LastAnswer)})
	}
	return h.Pages.OK(c, schoolview.ChildrenPage(page))
}

// Child shows one child, with all there is to see.
func (h *Handlers) Child(c echo.Context) error {
	const op = "myschool.Child"
	ctx := c.Request().Context()
	if err := h.mayAsk(ctx, op); err != nil {
		return err
	}
	id, ok := school.ParseID(c.Param(ParamChild))
	if !ok {
		return errs.New(errs.NotFound, op)
	}
	child, err := h.School.Child(ctx, session.Actor(ctx), c.Param(ParamSystem), id)
	if err != nil {
		return err
	}
	page := schoolview.OneChild{Shell: h.Pages.Shell(c), Child: viewChild(ctx, child, all)}
	return h.Pages.OK(c, schoolview.ChildPage(page))
}
