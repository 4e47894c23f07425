package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
)

// TestDeliveryView is a back end that is away: the operator reads in plain words
// what waits and what it means, has it sent when the back end is there again, and
// sees the list empty. A handler who may not look is told of nothing.
func TestDeliveryView(t *testing.T) {
	d := startDemo(t)
	d.faults.SetFaults(nil, faultproxy.TooMany)
	d.faults.SetRate(1)
	b := openBrowser(t, true)
	b.open(d.url + "/tjanst/felanmal-gatubelysning")
	b.click("main form[action$='/borja'] button", "/fel")
	reference := b.fillInLoggedIn(func(string) {})

	b.open(d.url + "/handlaggning/leveranser")
	b.arrive("/handlaggning/logga-in")
	b.showCard("4", func(string) {}) // an operations engineer's
	b.see(d.url+"/handlaggning/leveranser", "Systemet svarar inte")
	main := b.text("main")
	wantIn(t, main, reference, "gatukontoret", "Tekniska nämnden", "Ärendet är sparat hos oss.", "Fråga den som sköter systemet")
	wantOut(t, main, "Storgatan")
	b.look("leveranser")

	d.faults.SetRate(0)
	b.click("main form[action$='/skicka'] button", "/handlaggning/leveranser")
	d.waitForRequest(t, reference)
	b.see(d.url+"/handlaggning/leveranser", "Inget väntar. Allt har kommit fram.")
	b.look("leveranser-tom")

	b.do(chromedp.Click("header form[action$='/logga-ut'] button", chromedp.ByQuery), chromedp.WaitNotPresent("header .who", chromedp.ByQuery))
	b.arrive("/handlaggning/logga-in")
	b.showCard("1", func(string) {}) // a building permit officer's
	wantOut(t, b.text("body"), "Leveranser")
	if got := b.status(d.url + "/handlaggning/leveranser"); got != http.StatusNotFound {
		t.Errorf("a handler who may not look: %d", got)
	}
	d.namesNobody(t)
}
