package web

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

func inVain(lang, text string, n int) learning.Asked {
	return learning.Asked{
		Query: learning.Query{Text: text, Lang: lang}, Tally: learning.Tally{Searches: n, NoHit: n}, First: "2026-11-02", Last: "2026-11-20",
	}
}

// searched is a portal where people have searched.
func searched(t *testing.T) *portal {
	t.Helper()
	p := open(t)
	p.searches.byPart = map[learning.Part][]learning.Asked{
		learning.PartNoHit: {
			inVain("sv", "padelbana <number>", 7), inVain("ar", "روضة", 1),
			{Query: learning.Query{Text: "trasig lampa", Lang: "sv"}, Tally: learning.Tally{Searches: 5, NoHit: 3, Clicks: 1, Found: 1, FoundNone: 2}, First: "2026-11-03"},
		},
		learning.PartUnclicked: {{Query: learning.Query{Text: "karta", Lang: "sv"}, Tally: learning.Tally{Searches: 50, Clicks: 3}, First: "2026-11-04"}},
	}
	p.searches.days = []learning.DayTally{
		{Day: "2026-11-10", Tally: learning.Tally{Searches: 30, NoHit: 10, Clicks: 15}},
		{Day: "2026-11-23", Tally: learning.Tally{Searches: 9, NoHit: 2, Clicks: 5, Found: 2, FoundNone: 1}},
	}
	p.searches.chosen = []learning.Chosen{{Query: learning.Query{Text: "karta", Lang: "sv"}, Service: "lampa", Clicks: 3, Position: 1.5}}
	p.searches.judged = []learning.Judged{{Service: "pass", Found: 1, FoundNone: 8}}
	return p
}

func TestSearchesToTend(t *testing.T) {
	elsa := searched(t).editor()
	htmlcheck.Run(t, elsa.get("/admin/sok/sokningar").Body,
		htmlcheck.In("h1", htmlcheck.HasText("Sökningar att se över")), htmlcheck.Count("tbody tr", 3),
		htmlcheck.In(".filters a[aria-current=page][href='/admin/sok/sokningar'] .filters__count", htmlcheck.HasText("3")),
		htmlcheck.In(".filters a[href='/admin/sok/sokningar?visa=oppnas-sallan'] .filters__count", htmlcheck.HasText("1")),
		htmlcheck.In("tbody tr:nth-child(1)", htmlcheck.HasText("padelbana"), htmlcheck.HasText("[nummer]"), htmlcheck.HasText("Sökt 7 gånger"),
			htmlcheck.HasText("2 nov 2026"), htmlcheck.HasText("Ingen träff"), htmlcheck.HasNoText("<number>"),
			htmlcheck.In("a[href='/admin/sok/ord/nytt?ord=padelbana']"), htmlcheck.In("a[href='/admin/sok/rekommenderade/ny?ord=padelbana']")),
		htmlcheck.In("tbody tr:nth-child(2) .asked[lang=ar][dir=rtl]", htmlcheck.HasText("روضة")),
		htmlcheck.In("tbody tr:nth-child(2)", htmlcheck.HasText("arabiska")),
		htmlcheck.In("tbody tr:nth-child(3)", htmlcheck.HasText("Felanmäl lampa"), htmlcheck.HasText("3 utan träff"), htmlcheck.HasText("1 ja, 2 nej"),
			htmlcheck.HasNoText("Ingen träff")))
	htmlcheck.Run(t, elsa.get("/en/admin/sok/sokningar?visa=oppnas-sallan").Body,
		htmlcheck.Count("tbody tr", 1), htmlcheck.In("tbody tr", htmlcheck.HasText("karta"), htmlcheck.HasText("3 opened a service")),
		htmlcheck.In("a[hreflang=sv][href='/admin/sok/sokningar?visa=oppnas-sallan']"))
	htmlcheck.Run(t, elsa.get("/admin/sok/sokningar?visa=osakra&sida=7").Body, htmlcheck.In(".office__empty"), htmlcheck.NotIn("table"))
	htmlcheck.Run(t, elsa.get("/admin/sok/sokningar?visa=annat").Body, htmlcheck.Count("tbody tr", 3))
}

