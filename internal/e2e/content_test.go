package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestEveryServiceHasItsPage reads the page of each of Mittköping's services in
// each language, and what programs get of it: all of it is there, in the
// language, and nothing that is the municipality's own.
func TestEveryServiceHasItsPage(t *testing.T) {
	d := startDemo(t)
	files, err := (&catalogue.Files{CheckForm: func(json.RawMessage) []catalogue.FormFault { return nil }}).Read(content.Services())
	if err != nil || len(files) < 100 {
		t.Fatalf("%d services, %v", len(files), err)
	}
	for _, lang := range i18n.Langs {
		said := wordsOf(files, lang)
		for _, file := range files {
			t.Run(string(lang)+"/"+file.ID, func(t *testing.T) {
				page := read(t, d.url+paths.Service(lang, file.ID), "")
				htmlcheck.Run(t, page, wholePage(lang, said)...)
				htmlcheck.Run(t, page, tellsAll(lang, file)...)
				for _, own := range ownWords(file) {
					if strings.Contains(page, own) {
						t.Errorf("the page says %q, which is not for citizens", own)
					}
				}
				linked(t, d.url, file, lang)
				if file.Form != nil && slices.Contains(file.Offline, catalogue.WayForm) {
					htmlcheck.Run(t, page, htmlcheck.In("#way-form a", htmlcheck.HasAttr("href", paths.Paper(lang, file.ID))))
					htmlcheck.Run(t, read(t, d.url+paths.Paper(lang, file.ID), ""), wholePage(lang, said)...)
				}
			})
		}
	}
}

// TestEveryListHasItsPage does the same for the pages that lead to services.
func TestEveryListHasItsPage(t *testing.T) {
	d := startDemo(t)
	files, err := (&catalogue.Files{CheckForm: func(json.RawMessage) []catalogue.FormFault { return nil }}).Read(content.Services())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		addresses := []string{
			paths.Home(lang), paths.Services(lang), paths.ServicesByTitle(lang), paths.Disturbances(lang), paths.About(lang), paths.Contact(lang),
			paths.Accessibility(lang), paths.Privacy(lang), paths.Search(lang, "skola"), paths.Search(lang, "xyzzy"), paths.MyPages(lang), paths.FollowUp(lang),
		}
		for _, c := range catalogue.Categories() {
			addresses = append(addresses, paths.Category(lang, c.Code))
		}
		for _, e := range catalogue.LifeEvents() {
			addresses = append(addresses, paths.LifeEvent(lang, e.Code))
		}
		said := wordsOf(files, lang)
		for _, address := range addresses {
			t.Run(address, func(t *testing.T) { htmlcheck.Run(t, read(t, d.url+address, ""), wholePage(lang, said)...) })
		}
	}
}

// wholePage is what every page with content is held to.
func wholePage(lang i18n.Lang, otherLanguage []string) []htmlcheck.Check {
	return []htmlcheck.Check{
		htmlcheck.In("html", htmlcheck.HasAttr("lang", string(lang))), htmlcheck.Count("h1", 1),
		htmlcheck.Each("h1, h2, h3, summary, dt, dd, main li, main a, footer a, label", hasWords),
		htmlcheck.In("body", hasNoKeys),
		htmlcheck.In("body", saysNothingOf(otherLanguage)),
	}
}

func hasWords(n *html.Node) error {
	if strings.TrimSpace(htmlcheck.Text(n)) == "" {
		return errors.New("is empty")
	}
	return nil
}

var textKey = regexp.MustCompile(`\b(catalogue|layout|ui|form|error)\.[a-z_0-9]+(\.[a-z_-]+)*\b`)

func hasNoKeys(n *html.Node) error {
	if key := textKey.FindString(htmlcheck.Text(n)); key != "" {
		return fmt.Errorf("the key %s stands where a text should", key)
	}
	return nil
}

// saysNothingOf looks at what is not marked as being in another language.
func saysNothingOf(words []string) htmlcheck.Check {
	return func(n *html.Node) error {
		text := unmarked(n)
		for _, w := range words {
			if strings.Contains(text, w) {
				return fmt.Errorf("says %q, which is in another language", w)
			}
		}
		return nil
	}
}

