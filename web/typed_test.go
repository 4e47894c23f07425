package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/templates/formview"
)

// toPlace logs in and comes to the second step of a draft.
func (v *visitor) toPlace(number string) *citizen.Page {
	v.t.Helper()
	v.logIn(number, "")
	return v.send(v.begin(), map[string]string{"fel": "slackt"}, next...)
}

// TestTypedWhileLoggedOut is somebody who types for too long: they are led to the
// login and back, and what they typed is there, not saved before they send it.
func TestTypedWhileLoggedOut(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.toPlace(annas)
	p.clock.Advance(21 * time.Minute)
	asked := anna.send(step, map[string]string{"plats.text": "Storgatan 12 vid gaveln"}, next...)
	if asked.URL.Path != "/logga-in" || asked.URL.Query().Get("till") != step.URL.Path {
		t.Fatalf("leads to %s", asked.URL)
	}
	lacks(t, asked, "Storgatan 12")
	lacks(t, anna.get(step.URL.Path), "Storgatan 12")

	back := anna.logIn(annas, step.URL.Path)
	has(t, back, 200, "Det du skrev finns kvar", "Storgatan 12 vid gaveln")
	lacks(t, back, "Filer du hade valt")
	has(t, anna.get("/en"+step.URL.Path), 200, "What you wrote is still here", "Storgatan 12 vid gaveln")
	for _, d := range p.memory.drafts {
		if len(d.Answers["plats"].Parts) > 0 || d.Answers["plats"].Text != "" {
			t.Errorf("it was saved before it was sent: %v", d.Answers)
		}
	}
	on := anna.send(back, nil, next...)
	if !strings.HasSuffix(on.URL.Path, "/bild") {
		t.Fatalf("came to %s", on.URL)
	}
	again := anna.get(step.URL.Path)
	has(t, again, 200, "Storgatan 12 vid gaveln")
	lacks(t, again, "Det du skrev finns kvar")
	p.tellsNobody()
	if strings.Contains(p.log.String(), "Storgatan") {
		t.Error("what was typed is logged")
	}
}

// TestTypedFromTheReview goes back to the review afterwards, and says of files
// that they must be chosen again.
func TestTypedFromTheReview(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	anna.logIn(annas, "")
	review := anna.toReview()
	step := anna.get(strings.TrimSuffix(review.URL.Path, "granska") + "bild?andra")
	form := anna.form(step)
	form.Attach("bild", "lampa.jpg", "image/jpeg", jpeg)
	form.Set("ovrigt", "den blinkar")
	p.clock.Advance(21 * time.Minute)
	anna.press(form, next...)
	back := anna.logIn(annas, step.URL.Path)
	has(t, back, 200, "Det du skrev finns kvar", "Filer du hade valt måste du välja igen", "den blinkar", `name="`+formview.FieldChanging+`"`)
	if len(p.memory.attachments) > 0 {
		t.Error("a file of nobody is kept")
	}
	if done := anna.send(back, nil, next...); !strings.HasSuffix(done.URL.Path, "/granska") {
		t.Errorf("came to %s", done.URL)
	}
}

// TestTypedIsNobodyElses: at a shared computer the next one who logs in is shown
// nothing, and neither is the first after that.
func TestTypedIsNobodyElses(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.toPlace(annas)
	p.clock.Advance(21 * time.Minute)
	anna.send(step, map[string]string{"plats.text": "Storgatan 12"}, next...)
	has(t, anna.logIn(bos, step.URL.Path), 404)
	lacks(t, anna.get("/mina-sidor"), "Storgatan")
	out, err := anna.get("/").Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	anna.press(out)
	lacks(t, anna.logIn(annas, step.URL.Path), "Storgatan")
}

// TestTypedByOthers: nobody can put words in somebody's form.
func TestTypedByOthers(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	step := anna.toPlace(annas)
	bos := bo.form(bo.get("/tjanst/lampa")).Values.Get("csrf")
	p.clock.Advance(21 * time.Minute)
	for name, token := range map[string]string{"no token": "", "an invented token": strings.Repeat("A", 86), "another's token": bos} {
		t.Run(name, func(t *testing.T) {
			body := url.Values{"csrf": {token}, "plats.text": {"Lura gatan"}, "do": {"next"}}.Encode()
			page := anna.do(http.MethodPost, step.URL.Path, body) // by an old browser, which says not from where
			if page.URL.Path != "/logga-in" {
				t.Fatalf("leads to %s (%d)", page.URL, page.Status)
			}
			back := anna.logIn(annas, step.URL.Path)
			has(t, back, 200, "Var är det?")
			lacks(t, back, "Lura gatan", "Det du skrev finns kvar")
			p.clock.Advance(21 * time.Minute)
		})
	}
	t.Run("to no draft", func(t *testing.T) {
		before := len(p.memory.sessions)
		has(t, p.citizen().do(http.MethodPost, "/ansok/finns-inte/plats", "csrf="+bos+"&plats.text=x"), 404)
		if len(p.memory.sessions) != before {
			t.Error("it is kept")
		}
	})
	t.Run("more than anybody types", func(t *testing.T) {
		body := url.Values{"csrf": {bos}, "plats.text": {strings.Repeat("x", typedBytes)}}.Encode()
		page := p.citizen().do(http.MethodPost, step.URL.Path, body)
		if page.URL.Path != "/logga-in" {
			t.Errorf("leads to %s (%d)", page.URL, page.Status)
		}
		for id, s := range p.memory.sessions {
			if len(s.data) > typedBytes {
				t.Errorf("%s keeps %d bytes", id, len(s.data))
			}
		}
	})
}

// TestTypedEndsWithTheSession is not kept for longer than a login.
func TestTypedEndsWithTheSession(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.toPlace(annas)
	p.clock.Advance(21 * time.Minute)
	anna.send(step, map[string]string{"plats.text": "Storgatan 12"}, next...)
	p.clock.Advance(2*time.Hour + time.Minute)
	lacks(t, anna.logIn(annas, step.URL.Path), "Storgatan")
}
