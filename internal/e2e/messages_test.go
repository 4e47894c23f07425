package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestMessages is a citizen who asks the municipality something, writes once more
// with a picture, presses send with nothing written, and withdraws the case, in a
// real browser with and without JavaScript.
func TestMessages(t *testing.T) {
	for _, javascript := range []bool{true, false} {
		name := map[bool]string{true: "with JavaScript", false: "without JavaScript"}[javascript]
		t.Run(name, func(t *testing.T) {
			d := startDemo(t)
			b := openBrowser(t, javascript)
			look := b.look
			if !javascript {
				look = func(string) {} // the same pages; axe itself is a script
			}
			b.askQuestion(d.url)
			look("arende-fraga")
			b.writes(look)
			b.withdraws(look)
			b.quiet()
			d.namesNobody(t)
		})
	}
}

// askQuestion sends a question and opens its page.
func (b *browser) askQuestion(url string) {
	b.t.Helper()
	const next = "main form .actions button[value=next]"
	b.open(url + "/tjanst/stall-en-fraga-till-kommunen")
	b.do(chromedp.Click("main form[action$='/borja'] button", chromedp.ByQuery), chromedp.WaitVisible("main textarea[name=fraga]", chromedp.ByQuery))
	b.fill("main textarea[name=fraga]", "När öppnar simhallen?")
	b.click(next, "/kontakt")
	b.click(next, "/granska")
	b.click("main form[action$='/skicka'] button", "/kvitto")
	b.click("main .actions a[href^='/arende/']", "/arende/")
}

// writes sends nothing, and then a message with a picture.
func (b *browser) writes(look func(string)) {
	b.t.Helper()
	const write, send = "details.write summary", "details.write form .actions button"
	b.do(chromedp.Click(write, chromedp.ByQuery), chromedp.WaitVisible(send, chromedp.ByQuery))
	look("arende-skriv")
	b.do(chromedp.Click(send, chromedp.ByQuery), chromedp.WaitVisible("main [role=alert]", chromedp.ByQuery))
	b.arrive("/meddelande")
	if title := b.title(); !strings.HasPrefix(title, "Fel: ") {
		b.t.Errorf("title %q does not begin with Fel:", title)
	}
	look("arende-skriv-med-fel")
	b.fill("main textarea[name=text]", "Jag menar den vid torget.")
	b.do(chromedp.SetUploadFiles("main input[name=files]", []string{picture(b.t)}, chromedp.ByQuery))
	b.click(send, "?skickat")
	if text := b.text(".message--own"); !strings.Contains(text, "Jag menar den vid torget.") || !strings.Contains(text, ".jpg") {
		b.t.Errorf("the message reads:\n%s", text)
	}
	look("arende-skickat")
}

// withdraws withdraws the case and finds that nothing is gone.
func (b *browser) withdraws(look func(string)) {
	b.t.Helper()
	b.click("aside a[href$='/dra-tillbaka']", "/dra-tillbaka")
	look("dra-tillbaka")
	b.do(chromedp.SendKeys("main textarea[name=reason]", "Jag hittade svaret.", chromedp.ByQuery))
	b.do(chromedp.Click("main form[action$='/dra-tillbaka'] .actions button", chromedp.ByQuery), chromedp.WaitVisible(".message--own", chromedp.ByQuery))
	b.arrive("/arende/")
	text := b.text("main")
	for _, want := range []string{"Tillbakadraget", "Jag hittade svaret.", "Jag menar den vid torget.", "När öppnar simhallen?"} {
		if !strings.Contains(text, want) {
			b.t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	look("arende-tillbakadraget")
}
