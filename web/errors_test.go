package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/html"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// nonced requires that a script is ours: from our own address, with the page's
// nonce.
func nonced(n *html.Node) error {
	if !strings.HasPrefix(htmlcheck.Attr(n, "src"), "/static/") || htmlcheck.Attr(n, "nonce") == "" {
		return fmt.Errorf("a script from %q with nonce %q", htmlcheck.Attr(n, "src"), htmlcheck.Attr(n, "nonce"))
	}
	return nil
}

func TestEveryKindHasAStatus(t *testing.T) {
	for kind := errs.Internal; kind.String() != errs.Internal.String() || kind == errs.Internal; kind++ {
		if statuses[kind] == 0 {
			t.Errorf("%s has no status", kind)
		}
	}
}

func TestErrorPages(t *testing.T) {
	p := open(t, func(c *Config) { c.Search = panicking{} })
	tests := []struct {
		name, method, path string
		status             int
		checks             []htmlcheck.Check
	}{
		{"a page that does not exist", "GET", "/finns-inte", 404, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Sidan finns inte")), htmlcheck.In("main input[name=q]"), htmlcheck.In("html[lang=sv]"),
		}},
		{"in English", "GET", "/en/finns-inte", 404, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("does not exist")), htmlcheck.In("html[lang=en]"), htmlcheck.In("a[hreflang=sv][href='/finns-inte']"),
		}},
		{"a service that does not exist", "GET", "/tjanst/finns-inte", 404, []htmlcheck.Check{htmlcheck.In("main input[name=q]")}},
		{"an address that would lead to another site", "GET", "/en//evil.example", 404, []htmlcheck.Check{htmlcheck.NotIn("a[href^='//']")}},
		{"another method", "DELETE", "/tjanst/lampa", 405, []htmlcheck.Check{htmlcheck.In("h1", htmlcheck.HasText("används på ett annat sätt"))}},
		{"a fault of ours", "GET", "/sok?q=hemligt", 500, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Något gick fel hos oss")), htmlcheck.In("html", htmlcheck.HasNoText("secret internals")),
			htmlcheck.In("html", htmlcheck.HasNoText("goroutine")), htmlcheck.In("html", htmlcheck.HasNoText(".go:")),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := p.citizen().do(tt.method, tt.path, "")
			if page.Status != tt.status {
				t.Errorf("status %d, want %d", page.Status, tt.status)
			}
			if got := page.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("may be kept: %q", got)
			}
			htmlcheck.Run(t, page.Body, tt.checks...)
			id := page.Header.Get("X-Request-Id")
			if shown := strings.Contains(page.Body, id); shown != (tt.status == 500) {
				t.Errorf("the request's id is shown: %t", shown)
			}
		})
	}
}

func TestAFaultIsLoggedWithItsRequestAndNothingOfIt(t *testing.T) {
	p := open(t, func(c *Config) { c.Search = panicking{} })
	page := p.citizen().get("/sok?q=hemligt")
	p.close()
	for _, want := range []string{page.Header.Get("X-Request-Id"), "msg=panic", "public.(*Handlers).Results", "level=ERROR"} {
		if !strings.Contains(p.log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	for _, unwanted := range []string{"hemligt", "127.0.0.1"} {
		if strings.Contains(p.log.String(), unwanted) {
			t.Errorf("the log tells %q", unwanted)
		}
	}
}

func TestProblemDocuments(t *testing.T) {
	p := open(t)
	tests := []struct {
		name, method, path string
		want               problemDocument
	}{
		{"a limit that is none", "GET", "/api/v1/services?limit=0&lang=en", problemDocument{
			Title: "We could not use what you sent", Status: 422, Detail: "The parameter limit must be a whole number from 1 to 100.", Kind: "invalid",
		}},
		{"a language that we do not speak", "GET", "/api/v1/services?lang=fi", problemDocument{
			Title: "Det gick inte att använda det du skickade", Status: 422, Detail: "Parametern lang ska vara sv eller en.", Kind: "invalid",
		}},
		{"a service that does not exist", "GET", "/api/v1/services/finns-inte?lang=en", problemDocument{
			Title: "The page does not exist", Status: 404, Detail: "There is no service with that id. Search with GET /api/v1/services?q=…", Kind: "not_found",
		}},
		{"an address that does not exist", "GET", "/api/v2?lang=en", problemDocument{
			Title: "The page does not exist", Status: 404, Kind: "not_found",
			Detail: "The address may be misspelt, or the page has moved. Search for what you want to do and you will find your way.",
		}},
		{"another method", "POST", "/api/v1/services?lang=en", problemDocument{
			Title: "This address is used in another way", Status: 405, Kind: "invalid", Detail: "Go to the start page and begin from there.",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := p.citizen().do(tt.method, tt.path, "")
			if page.Status != tt.want.Status || page.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("status %d, type %s", page.Status, page.Header.Get("Content-Type"))
			}
			var got problemDocument
			if err := json.Unmarshal([]byte(page.Body), &got); err != nil {
				t.Fatal(err)
			}
			tt.want.Request = page.Header.Get("X-Request-Id")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReady(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		status int
		body   string
	}{
		{"all is well", nil, http.StatusOK, "ready\n"},
		{"the database is away", errors.New("dial tcp 10.0.0.1: secret"), http.StatusServiceUnavailable, "not ready: database\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, func(c *Config) { c.Ready = []Check{broken(tt.err)} })
			if page := p.citizen().get("/readyz"); page.Status != tt.status || page.Body != tt.body {
				t.Errorf("%d %q", page.Status, page.Body)
			}
			if page := p.citizen().get("/healthz"); page.Status != http.StatusOK {
				t.Errorf("health %d", page.Status)
			}
		})
	}
}

func TestMetricsElsewhere(t *testing.T) {
	registry := prometheus.NewRegistry()
	p := open(t, func(c *Config) { c.Metrics, c.MetricsElsewhere = registry, true })
	if page := p.citizen().get("/metrics"); page.Status != http.StatusNotFound || strings.Contains(page.Body, "entre_http") {
		t.Errorf("citizens are told: %d", page.Status)
	}
	rec := httptest.NewRecorder()
	Metrics(registry).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	if !strings.Contains(rec.Body.String(), `entre_http_requests_total{method="GET",route="/metrics",status="404"} 1`) {
		t.Errorf("told elsewhere: %s", rec.Body)
	}
}

func TestMetricsTellRoutesAndNotAddresses(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.begin()
	anna.get("/finns-inte-hemligt")
	anna.do("HEMLIG", "/", "")
	page := anna.get("/metrics")
	for _, want := range []string{
		`entre_http_requests_total{method="GET",route="/ansok/:draft/:step",status="200"} 1`,
		`entre_http_requests_total{method="POST",route="/tjanst/:service/borja",status="303"} 1`,
		`entre_http_requests_total{method="GET",route="none",status="404"} 1`,
		`entre_http_requests_total{method="other",route="/",status="405"} 1`,
	} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	draft := strings.Split(step.URL.Path, "/")[2]
	for _, unwanted := range []string{draft, "hemligt", "HEMLIG"} {
		if strings.Contains(page.Body, unwanted) {
			t.Errorf("the metrics tell %q", unwanted)
		}
	}
}
