package public

import (
	"cmp"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/web/posted"
)

// Search finds services; search.Engine is one.
type Search interface {
	Search(q search.Query) search.Result
	Suggest(typed string, lang i18n.Lang, limit int) []search.Suggestion
}

const (
	manyHits   = 20 // more than most people read
	urgentHits = 3  // a query is about something urgent when one of its first hits is
)

// Results shows what was found for a query, with the filters of its address.
// Without a hit there is something else to go on with.
func (h *Handlers) Results(c echo.Context) error {
	lang := i18n.LangOf(c.Request().Context())
	now := h.Catalogue.Current()
	asked := paths.FindingOf(c.QueryParams())
	asked.Query = posted.Line(asked.Query)
	found := h.Search.Search(search.Query{Text: asked.Query, Lang: lang, Literal: asked.Literal, Day: catalogue.DayOf(h.Clock.Now())})
	all := Entries(now, found.Hits)
	hits := slices.DeleteFunc(slices.Clone(all), func(e *catalogue.Entry) bool { return !passes(e, asked) })
	page := catalogueview.Results{
		Shell: h.Pages.Shell(c), Total: len(hits), BestGuess: found.BestGuess, Filters: filters(lang, all, asked),
		Urgent: urgentOf(lang, all, found.BestGuess), Categories: categories(lang, now),
	}
	page.Query = asked.Query
	if asked != withoutFilters(asked) {
		page.Unfiltered = paths.Find(lang, withoutFilters(asked))
	}
	if page.Corrected = found.Corrected; page.Corrected != "" {
		page.Literally = paths.Find(lang, paths.Finding{Query: asked.Query, Literal: true})
	}
	crisis := search.CrisisOf(asked.Query)
	crisis.Lang = cmp.Or(crisis.Lang, found.Lang)
	if page.Crisis = crisisOf(lang, now, crisis); page.Crisis != nil {
		c.Response().Header().Set("Cache-Control", "no-store") // nobody finds it by going back
		page.Urgent, page.Filters = nil, nil
	} else {
		page.Answer = answerIn(lang, page.Site.Phone, paths.Find(i18n.EN, asked), found.Lang)
	}
	h.noteSearch(c, asked, found)
	if crisis.Kind == search.CrisisSuicide && !crisis.IsHunch && !asked.All {
		if hits = inCare(hits); len(hits) < page.Total {
			everything := asked
			everything.All = true
			page.ShowAll = paths.Find(lang, everything)
		}
	}
	if !asked.All && len(hits) > manyHits {
		hits, asked.All = hits[:manyHits], true
		page.ShowAll = paths.Find(lang, asked)
	}
	page.Hits = briefs(lang, hits)
	page.AsksFound = h.Learning != nil && page.Crisis == nil && len(page.Hits) > 0
	if len(page.Hits) == 0 && page.Crisis == nil {
		page.Suggestions = briefs(lang, popular(now, lang, h.Clock.Now()))
	}
	return h.Pages.OK(c, catalogueview.ResultsPage(page))
}

// withoutFilters is the page with all that was found.
func withoutFilters(f paths.Finding) paths.Finding {
	return paths.Finding{Query: f.Query, All: f.All, Literal: f.Literal}
}

// passes reports whether a hit passes the filters. What is for everyone is for
// each audience.
func passes(e *catalogue.Entry, f paths.Finding) bool {
	return (f.Audience == "" || slices.Contains(e.Audience, f.Audience) || slices.Contains(e.Audience, everyone)) &&
		(f.Category == "" || e.Category == f.Category) &&
		(!f.NoLogin || isOpen(e))
}

// isOpen reports whether one can use a service without logging in anywhere.
func isOpen(e *catalogue.Entry) bool { return !e.NeedsLogin() || e.Kind == catalogue.KindInformation }

// everyone is the audience that tells nobody apart.
const everyone = "alla"

const (
	manyFilters = 3 // of each sort, those with most hits first
	fewHits     = 4 // are looked through as quickly as a filter is chosen
)

// filters are the ways to see fewer hits: those that leave some and take some
// away, and those that are on.
func filters(lang i18n.Lang, hits []*catalogue.Entry, on paths.Finding) []catalogueview.Filter {
	on.All = false
	if len(hits) <= fewHits && on == withoutFilters(on) {
		return nil
	}
	offer := func(label string, with, without paths.Finding, isOn bool) (catalogueview.Filter, bool) {
		left := func(f paths.Finding) int {
			return len(slices.DeleteFunc(slices.Clone(hits), func(e *catalogue.Entry) bool { return !passes(e, f) }))
		}
		f := catalogueview.Filter{Label: label, Count: left(with), On: isOn, URL: paths.Find(lang, with)}
		if isOn {
			f.URL = paths.Find(lang, without)
		}
		return f, isOn || f.Count > 0 && f.Count < left(without)
	}
	with, without := on, on
	with.NoLogin, without.NoLogin = true, false
	var out []catalogueview.Filter
	if f, ok := offer(i18n.In(lang, "catalogue.login.none"), with, without, on.NoLogin); ok {
		out = append(out, f)
	}
	var audience, category []catalogueview.Filter
	for _, a := range catalogue.Audiences() {
		with, without := on, on
		with.Audience, without.Audience = a.Code, ""
		if a.Code == everyone || !slices.ContainsFunc(hits, func(e *catalogue.Entry) bool { return slices.Contains(e.Audience, a.Code) && passes(e, without) }) {
			continue
		}
		label := i18n.In(lang, "catalogue.results.filter_for", "Name", a.Name.In(lang))
		if f, ok := offer(label, with, without, on.Audience == a.Code); ok {
			audience = append(audience, f)
		}
	}
	for _, a := range catalogue.Categories() {
		with, without := on, on
		with.Category, without.Category = a.Code, ""
		if f, ok := offer(a.Name.In(lang), with, without, on.Category == a.Code); ok {
			category = append(category, f)
		}
	}
	return slices.Concat(out, largest(audience), largest(category))
}

// largest returns the filters with most hits; one that is on stands alone.
func largest(all []catalogueview.Filter) []catalogueview.Filter {
	if i := slices.IndexFunc(all, func(f catalogueview.Filter) bool { return f.On }); i >= 0 {
		return all[i : i+1]
	}
	slices.SortStableFunc(all, func(a, b catalogueview.Filter) int { return b.Count - a.Count })
	return all[:min(len(all), manyFilters)]
}

// urgentOf is what to do at once when a query is about something urgent.
func urgentOf(lang i18n.Lang, hits []*catalogue.Entry, sure bool) *catalogueview.Urgent {
	if !sure {
		return nil
	}
	for _, e := range hits[:min(len(hits), urgentHits)] {
		if u := urgent(lang, e); u != nil {
			return u
		}
	}
	return nil
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
