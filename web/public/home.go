package public

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/layout"
)

// The start page is to be taken in at a glance.
const (
	manyExamples = 3
	manyPopular  = 6
)

// Home shows the start page.
func (h *Handlers) Home(c echo.Context) error {
	now := h.Catalogue.Current()
	return h.Pages.Keep(c, edition(now), func(ctx context.Context, shell layout.Shell) (templ.Component, error) {
		lang := i18n.LangOf(ctx)
		first := useful(now, lang)
		return catalogueview.HomePage(catalogueview.Home{
			Shell: shell, Examples: examples(lang, first), Popular: briefs(lang, first),
			LifeEvents: lifeEvents(lang, now.LifeEvents()), Categories: categories(lang, now),
		}), nil
	})
}

// edition names what pages about the catalogue show, for those that are kept.
func edition(now *catalogue.Snapshot) string { return strconv.FormatInt(now.Version, 10) }

// useful returns a few services to show first: those that one can do here.
// Until there are figures of use, the catalogue's order decides the rest.
func useful(now *catalogue.Snapshot, lang i18n.Lang) []*catalogue.Entry {
	all := slices.Clone(now.Services(lang))
	slices.SortStableFunc(all, func(a, b *catalogue.Entry) int {
		return cmp.Compare(min(b.FormVersion, 1), min(a.FormVersion, 1))
	})
	return all[:min(len(all), manyPopular)]
}

// examples are words to try the search with: as people say it, in more than
// one word, and one for each service.
func examples(lang i18n.Lang, services []*catalogue.Entry) []string {
	var phrases []string
	for _, e := range services {
		i := slices.IndexFunc(e.Keywords, func(k i18n.Text) bool { return strings.Contains(k.In(lang), " ") })
		if i >= 0 && len(phrases) < manyExamples {
			phrases = append(phrases, e.Keywords[i].In(lang))
		}
	}
	return phrases
}
