package admin

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/web/session"
)

// Routes knows where a service's cases go; cases.Service does.
type Routes interface {
	PreviewRoute(ctx context.Context, actor identity.Actor, serviceID string, lang i18n.Lang) ([]cases.Previewed, error)
}

// ListRoutes shows which services' cases go where.
func (h *Handlers) ListRoutes(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	page := adminview.Routes{Office: h.Office(c)}
	page.Path = paths.AdminRoutes(i18n.SV)
	for _, e := range h.Catalogue.Current().Services(lang) {
		if e.Route == nil {
			continue
		}
		page.Services = append(page.Services, adminview.Routed{
			Title: e.Title.In(lang), URL: paths.AdminRoute(lang, e.ID), Connector: e.Route.Connector, Others: len(e.Route.Rules) + len(e.Route.Copies),
		})
	}
	return h.Pages.OK(c, adminview.RoutesPage(page))
}

// Route shows where examples of a service's cases go.
func (h *Handlers) Route(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param(ParamService)
	lang := i18n.LangOf(ctx)
	previewed, err := h.Routes.PreviewRoute(ctx, session.Actor(ctx), id, lang)
	if err != nil {
		return err
	}
	page := adminview.RoutePreview{Office: h.Office(c), Title: h.title(lang, id)}
	page.Path = paths.AdminRoute(i18n.SV, id)
	for _, p := range previewed {
		page.Cases = append(page.Cases, routedCase(p))
	}
	return h.Pages.OK(c, adminview.RoutePreviewPage(page))
}

func routedCase(p cases.Previewed) adminview.RoutedCase {
	var out adminview.RoutedCase
	for _, e := range p.Examples {
		if e.Question != "" {
			out.Answers = append(out.Answers, e.Question+": "+e.Value)
		}
	}
	for _, w := range p.Ways {
		way := adminview.RouteWay{Connector: w.Connector, IsCopy: w.IsCopy, Rule: w.Rule}
		for _, name := range slices.Sorted(maps.Keys(w.Params)) {
			way.Values = append(way.Values, adminview.RouteValue{Name: name, Value: w.Params[name]})
		}
		out.Ways = append(out.Ways, way)
	}
	if value, ok := errors.AsType[*cases.ValueError](p.Err); ok {
		out.Fault = value.Param
	}
	return out
}