// unmarked is the text under n without what says its own language, and without
// scripts, white space run together.
func unmarked(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Data == "script" || n.Type == html.ElementNode && n.Data != "html" && htmlcheck.Attr(n, "lang") != "" {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(unmarked(c) + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// shortest is how long a text must be to be known for one of a language.
const shortest = 15

// wordsOf returns what the services say in other languages than the page's, and
// in the page's own nowhere.
func wordsOf(files []catalogue.File, page i18n.Lang) []string {
	own, others := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		for _, text := range textsOf(file) {
			own[text.In(page)] = true
			for _, lang := range i18n.Langs {
				if other := text.In(lang); lang != page && len(other) >= shortest {
					others[other] = true
				}
			}
		}
	}
	var out []string
	for text := range others {
		if !own[text] {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

// textsOf returns every text of a service but its keywords, which only programs
// read.
func textsOf(file catalogue.File) []i18n.Text {
	file.Keywords = nil
	raw, err := json.Marshal(file)
	if err != nil {
		panic(err) // texts always can
	}
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		panic(err) // it was written a line above
	}
	return textsIn(plain)
}

func textsIn(v any) []i18n.Text {
	var out []i18n.Text
	switch v := v.(type) {
	case map[string]any:
		if sv, ok := v["sv"].(string); ok {
			en, _ := v["en"].(string)
			return []i18n.Text{{SV: sv, EN: en}}
		}
		for _, inner := range v {
			out = append(out, textsIn(inner)...)
		}
	case []any:
		for _, inner := range v {
			out = append(out, textsIn(inner)...)
		}
	}
	return out
}

// tellsAll is what the page of a service must say.
func tellsAll(lang i18n.Lang, file catalogue.File) []htmlcheck.Check {
	says := func(section string, texts ...i18n.Text) []htmlcheck.Check {
		var out []htmlcheck.Check
		for _, text := range texts {
			if !text.IsZero() {
				out = append(out, htmlcheck.In(section, htmlcheck.HasText(strings.Join(strings.Fields(text.In(lang)), " "))))
			}
		}
		return out
	}
	checks := slices.Concat(
		says("h1", file.Title), says(".lead", file.Summary), says("section[aria-labelledby=needs]", file.Needs...),
		says("section[aria-labelledby=steps]", file.Steps...), says("section[aria-labelledby=next]", file.Next...),
		says("section[aria-labelledby=privacy]", file.DataProtection.Purpose, file.DataProtection.Recipients),
	)
	if !strings.HasPrefix(file.HandlingTime.SV, "okänd") {
		checks = append(checks, says(".facts", file.HandlingTime)...)
	}
	if file.Urgent != nil {
		checks = append(checks, says(".urgent", file.Urgent.Text)...)
		checks = append(checks, htmlcheck.In(".urgent a", htmlcheck.HasText(file.Urgent.Phone)))
	}
	if file.Form != nil {
		checks = append(checks, htmlcheck.In(".begin form, .begin a[href*='/logga-in?']"))
	}
	for _, way := range file.Offline {
		checks = append(checks, htmlcheck.In("#way-"+string(way), hasWords))
	}
	if file.Link != nil && file.Form == nil {
		checks = append(checks, htmlcheck.In(".begin a", htmlcheck.HasAttr("href", file.Link.URL)))
	}
	return checks
}

// ownWords are words of a service that are for those who run the portal: what
// its route says, and the names of systems that it does not tell of itself.
func ownWords(file catalogue.File) []string {
	var own []string
	if file.Route != nil {
		for _, value := range file.Route.Params {
			own = append(own, value)
		}
	}
	raw, err := json.Marshal([]any{textsOf(file), file.Keywords, file.Link})
	if err != nil {
		panic(err) // texts always can
	}
	for _, system := range file.Backend.Systems {
		if !strings.Contains(strings.ToLower(string(raw)), strings.ToLower(system)) {
			own = append(own, system)
		}
	}
	return slices.DeleteFunc(own, func(word string) bool { return len(word) < 5 })
}

// linked holds what programs get of a service to its being read, in the
// language, with nothing of the back end.
func linked(t *testing.T, base string, file catalogue.File, lang i18n.Lang) {
	t.Helper()
	address := base + paths.APIService(file.ID) + "?lang=" + string(lang)
	var entry map[string]any
	if err := json.Unmarshal([]byte(read(t, address, "application/json")), &entry); err != nil {
		t.Fatal(err)
	}
	if entry["title"] != file.Title.In(lang) || entry["data_protection"] == nil || entry["fee"] == nil || entry["offline"] == nil || entry["backend"] != nil || entry["route"] != nil {
		t.Errorf("the API says %v", entry)
	}
	var document map[string]any
	if err := json.Unmarshal([]byte(read(t, address, catalogue.JSONLDType)), &document); err != nil {
		t.Fatal(err)
	}
	if document["@type"] != "cpsv:PublicService" || document["dct:identifier"] != file.ID {
		t.Errorf("linked data says %v", document)
	}
}

func read(t *testing.T, address, accept string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d, %v", address, res.StatusCode, err)
	}
	return string(raw)
}
