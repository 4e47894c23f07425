package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestFromNoHitToAHit is an editor who sees that a search finds nothing, adds a
// word, looks at what it would do, and publishes; a citizen finds the service at
// once. With scripts and without.
func TestFromNoHitToAHit(t *testing.T) {
	d := startDemo(t)
	for name, word := range map[string]string{"with scripts": "flimmerstake", "without": "zorbelknyx"} {
		t.Run(name, func(t *testing.T) {
			b := openBrowser(t, true)
			b.open(d.url + "/handlaggning")
			b.arrive("/handlaggning/logga-in")
			b.showCard("2", func(string) {}) // Karim's, who edits
			b.do(chromedp.WaitVisible("header .who", chromedp.ByQuery))
			look := b.look
			if name == "without" {
				look = func(string) {}
				b.do(emulation.SetScriptExecutionDisabled(true))
			}
			b.open(d.url + "/sok?q=" + word)
			wantIn(t, b.text("main"), "Ingen tjänst för ”"+word+"”")

			b.open(d.url + "/admin/sok/varfor?q=" + word)
			wantIn(t, b.text("main"), "0 träffar")
			b.click("main a[href*='/admin/sok/ord/nytt']", "/admin/sok/ord/nytt?ord="+word)
			look("admin-nytt-ord")
			b.click("main form button[value=spara]", "/admin/sok/ord/nytt")
			b.do(chromedp.WaitVisible("#f-tjanst-error", chromedp.ByQuery))
			wantIn(t, b.text("main"), "Välj en tjänst.")
			b.do(chromedp.SetValue("select[name=tjanst]", "felanmal-gatubelysning", chromedp.ByQuery))
			b.click("main form button[value=spara]", "/admin/sok/utkast?klart=sparat")
			wantIn(t, b.text("main"), "Ändringen är sparad i ditt utkast.", word, "Ingen träff", "Felanmäl gatubelysning", "567 frågor", "Rätt träff först")
			look("admin-utkast")

			b.open(d.url + "/sok?q=" + word)
			wantIn(t, b.text("main"), "Ingen tjänst för ”"+word+"”") // nobody else sees a draft
			b.open(d.url + "/admin/sok/utkast")
			b.click("main form.publish button[value=publicera]", "klart=publicerat")
			wantIn(t, b.text("main"), "Ändringarna är publicerade.")
			b.open(d.url + "/sok?q=" + word)
			wantIn(t, b.text("main .hits"), "Felanmäl gatubelysning")
			b.open(d.url + "/admin/sok/varfor?q=" + word)
			wantIn(t, b.text("main"), "Ordet ”"+word+"”.")
			look("admin-varfor")
			b.open(d.url + "/admin/sok/historik")
			wantIn(t, b.text("main"), word, "du (Kommunikatör, Kommunstyrelsen)")
			b.quiet()
		})
	}
}
