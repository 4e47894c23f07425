package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	school "github.com/mittkoping/entre/internal/demo/outside/ss12000"
)

// TestGuardian is a guardian who logs in on the way to Mina barn and sees their
// children and nobody else's; another guardian sees the one child that they share
// custody of; one who was guardian once sees none. Then the school's register
// changes, and breaks, and what the pages say changes with it at once.
func TestGuardian(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	b.open(d.url + "/mina-barn")
	b.arrive("/logga-in")
	b.logIn("Anna Bergström", func(string) {})
	b.arrive("/mina-barn")
	main := b.text("main")
	wantIn(t, main, "Alma Bergström", "Nils Haddad", "Norrbyskolan", "8B", "5A", "Matematik", "10 timmar", "20 minuter")
	wantOut(t, main, "Tindra", "Vidar", "Söderskolan", "777", "svarar inte", "inga barn", "Allt kan inte visas")
	b.look("mina-barn")
	b.click("main a[href$='"+school.Alma+"']", school.Alma)
	wantIn(t, b.text("main"), "Alma Bergström", "Svenska")
	b.look("mina-barn-ett")
	b.open(d.url + "/mina-sidor")
	b.click("main a[href='/mina-barn']", "/mina-barn")

	t.Run("English", func(*testing.T) {
		b.open(d.url + "/en/mina-barn")
		wantIn(t, b.text("main"), "My children", "Valid absence", "Autumn term", "10 hours")
	})
	t.Run("another's child by its address", func(t *testing.T) {
		for _, id := range []string{school.Tindra, school.Vidar, school.Karim, "finns-inte"} {
			if got := b.status(d.url + "/mina-barn/skolan/" + id); got != http.StatusNotFound {
				t.Errorf("%s: %d", id, got)
			}
		}
	})
	t.Run("grades are down", func(t *testing.T) {
		d.schoolMode(t, "grades")
		b.open(d.url + "/mina-barn")
		text := b.text("main")
		wantIn(t, text, "Alma Bergström", "10 timmar", "Betygen kan inte visas just nu", "Det svarade senast")
		wantOut(t, text, "Matematik")
		b.look("mina-barn-betyg-nere")
	})
	t.Run("each other fault", func(t *testing.T) {
		for _, mode := range []string{"down", "error", "half", "types"} {
			d.schoolMode(t, mode)
			b.open(d.url + "/mina-barn")
			text := b.text("main")
			wantIn(t, text, "Skolans register svarar inte just nu")
			wantOut(t, text, "Alma", "Nils", "Tindra", "inga barn")
		}
		b.look("mina-barn-nere")
	})
	t.Run("filters are ignored", func(t *testing.T) {
		d.schoolMode(t, "ignores")
		b.open(d.url + "/mina-barn")
		text := b.text("main")
		wantIn(t, text, "Alma Bergström", "Nils Haddad", "10 timmar")
		wantOut(t, text, "Tindra", "Vidar")
	})
	d.schoolMode(t, "well")
	t.Run("protected", func(t *testing.T) {
		d.school.Change(func(data *school.Data) { data.Person(school.Alma).SecurityMarking = school.MarkingSecrecy })
		b.open(d.url + "/mina-barn")
		text := b.text("main")
		wantIn(t, text, "Nils Haddad", "Allt kan inte visas här", "0300-12 34 56", "Stadshuset")
		wantOut(t, text, "Alma", "8B", "skydd", "sekretess")
		b.look("mina-barn-skyddad")
		if got := b.status(d.url + "/mina-barn/skolan/" + school.Alma); got != http.StatusNotFound {
			t.Errorf("by its address: %d", got)
		}
	})
	t.Run("custody ends", func(t *testing.T) {
		d.school.Change(func(data *school.Data) {
			data.Person(school.Alma).SecurityMarking = school.MarkingNone
			data.Person(school.Alma).Responsibles = nil
		})
		b.open(d.url + "/mina-barn")
		wantOut(t, b.text("main"), "Alma")
	})
	b.logOut(d)

	for person, sees := range map[string]string{"Karim Haddad": "Nils Haddad", "Elsa Lindqvist": "Vi hittar inga barn", "Maria Kowalska": "Tindra Lindqvist"} {
		b.open(d.url + "/mina-barn")
		b.arrive("/logga-in")
		b.logIn(person, func(string) {})
		b.arrive("/mina-barn")
		text := b.text("main")
		wantIn(t, text, sees)
		for _, child := range []string{"Alma", "Nils", "Tindra", "Vidar"} {
			if !strings.HasPrefix(sees, child) {
				wantOut(t, text, child)
			}
		}
		if sees == "Vi hittar inga barn" {
			b.look("mina-barn-inga")
		}
		b.logOut(d)
	}
}

func wantIn(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("the page lacks %q:\n%s", word, text)
		}
	}
}

func wantOut(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(text, word) {
			t.Errorf("the page has %q:\n%s", word, text)
		}
	}
}

// schoolMode presses a button for the school's register in the world outside.
func (d *demo) schoolMode(t *testing.T, mode string) {
	t.Helper()
	staff := openCitizen(t, d.outside)
	page, err := staff.Get(t.Context(), "/")
	if err != nil {
		t.Fatal(err)
	}
	form, err := page.Form("form[action='/school-mode']")
	if err != nil {
		t.Fatal(err)
	}
	if done, err := staff.Submit(t.Context(), form, "mode", mode); err != nil || done.Status != http.StatusOK {
		t.Fatal(done, err)
	}
}

// status asks for an address in the page's own session and returns the answer's
// status.
func (b *browser) status(url string) int {
	b.t.Helper()
	response, err := chromedp.RunResponse(b.ctx, chromedp.Navigate(url))
	if err != nil {
		b.t.Fatal(err)
	}
	return int(response.Status)
}

func (b *browser) logOut(d *demo) {
	b.t.Helper()
	b.open(d.url + "/mina-sidor")
	b.do(chromedp.Click("header form[action$='/logga-ut'] button", chromedp.ByQuery), chromedp.WaitNotPresent("header .who", chromedp.ByQuery))
	b.arrive(d.url)
}
