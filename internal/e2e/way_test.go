package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/mittkoping/entre/internal/demo/outside/open311"
)

// TestTheWholeWay is a citizen who finds the service in their own words,
// reports a lamp with a picture, gets a receipt, and sees what becomes of it,
// in a real browser with and without JavaScript.
func TestTheWholeWay(t *testing.T) {
	for _, javascript := range []bool{true, false} {
		name := map[bool]string{true: "with JavaScript", false: "without JavaScript"}[javascript]
		t.Run(name, func(t *testing.T) {
			d := startDemo(t)
			b := openBrowser(t, javascript)
			look := b.look
			if !javascript {
				look = func(string) {} // the same pages; axe itself is a script
			}
			b.find(d.url, look)
			reference, code := b.fillIn(picture(t), look)
			b.follow(d, reference, code, look)
			b.quiet()
		})
	}
}

// find goes from the start page to the first step of the form.
func (b *browser) find(url string, look func(string)) {
	b.t.Helper()
	b.open(url + "/")
	look("start")
	b.do(chromedp.SendKeys("main input[name=q]", "gatlampan är trasig\r", chromedp.ByQuery))
	b.arrive("/sok")
	look("sok")
	b.click("main a[href='/tjanst/felanmal-gatubelysning']", "/tjanst/felanmal-gatubelysning")
	look("tjanst")
	b.click("main form[action$='/borja'] button", "/fel")
}

// fillIn answers every step, mends a fault on the way, changes an answer on
// the review page, and submits. It returns what the receipt says.
func (b *browser) fillIn(picture string, look func(string)) (reference, code string) {
	b.t.Helper()
	const next = "main form .actions button[value=next]"
	look("steg-fel")
	b.click("main input[name=fel][value=slackt]", "/fel")
	b.click(next, "/plats")

	b.do(chromedp.Click(next, chromedp.ByQuery), chromedp.WaitVisible("main [role=alert]", chromedp.ByQuery))
	b.arrive("/plats")
	look("steg-plats-med-fel")
	if title := b.title(); !strings.HasPrefix(title, "Fel: ") {
		b.t.Errorf("title %q does not begin with Fel:", title)
	}
	b.fill("main input[name='plats.text']", "Storgatan 12")
	b.click("main input[name=antal][value=en]", "/plats")
	b.click(next, "/bilder")

	b.do(chromedp.SetUploadFiles("main input[type=file]", []string{picture}, chromedp.ByQuery))
	b.do(chromedp.Click("main form button[value=upload]", chromedp.ByQuery), chromedp.WaitVisible("main button[name=remove]", chromedp.ByQuery))
	b.arrive("/bilder")
	look("steg-bilder")
	b.click(next, "/kontakt")
	look("steg-kontakt")
	b.click(next, "/granska")
	look("granska")

	b.click("main a[href*='/plats']", "/plats")
	b.fill("main input[name='plats.text']", "Storgatan 14")
	b.click(next, "/granska")
	if text := b.text("main"); !strings.Contains(text, "Storgatan 14") || strings.Contains(text, "Storgatan 12") {
		b.t.Error("the changed answer is not what the review page shows")
	}
	b.click("main form[action$='/skicka'] button", "/kvitto")
	look("kvitto")
	main := b.text("main")
	reference = referencePattern.FindString(main)
	code = b.text("main .receipt__keys div:last-child .code")
	if reference == "" || code == "" {
		b.t.Fatalf("the receipt has reference %q and code %q", reference, code)
	}
	return reference, code
}

// follow opens the case with reference and code, as from another day, and sees
// that it has arrived, is worked on and done.
func (b *browser) follow(d *demo, reference, code string, look func(string)) {
	b.t.Helper()
	b.open(d.url + "/arende")
	look("folj")
	b.fill("main input[name=reference]", strings.ToLower(strings.ReplaceAll(reference, "-", " ")))
	b.fill("main input[name=code]", code)
	b.click("main form button", "/arende/"+reference)
	request := d.waitForRequest(b.t, reference)
	if files := request.Files(); len(files) != 1 {
		b.t.Errorf("%d files in the back end, want 1", len(files))
	}
	if request.Address != "Storgatan 14" {
		b.t.Errorf("the back end has the place %q", request.Address)
	}
	if err := d.department.SetStatus(request.ID, open311.StatusFixed, "Vi har bytt lampan."); err != nil {
		b.t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for !strings.Contains(b.text("main"), "Vi har bytt lampan.") {
		if time.Now().After(deadline) {
			b.t.Fatalf("the status never came back; the page says:\n%s", b.text("main"))
		}
		b.open(d.url + "/arende/" + reference)
	}
	look("arende")
}

func (b *browser) title() string {
	b.t.Helper()
	var title string
	b.do(chromedp.Title(&title))
	return title
}

// picture writes a file that is a JPEG to whoever looks at its beginning.
func picture(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lampa.jpg")
	if err := os.WriteFile(path, photos(1, 1)[0], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
