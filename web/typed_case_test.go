package web

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestTypedInACase is somebody who writes for too long in their own case: they are
// shown the way to the login, and what they wrote is there afterwards.
func TestTypedInACase(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	anna.logIn(annas, "")
	anna.toReceipt()
	path := "/arende/" + p.onlyCase().Reference
	form := anna.written(anna.get(path), "Den lyser igen")
	form.Attach("files", "lampa.jpg", "image/jpeg", jpeg)
	p.clock.Advance(21 * time.Minute)
	asked := anna.press(form)
	has(t, asked, 404, "Logga in för att se det", "Det du skrev nyss är inte skickat")
	lacks(t, asked, "Den lyser igen", "Felanmäl lampa")
	if len(p.memory.messages) > 0 || len(p.memory.attachments) > 0 {
		t.Error("something of it is kept")
	}
	then := htmlcheck.Attr(htmlcheck.Find(asked.Doc, "main .note a[href^='/logga-in']"), "href")
	if then != "/logga-in?till="+"%2Farende%2F"+p.onlyCase().Reference+"%2Fmeddelande" {
		t.Errorf("the login is at %s", then)
	}
	lacks(t, bo.logIn(bos, path+"/meddelande"), "Den lyser igen")

	back := anna.logIn(annas, path+"/meddelande")
	has(t, back, 200, "Det du skrev finns kvar", "Filer du hade valt måste du välja igen")
	htmlcheck.Run(t, back.Body, htmlcheck.In("details[open] textarea[name=text]", htmlcheck.HasText("Den lyser igen")))
	after := anna.press(anna.written(back, "Den lyser igen"))
	htmlcheck.Run(t, after.Body, htmlcheck.Count(".message--own", 1))
	if page := anna.get(path + "/meddelande"); page.URL.Path != path {
		t.Errorf("it is shown again at %s", page.URL)
	}

	p.clock.Advance(21 * time.Minute)
	has(t, anna.get(path), 404, "Logga in för att se det")
	has(t, anna.get("/arende/"+otherReference(t)), 404, "Logga in för att se det")
	withdrawal := anna.logIn(annas, path+"/dra-tillbaka")
	p.clock.Advance(21 * time.Minute)
	has(t, anna.send(withdrawal, map[string]string{"reason": "Den lyser"}), 404, "Det du skrev nyss är inte skickat")
	has(t, anna.logIn(annas, path+"/dra-tillbaka"), 200, "Det du skrev finns kvar", "Den lyser")
	if p.onlyCase().IsClosed() {
		t.Error("it was withdrawn")
	}
}
