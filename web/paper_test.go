package web

import (
	"net/http"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/forms/formtest"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestPaper: a form with every type of question has room for each answer on
// paper, and nothing to fill in on a screen.
func TestPaper(t *testing.T) {
	all := entries()
	all[0].Offline = []catalogue.Way{catalogue.WayForm, catalogue.WayVisit}
	all[0].Contact.Visit = i18n.Text{SV: "Torget 1", EN: "The square 1"}
	anna := openForm(t, all, formtest.Everything).citizen()
	htmlcheck.Run(t, anna.get("/tjanst/lampa").Body, htmlcheck.In("#way-form a[href='/tjanst/lampa/blankett']"))
	page := anna.get("/tjanst/lampa/blankett")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("h1", htmlcheck.HasText("Felanmäl lampa")), htmlcheck.NotIn("main form"), htmlcheck.NotIn("main input"), htmlcheck.NotIn("main textarea"),
		htmlcheck.In(".paper", htmlcheck.HasText("Torget 1"), htmlcheck.HasText("0300-12 34 56"), htmlcheck.HasText("För att laga lampan."), htmlcheck.HasText("anonym")),
		htmlcheck.Each(".paper__part", htmlcheck.In("h2")), htmlcheck.In(".paper__boxes li"), htmlcheck.In(".paper__line"), htmlcheck.In(".paper__one .paper__question"),
		htmlcheck.In(".paper__when"), htmlcheck.In(".paper", htmlcheck.HasNoText("Underskrift")), htmlcheck.In("[data-print]"))
	htmlcheck.Run(t, anna.get("/en/tjanst/lampa/blankett").Body, htmlcheck.In("title", htmlcheck.HasText("Paper form: Report a lamp")), htmlcheck.In(".paper", htmlcheck.HasText("The square 1")))

	all[0].Login = catalogue.LoginBankID
	htmlcheck.Run(t, openForm(t, all, formtest.Everything).citizen().get("/tjanst/lampa/blankett").Body, htmlcheck.In(".paper", htmlcheck.HasText("Underskrift"), htmlcheck.HasNoText("anonym")))

	for name, change := range map[string]func(*catalogue.Entry){
		"no paper": func(e *catalogue.Entry) { e.Offline = []catalogue.Way{catalogue.WayPhone} },
		"no form":  func(e *catalogue.Entry) { e.FormVersion = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			all := entries()
			all[0].Offline = []catalogue.Way{catalogue.WayForm}
			change(&all[0])
			anna := openWith(t, all).citizen()
			if page := anna.get("/tjanst/lampa/blankett"); page.Status != http.StatusNotFound {
				t.Errorf("status %d", page.Status)
			}
			htmlcheck.Run(t, anna.get("/tjanst/lampa").Body, htmlcheck.NotIn("a[href$='/blankett']"))
		})
	}
}
