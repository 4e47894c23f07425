package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestQuestionToCaseroom is a citizen who asks the municipality something without
// logging in, and a handler who finds the question in the inbox with a diary
// number, takes it, makes a note and answers; the citizen reads the answer, and
// not the note. Then two who are logged in ask: one reads the answer from Mina
// sidor, and the other, who works at the contact centre, does not get their own
// question to work with.
func TestQuestionToCaseroom(t *testing.T) {
	d := startDemo(t)
	b := openBrowser(t, true)
	anonymous := b.ask(d, "När öppnar simhallen i höst?", b.look)
	code := b.text("main .receipt__keys div:last-child .code")
	b.open(d.url + "/logga-in?till=%2Fmina-sidor")
	b.logIn("Anna Bergström", func(string) {})
	annas := b.ask(d, "Var lämnar jag gammal färg?", func(string) {})
	b.logOut(d)
	b.open(d.url + "/logga-in?till=%2Fmina-sidor")
	b.logIn("Karim Haddad", func(string) {})
	own := b.ask(d, "Får jag ta ledigt på fredag?", func(string) {})
	b.logOut(d)

	b.open(d.url + "/handlaggning")
	b.arrive("/handlaggning/logga-in")
	b.showCard("2", func(string) {}) // Karim's
	b.see(d.url+"/handlaggning", anonymous)
	b.see(d.url+"/handlaggning", annas)
	inbox := b.text("main")
	wantIn(t, inbox, "KS "+time.Now().Format("2006")+"-0000", "Ställ en fråga till kommunen", "Nytt", "Ingen")
	wantOut(t, inbox, own, "simhallen", "färg", "Karim")
	b.look("handlaggning-inkorg")

	b.open(d.url + "/handlaggning?q=" + strings.ToLower(anonymous))
	b.arrive("/handlaggning/arende/" + anonymous)
	wantIn(t, b.text("main"), "När öppnar simhallen i höst?", "Kommunstyrelsen", "Ingen har tagit ärendet än.")
	b.look("handlaggning-arende")
	b.click("main form[action$='/ta'] button", "klart=ta")
	b.click("main .deeds a[href*='/anteckna']", "/anteckna")
	b.fill("main .deed textarea", "Vaktmästaren lovar den femtonde.")
	b.click("main .deed form button", "klart=anteckna")
	b.click("main .deeds a[href*='/skriv']", "/skriv")
	b.look("handlaggning-skriv")
	b.fill("main .deed textarea", "Den femtonde augusti klockan sju.")
	b.click("main .deed form button", "klart=skriv")
	wantIn(t, b.text("main"), "Meddelandet är skickat.", "Vaktmästaren lovar den femtonde.", "Den femtonde augusti klockan sju.")
	b.look("handlaggning-svarat")

	b.open(d.url + "/arende") // the browser has been logged out meanwhile, and asks for the code
	b.fill("main input[name=reference]", anonymous)
	b.fill("main input[name=code]", code)
	b.click("main form button", "/arende/"+anonymous)
	b.see(d.url+"/arende/"+anonymous, "Den femtonde augusti klockan sju.")
	page := b.text("body")
	wantIn(t, page, "KS "+time.Now().Format("2006"))
	wantOut(t, page, "Vaktmästaren", "Karim", "Haddad")
	b.look("arende-besvarat")

	b.open(d.url + "/handlaggning/arende/" + annas + "/skriv")
	b.fill("main .deed textarea", "På återvinningscentralen i Norrby.")
	b.click("main .deed form button", "klart=skriv")
	b.open(d.url + "/logga-in?till=%2Fmina-sidor")
	b.logIn("Anna Bergström", func(string) {})
	b.open(d.url + "/mina-sidor")
	b.click("main a[href='/arende/"+annas+"']", "/arende/"+annas)
	b.see(d.url+"/arende/"+annas, "På återvinningscentralen i Norrby.")

	for _, path := range []string{"", "/ta", "/anteckna"} {
		if got := b.status(d.url + "/handlaggning/arende/" + own + path); got != http.StatusNotFound {
			t.Errorf("one's own case at work, %q: %d", path, got)
		}
	}
	d.namesNobody(t)
	for _, said := range []string{"simhallen", "färg", "Vaktmästaren", "femtonde", "återvinning"} {
		if strings.Contains(d.log.String(), said) {
			t.Errorf("the log has %q", said)
		}
	}
}

// TestFlawOfAccessibility is somebody who tells of a flaw from the accessibility
// statement, without scripts and without saying who they are; the contact centre
// has it in its own system, and the citizen reads its number there.
func TestFlawOfAccessibility(t *testing.T) {
	const next = "main form .actions button[value=next]"
	d := startDemo(t)
	b := openBrowser(t, false)
	b.open(d.url + "/")
	b.click("footer a[href='/tillganglighet']", "/tillganglighet")
	b.click("main form button", "/brist")
	b.do(chromedp.Click("main input[value=webb]", chromedp.ByQuery))
	b.fill("main textarea[name=handelse]", "Kartan går inte att nå med tangentbordet.")
	b.click(next, "/behov")
	b.click(next, "/granska")
	b.click("main form[action$='/skicka'] button", "/kvitto")
	reference := referencePattern.FindString(b.text("main"))
	if reference == "" {
		t.Fatal("no reference on the receipt")
	}

	centre := d.outside + "/kontaktcenter/"
	b.see(centre, "Rapportera brist i tillgänglighet")
	b.click("main article h2 a", "/kontaktcenter/arende/")
	wantIn(t, b.text("main"), "Rapportera brist i tillgänglighet", "Kartan går inte att nå med tangentbordet.", reference)
	number, _, _ := strings.Cut(b.text("main h1"), " ")
	b.see(d.url+"/arende/"+reference, number)
}

// ask sends a question to the municipality and returns its reference.
func (b *browser) ask(d *demo, question string, look func(string)) string {
	b.t.Helper()
	const next = "main form .actions button[value=next]"
	b.open(d.url + "/tjanst/stall-en-fraga-till-kommunen")
	b.click("main form[action$='/borja'] button", "/fraga")
	b.fill("main textarea[name=fraga]", question)
	b.click(next, "/kontakt")
	b.click(next, "/granska")
	b.click("main form[action$='/skicka'] button", "/kvitto")
	look("kvitto-fraga")
	reference := referencePattern.FindString(b.text("main"))
	if reference == "" {
		b.t.Fatal("no reference on the receipt")
	}
	return reference
}

// see opens a page again and again until its content has the text.
func (b *browser) see(url, text string) {
	b.t.Helper()
	until := time.Now().Add(30 * time.Second)
	for b.open(url); !strings.Contains(b.text("main"), text); b.open(url) {
		if time.Now().After(until) {
			b.t.Fatalf("%q never came to %s; it says:\n%s", text, url, b.text("main"))
		}
	}
}