func TestSearchesToTendGoByPages(t *testing.T) {
	p := open(t)
	p.searches.byPart = map[learning.Part][]learning.Asked{}
	for i := range 51 {
		p.searches.byPart[learning.PartNoHit] = append(p.searches.byPart[learning.PartNoHit], inVain("sv", fmt.Sprintf("ord%d", i), 1))
	}
	elsa := p.editor()
	htmlcheck.Run(t, elsa.get("/admin/sok/sokningar").Body, htmlcheck.Count("tbody tr", 50), htmlcheck.In(".pager a[rel=next][href='/admin/sok/sokningar?sida=2']"))
	htmlcheck.Run(t, elsa.get("/admin/sok/sokningar?sida=2").Body, htmlcheck.Count("tbody tr", 1), htmlcheck.In(".pager a[rel=prev][href='/admin/sok/sokningar']"))
}

func TestASearchIsTended(t *testing.T) {
	p := searched(t)
	elsa := p.editor()
	form, err := elsa.get("/admin/sok/sokningar").Form("tbody tr:nth-child(1) form")
	if err != nil {
		t.Fatal(err)
	}
	done := elsa.do(http.MethodPost, "/admin/sok/sokningar", form.Values.Encode(), "Sec-Fetch-Site: same-origin")
	htmlcheck.Run(t, done.Body, htmlcheck.In(".done[role=status]"), htmlcheck.Count("tbody tr", 2), htmlcheck.In("tbody", htmlcheck.HasNoText("padelbana")))
	again := elsa.do(http.MethodPost, "/admin/sok/sokningar", form.Values.Encode(), "Sec-Fetch-Site: same-origin")
	htmlcheck.Run(t, again.Body, htmlcheck.Count("tbody tr", 2))
	n := 0
	for _, action := range p.memory.audited {
		if action == audit.SearchHandled {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d were audited", n)
	}
	forged := url.Values{"sokning": {"trasig lampa"}, "sprak": {"sv"}}
	if got := elsa.do(http.MethodPost, "/admin/sok/sokningar", forged.Encode(), "Sec-Fetch-Site: same-origin").Status; got != http.StatusForbidden {
		t.Errorf("without a token: %d", got)
	}
}

// TestASearchBecomesAWord: the forms that a search leads to are there, and begin
// with its words.
func TestASearchBecomesAWord(t *testing.T) {
	elsa := searched(t).editor()
	list := elsa.get("/admin/sok/sokningar")
	links := htmlcheck.FindAll(list.Doc, "tbody tr:nth-child(1) .tends a")
	if len(links) != 2 {
		t.Fatalf("%d links", len(links))
	}
	htmlcheck.Run(t, elsa.get("/admin/sok/ord/nytt?ord=padelbana").Body, htmlcheck.In("main form [name=ord]", htmlcheck.HasText("padelbana")))
	htmlcheck.Run(t, elsa.get("/admin/sok/rekommenderade/ny?ord=padelbana").Body, htmlcheck.In("main form [name=ord]", htmlcheck.HasText("padelbana")))
}

func TestUseOfTheSearch(t *testing.T) {
	elsa := searched(t).editor()
	page := elsa.get("/admin/sok/anvandning")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("svg[role=img][aria-labelledby='trend-title trend-text']", htmlcheck.Count("rect.trend__all", 3), htmlcheck.Count("rect.trend__none", 3),
			htmlcheck.In("title", htmlcheck.HasText("Antal sökningar per vecka"))),
		htmlcheck.In("section[aria-labelledby=weeks] tbody", htmlcheck.Count("tr", 3)),
		htmlcheck.In("section[aria-labelledby=weeks] tbody tr:first-child", htmlcheck.HasText("v. 48"), htmlcheck.HasText("23 nov 2026"), htmlcheck.HasText("2 ja, 1 nej")),
		htmlcheck.In("section[aria-labelledby=weeks] tbody tr:last-child", htmlcheck.HasText("v. 46"), htmlcheck.HasText("10, 33 %"), htmlcheck.HasText("15, 50 %")),
		htmlcheck.In("section[aria-labelledby=popular] tbody", htmlcheck.HasText("karta"), htmlcheck.HasText("plats 1,5"), htmlcheck.In("a[href='/tjanst/lampa']", htmlcheck.HasText("Felanmäl lampa"))),
		htmlcheck.In("section[aria-labelledby=judged] tbody a[href='/tjanst/pass']"),
		htmlcheck.NotIn("main [style]"), htmlcheck.NotIn("main script"))
	htmlcheck.Run(t, elsa.get("/en/admin/sok/anvandning").Body, htmlcheck.In("section[aria-labelledby=popular] tbody", htmlcheck.HasText("position 1.5")))
	htmlcheck.Run(t, open(t).editor().get("/admin/sok/anvandning").Body, htmlcheck.In(".office__empty"), htmlcheck.NotIn("svg.trend__picture"))
}
