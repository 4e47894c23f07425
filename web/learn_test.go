package web

import (
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// notes are what was noted of what people searched for.
type notes struct {
	Searches []learning.Search
	Choices  []learning.Choice
	Verdicts []learning.Verdict
}

// noted takes notes.
type noted struct {
	mu sync.Mutex
	notes
}

func (n *noted) NoteSearch(s learning.Search) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.Searches = append(n.Searches, s)
}

func (n *noted) NoteChoice(c learning.Choice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.Choices = append(n.Choices, c)
}

func (n *noted) NoteVerdict(v learning.Verdict) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.Verdicts = append(n.Verdicts, v)
}

// take returns the notes since it was asked before.
func (n *noted) take() notes {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := n.notes
	n.notes = notes{}
	return out
}

func listening(t *testing.T, services []catalogue.Entry) (*portal, *noted) {
	t.Helper()
	n := &noted{}
	return openWith(t, services, func(cfg *Config) { cfg.Learning = n }), n
}

// asPerson is what browsers send of themselves.
const asPerson = "Accept: text/html,application/xhtml+xml"

func sameNotes(t *testing.T, want, got notes) {
	t.Helper()
	if diff := cmp.Diff(want.Searches, got.Searches); diff != "" {
		t.Errorf("searches (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Choices, got.Choices); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Verdicts, got.Verdicts); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

func TestSearchesAreNoted(t *testing.T) {
	p, n := listening(t, entries())
	anna := p.citizen()
	lamp := []learning.Search{{Text: "trasig lampa", Lang: "sv", Hits: 1, BestGuess: true}}
	for name, c := range map[string]struct {
		method, path string
		headers      []string
		want         []learning.Search
	}{
		"a search":               {"GET", "/sok?q=trasig+lampa", []string{asPerson}, lamp},
		"one that finds nothing": {"GET", "/sok?q=hoverboard", []string{asPerson}, []learning.Search{{Text: "hoverboard", Lang: "sv"}}},
		"no query":               {"GET", "/sok", []string{asPerson}, nil},
		"with a filter":          {"GET", "/sok?q=trasig+lampa&inloggning=ingen", []string{asPerson}, nil},
		"all hits":               {"GET", "/sok?q=trasig+lampa&visa=alla", []string{asPerson}, nil},
		"word for word":          {"GET", "/sok?q=trasig+lampa&ordagrant=1", []string{asPerson}, nil},
		"a program":              {"GET", "/sok?q=trasig+lampa", []string{"Accept: */*"}, nil},
		"one that says so":       {"GET", "/sok?q=trasig+lampa", []string{asPerson, "User-Agent: ExampleBot/1.0"}, nil},
		"ahead of time":          {"GET", "/sok?q=trasig+lampa", []string{asPerson, "Sec-Purpose: prefetch"}, nil},
		"a page's head":          {"HEAD", "/sok?q=trasig+lampa", []string{asPerson}, nil},
		"while typing":           {"GET", "/sok/forslag?q=trasig+lampa", []string{asPerson}, nil},
		"the interface":          {"GET", "/api/v1/services?q=trasig+lampa", []string{asPerson}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			anna.do(c.method, c.path, "", c.headers...)
			sameNotes(t, notes{Searches: c.want}, n.take())
		})
	}
}

func TestChoicesAreNoted(t *testing.T) {
	services := entries()
	second := services[0]
	second.ID, second.Keywords = "lampa-inne", []i18n.Text{{SV: "lampan inne är trasig"}}
	p, n := listening(t, append(services, second))
	anna := p.citizen()
	base := p.server.cfg.BaseURL
	for name, c := range map[string]struct {
		path, referer string
		want          []learning.Choice
	}{
		"the first":                {"/tjanst/lampa", base + "/sok?q=lampan+%C3%A4r+trasig", []learning.Choice{{Text: "lampan är trasig", Lang: "sv", Service: "lampa", Position: 1}}},
		"the second":               {"/tjanst/lampa-inne", base + "/sok?q=lampan+%C3%A4r+trasig", []learning.Choice{{Text: "lampan är trasig", Lang: "sv", Service: "lampa-inne", Position: 2}}},
		"with filters on":          {"/tjanst/lampa", base + "/sok?q=lampan+%C3%A4r+trasig&inloggning=ingen", []learning.Choice{{Text: "lampan är trasig", Lang: "sv", Service: "lampa", Position: 1}}},
		"in English":               {"/en/tjanst/lampa", base + "/en/sok?q=broken+lamp", []learning.Choice{{Text: "broken lamp", Lang: "en", Service: "lampa", Position: 1}}},
		"what was not found":       {"/tjanst/pass", base + "/sok?q=lampan+%C3%A4r+trasig", nil},
		"from the start page":      {"/tjanst/lampa", base + "/", nil},
		"from nowhere":             {"/tjanst/lampa", "", nil},
		"from a search of nothing": {"/tjanst/lampa", base + "/sok", nil},
		"from another site":        {"/tjanst/lampa", "https://example.se/sok?q=lampan", nil},
		"from one that begins so":  {"/tjanst/lampa", base + ".example.se/sok?q=lampan", nil},
		"a service that is none":   {"/tjanst/finns-inte", base + "/sok?q=lampan", nil},
	} {
		t.Run(name, func(t *testing.T) {
			anna.do(http.MethodGet, c.path, "", asPerson, "Referer: "+c.referer)
			sameNotes(t, notes{Choices: c.want}, n.take())
		})
	}
	anna.do(http.MethodGet, "/tjanst/lampa", "", "Accept: */*", "Referer: "+base+"/sok?q=lampan")
	sameNotes(t, notes{}, n.take())
}

// TestFoundIsAsked: where one may have found something, and nowhere else.
func TestFoundIsAsked(t *testing.T) {
	p, _ := listening(t, estate())
	anna := p.citizen()
	asks := htmlcheck.In("main form.found[action$='/hittade-du-ratt'][aria-labelledby=found]",
		htmlcheck.Count("button[name=svar]", 2), htmlcheck.In("#found"), htmlcheck.In("input[name=csrf]"))
	askedNot := htmlcheck.NotIn("form.found")
	for path, check := range map[string]htmlcheck.Check{
		"/sok?q=trasig+lampa":        asks,
		"/en/sok?q=broken+lamp":      asks,
		"/tjanst/lampa":              asks,
		"/en/tjanst/lampa":           asks,
		"/sok":                       askedNot,
		"/sok?q=hoverboard":          askedNot,
		"/sok?q=min+man+sl%C3%A5r":   askedNot,
		"/":                          askedNot,
		"/hittade-du-ratt?svar=ja":   askedNot,
		"/sok?q=jag+vill+d%C3%B6":    askedNot,
		"/tjanst/lampa/blankett":     askedNot,
		"/tjanst/finns-inte":         askedNot,
		"/tjanster":                  askedNot,
		"/omrade/trafik-och-gator":   askedNot,
		"/en/sok?q=my+husband+beats": askedNot,
	} {
		t.Run(path, func(t *testing.T) { htmlcheck.Run(t, anna.get(path).Body, check) })
	}
	off := open(t).citizen()
	htmlcheck.Run(t, off.get("/tjanst/lampa").Body, askedNot)
	htmlcheck.Run(t, off.get("/sok?q=trasig+lampa").Body, askedNot)
}

func TestFoundIsNoted(t *testing.T) {
	p, n := listening(t, entries())
	for name, c := range map[string]struct {
		from, said string
		want       learning.Verdict
		checks     []htmlcheck.Check
	}{
		"a service": {"/tjanst/lampa", "ja", learning.Verdict{Service: "lampa", Found: true}, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Tack för ditt svar")), htmlcheck.In("title", htmlcheck.HasText("Tack för ditt svar")),
			htmlcheck.In("main a[href='/tjanst/lampa']", htmlcheck.HasText("Felanmäl lampa")), htmlcheck.NotIn("main .ways"),
		}},
		"not the service": {"/en/tjanst/lampa", "nej", learning.Verdict{Service: "lampa"}, []htmlcheck.Check{
			htmlcheck.In("h1", htmlcheck.HasText("Thank you")), htmlcheck.In("main .ways"), htmlcheck.In("main a[href='/en/tjanster']"),
			htmlcheck.In("main a[href='/en/tjanst/lampa']"),
		}},
		"the hits": {"/sok?q=trasig+lampa", "nej", learning.Verdict{Text: "trasig lampa", Lang: "sv"}, []htmlcheck.Check{
			htmlcheck.In("main .ways"), htmlcheck.In("main a[href='/sok?q=trasig+lampa']"), htmlcheck.NotIn("form.found"),
			htmlcheck.In("a[hreflang=en][href='/en/hittade-du-ratt?svar=nej&q=trasig+lampa']"),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			anna := p.citizen()
			page := anna.get(c.from)
			form, err := page.Form("form.found")
			if err != nil {
				t.Fatal(err)
			}
			form.Values.Set("svar", c.said)
			n.take()
			thanks := anna.do(http.MethodPost, foundAt(c.from), form.Values.Encode(), asPerson, "Sec-Fetch-Site: same-origin")
			sameNotes(t, notes{Verdicts: []learning.Verdict{c.want}}, n.take())
			htmlcheck.Run(t, thanks.Body, c.checks...)
			if cookies := thanks.Header.Values("Set-Cookie"); len(cookies) > 0 {
				t.Errorf("cookies: %v", cookies)
			}
		})
	}
}

func TestFoundRefuses(t *testing.T) {
	p, n := listening(t, entries())
	anna := p.citizen()
	form, err := anna.get("/tjanst/lampa").Form("form.found")
	if err != nil {
		t.Fatal(err)
	}
	post := func(change func(url.Values)) int {
		values := url.Values{"csrf": form.Values["csrf"], "svar": {"ja"}, "tjanst": {"lampa"}}
		change(values)
		return anna.do(http.MethodPost, "/hittade-du-ratt", values.Encode(), asPerson, "Sec-Fetch-Site: same-origin").Status
	}
	for name, c := range map[string]struct {
		change func(url.Values)
		want   int
	}{
		"no answer":      {func(v url.Values) { v.Del("svar") }, 422},
		"another answer": {func(v url.Values) { v.Set("svar", "kanske") }, 422},
		"about nothing":  {func(v url.Values) { v.Del("tjanst") }, 422},
		"no service":     {func(v url.Values) { v.Set("tjanst", "finns-inte") }, 404},
		"no token":       {func(v url.Values) { v.Del("csrf") }, 403},
	} {
		t.Run(name, func(t *testing.T) {
			n.take()
			if got := post(c.change); got != c.want {
				t.Errorf("status %d, want %d", got, c.want)
			}
			sameNotes(t, notes{}, n.take())
		})
	}
	t.Run("too many are thanked for and not counted", func(t *testing.T) {
		n.take()
		for range 200 {
			if got := post(func(url.Values) {}); got != http.StatusOK {
				t.Fatalf("status %d", got)
			}
		}
		if got := len(n.take().Verdicts); got > 120 || got < 100 {
			t.Errorf("%d were counted", got)
		}
		p.clock.Advance(2 * time.Second)
		post(func(url.Values) {})
		if got := len(n.take().Verdicts); got != 1 {
			t.Errorf("%d were counted after a while", got)
		}
	})
}

// foundAt is where the form of a page is posted.
func foundAt(path string) string {
	lang, _ := paths.Split(path)
	return paths.Found(lang)
}
