package e2e

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// visit is one citizen in the demo, for tests of what they should not do.
type visit struct {
	t *testing.T
	d *demo
	c *citizen.Citizen
}

func newVisit(t *testing.T, d *demo) visit {
	t.Helper()
	c, err := citizen.New(d.url)
	if err != nil {
		t.Fatal(err)
	}
	return visit{t, d, c}
}

func (v visit) get(path string) *citizen.Page {
	v.t.Helper()
	page, err := v.c.Get(v.t.Context(), path)
	if err != nil {
		v.t.Fatal(err)
	}
	return page
}

func (v visit) form(p *citizen.Page) *citizen.Form {
	v.t.Helper()
	f, err := p.Form("main form[method=post]:not([action*='/fil/'])")
	if err != nil {
		v.t.Fatal(err)
	}
	return f
}

func (v visit) submit(f *citizen.Form, button, value string) *citizen.Page {
	v.t.Helper()
	page, err := v.c.Submit(v.t.Context(), f, button, value)
	if err != nil {
		v.t.Fatal(err)
	}
	return page
}

// begin starts a draft and returns its first step.
func (v visit) begin() *citizen.Page {
	v.t.Helper()
	page := v.submit(v.form(v.get("/tjanst/felanmal-gatubelysning")), "", "")
	if page.Status != http.StatusOK || !strings.HasSuffix(page.URL.Path, "/fel") {
		v.t.Fatalf("the form did not begin: %d at %s", page.Status, page.URL.Path)
	}
	return page
}

// to goes on with right answers until the page whose address ends so.
func (v visit) to(page *citizen.Page, end string) *citizen.Page {
	v.t.Helper()
	for range 10 {
		if strings.HasSuffix(page.URL.Path, end) {
			return page
		}
		next, err := goOn(v.t.Context(), v.c, page.URL.Path, 1, nil)
		if err != nil {
			v.t.Fatal(err)
		}
		page = next
	}
	v.t.Fatalf("never came to %s; at %s", end, page.URL.Path)
	return nil
}

// request sends a forged POST with the citizen's cookies.
func (v visit) forge(path string, body io.Reader, header map[string]string) *citizen.Page {
	v.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, v.d.url+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	page, err := v.c.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	return page
}

// TestUploadsThatCannotBeReceived posts files that are refused beside one that
// is not: each is told why, the good one and the typed answers are kept.
func TestUploadsThatCannotBeReceived(t *testing.T) {
	d := startDemo(t)
	good := photos(1, 1)[0]
	tests := []struct {
		name, file, claims string
		content            []byte
	}{
		{"a page that says it is a picture", "bild.jpg", "image/jpeg", []byte("<!doctype html><html><script>alert(1)</script></html>")},
		{"a program", "bild.png", "image/png", append([]byte("\x7fELF\x02\x01\x01"), bytes.Repeat([]byte{0}, 64)...)},
		{"a drawing with script in it", "bild.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)},
		{"nothing at all", "tom.jpg", "image/jpeg", nil},
		{"too large", "stor.jpg", "image/jpeg", append(bytes.Clone(good), bytes.Repeat([]byte{7}, 11<<20)...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := newVisit(t, d)
			page := v.to(v.begin(), "/bilder")
			form := v.form(page)
			form.Attach("bilder", "bra.jpg", "image/jpeg", good)
			form.Attach("bilder", tt.file, tt.claims, tt.content)
			page = v.submit(form, "do", "next")
			if page.Status != http.StatusUnprocessableEntity {
				t.Fatalf("status %d, want 422", page.Status)
			}
			htmlcheck.Run(t, page.Body, htmlcheck.In("main [role=alert]"), htmlcheck.In("title", htmlcheck.HasText("Fel: ")))
			again := v.get(page.URL.Path)
			if !strings.Contains(again.Body, "bra.jpg") {
				t.Error("the file that was right is gone")
			}
			if strings.Contains(again.Body, tt.file) {
				t.Error("the file that was refused is there")
			}
		})
	}
}

// TestFileNamesAreOnlyNames uploads a picture under names that would like to be
// paths or markup.
func TestFileNamesAreOnlyNames(t *testing.T) {
	d := startDemo(t)
	for _, name := range []string{"../../x.jpg", `..\..\windows\x.jpg`, "/etc/passwd", "<img src=x onerror=alert(1)>.jpg", strings.Repeat("å", 300) + ".jpg"} {
		v := newVisit(t, d)
		form := v.form(v.to(v.begin(), "/bilder"))
		form.Attach("bilder", name, "image/jpeg", photos(1, 1)[0])
		page := v.submit(form, "do", "upload")
		if page.Status != http.StatusOK {
			t.Errorf("%q: status %d", name, page.Status)
		}
		htmlcheck.Run(t, page.Body, htmlcheck.NotIn("main img[onerror]"), htmlcheck.In("main button[name=remove]"))
		if strings.Contains(page.Body, "../") || strings.Contains(page.Body, "/etc/") {
			t.Errorf("%q: a path is left of it", name)
		}
	}
}

// TestRubbishInAnswers posts what no browser would: it is kept out or kept as
// text, and never breaks a page.
func TestRubbishInAnswers(t *testing.T) {
	d := startDemo(t)
	v := newVisit(t, d)
	first := v.begin()
	tests := []struct {
		name   string
		values url.Values
	}{
		{"invalid UTF-8", url.Values{"fel": {"annat"}, "beskrivning": {"a\xff\xfe\x00b"}}},
		{"markup", url.Values{"fel": {"annat"}, "beskrivning": {`"><script>alert(1)</script>`}}},
		{"an option that is not there", url.Values{"fel": {"finns-inte"}}},
		{"a thousand fields", manyFields()},
		{"far too long", url.Values{"fel": {"annat"}, "beskrivning": {strings.Repeat("lång ", 50_000)}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := v.form(v.get(first.URL.Path))
			form.Set("fel", "annat")
			v.submit(form, "do", "next") // shows the question of the description
			form = v.form(v.get(first.URL.Path))
			for name, values := range tt.values {
				form.Values[name] = values
			}
			page := v.submit(form, "do", "next")
			if page.Status >= 500 {
				t.Errorf("status %d", page.Status)
			}
			again := v.get(first.URL.Path)
			if again.Status != http.StatusOK {
				t.Errorf("the step cannot be opened again: %d", again.Status)
			}
			htmlcheck.Run(t, again.Body, htmlcheck.NotIn("main script"))
		})
	}
	t.Run("what was too long is still there to shorten", func(t *testing.T) {
		if again := v.get(first.URL.Path); !strings.Contains(again.Body, strings.Repeat("lång ", 1000)) {
			t.Error("it is gone")
		}
	})
}

func manyFields() url.Values {
	values := url.Values{"fel": {"slackt"}}
	for i := range 1000 {
		values.Set("x"+strings.Repeat("y", i%50)+string(rune('a'+i%26)), "z")
	}
	return values
}

// TestForgedSteps asks for steps that are not there to be asked for.
func TestForgedSteps(t *testing.T) {
	d := startDemo(t)
	v := newVisit(t, d)
	base := strings.TrimSuffix(v.begin().URL.Path, "fel")
	for _, step := range []string{"finns-inte", "..%2f..%2fadmin", "fara"} { // fara is hidden until its condition holds
		if page := v.get(base + step); page.Status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", step, page.Status)
		}
	}
}

