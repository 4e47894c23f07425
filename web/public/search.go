package public

import (
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/posted"
)

// Search finds services; search.Engine is one.
type Search interface {
	Search(q search.Query) search.Result
}

// manyHits is more than anybody reads.
const manyHits = 20

// Results shows what was found for a query. Without a hit there is something
// else to go on with.
func (h *Handlers) Results(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	now := h.Catalogue.Current()
	query := posted.Line(c.QueryParam("q"))
	found := h.Search.Search(search.Query{Text: query, Lang: lang, Limit: manyHits})
	page := catalogueview.Results{
		Shell: h.Pages.Shell(c), Hits: briefs(lang, Entries(now, found.Hits)),
		Total: found.Total, BestGuess: found.BestGuess, Categories: categories(lang, now),
	}
	page.Query = query
	if len(page.Hits) == 0 {
		page.Suggestions = briefs(lang, useful(now, lang))
	}
	return h.Pages.OK(c, catalogueview.ResultsPage(page))
}

// Entries returns the services that were found. One that has left the catalogue
// since it was indexed is not among them.
func Entries(now *catalogue.Snapshot, hits []search.Hit) []*catalogue.Entry {
	var out []*catalogue.Entry
	for _, hit := range hits {
		if e, ok := now.Find(hit.ID); ok {
			out = append(out, e)
		}
	}
	return out
}
