package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

func TestPublicPages(t *testing.T) {
	tests := []struct {
		name, path string
		checks     []htmlcheck.Check
	}{
		{"start", "/", []htmlcheck.Check{
			htmlcheck.In("html[lang=sv]"), htmlcheck.In("form[action='/sok']"),
			htmlcheck.In("a[href='/sok?q=lampan+%C3%A4r+trasig']"), htmlcheck.In("a[href='/tjanst/lampa']"),
			htmlcheck.In("a[href='/omrade/trafik-och-gator']"), htmlcheck.In("a[href='/en'][hreflang=en]"),
		}},
		{"start in English", "/en", []htmlcheck.Check{
			htmlcheck.In("html[lang=en]"), htmlcheck.In("form[action='/en/sok']"), htmlcheck.In("a[href='/en/sok?q=lamp+post']"),
			htmlcheck.In("a[href='/'][hreflang=sv]"),
		}},
		{"hits", "/sok?q=trasig+lampa", []htmlcheck.Check{
			htmlcheck.In("input[name=q][value='trasig lampa']"), htmlcheck.In(".hits a[href='/tjanst/lampa']"),
			htmlcheck.In(".hits", htmlcheck.HasText("Vi svarar inom en vecka")), htmlcheck.In(".hits", htmlcheck.HasNoText("genast")),
			htmlcheck.NotIn(".hits a[href='/tjanst/pass']"), htmlcheck.In("a[hreflang=en][href='/en/sok?q=trasig+lampa']"),
		}},
		{"no hits", "/sok?q=xyzzy", []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("xyzzy")), htmlcheck.In(".hits a[href='/tjanst/lampa']"), htmlcheck.In("a[href^='tel:']"),
		}},
		{"no query", "/sok", []htmlcheck.Check{htmlcheck.In("h1"), htmlcheck.In("a[href='/tjanst/lampa']")}},
		{"a query that is not UTF-8", "/sok?q=sn%F6", []htmlcheck.Check{htmlcheck.In("h1", htmlcheck.HasText("sn\uFFFD"))}},
		{"a query that is HTML", "/sok?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", []htmlcheck.Check{
			htmlcheck.NotIn("h1 script"), htmlcheck.NotIn("script:not([src]):not([type='application/ld+json'])"), htmlcheck.In("h1", htmlcheck.HasText("<script>")),
		}},
		{"a query with broken escapes", "/sok?q=%zz", []htmlcheck.Check{htmlcheck.In("h1")}},
		{"all services", "/tjanster", []htmlcheck.Check{
			htmlcheck.In("#trafik-och-gator"), htmlcheck.In("a[href='/tjanst/lampa']"), htmlcheck.In("a[href='/tjanst/pass']"),
		}},
		{"a service", "/tjanst/lampa", []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Felanmäl lampa")), htmlcheck.In("form[method=post][action='/tjanst/lampa/borja'] input[name=csrf]"),
			htmlcheck.In("main", htmlcheck.HasText("Adressen")), htmlcheck.In("main", htmlcheck.HasText("kommer vi genast")), htmlcheck.In("main", htmlcheck.HasText("Beskriv")),
			htmlcheck.In("body", htmlcheck.HasNoText("HEMLIG")),
		}},
		{"a service tells all", "/tjanst/lampa", []htmlcheck.Check{
			htmlcheck.In("a[href='/omrade/trafik-och-gator']"), htmlcheck.In("a[href='/livet/flytta']"),
			htmlcheck.In("section[aria-labelledby=steps]", htmlcheck.HasText("Säg var den är.")),
			htmlcheck.In(".facts", htmlcheck.HasText("Det kostar ingenting.")), htmlcheck.In(".facts", htmlcheck.HasText("FörAlla")),
			htmlcheck.In("#way-letter"), htmlcheck.NotIn("#way-visit"), htmlcheck.NotIn("section[aria-labelledby=law]"),
			htmlcheck.In("section[aria-labelledby=privacy]", htmlcheck.HasText("För att laga lampan.")),
			htmlcheck.In("section[aria-labelledby=privacy] details", htmlcheck.HasText("artikel 6.1 e"), htmlcheck.HasText("Invända"), htmlcheck.HasNoText("Ta tillbaka ditt samtycke")),
			htmlcheck.In("main", htmlcheck.HasText("20 november 2026")),
			htmlcheck.Each("script[type='application/ld+json']", isOpenData),
		}},
		{"a category", "/omrade/trafik-och-gator", []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Trafik och gator")), htmlcheck.In("main a[href='/tjanst/lampa']"), htmlcheck.NotIn("main a[href='/tjanst/pass']"),
			htmlcheck.In("main a[href='/omrade/hanvisningar']"), htmlcheck.NotIn("main a[href='/omrade/trafik-och-gator']"),
			htmlcheck.In("a[hreflang=en][href='/en/omrade/trafik-och-gator']"),
		}},
		{"an event of life", "/en/livet/flytta", []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Moving")), htmlcheck.In("h2", htmlcheck.HasText("Traffic and streets")),
			htmlcheck.In("main a[href='/en/tjanst/lampa']"), htmlcheck.NotIn("main a[href='/en/tjanst/pass']"),
		}},
		{"services from A to Ö", "/tjanster?ordning=a-o", []htmlcheck.Check{
			htmlcheck.In("h2#bokstav-f"), htmlcheck.In("a[href='#bokstav-a']"), htmlcheck.NotIn("h2#trafik-och-gator"),
			htmlcheck.In("a[aria-current=page][href='/tjanster?ordning=a-o']"), htmlcheck.In("a[hreflang=en][href='/en/tjanster?ordning=a-o']"),
		}},
		{"a service in English", "/en/tjanst/lampa", []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Report a lamp")), htmlcheck.In("a[href='/tjanst/lampa'][hreflang=sv]"),
		}},
		{"a signpost", "/tjanst/pass", []htmlcheck.Check{
			htmlcheck.In("a[href='https://polisen.se/pass']"), htmlcheck.NotIn("form[method=post]"),
		}},
		{"a signpost without English", "/en/tjanst/pass", []htmlcheck.Check{htmlcheck.In("h1", htmlcheck.HasText("Ansök om pass"))}},
		{"contact", "/kontakt", []htmlcheck.Check{htmlcheck.In("a[href='tel:0300123456']")}},
		{"accessibility", "/tillganglighet", []htmlcheck.Check{htmlcheck.In("h1", htmlcheck.HasText("Mittköping"))}},
		{"privacy", "/dina-uppgifter", []htmlcheck.Check{htmlcheck.In("h1")}},
		{"Mina sidor of nobody", "/mina-sidor", []htmlcheck.Check{htmlcheck.In("h1"), htmlcheck.In("a[href='/arende']")}},
	}
	p := open(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := p.citizen().get(tt.path)
			if page.Status != http.StatusOK {
				t.Errorf("status %d", page.Status)
			}
			if cookies := page.Header.Values("Set-Cookie"); len(cookies) > 0 {
				t.Errorf("reading sets %v", cookies)
			}
			htmlcheck.Run(t, page.Body, tt.checks...)
			htmlcheck.Run(t, page.Body, htmlcheck.Each("script:not([type='application/ld+json'])", nonced))
		})
	}
}

