package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/mittkoping/entre/internal/demo/idp"
	"github.com/mittkoping/entre/internal/testing/citizen"
)

// TestLogIn is a citizen who logs in from Mina sidor, reports a lamp, finds it
// among their cases and logs out, in a real browser with and without
// JavaScript; another person then finds nothing of it in the same browser.
func TestLogIn(t *testing.T) {
	for _, javascript := range []bool{true, false} {
		name := map[bool]string{true: "with JavaScript", false: "without JavaScript"}[javascript]
		t.Run(name, func(t *testing.T) {
			d := startDemo(t)
			b := openBrowser(t, javascript)
			look := b.look
			if !javascript {
				look = func(string) {} // the same pages; axe itself is a script
			}
			b.open(d.url + "/mina-sidor")
			look("mina-sidor-utloggad")
			b.click("main a[href^='/logga-in']", "/logga-in")
			look("logga-in")
			b.logIn("Anna Bergström", look)
			b.arrive("/mina-sidor")
			look("mina-sidor-tom")

			b.open(d.url + "/tjanst/felanmal-gatubelysning")
			b.click("main form[action$='/borja'] button", "/fel")
			reference := b.fillInLoggedIn(look)
			d.waitForRequest(t, reference)
			b.open(d.url + "/mina-sidor")
			if text := b.text("main"); !strings.Contains(text, reference) || !strings.Contains(text, "Felanmäl gatubelysning") {
				t.Errorf("Mina sidor lacks the case:\n%s", text)
			}
			look("mina-sidor-inloggad")
			b.click("main a[href='/arende/"+reference+"']", "/arende/"+reference)
			b.do(chromedp.Click("header form[action$='/logga-ut'] button", chromedp.ByQuery), chromedp.WaitNotPresent("header .who", chromedp.ByQuery))
			b.arrive(d.url)
			b.open(d.url + "/mina-sidor")
			if text := b.text("main"); strings.Contains(text, reference) {
				t.Error("the case is shown to whoever comes after")
			}

			b.click("main a[href^='/logga-in']", "/logga-in")
			b.logIn("Karim Haddad", func(string) {})
			b.arrive("/mina-sidor")
			if text := b.text("main"); strings.Contains(text, reference) {
				t.Error("the case is shown to another person")
			}
			b.quiet()
		})
	}
}

// logIn goes from the page where one chooses how, through the demo's provider
// on this device, as the person with the name.
func (b *browser) logIn(person string, look func(string)) {
	b.t.Helper()
	b.click("main .actions a", "/idp/medborgare/order/")
	look("idp-valj")
	b.click("main a[href$='app?har']", "/app?har")
	look("idp-app")
	b.do(chromedp.Click(`//main//a[text()="`+person+`"]`, chromedp.BySearch), chromedp.WaitVisible("form[action*='/app/']", chromedp.ByQuery))
	b.arrive("/app/")
	look("idp-bekrafta")
	b.do(chromedp.Click("form[action*='/app/'] button", chromedp.ByQuery), chromedp.WaitVisible("header .who", chromedp.ByQuery))
	if text := b.text("header .who"); !strings.Contains(text, person) {
		b.t.Errorf("logged in as %q, want %q", text, person)
	}
}

// fillInLoggedIn answers the form with as little as it takes and returns the
// reference on the receipt.
func (b *browser) fillInLoggedIn(look func(string)) string {
	b.t.Helper()
	const next = "main form .actions button[value=next]"
	b.click("main input[name=fel][value=slackt]", "/fel")
	b.click(next, "/plats")
	b.fill("main input[name='plats.text']", "Storgatan 12")
	b.click("main input[name=antal][value=en]", "/plats")
	b.click(next, "/bilder")
	look("steg-inloggad")
	b.click(next, "/kontakt")
	b.click(next, "/granska")
	b.click("main form[action$='/skicka'] button", "/kvitto")
	look("kvitto-inloggad")
	reference := referencePattern.FindString(b.text("main"))
	if reference == "" {
		b.t.Fatal("no reference on the receipt")
	}
	return reference
}

// TestLogInOtherDevice scans the code in another tab, without JavaScript: the
// page asks itself again until it is done.
func TestLogInOtherDevice(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	b.open(d.url + "/logga-in?till=%2Fkontakt")
	b.click("main .actions a", "/idp/medborgare/order/")
	order := strings.TrimPrefix(b.url(), d.outside)
	b.click("main a[href$='/kod']", "/kod")
	for _, width := range widths { // axe would refuse any page that asks itself again; this one must
		b.fits("idp-qr", width)
		var shot []byte
		b.do(chromedp.FullScreenshot(&shot, 100))
		keepScreenshot(t, fmt.Sprintf("idp-qr-%d.png", width), shot)
	}
	phone := openCitizen(t, d.outside)
	confirm, err := phone.Get(t.Context(), order+"/app/2")
	if err != nil {
		t.Fatal(err)
	}
	form, err := confirm.Form("form[action*='/app/2']")
	if err != nil {
		t.Fatal(err)
	}
	if done, err := phone.Submit(t.Context(), form, "", ""); err != nil || !strings.Contains(done.Body, "Klart") {
		t.Fatal(done, err)
	}
	b.arrive("/kontakt")
	if text := b.text("header .who"); !strings.Contains(text, "Elsa Lindqvist") {
		t.Errorf("logged in: %q", text)
	}
	b.quiet()
}

// TestLogInCancelled says so in plain words, and one can try again.
func TestLogInCancelled(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	b.open(d.url + "/logga-in?till=%2Ftjanst%2Ffelanmal-gatubelysning")
	b.click("main .actions a", "/idp/medborgare/order/")
	b.click("form[action$='/avbryt'] button", "/svar")
	if text := b.text("main"); !strings.Contains(text, "Inloggningen avbröts") || !strings.Contains(text, "finns kvar") {
		t.Errorf("the page says:\n%s", text)
	}
	b.look("inloggning-avbruten")
	b.click("main .actions a", "/idp/medborgare/order/")
	b.open(d.url + "/mina-sidor")
	if strings.Contains(b.text("body"), "Inloggad") {
		t.Error("somebody is logged in")
	}
	b.open(d.url + "/logga-in/bankid-demo/svar?code=x&state=y")
	b.look("inloggning-ogiltig")
}

// email is an address of anybody.
var email = regexp.MustCompile(`[\w.+-]+@[\w-]+\.\w`)

// namesNobody holds the log to naming no person of the demo: no citizen, no
// child, nobody at work, and no address of anybody.
func (d *demo) namesNobody(t *testing.T) {
	t.Helper()
	log := d.log.String()
	children := []string{"Alma", "Nils", "Tindra", "Vidar", "1201252382", "1501172397", "1501262388"}
	for _, secret := range append(idp.Secrets(), children...) {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	if found := email.FindString(log); found != "" {
		t.Errorf("the log has the address %q", found)
	}
}

func openCitizen(t *testing.T, base string) *citizen.Citizen {
	t.Helper()
	c, err := citizen.New(base)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
