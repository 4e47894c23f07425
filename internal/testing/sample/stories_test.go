package sample_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/internal/testing/sample"
	"github.com/mittkoping/entre/templates/ui"
)

// receiptFile is the one page that is kept outside the portal, and therefore
// carries its own style.
const receiptFile = "form/receipt-file"

// textKey is a key of a text, which a reader sees when no language has it.
var textKey = regexp.MustCompile(`\b(layout|ui|catalogue|form|case|school|signin|error|office)\.[a-z_]+(\.[a-z_]+)*\b`)

// TestStories holds every page in every state, in both languages, to what all
// pages have in common.
func TestStories(t *testing.T) {
	for _, story := range sample.Stories() {
		for _, lang := range i18n.Langs {
			t.Run(story.Name+"/"+string(lang), func(t *testing.T) {
				var page strings.Builder
				if err := story.Component.Render(i18n.WithLang(context.Background(), lang), &page); err != nil {
					t.Fatal(err)
				}
				if story.Name != receiptFile {
					htmlcheck.Run(t, page.String(), inShell)
					htmlcheck.Run(t, page.String(), htmlcheck.Count("#q", searches(story.Name))) // one search box, in the same place
				}
				htmlcheck.Run(t, page.String(),
					htmlcheck.In("html", htmlcheck.HasAttr("lang", string(lang))),
					htmlcheck.In("title", htmlcheck.HasText("Mittköping")),
					htmlcheck.Count("h1", 1),
					htmlcheck.NotIn("[style]"),
					htmlcheck.NotIn("[onclick], [onload], [onsubmit]"),
					hasTexts, resolves, protects)
			})
		}
	}
}

// searches is how many search boxes a story has: who is at the door of the back
// office has nothing to search in.
func searches(story string) int {
	if strings.HasPrefix(story, "login/office") || story == "error/office" {
		return 0
	}
	return 1
}

// inShell is what a page has from its shell and what the content security
// policy asks of it.
func inShell(doc *html.Node) error {
	for _, check := range []htmlcheck.Check{
		htmlcheck.In("body > .ds-skip-link:first-child", htmlcheck.HasAttr("href", "#main")),
		htmlcheck.Count("main#main", 1),
		htmlcheck.NotIn("style"),
		htmlcheck.NotIn("script:not([src]):not([type='application/ld+json'])"),
	} {
		if err := check(doc); err != nil {
			return err
		}
	}
	return nil
}

// hasTexts requires that no key of a text stands where the text should.
func hasTexts(doc *html.Node) error {
	return htmlcheck.In("html", func(n *html.Node) error {
		if key := textKey.FindString(htmlcheck.Text(n)); key != "" {
			return htmlcheck.HasNoText(key)(n)
		}
		return nil
	})(doc)
}

// resolves requires that ids are unique and that what refers to one finds it.
func resolves(doc *html.Node) error {
	for _, n := range htmlcheck.FindAll(doc, "[id]") {
		if err := htmlcheck.Count(`[id="`+htmlcheck.Attr(n, "id")+`"]`, 1)(doc); err != nil {
			return err
		}
	}
	for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "href"} {
		for _, n := range htmlcheck.FindAll(doc, "["+attr+"]") {
			value := htmlcheck.Attr(n, attr)
			if attr == "href" && (!strings.HasPrefix(value, "#") || value == "#") {
				continue
			}
			for _, id := range strings.Fields(value) {
				if err := htmlcheck.Count(`[id="`+strings.TrimPrefix(id, "#")+`"]`, 1)(doc); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// protects requires that every form that changes something carries the token.
func protects(doc *html.Node) error {
	for _, form := range htmlcheck.FindAll(doc, `form[method="post"]`) {
		if err := htmlcheck.In(`input[type="hidden"][name="`+ui.FieldCSRF+`"]`, htmlcheck.HasAttr("value", "sample-token"))(form); err != nil {
			return err
		}
	}
	return nil
}
