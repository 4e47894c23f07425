package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// showCard goes from the staff's door through the demo's provider, with the card
// of that place in its list.
func (b *browser) showCard(place string, look func(string)) {
	b.t.Helper()
	b.click("main .actions a", "/idp/medarbetare/order/")
	look("idp-tjanstekort")
	b.click("main li:nth-child("+place+") a", "/app/")
	look("idp-tjanstekort-bekrafta")
	b.click("form[action*='/app/'] button", "/handlaggning")
}

// TestStaffLogIn is somebody at work: at a door of their own, with a card, in
// the back office only; with the wrong card first, and without a function.
func TestStaffLogIn(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	b.open(d.url + "/handlaggning")
	b.arrive("/handlaggning/logga-in?till=")
	b.look("handlaggning-logga-in")

	b.click("main .actions a", "/idp/medarbetare/order/")
	b.click("main li:nth-child(2) a", "/app/1")
	if text := b.text("main"); !strings.Contains(text, "Är du Karim Haddad?") {
		t.Errorf("the card is of:\n%s", text)
	}
	b.do(chromedp.Click(`//a[text()="Nej, fel person"]`, chromedp.BySearch), chromedp.WaitVisible("main li:nth-child(5)", chromedp.ByQuery))
	b.click("form[action$='/avbryt'] button", "/svar")
	wantIn(t, b.text("main"), "Inloggningen avbröts", "Försök igen", "it-stöd")
	b.look("handlaggning-avbruten")

	b.showCard("1", b.look)
	if text := b.text("header .who"); !strings.Contains(text, "Anna Bergström") {
		t.Errorf("at work: %q", text)
	}
	b.open(d.url + "/mina-sidor")
	if strings.Contains(b.text("body"), "Inloggad") {
		t.Error("who is at work is logged in as a citizen")
	}
	b.open(d.url + "/handlaggning")
	b.do(chromedp.Click("header form[action$='/logga-ut'] button", chromedp.ByQuery), chromedp.WaitNotPresent("header .who", chromedp.ByQuery))
	b.arrive("/handlaggning/logga-in")
	b.do(chromedp.WaitVisible("main .actions a[href*='/handlaggning/logga-in/']", chromedp.ByQuery))
	b.open(d.url + "/handlaggning")
	b.arrive("/handlaggning/logga-in?till=")

	b.showCard("5", func(string) {})
	wantIn(t, b.text("main"), "Du har ingen funktion här", "Be din chef")
	b.look("handlaggning-ingen-funktion")
}

// TestLogInExpired waits for too long with the code to scan, tries again, takes
// the wrong person, and then the right one.
func TestLogInExpired(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	b.open(d.url + "/logga-in")
	b.click("main .actions a", "/idp/medborgare/order/")
	order := b.url()
	b.click("main a[href$='/kod']", "/kod")
	d.citizens.Age(31 * time.Second)
	b.do(chromedp.WaitVisible("form[action$='/igen'] button", chromedp.ByQuery)) // the page asks itself
	wantIn(t, b.text("main"), "Det tog för lång tid", "BankID-appen svarar inte")
	b.look("idp-utgangen")
	b.do(chromedp.Click("form[action$='/igen'] button", chromedp.ByQuery), chromedp.WaitVisible("main img", chromedp.ByQuery))
	b.open(order)
	b.click("main a[href$='app?har']", "/app?har")
	b.click("main li:nth-child(2) a", "/app/1")
	wantIn(t, b.text("main"), "Är du Karim Haddad?")
	b.look("idp-fel-person")
	b.do(chromedp.Click(`//a[text()="Nej, fel person"]`, chromedp.BySearch))
	b.arrive("/app?har")
	b.click("main li:nth-child(1) a", "/app/0")
	b.click("form[action*='/app/'] button", "/mina-sidor")
	if text := b.text("header .who"); !strings.Contains(text, "Anna Bergström") {
		t.Errorf("logged in: %q", text)
	}
	b.quiet()
}

// TestTypedWhileLoggedOut is somebody whose login ends while they type: what they
// typed is there when they have logged in again.
func TestTypedWhileLoggedOut(t *testing.T) {
	for _, javascript := range []bool{true, false} {
		name := map[bool]string{true: "with JavaScript", false: "without JavaScript"}[javascript]
		t.Run(name, func(t *testing.T) {
			d := startDemo(t)
			b := openBrowser(t, javascript)
			b.open(d.url + "/logga-in?till=%2Ftjanst%2Ffelanmal-gatubelysning")
			b.logIn("Anna Bergström", func(string) {})
			b.arrive("/tjanst/felanmal-gatubelysning")
			b.click("main form[action$='/borja'] button", "/fel")
			b.click("main input[name=fel][value=slackt]", "/fel")
			b.click("main form .actions button[value=next]", "/plats")
			b.fill("main input[name='plats.text']", "Vid den gula grinden")
			b.do(network.DeleteCookies("entre-login").WithURL(d.url)) // what the end of the session comes to
			b.click("main form .actions button[value=next]", "/logga-in")
			b.logIn("Anna Bergström", func(string) {})
			b.arrive("/plats")
			wantIn(t, b.text("main"), "Det du skrev finns kvar")
			var typed string
			b.do(chromedp.Value("main input[name='plats.text']", &typed, chromedp.ByQuery))
			if typed != "Vid den gula grinden" {
				t.Errorf("it holds %q", typed)
			}
			if javascript {
				b.look("steg-skrivet-utloggad")
			}
			b.click("main input[name=antal][value=en]", "/plats")
			b.click("main form .actions button[value=next]", "/bilder")
			b.quiet()
		})
	}
}
