package web

import (
	"net/http"
	"strings"
	"testing"

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
			htmlcheck.In("a[href='/tjanster#trafik-och-gator']"), htmlcheck.In("a[href='/en'][hreflang=en]"),
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
			htmlcheck.NotIn("h1 script"), htmlcheck.NotIn("script:not([src])"), htmlcheck.In("h1", htmlcheck.HasText("<script>")),
		}},
		{"a query with broken escapes", "/sok?q=%zz", []htmlcheck.Check{htmlcheck.In("h1")}},
		{"all services", "/tjanster", []htmlcheck.Check{
			htmlcheck.In("#trafik-och-gator"), htmlcheck.In("a[href='/tjanst/lampa']"), htmlcheck.In("a[href='/tjanst/pass']"),
		}},
		{"a service", "/tjanst/lampa", []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Felanmäl lampa")), htmlcheck.In("form[method=post][action='/tjanst/lampa/borja'] input[name=csrf]"),
			htmlcheck.In("main", htmlcheck.HasText("Adressen")), htmlcheck.In("main", htmlcheck.HasText("kommer vi genast")), htmlcheck.In("main", htmlcheck.HasText("Beskriv")),
			htmlcheck.In("body", htmlcheck.HasNoText("HEMLIGKOD")),
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
			htmlcheck.Run(t, page.Body, htmlcheck.Each("script", nonced))
		})
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
