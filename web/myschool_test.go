package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/school"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// openSchool opens a portal with a school, where Anna logs in on the way to Mina barn.
func openSchool(t *testing.T) (*portal, *pupils, *visitor, *citizen.Page) {
	t.Helper()
	register := newPupils()
	p := open(t, withSchool(register))
	anna := p.citizen()
	if page := anna.get("/mina-barn"); page.URL.Path != "/logga-in" || page.URL.Query().Get("till") != "/mina-barn" {
		t.Fatalf("nobody came to %s", page.URL)
	}
	page := anna.logIn(annas, "/mina-barn")
	if page.URL.Path != "/mina-barn" || page.Status != http.StatusOK {
		t.Fatalf("came to %s (%d)", page.URL, page.Status)
	}
	return p, register, anna, page
}

func TestMyChildren(t *testing.T) {
	p, _, anna, page := openSchool(t)
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("h1", htmlcheck.HasText("Mina barn")),
		htmlcheck.Count("main .child", 2),
		htmlcheck.In("[aria-label='Alma Öst']", htmlcheck.HasText("Norrbyskolan"), htmlcheck.HasText("Klass 8B"), htmlcheck.HasText("2 timmar 5 minuter"),
			htmlcheck.HasText("Bild"), htmlcheck.HasText("Vårterminen 2026"), htmlcheck.HasNoText("Kemi"), htmlcheck.Count(".rows li", 6)),
		htmlcheck.In("[aria-label='Alma Öst'] [data-tone=fault]", htmlcheck.HasText("Ogiltig frånvaro"), htmlcheck.HasText("1 minut")),
		htmlcheck.In("[aria-label='Alma Öst'] .child__more a", htmlcheck.HasAttr("href", "/mina-barn/skolan/alma-1")),
		htmlcheck.In("[aria-label='Nils Öst']", htmlcheck.HasText("Ingen skola just nu"), htmlcheck.HasText("Ingen frånvaro den här terminen"),
			htmlcheck.HasText("Ingen frånvaro är anmäld"), htmlcheck.HasText("inga betyg"), htmlcheck.NotIn(".child__more")),
		htmlcheck.NotIn("main .note"),
		htmlcheck.In("body", htmlcheck.HasNoText("Tindra"), htmlcheck.HasNoText("anna-1"), htmlcheck.HasNoText("1979")))

	page = anna.get("/mina-barn/skolan/alma-1")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("h1", htmlcheck.HasText("Alma Öst")), htmlcheck.Count(".rows li", 9), htmlcheck.NotIn(".child__more"),
		htmlcheck.In(".rows li:first-child", htmlcheck.HasText("22 november 2026, 13.00")))
	page = anna.get("/en/mina-barn")
	htmlcheck.Run(t, page.Body, htmlcheck.In("h1", htmlcheck.HasText("My children")), htmlcheck.In("[aria-label='Alma Öst']", htmlcheck.HasText("2 hours 5 minutes"), htmlcheck.HasText("Spring term 2026")))
	htmlcheck.Run(t, anna.get("/mina-sidor").Body, htmlcheck.In("main a[href='/mina-barn']"))
	if !slices.Contains(p.memory.audited, audit.ChildSeen) || !slices.Contains(p.memory.audited, audit.SchoolAsked) {
		t.Errorf("the trail has %v", p.memory.audited)
	}
	p.close()
	for _, secret := range []string{"Alma", "Nils", annas, annas[2:]} {
		if strings.Contains(p.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}

func TestAnothersChild(t *testing.T) {
	p, _, anna, _ := openSchool(t)
	for _, path := range []string{"/mina-barn/skolan/tindra-1", "/mina-barn/skolan/none", "/mina-barn/annan/alma-1", "/mina-barn/skolan/%2e%2e", "/mina-barn/skolan/anna-1"} {
		page := anna.get(path)
		has(t, page, http.StatusNotFound)
		lacks(t, page, "Tindra", "Alma")
	}
	bo := p.citizen()
	page := bo.logIn(bos, "/mina-barn")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("main .note", htmlcheck.HasText("Vi hittar inga barn"), htmlcheck.HasText("0300-12 34 56")),
		htmlcheck.Count("main .note", 1), htmlcheck.NotIn("main .child"), htmlcheck.In("body", htmlcheck.HasNoText("Alma"), htmlcheck.HasNoText("svarar inte")))
	has(t, bo.get("/mina-barn/skolan/alma-1"), http.StatusNotFound)
	has(t, p.citizen().hop("/mina-barn/skolan/alma-1"), http.StatusSeeOther)
}

