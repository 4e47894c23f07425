package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/mittkoping/entre/internal/testing/sample"
)

// storyWithSuggestions is the storybook, whose search suggests two things for
// "gat" and nothing else.
func storyWithSuggestions(t *testing.T) (url string, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	pages := sample.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/sok/forslag":
			asked.Add(1)
			w.Header().Set("Content-Type", "application/json")
			answer := "[]"
			if strings.HasPrefix(r.FormValue("q"), "gat") {
				answer = `[{"text":"gatlykta <b>släckt","url":"/sok?q=gatlykta"},{"text":"Felanmäl gatubelysning","url":"/tjanst/felanmal"}]`
			}
			_, _ = w.Write([]byte(answer))
		case "/sok", "/tjanst/felanmal", "/ute":
			_, _ = w.Write([]byte("<!doctype html><title>framme</title><p id=framme>framme"))
		default:
			pages.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

const box = "main input[name=q]"

// shown is what stands in the box and below it.
type shown struct {
	Expanded, Controls, First, Active string
	Options, Bold                     int
	Overflows                         bool
}

const lookAtBox = `(() => { const i = document.querySelector("main input[name=q]"), l = document.getElementById(i.getAttribute("aria-controls"));
	return {Expanded: i.getAttribute("aria-expanded"), Controls: l.getAttribute("role"), First: l.firstChild?.textContent ?? "",
		Active: document.getElementById(i.getAttribute("aria-activedescendant") ?? "")?.textContent ?? "",
		Options: l.children.length, Bold: l.querySelectorAll("b").length, Overflows: document.documentElement.scrollWidth > innerWidth} })()`

// TestSuggestions: the arrow keys choose, Escape closes, Enter searches for what
// was typed, and what is suggested is announced. Each has a browser of its own:
// a page that one comes back to may still be leaving.
func TestSuggestions(t *testing.T) {
	url, asked := storyWithSuggestions(t)
	for name, try := range map[string]func(t *testing.T, b *browser){
		"the arrow keys choose": func(t *testing.T, b *browser) {
			b.accessible("suggestions")
			var now shown
			b.do(chromedp.Evaluate(lookAtBox, &now))
			if now.Expanded != "true" || now.Controls != "listbox" || now.Options != 2 || now.First != "gatlykta <b>släckt" || now.Bold != 0 || now.Active != "" || now.Overflows {
				t.Errorf("shown: %+v", now)
			}
			b.do(chromedp.Poll(`document.querySelector("main [role=status]").textContent.includes("2 förslag")`, nil))
			b.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.Evaluate(lookAtBox, &now))
			if now.Active != "Felanmäl gatubelysning" {
				t.Errorf("the arrow keys chose %q", now.Active)
			}
			b.do(chromedp.KeyEvent(kb.Enter))
			b.arrive("/tjanst/felanmal")
		},
		"Escape closes": func(t *testing.T, b *browser) {
			var now shown
			b.do(chromedp.KeyEvent(kb.Escape), chromedp.Evaluate(lookAtBox, &now))
			if now.Expanded != "false" || now.Options != 0 {
				t.Errorf("after Escape: %+v", now)
			}
			b.do(chromedp.KeyEvent(kb.Enter))
			b.arrive("/sok?q=gat")
		},
		"Enter searches for what was typed": func(_ *testing.T, b *browser) {
			b.do(chromedp.KeyEvent(kb.Enter)) // nothing is chosen
			b.arrive("/sok?q=gat")
		},
		"a finger chooses": func(_ *testing.T, b *browser) {
			b.click("main [role=option]:nth-child(2)", "/tjanst/felanmal")
		},
	} {
		t.Run(name, func(t *testing.T) {
			asked.Store(0)
			b := openBrowser(t, true)
			b.open(url + "/start/plain")
			b.do(chromedp.EmulateViewport(360, 800), chromedp.SendKeys(box, "gat", chromedp.ByQuery), chromedp.WaitVisible("main [role=option]", chromedp.ByQuery))
			try(t, b)
			if n := asked.Load(); n == 0 || n > 3 {
				t.Errorf("three letters asked %d times", n)
			}
			b.quiet()
		})
	}
}

// TestQuickExit: the page about a crisis is gone from the way back.
func TestQuickExit(t *testing.T) {
	url, _ := storyWithSuggestions(t)
	b := openBrowser(t, true)
	b.open(url + "/start/plain")
	b.open(url + "/search/crisis")
	b.do(chromedp.Evaluate(`document.querySelector("[data-exit]").href = "/ute"`, nil))
	b.click("[data-exit]", "/ute")
	b.do(chromedp.Evaluate(`setTimeout(() => history.back())`, nil))
	b.arrive("/start/plain")
	b.quiet()
}

// Without JavaScript the box is a box, and the way out a link.
func TestSearchWithoutJavaScript(t *testing.T) {
	url, asked := storyWithSuggestions(t)
	b := openBrowser(t, false)
	b.open(url + "/start/plain")
	b.do(chromedp.SendKeys(box, "gat"+kb.Enter, chromedp.ByQuery))
	b.arrive("/sok?q=gat")
	b.open(url + "/search/crisis")
	b.do(chromedp.WaitVisible("a[data-exit][href^='https://']", chromedp.ByQuery))
	if asked.Load() > 0 {
		t.Error("something asked for suggestions")
	}
}
