package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/formview"
)

var next = []string{formview.FieldDo, formview.DoNext}

// toReview fills in a draft of the lamp's form and returns the review.
func (v *visitor) toReview() *citizen.Page {
	v.t.Helper()
	page := v.send(v.begin(), map[string]string{"fel": "slackt"}, next...)
	page = v.send(page, map[string]string{"plats.text": "Storgatan 12"}, next...)
	page = v.send(page, nil, next...)
	page = v.send(page, map[string]string{"kontakt.email": "anna@example.se"}, next...)
	if page.Status != http.StatusOK || !strings.HasSuffix(page.URL.Path, "/granska") {
		v.t.Fatalf("came to %s (%d)", page.URL.Path, page.Status)
	}
	return page
}

func (v *visitor) toReceipt() *citizen.Page {
	v.t.Helper()
	page := v.send(v.toReview(), nil)
	if page.Status != http.StatusOK || !strings.HasSuffix(page.URL.Path, "/kvitto") {
		v.t.Fatalf("came to %s (%d)", page.URL.Path, page.Status)
	}
	return page
}

func TestFromServiceToReceipt(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	review := anna.toReview()
	htmlcheck.Run(t, review.Body,
		htmlcheck.In("body", htmlcheck.HasText("Storgatan 12")),
		htmlcheck.In("body", htmlcheck.HasText("anna@example.se")),
		htmlcheck.In("a[href*='/plats?andra']"),
		htmlcheck.NotIn(".ds-error-summary"))
	receipt := anna.send(review, nil)
	if len(p.memory.cases) != 1 || len(p.memory.owed) != 1 {
		t.Fatalf("%d cases, %d owed", len(p.memory.cases), len(p.memory.owed))
	}
	for _, c := range p.memory.cases {
		htmlcheck.Run(t, receipt.Body,
			htmlcheck.In("main", htmlcheck.HasText(c.Reference)),
			htmlcheck.In("main", htmlcheck.HasText(c.FollowUpCode)),
			htmlcheck.In("main", htmlcheck.HasText("Tekniska nämnden")),
			htmlcheck.In("main", htmlcheck.HasNoText("HEMLIGKOD")))
		saved := anna.get(receipt.URL.Path + "/spara")
		if got, want := saved.Header.Get("Content-Disposition"), "attachment; filename=kvitto-"+c.Reference+".html"; got != want {
			t.Errorf("saved as %q, want %q", got, want)
		}
		if strings.Contains(saved.Body, "src=") || strings.Contains(saved.Body, "/static/") || !strings.Contains(saved.Body, c.FollowUpCode) {
			t.Error("the saved receipt does not stand alone")
		}
	}
}

func TestASubmittedDraftLeadsToItsReceipt(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	review := anna.toReview()
	form := anna.form(review)
	receipt := anna.press(form)
	if again := anna.press(form); again.URL.Path != receipt.URL.Path || len(p.memory.cases) != 1 {
		t.Errorf("sent again: %s, %d cases", again.URL.Path, len(p.memory.cases))
	}
	draft := strings.TrimSuffix(receipt.URL.Path, "/kvitto")
	for _, page := range []string{"/fel", "/plats", "/granska", "/sparat", "/skicka"} {
		if got := anna.get(draft + page); got.URL.Path != receipt.URL.Path {
			t.Errorf("%s leads to %s", page, got.URL.Path)
		}
	}
	if got := anna.do(http.MethodPost, draft+"/fel", "fel=annat&csrf="+form.Values.Get("csrf")); got.URL.Path != receipt.URL.Path {
		t.Errorf("a step sent late leads to %s (%d)", got.URL.Path, got.Status)
	}
	p.clock.Advance(3 * time.Hour)
	if got := anna.get(receipt.URL.Path); got.URL.Path != "/arende" {
		t.Errorf("an old receipt leads to %s", got.URL.Path)
	}
}

