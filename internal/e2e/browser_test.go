package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// widths are the screens that every page is looked at on: a phone, a tablet, a
// desk. CSS pixels.
var widths = []int64{360, 768, 1280}

// browser is Debian's Chromium with one page open.
type browser struct {
	t    *testing.T
	ctx  context.Context
	axe  string
	mu   sync.Mutex
	said []string // errors on the console
}

// openBrowser starts Chromium, with or without JavaScript. Without Chromium
// the test fails in CI and is skipped elsewhere.
func openBrowser(t *testing.T, javascript bool) *browser {
	t.Helper()
	path := "/usr/bin/chromium"
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("no Chromium: run make test, or install Debian's package chromium")
	}
	axe, err := os.ReadFile(filepath.Join("..", "..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-gpu", true))
	alloc, stopAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(func() { cancel(); stop(); stopAlloc() })
	b := &browser{t: t, ctx: ctx, axe: string(axe)}
	chromedp.ListenTarget(ctx, b.listen)
	// Nothing moves by and by: a button that slides is clicked beside.
	still := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}
	b.do(cdplog.Enable(), runtime.Enable(), emulation.SetScriptExecutionDisabled(!javascript),
		emulation.SetEmulatedMedia().WithFeatures(still), chromedp.EmulateViewport(1280, 900))
	return b
}

func (b *browser) listen(event any) {
	var text string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Error()
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError {
			text = fmt.Sprintf("console.error %v", e.Args)
		}
	case *cdplog.EventEntryAdded:
		// An answer of 4xx to a form with faults is an entry too: it is meant.
		if e.Entry.Level == cdplog.LevelError && !strings.Contains(e.Entry.Text, "422") {
			text = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if text != "" {
		b.mu.Lock()
		b.said = append(b.said, text)
		b.mu.Unlock()
	}
}

// do runs actions and fails the test when one does not succeed.
func (b *browser) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatalf("%v (at %s)", err, b.url())
	}
}

func (b *browser) url() string {
	var at string
	_ = chromedp.Run(b.ctx, chromedp.Location(&at))
	return at
}

func (b *browser) open(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
}

// click clicks what selector finds and waits until the address contains to.
func (b *browser) click(selector, to string) {
	b.t.Helper()
	b.do(chromedp.Click(selector, chromedp.ByQuery))
	b.arrive(to)
}

// arrive waits until the address contains part and its page has loaded.
func (b *browser) arrive(part string) {
	b.t.Helper()
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		var at, state string
		for !strings.Contains(at, part) || state != "complete" {
			if err := chromedp.Location(&at).Do(ctx); err != nil {
				at = "" // as below
			}
			if err := chromedp.Evaluate(`document.readyState`, &state).Do(ctx); err != nil {
				state = "" // between two pages there is no document to ask
			}
			select {
			case <-time.After(15 * time.Millisecond):
			case <-ctx.Done():
				return fmt.Errorf("waiting for %s at %s: %w", part, at, ctx.Err())
			}
		}
		return nil
	}))
}

// fill replaces what stands in an input by typing.
func (b *browser) fill(selector, text string) {
	b.t.Helper()
	b.do(chromedp.Evaluate(fmt.Sprintf("document.querySelector(%q).value = ''", selector), nil), chromedp.SendKeys(selector, text, chromedp.ByQuery))
}

func (b *browser) text(selector string) string {
	b.t.Helper()
	var text string
	b.do(chromedp.Text(selector, &text, chromedp.ByQuery))
	return text
}

// look holds the page against WCAG 2.2 A and AA as far as axe sees, checks
// that nothing sticks out sideways on a phone, and keeps screenshots.
func (b *browser) look(name string) {
	b.t.Helper()
	for _, width := range widths {
		b.fits(name, width)
		var shot []byte
		b.do(chromedp.FullScreenshot(&shot, 100))
		keepScreenshot(b.t, fmt.Sprintf("%s-%d.png", name, width), shot)
		if width != widths[1] {
			b.accessible(fmt.Sprintf("%s at %d px", name, width))
		}
	}
}

// inDark looks at the page as one does who prefers dark colours: on a phone and
// on a desk, as axe sees it, with screenshots.
func (b *browser) inDark(name string) {
	b.t.Helper()
	scheme := func(value string) chromedp.Action {
		return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}})
	}
	b.do(scheme("dark"))
	for _, width := range []int64{widths[0], widths[2]} {
		b.fits(name+" in dark", width)
		var shot []byte
		b.do(chromedp.FullScreenshot(&shot, 100))
		keepScreenshot(b.t, fmt.Sprintf("%s-%d-dark.png", name, width), shot)
	}
	b.accessible(name + " in dark")
	b.do(scheme("light"))
}

// fits sets the width of the window and checks that nothing sticks out.
func (b *browser) fits(name string, width int64) {
	b.t.Helper()
	var wide bool
	b.do(
		chromedp.EmulateViewport(width, 900),
		chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &wide),
	)
	if wide {
		b.t.Errorf("%s scrolls sideways at %d px", name, width)
	}
}

func (b *browser) accessible(name string) {
	b.t.Helper()
	var raw string
	b.do(
		chromedp.Evaluate(b.axe+";0", nil),
		chromedp.Evaluate(`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]}).then(r => JSON.stringify(
			r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(" ") + ": " + n.failureSummary)}))))`, &raw,
			func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
	)
	var violations []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(raw), &violations); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range violations {
		b.t.Errorf("%s: %s (%s)\n\t%s", name, v.Help, v.ID, strings.Join(v.Nodes, "\n\t"))
	}
}

// quiet requires that nothing was written as an error on the console.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.said {
		b.t.Errorf("on the console: %s", s)
	}
}

// keepScreenshot writes a picture where a person can open it: var/screenshots.
func keepScreenshot(t *testing.T, name string, picture []byte) {
	t.Helper()
	dir := filepath.Join("..", "..", "var", "screenshots")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), picture, 0o600); err != nil {
		t.Fatal(err)
	}
}