// TestSomebodyElsesDraft opens, changes, submits and takes files of a draft
// from another browser: as if it did not exist, in every way.
func TestSomebodyElsesDraft(t *testing.T) {
	d := startDemo(t)
	owner, other := newVisit(t, d), newVisit(t, d)
	page := owner.to(owner.begin(), "/bilder")
	form := owner.form(page)
	form.Attach("bilder", "min.jpg", "image/jpeg", photos(1, 1)[0])
	page = owner.submit(form, "do", "upload")
	link := htmlcheck.Find(page.Doc, "main a[href*='/fil/']")
	if link == nil {
		t.Fatal("no link to the file")
	}
	var file string
	for _, a := range link.Attr {
		if a.Key == "href" {
			file = a.Val
		}
	}
	base := strings.TrimSuffix(page.URL.Path, "bilder")
	mine := other.form(other.begin()) // a form of the other's own, with its token
	for _, path := range []string{base + "fel", base + "granska", base + "kvitto", base + "kvitto/spara", base + "sparat", file} {
		if got := owner.get(path).Status; path != base+"kvitto" && path != base+"kvitto/spara" && got != http.StatusOK {
			t.Errorf("GET %s by the owner: %d", path, got)
		}
		if got := other.get(path).Status; got != http.StatusNotFound {
			t.Errorf("GET %s by another: %d, want 404", path, got)
		}
	}
	for _, path := range []string{base + "fel", base + "skicka"} {
		header := map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": d.url}
		if got := other.forge(path, strings.NewReader(mine.Values.Encode()), header).Status; got != http.StatusNotFound {
			t.Errorf("POST %s by another: %d, want 404", path, got)
		}
	}
	if again := owner.get(base + "bilder"); !strings.Contains(again.Body, "min.jpg") {
		t.Error("the owner's file is gone")
	}
}

// TestForgedPosts posts as another site would, or a client that says nothing
// of where it comes from: refused, and nothing is changed.
func TestForgedPosts(t *testing.T) {
	d := startDemo(t)
	v := newVisit(t, d)
	step := v.begin()
	values := v.form(step).Values
	values.Set("fel", "blinkar")
	token := values.Encode()
	without := url.Values{"fel": {"blinkar"}}.Encode()
	tests := []struct {
		name   string
		body   string
		header map[string]string
	}{
		{"from another site", token, map[string]string{"Sec-Fetch-Site": "cross-site"}},
		{"from another origin", token, map[string]string{"Origin": "https://evil.example"}},
		{"from the world outside", token, map[string]string{"Origin": d.outside}},
		{"from the same site, without a token", without, map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": d.url}},
		{"from nowhere, without a token", without, nil},
		{"from nowhere, with a token made up", without + "&csrf=AAAA", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := v.forge(step.URL.Path, strings.NewReader(tt.body), tt.header)
			if page.Status != http.StatusForbidden {
				t.Errorf("status %d, want 403", page.Status)
			}
			if again := v.get(step.URL.Path); strings.Contains(again.Body, `value="blinkar" checked`) {
				t.Error("it was saved all the same")
			}
		})
	}
	t.Run("from nowhere, with the page's token: an old browser", func(t *testing.T) {
		if page := v.forge(step.URL.Path, strings.NewReader(token), nil); page.Status != http.StatusOK {
			t.Errorf("status %d, want 200 after the redirect", page.Status)
		}
	})
}