func TestMuchFromOneAddress(t *testing.T) {
	p := open(t, func(c *Config) { c.Limits.Drafts, c.Limits.Submissions = 2, 1 })
	anna := p.citizen()
	anna.toReceipt()
	review := anna.toReview()
	slowedDown := func(name string, page *citizen.Page) {
		t.Helper()
		if page.Status != http.StatusTooManyRequests || page.Header.Get("Retry-After") == "" || !strings.Contains(page.Body, "Inget är förlorat") {
			t.Errorf("%s: status %d, again after %q", name, page.Status, page.Header.Get("Retry-After"))
		}
	}
	form := anna.form(review)
	slowedDown("a second case", anna.press(form))
	slowedDown("a third draft", anna.send(anna.get("/tjanst/lampa"), nil))
	p.clock.Advance(time.Minute)
	if receipt := anna.press(form); !strings.HasSuffix(receipt.URL.Path, "/kvitto") {
		t.Errorf("after a minute one comes to %s (%d)", receipt.URL.Path, receipt.Status)
	}
	if step := anna.begin(); step.Status != http.StatusOK {
		t.Errorf("after a minute a draft gives %d", step.Status)
	}
}

func TestWhatIsTypedStays(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.send(anna.begin(), map[string]string{"fel": "annat"}, next...)
	htmlcheck.Run(t, step.Body, htmlcheck.In("textarea[name=mer]"), htmlcheck.NotIn(".ds-error-summary"),
		htmlcheck.In("form .note[autofocus][tabindex='-1']", htmlcheck.HasText("En sak till"), htmlcheck.HasText("Dina svar är sparade")))
	htmlcheck.Run(t, anna.get(step.URL.Path+"?mer=finns-inte").Body, htmlcheck.NotIn("form .note"))
	htmlcheck.Run(t, anna.get(step.URL.Path).Body, htmlcheck.In("textarea[name=mer]"), htmlcheck.NotIn("form .note"))
	step = anna.send(step, nil, next...)
	if step.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", step.Status)
	}
	htmlcheck.Run(t, step.Body,
		htmlcheck.In("title", htmlcheck.HasText("Fel:")),
		htmlcheck.In("input[value=annat][checked]"),
		htmlcheck.In("textarea[name=mer][aria-invalid=true]"),
		htmlcheck.In(".ds-error-summary a[href='#f-mer']"))
	long := strings.Repeat("å", 101)
	step = anna.send(step, map[string]string{"mer": long}, next...)
	htmlcheck.Run(t, step.Body, htmlcheck.In("textarea[name=mer]", htmlcheck.HasText(long)))
	if again := anna.get(step.URL.Path); again.Status != http.StatusOK || !strings.Contains(again.Body, long) {
		t.Error("what was typed is gone when the page is opened again")
	}
}

func TestButtons(t *testing.T) {
	tests := []struct {
		name, button string
		answer       map[string]string
		want         string // the end of the address that one comes to
		saved        string // a text that is saved
	}{
		{"leaving saves and asks for nothing", formview.DoLeave, map[string]string{"plats.text": "Storgatan 12"}, "/sparat", "Storgatan 12"},
		{"leaving an empty step", formview.DoLeave, nil, "/sparat", ""},
		{"going on", formview.DoNext, map[string]string{"plats.text": "Storgatan 12"}, "/bild", "Storgatan 12"},
		{"uploading nothing", formview.DoUpload, map[string]string{"plats.text": "Storgatan 12"}, "/plats", "Storgatan 12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			anna := open(t).citizen()
			place := anna.send(anna.begin(), map[string]string{"fel": "slackt"}, next...)
			page := anna.send(place, tt.answer, formview.FieldDo, tt.button)
			if page.Status != http.StatusOK || !strings.HasSuffix(page.URL.Path, tt.want) {
				t.Errorf("came to %s (%d)", page.URL.Path, page.Status)
			}
			if again := anna.get(place.URL.Path); !strings.Contains(again.Body, tt.saved) {
				t.Errorf("%q was not saved", tt.saved)
			}
		})
	}
}

func TestChangingOneAnswerLeadsBackToTheReview(t *testing.T) {
	anna := open(t).citizen()
	review := anna.toReview()
	link := htmlcheck.Attr(htmlcheck.Find(review.Doc, "a[href*='/plats?andra']"), "href")
	step := anna.get(link)
	htmlcheck.Run(t, step.Body, htmlcheck.In(".actions button", htmlcheck.HasText("Spara ändringen")))
	step = anna.send(step, map[string]string{"plats.text": "", "andra": "1"}, next...)
	htmlcheck.Run(t, step.Body, htmlcheck.In(".actions button", htmlcheck.HasText("Spara ändringen")))
	page := anna.send(step, map[string]string{"plats.text": "Lillgatan 1", "andra": "1"}, next...)
	if !strings.HasSuffix(page.URL.Path, "/granska") || !strings.Contains(page.Body, "Lillgatan 1") {
		t.Errorf("came to %s (%d)", page.URL.Path, page.Status)
	}
}