// isOpenData requires that a script's content is a JSON document about the
// service, with nothing that is our own.
func isOpenData(n *html.Node) error {
	var document map[string]any
	if err := json.Unmarshal([]byte(n.FirstChild.Data), &document); err != nil {
		return err
	}
	if id := document["@id"]; id != "http://127.0.0.1:8080/tjanst/lampa" || strings.Contains(n.FirstChild.Data, "HEMLIG") {
		return fmt.Errorf("it says %s", n.FirstChild.Data)
	}
	return nil
}

// TestFilters: a filter leaves out what does not pass it, is offered only where
// it does, and is taken away again by its own link.
func TestFilters(t *testing.T) {
	all := entries()
	for id, change := range map[string]func(*catalogue.Service){
		"a": func(s *catalogue.Service) { s.Login, s.Audience = catalogue.LoginBankID, []string{"foretag"} },
		"b": func(s *catalogue.Service) { s.Category = "bygga-bo-och-miljo" },
		"c": func(s *catalogue.Service) { s.Login, s.Kind = catalogue.LoginBankID, catalogue.KindInformation },
		"d": func(s *catalogue.Service) { s.Audience = []string{"vardnadshavare"} },
	} {
		s := all[0].Service
		s.ID, s.Title = id, i18n.Text{SV: "Felanmäl lampa " + id}
		change(&s)
		all = append(all, catalogue.Entry{Service: s, Revision: 1})
	}
	anna := openWith(t, all).citizen()
	hits := func(ids ...string) []htmlcheck.Check {
		out := []htmlcheck.Check{htmlcheck.Count(".hits li", len(ids))}
		for _, id := range ids {
			out = append(out, htmlcheck.In(".hits a[href='/tjanst/"+id+"']"))
		}
		return out
	}
	tests := []struct {
		name, path string
		hits       []htmlcheck.Check
		checks     []htmlcheck.Check
	}{
		{"none is on", "/sok?q=lampa", hits("lampa", "a", "b", "c", "d"), []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("5 tjänster")),
			htmlcheck.In(".filters a[href='/sok?q=lampa&inloggning=ingen']", htmlcheck.HasText("4 tjänster"), htmlcheck.HasNoAttr("aria-current")),
			htmlcheck.In(".filters a[href='/sok?q=lampa&for=foretag']"), htmlcheck.In(".filters a[href='/sok?q=lampa&omrade=bygga-bo-och-miljo']"),
			htmlcheck.NotIn(".filters a[href*='hanvisningar']"), htmlcheck.NotIn(".filters a[href*='for=alla']"), htmlcheck.NotIn(".filters__all"),
		}},
		{"without login", "/sok?q=lampa&inloggning=ingen", hits("lampa", "b", "c", "d"), []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("4 tjänster")),
			htmlcheck.In(".filters a[aria-current=true]", htmlcheck.HasAttr("href", "/sok?q=lampa")), htmlcheck.In(".filters__all[href='/sok?q=lampa']"),
			htmlcheck.NotIn(".filters a[href*='for=foretag']"), htmlcheck.In("a[hreflang=en][href='/en/sok?q=lampa&inloggning=ingen']"),
		}},
		{"for businesses, or everyone", "/sok?q=lampa&for=foretag", hits("lampa", "a", "b", "c"), nil},
		{"in a category", "/sok?q=lampa&omrade=bygga-bo-och-miljo", hits("b"), nil},
		{"nothing is left", "/sok?q=lampa&omrade=kultur-och-fritid", nil, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Inget kvar")), htmlcheck.In(".filters__all[href='/sok?q=lampa']"), htmlcheck.In(".hits a"),
		}},
		{"a filter that there is not", "/sok?q=lampa&for=%3Cscript%3E", hits("lampa", "a", "b", "c", "d"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			htmlcheck.Run(t, anna.get(tt.path).Body, append(tt.hits, tt.checks...)...)
		})
	}
}

