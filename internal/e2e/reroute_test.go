package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
)

// TestDeliveryIsSentAnotherWay is a case whose back end takes nothing: the operator
// finds it by its number, holds it, releases it, and sends it to the caseroom. A
// handler has it there, and the citizen reads that it was passed on. With scripts and without.
func TestDeliveryIsSentAnotherWay(t *testing.T) {
	for name, scripts := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			d := startDemo(t)
			d.faults.SetFaults(nil, faultproxy.TooMany)
			d.faults.SetRate(1)
			b := openBrowser(t, scripts)
			b.open(d.url + "/tjanst/felanmal-gatubelysning")
			b.click("main form[action$='/borja'] button", "/fel")
			reference := b.fillInLoggedIn(func(string) {})
			code := b.text("main .receipt__keys div:last-child .code")
			look := b.look
			if !scripts { // axe needs them
				look = func(string) {}
			}

			b.open(d.url + "/handlaggning?q=" + reference)
			b.arrive("/handlaggning/logga-in")
			b.showCard("4", func(string) {}) // an operations engineer's
			b.see(d.url+"/handlaggning/leveranser", "Svarar inte")
			look("leveranser-lage")
			b.open(d.url + "/handlaggning?q=" + reference)
			b.arrive("/handlaggning/leveranser?nummer=")
			b.click("main tbody a.table__link", "/handlaggning/leveranser/")
			wantIn(t, b.text("main"), "Leverans av "+reference, "Systemet svarar inte", "Tekniska nämnden", "Något kan ha skickats.")
			wantOut(t, b.text("main"), "Storgatan")
			look("leverans")

			b.click("main .deeds a[href*='/stoppa']", "/stoppa")
			b.click("main .deed form button", "/stoppa")
			wantIn(t, b.text("main .deed"), "Skriv varför.")
			look("leverans-stoppa")
			b.fill("main textarea[name=skal]", "Servern byts i natt.")
			b.click("main .deed form button", "klart=stoppad")
			wantIn(t, b.text("main"), "Stoppad av en person", "Servern byts i natt.", "Av dig.")

			b.click("main .deeds form[action$='/slapp'] button", "klart=slappt")
			wantIn(t, b.text("main"), "Släpptes")

			b.click("main .deeds a[href*='/annan-vag']", "/annan-vag")
			b.click("main input[value='handlaggning:KS/kontaktcenter']", "/annan-vag")
			b.fill("main textarea[name=skal]", "Det gäller vägbelysning på en privat väg.")
			b.click("main .deed form button", "/annan-vag")
			wantIn(t, b.text("main .deed"), "Välj vilken grund det har.")
			if got := b.value("main textarea[name=skal]"); got != "Det gäller vägbelysning på en privat väg." {
				t.Errorf("of what was typed there is left: %q", got)
			}
			look("leverans-annan-vag")
			b.click("main input[name=grund][value=open]", "/annan-vag")
			b.click("main .deed form button", "klart=annan-vag")
			wantIn(t, b.text("main"), "Ärendet är skickat en annan väg.")
			b.see(d.url+"/handlaggning/leveranser?nummer="+reference, "Framme")
			wantIn(t, b.text("main"), "gatukontoret", "handlaggning", "Skickat en annan väg")

			b.do(chromedp.Click("header form[action$='/logga-ut'] button", chromedp.ByQuery), chromedp.WaitNotPresent("header .who", chromedp.ByQuery))
			b.arrive("/handlaggning/logga-in")
			b.showCard("2", func(string) {}) // the contact centre's
			b.see(d.url+"/handlaggning", reference)
			b.open(d.url + "/handlaggning/arende/" + reference)
			wantIn(t, b.text("main"), "Felanmäl gatubelysning", "Storgatan 12")
			b.do(chromedp.Click("header form[action$='/logga-ut'] button", chromedp.ByQuery), chromedp.WaitNotPresent("header .who", chromedp.ByQuery))

			b.arrive("/handlaggning/logga-in")
			b.open(d.url + "/arende")
			b.fill("main input[name=reference]", reference)
			b.fill("main input[name=code]", code)
			b.click("main form button", "/arende/"+reference)
			timeline := b.text("main .timeline")
			wantIn(t, timeline, "Vi har tagit emot ditt ärende.", "Skickat vidare", "Du behöver inte göra något.", "Ärendet finns hos Kommunstyrelsen.")
			wantOut(t, timeline, "Tekniska nämnden")
			wantIn(t, b.text("main .facts"), reference, "KS 20") // the diary number beside it
			look("arende-skickat-vidare")
			d.namesNobody(t)
		})
	}
}
