package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

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
		{"none is on", "/sok?q=lampa", hits("lampa", "a", "b", "c"), []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("4 tjänster")),
			htmlcheck.In(".filters a[href='/sok?q=lampa&inloggning=ingen']", htmlcheck.HasText("3 tjänster"), htmlcheck.HasNoAttr("aria-current")),
			htmlcheck.In(".filters a[href='/sok?q=lampa&for=foretag']"), htmlcheck.In(".filters a[href='/sok?q=lampa&omrade=bygga-bo-och-miljo']"),
			htmlcheck.NotIn(".filters a[href*='hanvisningar']"), htmlcheck.NotIn(".filters__all"),
		}},
		{"without login", "/sok?q=lampa&inloggning=ingen", hits("lampa", "b", "c"), []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("3 tjänster")),
			htmlcheck.In(".filters a[aria-current=true]", htmlcheck.HasAttr("href", "/sok?q=lampa")), htmlcheck.In(".filters__all[href='/sok?q=lampa']"),
			htmlcheck.NotIn(".filters a[href*='for=foretag']"), htmlcheck.In("a[hreflang=en][href='/en/sok?q=lampa&inloggning=ingen']"),
		}},
		{"for businesses", "/sok?q=lampa&for=foretag", hits("a"), nil},
		{"in a category", "/sok?q=lampa&omrade=bygga-bo-och-miljo", hits("b"), nil},
		{"nothing is left", "/sok?q=lampa&for=foretag&inloggning=ingen", nil, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Inget kvar")), htmlcheck.In(".filters__all[href='/sok?q=lampa']"), htmlcheck.In(".hits a"),
		}},
		{"a filter that there is not", "/sok?q=lampa&for=%3Cscript%3E", hits("lampa", "a", "b", "c"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			htmlcheck.Run(t, anna.get(tt.path).Body, append(tt.hits, tt.checks...)...)
		})
	}
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
