package e2e

import (
	"net/http/httptest"
	"strings"
	"testing"

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

// TestOfficePages looks at the pages of the back office at every width and keeps
// screenshots.
func TestOfficePages(t *testing.T) {
	server := httptest.NewServer(sample.Handler())
	defer server.Close()
	b := openBrowser(t, true)
	for _, story := range sample.Stories() {
		if strings.HasPrefix(story.Name, "office/") {
			b.open(server.URL + "/" + story.Name)
			b.look(strings.ReplaceAll(story.Name, "/", "-"))
		}
	}
	b.quiet()
}

// TestPublicPagesAreAccessible does the same for the portal's own public
// pages and its errors, with real content, and keeps screenshots.
func TestPublicPagesAreAccessible(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	for name, path := range map[string]string{
		"start-en":          "/en",
		"tjanster":          "/tjanster",
		"tjanst-utan-form":  "/tjanst/ansok-om-gravtillstand",
		"tjanst-hanvisning": "/tjanst/pass-och-id-kort-ordnar-du-hos-polisen",
		"sok-inget":         "/sok?q=recept+p%C3%A5+pannkakor",
		"kontakt":           "/kontakt",
		"tillganglighet":    "/tillganglighet",
		"dina-uppgifter":    "/dina-uppgifter",
		"mina-sidor":        "/mina-sidor",
	} {
		b.open(d.url + path)
		b.look(name)
	}
	b.quiet()
	b.open(d.url + "/finns-inte") // its 404 is an error on the console, and meant
	b.look("fel-404")
}
