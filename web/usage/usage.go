package usage

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/usageview"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// Learning is what use teaches; learning.Service is one.
type Learning interface {
	Lacking(ctx context.Context, actor identity.Actor, part learning.Part, page int) (learning.Lacks, error)
	Overview(ctx context.Context, actor identity.Actor) (learning.Overview, error)
	Handle(ctx context.Context, actor identity.Actor, q learning.Query) error
}

// Search finds services; search.Engine is one.
type Search interface {
	Search(q search.Query) search.Result
}

// Catalogue is what the portal answers from.
type Catalogue interface {
	Current() *catalogue.Snapshot
}

// Handlers answers the requests for what is known of use.
type Handlers struct {
	Office    func(echo.Context) layout.Office // what every page has around it
	Learning  Learning
	Search    Search
	Catalogue Catalogue
	Days      int // that counts are kept
	Pages     *render.Pages
}

var partOf = map[usageview.View]learning.Part{
	usageview.ViewNoHit: learning.PartNoHit, usageview.ViewUnsure: learning.PartUnsure, usageview.ViewUnclicked: learning.PartUnclicked,
}

// Searches shows the searches that want to be tended.
func (h *Handlers) Searches(c echo.Context) error {
	ctx := c.Request().Context()
	view := viewOf(c.QueryParam(paths.ParamView))
	n, _ := strconv.Atoi(c.QueryParam(paths.ParamPage)) // no number is the first page
	lacks, err := h.Learning.Lacking(ctx, session.Actor(ctx), partOf[view], n)
	if err != nil {
		return err
	}
	page := usageview.Searches{
		Office: h.Office(c), View: view, Counts: map[usageview.View]int{}, Most: learning.MaxCount, Page: lacks.Page, PageSize: learning.PageSize, Days: h.Days,
	}
	page.Path = paths.AdminSearches(i18n.SV, string(view), lacks.Page)
	if c.QueryParam(paths.ParamDone) == paths.DoneTended {
		page.Done = i18n.T(ctx, "usage.done.tended")
	}
	for v, part := range partOf {
		page.Counts[v] = lacks.Counts[part]
	}
	for _, a := range lacks.Queries {
		page.Rows = append(page.Rows, h.row(i18n.LangOf(ctx), a))
	}
	return h.Pages.OK(c, usageview.SearchesPage(page))
}

// viewOf is the view of an address, or the first.
func viewOf(name string) usageview.View {
	if _, ok := partOf[usageview.View(name)]; ok {
		return usageview.View(name)
	}
	return usageview.ViewNoHit
}

func (h *Handlers) row(lang i18n.Lang, a learning.Asked) usageview.Row {
	r := usageview.Row{
		Query: queryOf(a.Query), First: day(lang, a.First), Last: day(lang, a.Last),
		Searches: a.Searches, NoHit: a.NoHit, Unsure: a.Unsure, Clicks: a.Clicks, Yes: a.Found, No: a.FoundNone,
	}
	asked := i18n.SV
	if a.Lang == string(i18n.EN) {
		asked = i18n.EN
	}
	found := h.Search.Search(search.Query{Text: r.Words, Lang: asked, Limit: 1})
	if len(found.Hits) > 0 {
		r.Now, r.NowSure = h.title(lang, found.Hits[0].ID), found.BestGuess
	}
	return r
}

// queryOf takes a stripped query apart.
func queryOf(q learning.Query) usageview.Query {
	out := usageview.Query{Raw: q.Text, Lang: q.Lang}
	var words []string
	for _, part := range strings.Fields(q.Text) {
		if strings.HasPrefix(part, "<") {
			out.Pieces = append(out.Pieces, usageview.Piece{Mark: strings.Trim(part, "<>")})
			continue
		}
		out.Pieces = append(out.Pieces, usageview.Piece{Text: part})
		words = append(words, part)
	}
	out.Words = strings.Join(words, " ")
	return out
}

// title is what a service is called. One that has left the catalogue is called
// by its id.
func (h *Handlers) title(lang i18n.Lang, id string) string {
	if e, ok := h.Catalogue.Current().Find(id); ok {
		return e.Title.In(lang)
	}
	return id
}

func day(lang i18n.Lang, d learning.Day) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return i18n.ShortDate(lang, t)
}

// Tend takes a search off the list.
func (h *Handlers) Tend(c echo.Context) error {
	ctx := c.Request().Context()
	values := posted.Of(ctx).Values
	q := learning.Query{Text: values.Get(usageview.FieldText), Lang: values.Get(usageview.FieldLang)}
	err := h.Learning.Handle(ctx, session.Actor(ctx), q)
	if err != nil && !errs.Is(err, errs.NotFound) { // it is gone already: it was of an old day
		return err
	}
	return render.SeeOther(c, paths.AdminSearchesDone(i18n.LangOf(ctx), string(viewOf(values.Get(paths.ParamView)))))
}

// Use shows how the search has been used of late.
func (h *Handlers) Use(c echo.Context) error {
	ctx := c.Request().Context()
	lang := i18n.LangOf(ctx)
	seen, err := h.Learning.Overview(ctx, session.Actor(ctx))
	if err != nil {
		return err
	}
	page := usageview.Use{Office: h.Office(c), Days: min(learning.PopularDays, h.Days)}
	page.Path = paths.AdminUse(i18n.SV)
	for _, w := range seen.Weeks {
		page.Trend.Weeks = append(page.Trend.Weeks, usageview.Week{
			Name: i18n.T(ctx, "usage.week", "N", w.Number), From: day(lang, w.Monday),
			Searches: w.Searches, NoHit: w.NoHit, Clicks: w.Clicks, Yes: w.Found, No: w.FoundNone,
		})
	}
	for _, p := range seen.Popular {
		row := usageview.Popular{Query: queryOf(p.Query), Searches: p.Searches, Percent: min(100*p.Clicks/max(p.Searches, 1), 100)}
		if p.Choice.Service != "" {
			row.Service, row.Title = p.Choice.Service, h.title(lang, p.Choice.Service)
			row.Position = decimal(lang, p.Choice.Position)
		}
		page.Popular = append(page.Popular, row)
	}
	for _, j := range seen.Services {
		page.Judged = append(page.Judged, usageview.Judged{Service: j.Service, Title: h.title(lang, j.Service), Yes: j.Found, No: j.FoundNone})
	}
	return h.Pages.OK(c, usageview.UsePage(page))
}

// decimal writes a number with one decimal.
func decimal(lang i18n.Lang, f float64) string {
	out := strconv.FormatFloat(f, 'f', 1, 64)
	if lang == i18n.SV {
		return strings.Replace(out, ".", ",", 1)
	}
	return out
}
