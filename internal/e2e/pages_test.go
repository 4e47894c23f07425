package e2e

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/mittkoping/entre/internal/testing/sample"
)

// TestEveryPageIsAccessible looks at every page and component of the
// storybook, in each state that has a story, as axe sees WCAG 2.2 A and AA:
// on a phone, and in English on a desk.
func TestEveryPageIsAccessible(t *testing.T) {
	server := httptest.NewServer(sample.Handler())
	defer server.Close()
	b := openBrowser(t, true)
	for _, story := range sample.Stories() {
		b.open(server.URL + "/" + story.Name)
		b.fits(story.Name, widths[0])
		b.accessible(story.Name)
		b.open(server.URL + "/en/" + story.Name)
		b.fits(story.Name, widths[2])
		b.accessible(story.Name + " in English")
	}
	b.quiet()
}

// TestOfficePages looks at the pages of the back office and the administration at every width and keeps
// screenshots.
func TestOfficePages(t *testing.T) {
	server := httptest.NewServer(sample.Handler())
	defer server.Close()
	b := openBrowser(t, true)
	for _, story := range sample.Stories() {
		if strings.HasPrefix(story.Name, "office/") || strings.HasPrefix(story.Name, "admin/") {
			b.open(server.URL + "/" + story.Name)
			b.look(strings.ReplaceAll(story.Name, "/", "-"))
		}
	}
	b.quiet()
}

// publicPages are the portal's own public pages that are looked at with real
// content, by the names of their screenshots.
var publicPages = map[string]string{
	"start":              "/",
	"start-en":           "/en",
	"omrade":             "/omrade/bygga-bo-och-miljo",
	"livet":              "/livet/fa-barn",
	"tjanster":           "/tjanster",
	"tjanster-a-o":       "/tjanster?ordning=a-o",
	"tjanst-formular":    "/tjanst/felanmal-gatubelysning",
	"tjanst-inloggning":  "/tjanst/ansok-om-hemtjanst",
	"tjanst-information": "/tjanst/ansok-om-bygglov-for-mur-eller-plank",
	"tjanst-hanvisning":  "/tjanst/pass-och-id-kort-ordnar-du-hos-polisen",
	"tjanst-brattom":     "/tjanst/anmal-oro-for-ett-barn",
	"tjanst-storning":    "/tjanst/felanmal-busshallplats",
	"tjanst-blankett":    "/tjanst/ansok-om-hemtjanst/blankett",
	"sok":                "/sok?q=bygglov",
	"sok-filter":         "/sok?q=bygglov&for=foretag&inloggning=ingen",
	"sok-inget":          "/sok?q=recept+p%C3%A5+pannkakor",
	"driftinformation":   "/driftinformation",
	"om":                 "/om",
	"kontakt":            "/kontakt",
	"tillganglighet":     "/tillganglighet",
	"dina-uppgifter":     "/dina-uppgifter",
	"mina-sidor":         "/mina-sidor",
}

// TestPublicPagesAreAccessible does the same for the portal's own public
// pages and its errors, with real content, in light and in dark, and keeps
// screenshots.
func TestPublicPagesAreAccessible(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	for _, name := range slices.Sorted(maps.Keys(publicPages)) {
		b.open(d.url + publicPages[name])
		b.look(name)
		b.inDark(name)
	}
	b.quiet()
	b.open(d.url + "/finns-inte") // its 404 is an error on the console, and meant
	b.look("fel-404")
	b.inDark("fel-404")
}

// TestPagesBearEveryReader: with text twice as large, from right to left, and on
// the smallest screens nothing sticks out sideways.
func TestPagesBearEveryReader(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	for _, name := range slices.Sorted(maps.Keys(publicPages)) {
		b.open(d.url + publicPages[name])
		b.fits(name, 320)
		b.do(chromedp.Evaluate(`document.documentElement.dir = "rtl"; 0`, nil))
		b.fits(name+" from right to left", 320)
		b.fits(name+" from right to left", widths[2])
		b.do(chromedp.Evaluate(`document.documentElement.dir = ""; document.documentElement.style.fontSize = "200%"; 0`, nil))
		b.fits(name+" with large text", 400)
		b.fits(name+" with large text", widths[2])
	}
}

// TestPagesOnPaper: what one presses is not printed, and what is folded on a
// screen is.
func TestPagesOnPaper(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	b.do(emulation.SetEmulatedMedia().WithMedia("print"))
	b.open(d.url + "/tjanst/anmal-oro-for-ett-barn")
	for selector, want := range map[string]bool{
		"header nav": false, "header .search": false, "footer": false, ".begin form": false, ".notice": false,
		"h1": true, ".urgent__text": true, ".facts": true, "#way-phone": true,
		"section[aria-labelledby=privacy] dl": true, // folded on a screen
	} {
		var shown bool
		b.do(chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).checkVisibility({contentVisibilityAuto: true}) && document.querySelector(%q).getBoundingClientRect().height > 0`, selector, selector), &shown))
		if shown != want {
			t.Errorf("%s is on paper: %t, want %t", selector, shown, want)
		}
	}
}
