package public

import (
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
)

// SayFound takes an answer to “Hittade du rätt?”. An answer that is one too many
// from one address is thanked for as any other, and not counted.
func (h *Handlers) SayFound(c echo.Context) error {
	const op = "public.SayFound"
	said, ok := paths.FinderOf(posted.Of(c.Request().Context()).Values)
	said.Query = posted.Line(said.Query)
	if !ok || said.Service == "" && said.Query == "" {
		return errs.New(errs.Invalid, op)
	}
	lang := i18n.LangOf(c.Request().Context())
	v := learning.Verdict{Service: said.Service, Found: said.Found}
	if said.Service == "" {
		v.Text, v.Lang = said.Query, h.Search.Search(search.Query{Text: said.Query, Lang: lang, Limit: 1}).Lang
	} else if _, ok := h.Catalogue.Current().Find(said.Service); !ok {
		return errs.New(errs.NotFound, op)
	}
	if h.counts(c) {
		h.Learning.NoteVerdict(v)
	}
	return render.SeeOther(c, paths.Thanks(lang, said))
}

// Thanks thanks for an answer. Who comes here without one, to the search.
func (h *Handlers) Thanks(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	said, ok := paths.FinderOf(c.QueryParams())
	said.Query = posted.Line(said.Query)
	if !ok {
		return render.SeeOther(c, paths.Search(lang, ""))
	}
	page := catalogueview.Thanks{Shell: h.Pages.Shell(c), Found: said.Found, Back: paths.Search(lang, said.Query)}
	if said.Service != "" {
		e, ok := h.Catalogue.Current().Find(said.Service)
		if !ok {
			return errs.New(errs.NotFound, "public.Thanks")
		}
		page.Back, page.Title = paths.Service(lang, e.ID), e.Title.In(lang)
	}
	return h.Pages.OK(c, catalogueview.ThanksPage(page))
}
