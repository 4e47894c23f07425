package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/demo/outside/anysystem"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestASystemThatTells goes the whole way in the demo, to a system that follows
// docs/webhook.md and behaves badly within it: it takes a comment and makes a case
// of it later, tells everything twice and in the wrong order, and answers with a
// document. The citizen sees each thing once, and the latest status.
func TestASystemThatTells(t *testing.T) {
	d := startDemo(t)
	system, deliveries := d.World.Comments(), d.Portal.house.db.Deliveries()
	system.SetQuirks(anysystem.Quirks{Later: true})
	anna, err := citizen.New("http://" + d.cfg.Addr)
	must(t, err)
	reference := comment(t, anna)
	step := func(seq int) delivery.Delivery {
		s, err := deliveries.FindStep(t.Context(), demoComments, reference, seq)
		must(t, err)
		return s
	}
	eventually(t, "the comment is accepted", func() bool { return step(1).State() == delivery.StateAccepted })
	if len(system.Cases()) != 0 {
		t.Error("there is a case already")
	}
	system.SetQuirks(anysystem.Quirks{})
	must(t, system.MakeAll(t.Context()))
	eventually(t, "the comment and its file have arrived", func() bool { return step(2).State() == delivery.StateDelivered })
	c := system.Cases()[0]
	if !strings.Contains(c.Text, "Bussen går för tidigt.") || c.Category != "forslag" || len(c.History) != 1 || string(c.History[0].Files[0].Content) != pdf {
		t.Errorf("it arrived as %+v", c)
	}
	page := func() *citizen.Page {
		p, err := anna.Get(t.Context(), "/arende/"+reference)
		must(t, err)
		return p
	}
	htmlcheck.Run(t, page().Body, htmlcheck.In("main", htmlcheck.HasText(c.Number)))

	system.SetQuirks(anysystem.Quirks{Twice: true, Backwards: true})
	must(t, system.Do(t.Context(), c.ID, anysystem.News{Status: anysystem.Started, Text: "Vi läser det."}))
	must(t, system.Do(t.Context(), c.ID, anysystem.News{Status: anysystem.Closed, Text: "Tidtabellen ändras."}))
	eventually(t, "both are told", func() bool {
		return strings.Contains(page().Body, "Vi läser det.") && strings.Contains(page().Body, "Tidtabellen ändras.")
	})
	htmlcheck.Run(t, page().Body, htmlcheck.In("main .tag", htmlcheck.HasText("Klart")))
	for _, text := range []string{"Vi läser det.", "Tidtabellen ändras."} {
		if n := strings.Count(page().Body, text); n != 1 {
			t.Errorf("%q is told %d times", text, n)
		}
	}

	system.SetQuirks(anysystem.Quirks{})
	must(t, system.Do(t.Context(), c.ID, anysystem.News{Decision: true, Text: "Så här blev det.", Files: []anysystem.File{
		{Name: "beslut.pdf", MediaType: "application/pdf", Content: []byte(pdf)},
	}}))
	eventually(t, "the decision has come", func() bool { return strings.Contains(page().Body, "Så här blev det.") })
	last := page()
	document, err := anna.Get(t.Context(), htmlcheck.Attr(htmlcheck.Find(last.Doc, "section[aria-labelledby=documents] a"), "href"))
	must(t, err)
	if document.Status != http.StatusOK || document.Body != pdf {
		t.Errorf("the document: %d, %d bytes", document.Status, len(document.Body))
	}
	for _, told := range system.Outbox() {
		if !told.Arrived {
			t.Errorf("%s %s did not arrive: %d", told.ID, told.Type, told.Status)
		}
	}
}

// comment sends a suggestion with a file and returns its reference.
func comment(t *testing.T, c *citizen.Citizen) string {
	t.Helper()
	page, err := c.Get(t.Context(), "/tjanst/lamna-synpunkt-eller-klagomal")
	must(t, err)
	send := func(selector, button, value string, fill func(*citizen.Form)) {
		t.Helper()
		form, err := page.Form(selector)
		must(t, err)
		if fill != nil {
			fill(form)
		}
		page, err = c.Submit(t.Context(), form, button, value)
		must(t, err)
		if page.Status != http.StatusOK {
			t.Fatalf("%s: status %d", page.URL.Path, page.Status)
		}
	}
	send("main form[action$='/borja']", "", "", nil)
	send("main form", "do", "next", func(f *citizen.Form) { f.Set("typ", "forslag") })
	send("main form", "do", "next", func(f *citizen.Form) { f.Set("omrade", "bemotande") })
	send("main form", "do", "next", func(f *citizen.Form) {
		f.Set("synpunkt", "Bussen går för tidigt.")
		f.Attach("bilagor", "karta.pdf", "application/pdf", []byte(pdf))
	})
	send("main form", "do", "next", func(f *citizen.Form) { f.Set("svar", "no") })
	send("main form[action$='/skicka']", "", "", nil)
	text := htmlcheck.Text(htmlcheck.Find(page.Doc, "main"))
	at := strings.Index(text, "MK-20")
	if at < 0 {
		t.Fatalf("no receipt at %s:\n%s", page.URL.Path, text)
	}
	return text[at : at+len("MK-2026-7F3K-9Q2C")]
}