func TestFewHitsHaveNoFilters(t *testing.T) {
	htmlcheck.Run(t, open(t).citizen().get("/sok?q=lampa").Body, htmlcheck.Count(".hits li", 1), htmlcheck.NotIn(".filters"))
}

// TestManyHits: the best are shown, and all of them by a link.
func TestManyHits(t *testing.T) {
	all := entries()
	for i := range 25 {
		s := all[0].Service
		s.ID = fmt.Sprintf("lampa-%d", i)
		all = append(all, catalogue.Entry{Service: s, Revision: 1})
	}
	anna := openWith(t, all).citizen()
	htmlcheck.Run(t, anna.get("/sok?q=lampa").Body, htmlcheck.In("h1", htmlcheck.HasText("26 tjänster")), htmlcheck.Count(".hits li", 20),
		htmlcheck.In("main a[href='/sok?q=lampa&visa=alla']", htmlcheck.HasText("Visa alla 26")))
	htmlcheck.Run(t, anna.get("/sok?q=lampa&visa=alla").Body, htmlcheck.Count(".hits li", 26), htmlcheck.NotIn("main a[href$='visa=alla']"))
}

// TestUrgent: what cannot wait has its phone first, on its own page and above
// the hits when it is what one asked for.
func TestUrgent(t *testing.T) {
	all := entries()
	all[0].Urgent = &catalogue.Urgent{Phone: "112", Text: i18n.Text{SV: "Hänger en ledning ned? Ring 112.", EN: "Is a wire hanging down? Call 112."}}
	all[0].NoFollowUp = true
	anna := openWith(t, all).citizen()
	htmlcheck.Run(t, anna.get("/tjanst/lampa").Body,
		htmlcheck.In(".service__head > .urgent + .begin"), htmlcheck.In(".urgent a[href='tel:112']"),
		htmlcheck.In(".begin button", htmlcheck.HasAttr("data-variant", "secondary")),
		htmlcheck.In("section[aria-labelledby=next]", htmlcheck.HasText("ingen följa ärendet")))
	htmlcheck.Run(t, anna.get("/en/sok?q=broken+lamp").Body, htmlcheck.In(".urgent", htmlcheck.HasText("Call 112")))
	htmlcheck.Run(t, anna.get("/sok?q=pass").Body, htmlcheck.In(".hits"), htmlcheck.NotIn(".urgent"))
}