func TestProtectedAndSilent(t *testing.T) {
	p, register, anna, _ := openSchool(t)
	t.Run("a protected child", func(t *testing.T) {
		register.change(func() { register.alma.IsProtected = true })
		defer register.change(func() { register.alma.IsProtected = false })
		page := anna.get("/mina-barn")
		htmlcheck.Run(t, page.Body,
			htmlcheck.In("main .note", htmlcheck.HasText("Allt kan inte visas här"), htmlcheck.HasText("0300-12 34 56"), htmlcheck.HasText("Besök")),
			htmlcheck.Count("main .child", 1), htmlcheck.NotIn("main .note[data-tone=wait]"))
		lacks(t, page, "Alma", "skydd", "Skydd", "sekretess", "Klass 8B")
		has(t, anna.get("/mina-barn/skolan/alma-1"), http.StatusNotFound)
	})
	t.Run("one kind does not answer", func(t *testing.T) {
		register.change(func() { register.fails[school.KindGrades] = true })
		defer register.change(func() { register.fails[school.KindGrades] = false })
		htmlcheck.Run(t, anna.get("/mina-barn").Body,
			htmlcheck.In("[aria-label='Alma Öst'] .unanswered", htmlcheck.HasText("Betygen kan inte visas"), htmlcheck.HasText("senast 23 november 2026")),
			htmlcheck.In("[aria-label='Alma Öst'] .sums"), htmlcheck.Count(".unanswered", 2), htmlcheck.NotIn("main .note"), htmlcheck.NotIn(".grades"))
	})
	t.Run("nothing answers", func(t *testing.T) {
		register.change(func() { register.fails[school.KindRecord] = true })
		defer register.change(func() { register.fails[school.KindRecord] = false })
		page := anna.get("/mina-barn")
		has(t, page, http.StatusOK)
		htmlcheck.Run(t, page.Body,
			htmlcheck.In("main .note[data-tone=wait]", htmlcheck.HasText("Skolans register svarar inte"), htmlcheck.HasText("senast 23 november 2026")),
			htmlcheck.Count("main .note", 1), htmlcheck.NotIn("main .child"))
		lacks(t, page, "inga barn", "Alma")
		htmlcheck.Run(t, anna.get("/en/mina-barn").Body, htmlcheck.In("main .note", htmlcheck.HasText("The register does not answer")))
		page = anna.get("/mina-barn/skolan/alma-1")
		has(t, page, http.StatusServiceUnavailable, "Skolans system svarar inte just nu")
		lacks(t, page, "Alma")
	})
	t.Run("asked too often", func(t *testing.T) {
		last := 0
		for range 40 {
			last = anna.get("/mina-barn").Status
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("status %d", last)
		}
		if page := p.citizen().logIn(bos, "/mina-barn"); page.Status != http.StatusOK {
			t.Errorf("somebody else: %d", page.Status)
		}
	})
}

func TestNoSchool(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	has(t, anna.logIn(annas, "/mina-barn"), http.StatusNotFound)
	has(t, anna.get("/mina-barn/skolan/alma-1"), http.StatusNotFound)
	htmlcheck.Run(t, anna.get("/mina-sidor").Body, htmlcheck.NotIn("main a[href='/mina-barn']"))
}
