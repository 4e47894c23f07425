package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestTheContactCentre goes the whole way in the demo, to support-management, which
// loses every answer to what is sent: what a citizen tells becomes one errand with
// one file, and what staff write and do there is on the citizen's page.
func TestTheContactCentre(t *testing.T) {
	d := startDemo(t)
	lost, err := http.PostForm("http://"+d.cfg.OutsideAddr+"/contact-mode", url.Values{"mode": {"lost"}})
	must(t, err)
	must(t, lost.Body.Close())
	anna, err := citizen.New("http://" + d.cfg.Addr)
	must(t, err)
	reference := tellOfBarrier(t, anna)
	delivered := func(seq int) bool {
		s, err := d.Portal.house.db.Deliveries().FindStep(t.Context(), "kontaktcenter", reference, seq)
		must(t, err)
		return s.State() == delivery.StateDelivered
	}
	system := d.World.Contact()
	eventually(t, "the errand is made", func() bool { return len(system.Errands()) == 1 })
	well, err := http.PostForm("http://"+d.cfg.OutsideAddr+"/contact-mode", url.Values{"mode": {"well"}})
	must(t, err)
	must(t, well.Body.Close())
	eventually(t, "the errand and its file have arrived", func() bool { return delivered(1) && delivered(2) })
	all := system.Errands()
	e := all[0]
	if len(all) != 1 || len(e.Attachments) != 1 || string(e.Attachments[0].Content) != pdf || e.Body.Classification.Type != "PLATS" ||
		!strings.Contains(e.Body.Description, "Dörren är för tung.") || len(e.Conversations) != 1 {
		t.Errorf("%d errands, the first %+v", len(all), e)
	}
	page := func() *citizen.Page {
		p, err := anna.Get(t.Context(), "/arende/"+reference)
		must(t, err)
		return p
	}
	htmlcheck.Run(t, page().Body, htmlcheck.In("main", htmlcheck.HasText(e.Number)))
	must(t, system.Say(e.ID, 0, supportmanagement.Message{By: supportmanagement.Identifier{Type: "adAccount", Value: "joe01doe"}, Content: "Vi byter dörren."}))
	must(t, system.SetStatus(e.ID, "SOLVED"))
	eventually(t, "it is told", func() bool {
		return strings.Contains(page().Body, "Vi byter dörren.") && htmlcheck.Text(htmlcheck.Find(page().Doc, "main .tag")) == "Klart"
	})
	if n := strings.Count(page().Body, "Vi byter dörren."); n != 1 {
		t.Errorf("it is told %d times", n)
	}
}

// tellOfBarrier tells of a place that is not accessible, with a file, and returns the
// reference.
func tellOfBarrier(t *testing.T, c *citizen.Citizen) string {
	t.Helper()
	page, err := c.Get(t.Context(), "/tjanst/rapportera-brist-i-tillganglighet")
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
	send("main form", "do", "next", func(f *citizen.Form) {
		f.Set("vad", "lokal")
		f.Set("var", "Biblioteket")
		f.Set("handelse", "Dörren är för tung.")
		f.Attach("bild", "karta.pdf", "application/pdf", []byte(pdf))
	})
	send("main form", "do", "next", nil)
	send("main form[action$='/skicka']", "", "", nil)
	text := htmlcheck.Text(htmlcheck.Find(page.Doc, "main"))
	at := strings.Index(text, "MK-20")
	if at < 0 {
		t.Fatalf("no receipt at %s:\n%s", page.URL.Path, text)
	}
	return text[at : at+len("MK-2026-7F3K-9Q2C")]
}
