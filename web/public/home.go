package public

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/answers"
)

// The start page is to be taken in at a glance.
const (
	manyExamples = 3
	manyPopular  = 6
)

// Home shows the start page.
func (h *Handlers) Home(c echo.Context) error {
	now := h.Catalogue.Current()
	return h.keep(c, now, func(ctx context.Context, shell layout.Shell, at time.Time) (templ.Component, error) {
		lang := i18n.LangOf(ctx)
		first := popular(now, lang, at)
		return catalogueview.HomePage(catalogueview.Home{
			Shell: shell, Examples: examples(lang, now, first), Popular: briefs(lang, first),
			LifeEvents: lifeEvents(lang, now.LifeEvents()), Categories: categories(lang, now),
		}), nil
	})
}

// keep answers with a page about the catalogue, which is kept for as long as
// the catalogue says the same.
func (h *Handlers) keep(c echo.Context, now *catalogue.Snapshot, maker func(context.Context, layout.Shell, time.Time) (templ.Component, error)) error {
	at := h.Clock.Now()
	return h.Pages.Keep(c, now.Edition(at), func(ctx context.Context, shell layout.Shell) (templ.Component, error) { return maker(ctx, shell, at) })
}

// popular are the services to show first: those that the start page's sheet
// names, and without one those that one can do here, in the catalogue's order.
func popular(now *catalogue.Snapshot, lang i18n.Lang, at time.Time) []*catalogue.Entry {
	if named := now.Popular(at, manyPopular); len(named) > 0 {
		return named
	}
	all := slices.Clone(now.Services(lang))
	slices.SortStableFunc(all, func(a, b *catalogue.Entry) int {
		return cmp.Compare(min(b.FormVersion, 1), min(a.FormVersion, 1))
	})
	return all[:min(len(all), manyPopular)]
}

// examples are words to try the search with: those that the sheet has, and
// else some of the services' own, as people say it, in more than one word.
func examples(lang i18n.Lang, now *catalogue.Snapshot, services []*catalogue.Entry) []string {
	if named := now.Examples(); len(named) > 0 {
		return answers.Texts(lang, named)
	}
	var phrases []string
	for _, e := range services {
		i := slices.IndexFunc(e.Keywords, func(k i18n.Text) bool { return strings.Contains(k.In(lang), " ") })
		if i >= 0 && len(phrases) < manyExamples {
			phrases = append(phrases, e.Keywords[i].In(lang))
		}
	}
	return phrases
}