// TestUrgentWhenItIsSent: the phone stands first on the receipt and on the page of
// the case too, until the case is closed. What can wait has none.
func TestUrgentWhenItIsSent(t *testing.T) {
	all := entries()
	all[0].Urgent = &catalogue.Urgent{Phone: "112", Text: i18n.Text{SV: "Hänger en ledning ned? Ring 112.", EN: "Is a wire hanging down? Call 112."}}
	p := openWith(t, all)
	anna := p.citizen()
	receipt := anna.toReceipt()
	first := []htmlcheck.Check{htmlcheck.In(".urgent:first-child a[href='tel:112']"), htmlcheck.In(".urgent", htmlcheck.HasText("Ring 112."))}
	htmlcheck.Run(t, receipt.Body, append(first, htmlcheck.In(".urgent + .receipt"))...)
	for _, c := range p.memory.cases {
		htmlcheck.Run(t, anna.get("/arende/"+c.Reference).Body, append(first, htmlcheck.In(".urgent ~ h1"))...)
		c.ClosedAt = noon
		p.memory.cases[c.ID] = c
		htmlcheck.Run(t, anna.get("/arende/"+c.Reference).Body, htmlcheck.In("h1"), htmlcheck.NotIn(".urgent"))
	}
	htmlcheck.Run(t, open(t).citizen().toReceipt().Body, htmlcheck.In(".receipt"), htmlcheck.NotIn(".urgent"))
}

// aTown are sheets with a start page, and a disturbance that has begun, one to
// come and one that is over.
func aTown() catalogue.Sheets {
	text := func(sv, en string) i18n.Text { return i18n.Text{SV: sv, EN: en} }
	return catalogue.Sheets{
		Start: catalogue.Start{
			Examples: []i18n.Text{text("mörkt på gatan", "dark street")}, Popular: []string{"pass", "finns-inte"},
			Seasonal: []catalogue.Season{{Months: []int{11}, Services: []string{"lampa"}}},
		},
		Disturbances: catalogue.Disturbances{Disturbances: []catalogue.Disturbance{
			{ID: "slut", Title: text("Är över", "Is over"), From: "2026-11-01 08:00", Until: "2026-11-23 12:59"},
			{ID: "sen", Title: text("Kommer sen", "Comes later"), From: "2026-11-24 08:00", Services: []string{"lampa"}},
			{
				ID: "bron", Title: text("Bron är stängd", "The bridge is closed"), Area: text("Norrby", "Norrby"), Text: text("Den lagas.", "It is mended."),
				Alternative: text("Ta färjan.", "Take the ferry."), From: "2026-11-20 08:00", Until: "2026-11-23 15:00", Services: []string{"lampa", "finns-inte"},
			},
		}},
	}
}

