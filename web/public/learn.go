package public

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/throttle"
)

// Learning notes what people search for, without anything about anybody;
// learning.Log is one.
type Learning interface {
	NoteSearch(s learning.Search)
	NoteChoice(c learning.Choice)
	NoteVerdict(v learning.Verdict)
}

// counts reports whether what the request does is counted: it is a person's, as
// far as one can tell, and not one of very many from one address. The address is
// forgotten after some minutes and told to nobody.
func (h *Handlers) counts(c echo.Context) bool {
	return h.Learning != nil && isPersons(c.Request()) && h.Counted.Allow(throttle.ClientKey(c.RealIP()))
}

// robots are words in what programs call themselves that look through sites.
var robots = []string{"bot", "crawl", "spider", "slurp", "lighthouse", "headlesschrome-lighthouse", "monitor", "preview"}

// isPersons reports whether a request is for a page that a person is to see: no
// program, no page that a browser fetches in case it is asked for, no HEAD.
func isPersons(r *http.Request) bool {
	program := strings.ToLower(r.UserAgent())
	return r.Method != http.MethodHead && strings.Contains(r.Header.Get("Accept"), "text/html") &&
		!strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") && r.Header.Get("Purpose") != "prefetch" &&
		!slices.ContainsFunc(robots, func(name string) bool { return strings.Contains(program, name) })
}

// noteSearch notes what was asked for, once: not what the same person then does
// with the filters.
func (h *Handlers) noteSearch(c echo.Context, asked paths.Finding, found search.Result) {
	if asked.Query == "" || asked != (paths.Finding{Query: asked.Query}) || !h.counts(c) {
		return
	}
	h.Learning.NoteSearch(learning.Search{Text: asked.Query, Lang: found.Lang, Hits: found.Total, BestGuess: found.BestGuess})
}

// noteChoice notes that a service was opened from the hits of a query: the
// browser says which page it comes from, to us and to no other site
// (Referrer-Policy). Hence no address says more than which service it is of.
func (h *Handlers) noteChoice(c echo.Context, serviceID string) {
	from, ok := strings.CutPrefix(c.Request().Referer(), h.Place.Base+"/")
	if !ok || h.Learning == nil {
		return
	}
	u, err := url.Parse("/" + from)
	if err != nil {
		return
	}
	lang, path := paths.Split(u.Path)
	if path != paths.Search(i18n.SV, "") {
		return
	}
	asked := paths.FindingOf(u.Query())
	asked.Query = posted.Line(asked.Query)
	if asked.Query == "" || !h.counts(c) {
		return
	}
	found := h.Search.Search(search.Query{Text: asked.Query, Lang: lang, Literal: asked.Literal})
	at := slices.IndexFunc(found.Hits, func(hit search.Hit) bool { return hit.ID == serviceID })
	if at < 0 {
		return
	}
	h.Learning.NoteChoice(learning.Choice{Text: asked.Query, Lang: found.Lang, Service: serviceID, Position: at + 1})
}
