package public

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/layout"
)

// Services shows all services: by category, or from A to Ö when that is asked
// for.
func (h *Handlers) Services(c echo.Context) error {
	now, isByTitle := h.Catalogue.Current(), c.QueryParam(paths.ParamSort) == paths.SortByTitle
	return h.keep(c, now, func(ctx context.Context, shell layout.Shell, _ time.Time) (templ.Component, error) {
		lang := i18n.LangOf(ctx)
		page := catalogueview.Services{Shell: shell, Total: len(now.Services(lang))}
		if isByTitle {
			page.Letters = letters(lang, now.Services(lang))
			return catalogueview.ServicesPage(page), nil
		}
		page.Categories = categories(lang, now)
		for i, category := range page.Categories {
			page.Categories[i].Services = briefs(lang, now.InCategory(category.ID, lang))
		}
		return catalogueview.ServicesPage(page), nil
	})
}

// Category shows the services of one category. NotFound: there is none with
// the code.
func (h *Handlers) Category(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	now := h.Catalogue.Current()
	category, ok := catalogue.FindCategory(c.Param(ParamCategory))
	services := now.InCategory(category.Code, lang)
	if !ok || len(services) == 0 {
		return errs.New(errs.NotFound, "public.Category")
	}
	return h.keep(c, now, func(ctx context.Context, shell layout.Shell, _ time.Time) (templ.Component, error) {
		others := slices.DeleteFunc(categories(lang, now), func(other catalogueview.Category) bool { return other.ID == category.Code })
		page := catalogueview.Area{
			Shell: shell, Lead: i18n.N(ctx, "catalogue.area.lead", len(services)),
			Categories: []catalogueview.Category{{Services: briefs(lang, services)}}, Areas: others,
		}
		page.Title = category.Name.In(lang)
		return catalogueview.AreaPage(page), nil
	})
}

// LifeEvent shows the services that belong to an event of life, by category.
// NotFound: there is none with the code.
func (h *Handlers) LifeEvent(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	now := h.Catalogue.Current()
	event, ok := catalogue.FindLifeEvent(c.Param(ParamEvent))
	services := now.ForLifeEvent(event.Code, lang)
	if !ok || len(services) == 0 {
		return errs.New(errs.NotFound, "public.LifeEvent")
	}
	return h.keep(c, now, func(_ context.Context, shell layout.Shell, _ time.Time) (templ.Component, error) {
		others := slices.DeleteFunc(now.LifeEvents(), func(other catalogue.LifeEvent) bool { return other.Code == event.Code })
		page := catalogueview.Area{Shell: shell, Lead: event.Description.In(lang), LifeEvents: lifeEvents(lang, others)}
		page.Title = event.Name.In(lang)
		for _, category := range categories(lang, now) {
			own := slices.DeleteFunc(slices.Clone(services), func(e *catalogue.Entry) bool { return e.Category != category.ID })
			if len(own) > 0 {
				category.Services = briefs(lang, own)
				page.Categories = append(page.Categories, category)
			}
		}
		return catalogueview.AreaPage(page), nil
	})
}

// letters sorts services under the letters that their titles begin with, as
// the language's alphabet has them.
func letters(lang i18n.Lang, services []*catalogue.Entry) []catalogueview.Letter {
	alphabet := collate.New(language.Make(string(lang)))
	sorted := slices.Clone(services)
	slices.SortStableFunc(sorted, func(a, b *catalogue.Entry) int {
		return cmp.Or(alphabet.CompareString(a.Title.In(lang), b.Title.In(lang)), cmp.Compare(a.ID, b.ID))
	})
	var out []catalogueview.Letter
	for i, e := range sorted {
		first, _ := utf8.DecodeRuneInString(e.Title.In(lang))
		letter := strings.ToUpper(string(first))
		if n := len(out); n == 0 || out[n-1].Letter != letter {
			out = append(out, catalogueview.Letter{Letter: letter})
		}
		last := &out[len(out)-1]
		last.Services = append(last.Services, briefs(lang, sorted[i:i+1])...)
	}
	return out
}

func categories(lang i18n.Lang, now *catalogue.Snapshot) []catalogueview.Category {
	var out []catalogueview.Category
	for _, c := range now.Categories() {
		out = append(out, catalogueview.Category{ID: c.Code, Name: c.Name.In(lang), Count: len(now.InCategory(c.Code, lang))})
	}
	return out
}

func lifeEvents(lang i18n.Lang, events []catalogue.LifeEvent) []catalogueview.LifeEvent {
	var out []catalogueview.LifeEvent
	for _, e := range events {
		out = append(out, catalogueview.LifeEvent{ID: e.Code, Name: e.Name.In(lang), Description: e.Description.In(lang)})
	}
	return out
}

func briefs(lang i18n.Lang, entries []*catalogue.Entry) []catalogueview.Brief {
	out := make([]catalogueview.Brief, len(entries))
	for i, e := range entries {
		out[i] = catalogueview.Brief{
			ID: e.ID, Title: e.Title.In(lang), Summary: e.Summary.In(lang), Kind: catalogueview.Kind(e.Kind),
			Login: catalogueview.Login(e.Login), Audience: strings.Join(audiences(lang, e), ", "), Time: firstSentence(e.HandlingTime.In(lang)),
			ByHand: e.Kind == catalogue.KindInformation && e.Backend.Reached == catalogue.ReachedStaff,
		}
	}
	return out
}

func audiences(lang i18n.Lang, e *catalogue.Entry) []string {
	var out []string
	for _, code := range e.Audience {
		if a, ok := catalogue.FindAudience(code); ok {
			out = append(out, a.Name.In(lang))
		}
	}
	return out
}

// firstSentence is as much as there is room for among other services.
func firstSentence(text string) string {
	first, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(first, ".")
}