// withSheets opens a portal whose catalogue has the sheets too.
func withSheets(t *testing.T, sheets catalogue.Sheets) *portal {
	t.Helper()
	return open(t, func(cfg *Config) {
		cfg.Catalogue = shelf{catalogue.NewSnapshotOf(catalogue.Content{Version: 1, Entries: entries(), Sheets: sheets}), []byte(lampForm)}
	})
}

func TestStartPageHasWhatItsSheetSays(t *testing.T) {
	p := withSheets(t, aTown())
	anna := p.citizen()
	htmlcheck.Run(t, anna.get("/").Body,
		htmlcheck.Count("section[aria-labelledby=popular] li", 2), htmlcheck.In("section[aria-labelledby=popular] li:first-child a[href='/tjanst/lampa']"),
		htmlcheck.In("section[aria-labelledby=popular] li + li a[href='/tjanst/pass']"), htmlcheck.In("a[href='/sok?q=m%C3%B6rkt+p%C3%A5+gatan']"),
		htmlcheck.In("section[aria-labelledby=life] a[href='/livet/flytta']"))
	htmlcheck.Run(t, anna.get("/en").Body, htmlcheck.In("a[href='/en/sok?q=dark+street']"))
	p.clock.Advance(20 * 24 * time.Hour)
	htmlcheck.Run(t, anna.get("/").Body, htmlcheck.Count("section[aria-labelledby=popular] li", 1), htmlcheck.In("section[aria-labelledby=popular] a[href='/tjanst/pass']"))
}

// TestDisturbances: every page tells of what has begun, the services that are
// touched tell more, and nothing tells of what is over.
func TestDisturbances(t *testing.T) {
	p := withSheets(t, aTown())
	anna := p.citizen()
	for _, path := range []string{"/", "/sok?q=lampa", "/tjanster", "/tjanst/pass", "/mina-sidor", "/arende", "/kontakt", "/finns-inte"} {
		htmlcheck.Run(t, anna.get(path).Body, htmlcheck.Count(".notice li", 1),
			htmlcheck.In(".notice a[href='/driftinformation#bron']", htmlcheck.HasText("Bron är stängd")), htmlcheck.In(".notice", htmlcheck.HasText("Norrby, till klockan 15.00 i dag.")))
	}
	htmlcheck.Run(t, anna.get("/en/tjanst/lampa").Body,
		htmlcheck.In(".notice", htmlcheck.HasText("The bridge is closed Norrby, until 15:00 today.")),
		htmlcheck.In(".service__head .note", htmlcheck.HasText("Take the ferry.")), htmlcheck.In(".note + .note", htmlcheck.HasText("Comes later")))
	htmlcheck.Run(t, anna.get("/tjanst/pass").Body, htmlcheck.NotIn(".service__head .note"))
	htmlcheck.Run(t, anna.get("/driftinformation").Body,
		htmlcheck.NotIn(".notice"), htmlcheck.Count("article", 2), htmlcheck.In("#bron", htmlcheck.HasText("Ta färjan."), htmlcheck.HasText("Från 20 november 2026 klockan 08.00 till 23 november 2026 klockan 15.00")),
		htmlcheck.In("#bron a[href='/tjanst/lampa']"), htmlcheck.In("section[aria-labelledby=later] #sen", htmlcheck.HasText("Från 24 november 2026 klockan 08.00, tills vidare")),
		htmlcheck.In("main", htmlcheck.HasNoText("Är över")))
	p.clock.Advance(3 * time.Hour)
	htmlcheck.Run(t, anna.get("/").Body, htmlcheck.NotIn(".notice"))
	htmlcheck.Run(t, open(t).citizen().get("/en/driftinformation").Body, htmlcheck.In("main", htmlcheck.HasText("We know of nothing")), htmlcheck.NotIn("article"))
}