// TestSubmittedTwice sends the same review page again and again: one case.
func TestSubmittedTwice(t *testing.T) {
	d := startDemo(t)
	v := newVisit(t, d)
	review := v.to(v.begin(), "/granska")
	form := v.form(review)
	first := v.submit(form, "", "")
	reference := referencePattern.FindString(first.Body)
	if reference == "" {
		t.Fatalf("no reference at %s", first.URL.Path)
	}
	for _, again := range []*citizen.Page{v.submit(form, "", ""), v.get(first.URL.Path), v.get(review.URL.Path)} {
		if got := referencePattern.FindString(again.Body); got != reference {
			t.Errorf("again gave %q, want %s", got, reference)
		}
	}
	step := strings.TrimSuffix(review.URL.Path, "granska") + "fel"
	if page := v.get(step); !strings.HasSuffix(page.URL.Path, "/kvitto") {
		t.Errorf("a step of what is sent leads to %s", page.URL.Path)
	}
	d.waitForRequest(t, reference)
	if n := len(d.department.Requests()); n != 1 {
		t.Errorf("%d requests in the back end, want 1", n)
	}
}

// TestAnswersChangedAfterReview submits a review page that is older than the
// answers: it is shown again, and nothing is sent unseen.
func TestAnswersChangedAfterReview(t *testing.T) {
	d := startDemo(t)
	v := newVisit(t, d)
	review := v.to(v.begin(), "/granska")
	old := v.form(review)
	step := v.form(v.get(strings.TrimSuffix(review.URL.Path, "granska") + "plats"))
	step.Set("plats.text", "Nygatan 99")
	v.submit(step, "do", "next")
	page := v.submit(old, "", "")
	if !strings.HasSuffix(page.URL.Path, "/granska") && !strings.HasSuffix(page.URL.Path, "/skicka") {
		t.Errorf("came to %s", page.URL.Path)
	}
	if !strings.Contains(page.Body, "Nygatan 99") {
		t.Error("the review page does not show the new answer")
	}
	if referencePattern.MatchString(page.Body) {
		t.Error("it was sent")
	}
}

// TestTooMuchAtOnce posts more than the portal takes in: said clearly, and the
// other answers are still there.
func TestTooMuchAtOnce(t *testing.T) {
	d := startDemo(t)
	v := newVisit(t, d)
	page := v.to(v.begin(), "/bilder")
	form := v.form(page)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form.Values {
		_ = w.WriteField(name, values[0])
	}
	part, err := w.CreateFormFile("bilder", "enorm.jpg")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(bytes.Repeat([]byte{1}, 70<<20))
	_ = w.Close()
	got := v.forge(page.URL.Path, &body, map[string]string{"Content-Type": w.FormDataContentType(), "Sec-Fetch-Site": "same-origin", "Origin": d.url})
	if got.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d, want 422", got.Status)
	}
	htmlcheck.Run(t, got.Body, htmlcheck.In("main [role=alert]"), htmlcheck.In("title", htmlcheck.HasText("Fel: ")))
	if again := v.get(strings.TrimSuffix(page.URL.Path, "bilder") + "plats"); !strings.Contains(again.Body, personStreet) {
		t.Error("the other answers are gone")
	}
}

// TestFollowingIsGuessedInVain tries codes until the portal has had enough.
func TestFollowingIsGuessedInVain(t *testing.T) {
	d := startDemo(t)
	owner, thief := newVisit(t, d), newVisit(t, d)
	receipt := owner.submit(owner.form(owner.to(owner.begin(), "/granska")), "", "")
	reference := referencePattern.FindString(receipt.Body)
	if got := thief.get("/arende/" + reference).Status; got != http.StatusNotFound {
		t.Errorf("without the code: %d, want 404", got)
	}
	limited := false
	for range 40 {
		form := thief.form(thief.get("/arende"))
		form.Set("reference", reference)
		form.Set("code", "AAAAAAAAAA")
		page := thief.submit(form, "", "")
		if page.Status == http.StatusTooManyRequests {
			limited = true
			break
		}
		if page.Status != http.StatusUnprocessableEntity && page.Status != http.StatusNotFound {
			t.Fatalf("status %d", page.Status)
		}
		if !strings.Contains(page.Body, reference) {
			t.Fatal("what was typed is gone")
		}
	}
	if !limited {
		t.Error("forty guesses and no limit")
	}
	if got := owner.get("/arende/" + reference).Status; got != http.StatusOK {
		t.Errorf("the owner: %d", got)
	}
}
