package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/mittkoping/entre/internal/demo/outside/byggr"
)

// TestFireplaceNotice is a citizen who gives notice of a fireplace while ByggR loses
// each answer to what is registered: the case is there once, with its party, its
// property and its drawings; an order to complete it is answered; and the decision
// stands on the case's page with its document.
func TestFireplaceNotice(t *testing.T) {
	d := startDemo(t)
	mode := func(m string) {
		answer, err := http.PostForm(d.outside+"/byggr-mode", url.Values{"mode": {m}})
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	mode("lost")
	b := openBrowser(t, true)
	b.open(d.url + "/tjanst/anmal-installation-av-kamin-eller-annan-eldstad")
	b.do(chromedp.Click("main form[action$='/borja'] button, main a[href^='/logga-in']", chromedp.ByQuery))
	b.arrive("/logga-in")
	b.logIn("Elsa Lindqvist", func(string) {})
	b.do(chromedp.Click("main form[action$='/borja'] button", chromedp.ByQuery))
	b.arrive("/eldstad")
	reference := b.giveNotice(t)

	var a byggr.Arende
	if !waitFor(deadline(t), func() bool {
		a = arendeOf(d.byggR, reference)
		return len(files(a)) == 2
	}) {
		t.Fatalf("ByggR has %+v", a)
	}
	mode("well")
	if n := len(d.byggR.Arenden()); n != 1 || len(a.Handelser) != 3 {
		t.Errorf("%d cases, of which the first has %d händelser", n, len(a.Handelser))
	}
	elsa := a.Intressenter[0]
	if elsa.PersOrgNr != "19840217-9298" || elsa.Name() != "Elsa Lindqvist" || elsa.Adress != "Ängsvägen 3" || !slices.Equal(elsa.Roller, []string{"SOK", "FAG"}) {
		t.Errorf("the party is %+v", elsa)
	}
	if len(a.Fastigheter) != 1 || a.Fastigheter[0].Trakt != "SÖDERBY" || a.Codes.Slag != "KAM" || !strings.Contains(a.Handelser[0].Anteckning, "Braskamin") {
		t.Errorf("the case is %+v", a)
	}

	page := d.url + "/arende/" + reference
	if err := d.byggR.Say(a.Dnr, byggr.TypKomplettering, "Skicka sotarens utlåtande."); err != nil {
		t.Fatal(err)
	}
	b.waitOn(t, page, "Skicka sotarens utlåtande.")
	wantIn(t, b.text("main"), a.Dnr, "Vi väntar på dig")
	b.fill("main .ask textarea[name=text]", "Här kommer utlåtandet.")
	b.do(chromedp.SetUploadFiles("main .ask input[name=files]", []string{b.drawing(t, "utlatande.jpg")}, chromedp.ByQuery))
	b.click("main .ask form .actions button", "?skickat")
	if !waitFor(deadline(t), func() bool {
		a = arendeOf(d.byggR, reference)
		return slices.Contains(files(a), "utlatande.jpg")
	}) {
		t.Fatalf("the answer is not in ByggR: %+v", a)
	}

	if err := d.byggR.Say(a.Dnr, byggr.TypBeslut, "Startbesked: du får börja.", byggr.Handling{Namn: "Startbesked.pdf", Andelse: ".pdf", Content: []byte("%PDF-1.7 beslut")}); err != nil {
		t.Fatal(err)
	}
	b.waitOn(t, page, "Startbesked: du får börja.")
	wantIn(t, b.text("main"), "Startbesked.pdf")
	if err := d.byggR.End(a.Dnr); err != nil {
		t.Fatal(err)
	}
	b.waitOn(t, d.url+"/mina-sidor", "Klart")
	b.quiet()
	d.namesNobody(t)
}

// giveNotice fills the form in and returns the reference on its receipt.
func (b *browser) giveNotice(t *testing.T) string {
	t.Helper()
	const next = "main form .actions button[value=next]"
	tick := func(name, value string) {
		b.do(chromedp.Click("main input[name='"+name+"'][value='"+value+"']", chromedp.ByQuery))
	}
	tick("typ", "kamin")
	tick("byte", "ny")
	b.click(next, "/fastighet")
	b.fill("main input[name=fastighet]", "Söderby 4:17")
	b.fill("main input[name='adress.text']", "Ängsvägen 3")
	b.fill("main input[name=vaning]", "Vardagsrummet, bottenvåningen")
	b.click(next, "/teknik")
	b.fill("main input[name=tillverkare]", "Contura 51")
	tick("skorsten", "murad")
	b.fillDate("borjar", time.Now().AddDate(0, 0, 7)) // the demo lives by the real clock
	tick("installator", "sjalv")
	b.click(next, "/handlingar")
	for name, file := range map[string]string{"planritning": "plan.jpg", "prestanda": "prestanda.jpg"} {
		b.do(chromedp.SetUploadFiles("main input[type=file][name='"+name+"']", []string{b.drawing(t, file)}, chromedp.ByQuery))
	}
	b.click(next, "/du")
	tick("ager", "yes")
	b.fill("main input[name='postadress.street']", "Ängsvägen 3")
	b.fill("main input[name='postadress.postcode']", "123 45")
	b.fill("main input[name='postadress.city']", "Mittköping")
	b.fill("main input[name='kontakt.phone']", "070-174 06 05")
	tick("intygar", "yes")
	b.click(next, "/granska")
	b.click("main form[action$='/skicka'] button", "/kvitto")
	reference := referencePattern.FindString(b.text("main"))
	if reference == "" {
		t.Fatal("no reference on the receipt")
	}
	return reference
}

func arendeOf(s *byggr.Server, reference string) byggr.Arende {
	for _, a := range s.Arenden() {
		if a.ExternRef == reference {
			return a
		}
	}
	return byggr.Arende{}
}

// files are the names of what has come in.
func files(a byggr.Arende) (names []string) {
	for _, h := range a.Handelser {
		for _, d := range h.Handlingar {
			if h.Riktning == "In" {
				names = append(names, d.Namn)
			}
		}
	}
	return names
}

// fillDate writes a day in a question's three parts.
func (b *browser) fillDate(question string, day time.Time) {
	b.t.Helper()
	for part, value := range map[string]int{"day": day.Day(), "month": int(day.Month()), "year": day.Year()} {
		b.fill("main input[name='"+question+"."+part+"']", strconv.Itoa(value))
	}
}