// TestTellingOfAFlaw: the accessibility statement has a form that needs no
// login and becomes a case, where there is such a service.
func TestTellingOfAFlaw(t *testing.T) {
	htmlcheck.Run(t, open(t).citizen().get("/tillganglighet").Body, htmlcheck.NotIn("main form"), htmlcheck.In("main", htmlcheck.HasText("Det finns inget formulär")),
		htmlcheck.In("a[href='https://www.digg.se/tdosanmalan']"), htmlcheck.In("a[href='tel:0300123456']"))
	all := entries()
	all[0].ID = "rapportera-brist-i-tillganglighet"
	anna := openWith(t, all).citizen()
	page := anna.get("/tillganglighet")
	htmlcheck.Run(t, page.Body, htmlcheck.In("main", htmlcheck.HasText("delvis förenlig")), htmlcheck.In("main", htmlcheck.HasNoText("Det finns inget formulär")))
	if step := anna.send(page, nil); !strings.HasSuffix(step.URL.Path, "/fel") || step.Status != http.StatusOK {
		t.Errorf("came to %s (%d)", step.URL.Path, step.Status)
	}
	all[0].Login = catalogue.LoginBankID
	htmlcheck.Run(t, openWith(t, all).citizen().get("/tillganglighet").Body, htmlcheck.NotIn("main form"))
}

// TestInfoPages: the portal's own pages lead to the services that there are.
func TestInfoPages(t *testing.T) {
	anna := open(t).citizen()
	htmlcheck.Run(t, anna.get("/kontakt").Body, htmlcheck.NotIn("#write"), htmlcheck.NotIn("a[href^='/tjanst/']"))
	htmlcheck.Run(t, anna.get("/en/om").Body, htmlcheck.In("h1", htmlcheck.HasText("About")), htmlcheck.In("h2", htmlcheck.HasText("2 services")),
		htmlcheck.In("main a[href='/en/tillganglighet']"), htmlcheck.In("main a[href='/api/v1/services']"))
	all := entries()
	all[0].ID, all[1].ID = "stall-en-fraga-till-kommunen", "lamna-synpunkt-eller-klagomal"
	anna = openWith(t, all).citizen()
	htmlcheck.Run(t, anna.get("/en/kontakt").Body, htmlcheck.In("main a[href='/en/tjanst/stall-en-fraga-till-kommunen']"), htmlcheck.In("main a[href='/en/tjanst/lamna-synpunkt-eller-klagomal']"))
	htmlcheck.Run(t, anna.get("/").Body, htmlcheck.In("footer a[href='/tjanst/stall-en-fraga-till-kommunen']"),
		htmlcheck.In(".footer__hours", htmlcheck.HasText("vardagar 8\u2060–\u206017")))
}

func TestMissingAreas(t *testing.T) {
	anna := open(t).citizen()
	for _, path := range []string{"/omrade/finns-inte", "/omrade/kultur-och-fritid", "/livet/finns-inte", "/en/livet/fa-barn", "/tjanst/finns-inte"} {
		page := anna.get(path)
		if page.Status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, page.Status)
		}
		htmlcheck.Run(t, page.Body, htmlcheck.In("main input[name=q]"))
	}
}

func TestDraftsAreShownToTheirVisitorOnly(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	first := anna.begin()
	anna.send(first, map[string]string{"fel": "slackt"}, next...)
	resume := strings.TrimSuffix(first.URL.Path, "/fel") + "/plats"
	for _, path := range []string{"/mina-sidor", "/tjanst/lampa"} {
		htmlcheck.Run(t, anna.get(path).Body, htmlcheck.In("a[href='"+resume+"']"), htmlcheck.In(".nav__count", htmlcheck.HasText("1")))
		htmlcheck.Run(t, bo.get(path).Body, htmlcheck.NotIn("a[href^='/ansok/']"), htmlcheck.NotIn(".nav__count"))
	}
}

func TestEnglishWithASlash(t *testing.T) {
	if page := open(t).citizen().get("/en/"); page.Status != http.StatusOK || page.URL.Path != "/en" {
		t.Errorf("came to %s (%d)", page.URL.Path, page.Status)
	}
}

func TestPagesAreCompressed(t *testing.T) {
	p := open(t)
	page := p.citizen().do(http.MethodGet, "/", "", "Accept-Encoding: gzip")
	if got := page.Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("encoding %q", got)
	}
	if got := page.Header.Get("Vary"); !strings.Contains(got, "Accept-Encoding") {
		t.Errorf("varies by %q", got)
	}
}