func TestReviewSaysWhatIsMissing(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.begin()
	review := anna.get(strings.TrimSuffix(step.URL.Path, "/fel") + "/granska")
	htmlcheck.Run(t, review.Body,
		htmlcheck.In(".ds-error-summary a[href='"+step.URL.Path+"?andra#f-fel']", htmlcheck.HasText("Välj vad som är fel")),
		htmlcheck.In(".ds-error-summary a[href$='/plats?andra#f-plats.text']"),
		htmlcheck.NotIn("form[action$='/skicka']"))
	sent := anna.do(http.MethodPost, strings.TrimSuffix(step.URL.Path, "/fel")+"/skicka",
		"csrf="+anna.form(step).Values.Get("csrf")+"&token="+p.onlyToken())
	if sent.Status != http.StatusUnprocessableEntity || len(p.memory.cases) != 0 {
		t.Errorf("status %d, %d cases", sent.Status, len(p.memory.cases))
	}
}

func (p *portal) onlyToken() string {
	for _, d := range p.memory.drafts {
		return d.SubmitToken
	}
	return ""
}

func TestAStaleReviewIsShownAgain(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	review := anna.toReview()
	anna.send(anna.get(strings.TrimSuffix(review.URL.Path, "/granska")+"/plats"), map[string]string{"plats.text": "Lillgatan 1"}, next...)
	page := anna.send(review, nil)
	if page.Status != http.StatusConflict || len(p.memory.cases) != 0 {
		t.Fatalf("status %d, %d cases", page.Status, len(p.memory.cases))
	}
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("main", htmlcheck.HasText("Svaren har ändrats")),
		htmlcheck.In("main", htmlcheck.HasText("Lillgatan 1")))
	if receipt := anna.send(page, nil); !strings.HasSuffix(receipt.URL.Path, "/kvitto") {
		t.Errorf("came to %s", receipt.URL.Path)
	}
}

func TestSomebodyElsesDraftDoesNotExist(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	draft := strings.TrimSuffix(anna.toReview().URL.Path, "/granska")
	bosToken := bo.form(bo.begin()).Values.Get("csrf")
	for _, path := range []string{"/fel", "/granska", "/kvitto", "/kvitto/spara", "/sparat", "/fil/1"} {
		if got := bo.get(draft + path); got.Status != http.StatusNotFound || strings.Contains(got.Body, "Storgatan") {
			t.Errorf("GET %s: %d", path, got.Status)
		}
	}
	for _, path := range []string{"/fel", "/skicka"} {
		if got := bo.do(http.MethodPost, draft+path, "fel=annat&csrf="+bosToken); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", path, got.Status)
		}
	}
}

func TestForgedStep(t *testing.T) {
	anna := open(t).citizen()
	step := anna.begin()
	draft := strings.TrimSuffix(step.URL.Path, "fel")
	token := anna.form(step).Values.Get("csrf")
	for _, forged := range []string{"finns-inte", "granska", "..%2f..%2fx", "%ff"} {
		if got := anna.do(http.MethodPost, draft+forged, "fel=annat&csrf="+token); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", forged, got.Status)
		}
	}
	if got := anna.get(draft + "finns-inte"); got.Status != http.StatusNotFound {
		t.Errorf("GET: %d", got.Status)
	}
}

func TestAForeignTokenCannotStartOver(t *testing.T) {
	anna := open(t).citizen()
	before := anna.get("/tjanst/lampa") // in a tab opened before anything was begun
	first := anna.begin()
	second := anna.send(before, nil)
	if second.Status != http.StatusOK || second.URL.Path == first.URL.Path {
		t.Errorf("came to %s (%d)", second.URL.Path, second.Status)
	}
	if got := anna.get(first.URL.Path); got.Status != http.StatusOK {
		t.Errorf("the first draft is lost: %d", got.Status)
	}
}
