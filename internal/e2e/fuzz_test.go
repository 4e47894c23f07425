package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/forms/formtest"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/ui"
)

// rubbishPerStep is how many posts of chance each step of each form is given.
const rubbishPerStep = 12

// TestRubbishInEveryForm posts rubbish to every step of every form of Mittköping:
// fields of chance, huge values, wrong encodings, missing parts, steps that are not
// there. Each is answered clearly and none breaks anything: afterwards the same
// draft is filled in rightly, sent, and arrives.
func TestRubbishInEveryForm(t *testing.T) {
	d := startDemo(t)
	chance := rand.New(rand.NewPCG(seed(t), 2))
	for _, f := range mittkopingsForms(t) {
		t.Run(f.ID, func(t *testing.T) {
			form, err := forms.Parse(f.Form)
			if err != nil {
				t.Fatal(err)
			}
			branches := formtest.Branches(t, form, clock.System{}.Now())
			v := newVisit(t, d)
			if f.NeedsLogin() {
				v.logIn("2")
			}
			rubbish{v, chance}.fill(f.ID, form, branches[len(branches)-1])
		})
	}
	d.owesNothing(t)
	if log := d.log.String(); strings.Contains(log, "panic") || strings.Contains(log, "status=5") {
		t.Error("something broke: see the log")
	}
}

// mittkopingsForms are the services that have a form.
func mittkopingsForms(t *testing.T) []catalogue.File {
	t.Helper()
	files, err := (&catalogue.Files{
		Clock: clock.System{}, CheckForm: func(json.RawMessage) []catalogue.FormFault { return nil },
	}).Read(content.Services())
	if err != nil {
		t.Fatal(err)
	}
	var out []catalogue.File
	for _, f := range files {
		if f.Form != nil {
			out = append(out, f)
		}
	}
	return out
}

// rubbish is a citizen who posts rubbish before each right answer.
type rubbish struct {
	visit
	chance *rand.Rand
}

// fill posts rubbish to every step and then the right answers, and sends the case.
func (r rubbish) fill(service string, form *forms.Definition, want forms.Answers) {
	r.t.Helper()
	page := r.submit(r.form(r.get("/tjanst/"+service)), "", "")
	draft := page.URL.Path[:strings.LastIndexByte(page.URL.Path, '/')+1]
	answered := map[string]string{} // what the steps before show, by address
	for range 2 * len(form.Steps) {
		id := strings.TrimPrefix(page.URL.Path, draft)
		step, ok := form.StepByID(id)
		if !ok {
			break
		}
		if _, again := answered[page.URL.Path]; !again {
			r.post(page, step)
			r.missing(draft, page)
		}
		for path, typed := range answered {
			if got := r.typed(path); got != typed {
				r.t.Errorf("rubbish at %s changed %s:\n%s\nwas\n%s", id, path, got, typed)
			}
		}
		here := page.URL.Path
		page = r.mend(r.get(here), step, want)
		answered[here] = r.typed(here)
	}
	receipt := r.submit(r.form(page), "", "")
	reference := referencePattern.FindString(receipt.Body)
	if !strings.HasSuffix(receipt.URL.Path, "/kvitto") || reference == "" {
		r.t.Fatalf("after the rubbish one cannot send: came to %s (%d)\n%s", receipt.URL.Path, receipt.Status, receipt.Body)
	}
}

// typed is all that a step shows as answered.
func (r rubbish) typed(path string) string {
	r.t.Helper()
	form := r.form(r.get(path))
	form.Values.Del(ui.FieldCSRF)
	return form.Values.Encode()
}

// mend gives a step the right answers and nothing of what stood there.
func (r rubbish) mend(page *citizen.Page, step forms.Step, want forms.Answers) *citizen.Page {
	r.t.Helper()
	f := r.form(page)
	for name := range f.Values {
		if name != ui.FieldCSRF && name != "do" {
			f.Values.Del(name)
		}
	}
	page.Body = r.clean(page, step, want, f)
	return r.answer(page, step, want)
}

// clean posts the right answers once, so that what rubbish brought forth (items
// of a group, questions that hung on it) is gone, and returns the page after it.
func (r rubbish) clean(page *citizen.Page, step forms.Step, want forms.Answers, f *citizen.Form) string {
	r.t.Helper()
	for name, values := range forms.Typed(step, want) {
		f.Values[name] = values
	}
	r.submit(f, "do", "leave")
	again := r.get(page.URL.Path)
	page.Doc = again.Doc
	return again.Body
}

// answeredClearly fails the test when an answer is none: it broke, or does not say
// what to do.
func (r rubbish) answeredClearly(what string, page *citizen.Page) {
	r.t.Helper()
	if page.Status >= 500 {
		r.t.Errorf("%s: status %d", what, page.Status)
	}
	checks := []htmlcheck.Check{htmlcheck.In("main h1"), htmlcheck.NotIn("main script")}
	if htmlcheck.Find(page.Doc, "main form[method=post]") != nil && page.Status != http.StatusOK { // the step again, and not a page that tells of an error
		checks = append(checks, htmlcheck.In("main [role=alert]"), htmlcheck.In("title", htmlcheck.HasText("Fel: ")))
	}
	htmlcheck.Run(r.t, page.Body, checks...)
}

// post posts rubbish of all sorts to a step.
func (r rubbish) post(page *citizen.Page, step forms.Step) {
	r.t.Helper()
	token := r.form(page).Values.Get(ui.FieldCSRF)
	send := func(what, contentType string, body []byte) {
		r.t.Helper()
		got := r.forge(page.URL.Path, bytes.NewReader(body), map[string]string{
			"Content-Type": contentType, "Origin": r.d.url, "Sec-Fetch-Site": "same-origin",
		})
		r.answeredClearly(step.ID+": "+what, got)
	}
	const encoded = "application/x-www-form-urlencoded"
	with := func(values url.Values) []byte {
		values.Set(ui.FieldCSRF, token)
		return []byte(values.Encode())
	}
	for range rubbishPerStep {
		values := r.values(step)
		send(fmt.Sprintf("%.300q", values.Encode()), encoded, with(values))
		kind, body := r.parts(values, token)
		send("parts of chance", kind, body)
	}
	send("nothing", encoded, with(url.Values{}))
	send("no token", encoded, []byte("do=next"))
	send("escapes that are none", encoded, append(with(url.Values{}), "&%zz=%&=&&;"...))
	send("far too much", encoded, with(url.Values{"x": {strings.Repeat("y", 2<<20)}}))
	send("JSON", "application/json", []byte(`{"do":"next"}`))
	send("text", "text/plain; charset=utf-16", []byte("do=next"))
	send("a type that is none", ";;;", []byte("do=next"))
	send("parts without a border", "multipart/form-data", []byte("--x\r\n\r\n"))
	send("parts that end too soon", "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\nne"))
	send("a part without a name", "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data\r\n\r\nne\r\n--x--\r\n"))
}

// missing asks for what is not there.
func (r rubbish) missing(draft string, page *citizen.Page) {
	r.t.Helper()
	for _, step := range []string{"finns-inte", "%00", "..%2f..", strings.Repeat("x", 3000), "fil/finns-inte"} {
		got := r.get(draft + step)
		if got.Status != http.StatusNotFound {
			r.t.Errorf("%s%.20s: status %d, want 404", draft, step, got.Status)
		}
		r.answeredClearly(step, got)
	}
	form := r.form(page)
	got := r.forge(draft+"finns-inte", strings.NewReader(form.Values.Encode()), map[string]string{"Origin": r.d.url, "Sec-Fetch-Site": "same-origin"})
	if got.Status != http.StatusNotFound {
		r.t.Errorf("posted to a step that is not there: status %d, want 404", got.Status)
	}
}

// oddities are values that no question wants, or not like that.
var oddities = []string{
	"", " ", "\x00", "\xff\xfe\xfd", "\r\n\r\n", "\u202e\u2066bakåt", "💡💡", "a\u0300\u0300\u0300\u0300", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`,
	"{{.Name}}", "${7*7}", "'; DROP TABLE drafts; --", "../../etc/passwd", "NaN", "-0", "1e309", "0x10", "99999999999999999999999999", "-1,5", "٣",
	"0000-00-00", "9999-12-31", "2026-02-30", "20261301", "19121212-1212", "000000-0000", "556000-0000", "a@b", "@", "+46", "+", "true", "ja", "null", "[]",
	"59.3,1e999", "91,181",
}

// value is a value of chance.
func (r rubbish) value() string {
	switch r.chance.IntN(12) {
	case 0:
		return strings.Repeat(oddities[r.chance.IntN(len(oddities))], 1+r.chance.IntN(2000))
	case 1:
		return strings.Repeat("rad\n", 1000)
	default:
		return oddities[r.chance.IntN(len(oddities))]
	}
}

// values are fields of chance: the step's own, parts that they have not, others.
func (r rubbish) values(step forms.Step) url.Values {
	values := url.Values{}
	for _, q := range step.Questions {
		names := []string{q.ID, q.ID + ".", q.ID + ".finns-inte", q.ID + ".text", q.ID + ".lat", q.ID + ".long", q.ID + ".email", q.ID + ".street", q.ID + ".add", q.ID + ".remove"}
		for _, n := range []string{"0", "1", "2", "-1", "51", "99999999999999999999"} {
			for _, sub := range q.Questions {
				names = append(names, q.ID+"."+n+"."+sub.ID, q.ID+"."+n+"."+sub.ID+".x")
			}
		}
		for _, o := range q.Options {
			if r.chance.IntN(3) == 0 {
				values.Add(q.ID, o.Value)
			}
		}
		for _, name := range names {
			for range r.chance.IntN(3) {
				values.Add(name, r.value())
			}
		}
	}
	values.Set("do", []string{"next", "upload", "leave", "finns-inte", ""}[r.chance.IntN(5)])
	if r.chance.IntN(4) == 0 {
		values.Set("remove", r.value())
	}
	if r.chance.IntN(4) == 0 {
		values.Set("andra", r.value())
	}
	return values
}

// parts are the values as parts, some of them files where none are asked for.
func (r rubbish) parts(values url.Values, token string) (contentType string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField(ui.FieldCSRF, token)
	for name, all := range values {
		for _, value := range all {
			header := textproto.MIMEHeader{}
			header.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q`, name))
			switch r.chance.IntN(8) {
			case 0:
				header.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q; filename=%q`, name, oddities[r.chance.IntN(len(oddities))]))
			case 1:
				header.Set("Content-Type", "text/plain; charset=utf-16")
			case 2:
				header.Set("Content-Transfer-Encoding", "base64")
			}
			part, err := w.CreatePart(header)
			if err != nil {
				r.t.Fatal(err)
			}
			_, _ = part.Write([]byte(value))
		}
	}
	_ = w.Close()
	body = b.Bytes()
	if r.chance.IntN(5) == 0 {
		body = body[:r.chance.IntN(len(body))]
	}
	return w.FormDataContentType(), body
}

// TestAThousandLines writes as much as one may, in lines of two letters, and once
// more than that: the one is kept and sent line by line, the other is told of and
// still there to shorten.
func TestAThousandLines(t *testing.T) {
	d := startDemo(t)
	v := newVisit(t, d)
	page := v.submit(v.form(v.get("/tjanst/stall-en-fraga-till-kommunen")), "", "")
	first := page.URL.Path
	form := v.form(page)
	long := strings.Repeat("en rad som är lång\r\n", 1000)
	form.Set("fraga", long)
	page = v.submit(form, "do", "next")
	if page.Status != http.StatusUnprocessableEntity || !strings.Contains(page.Body, "4") {
		t.Errorf("far too long: %d", page.Status)
	}
	htmlcheck.Run(t, page.Body, htmlcheck.In("main [role=alert]"))
	if got := v.form(v.get(first)).Values.Get("fraga"); strings.Count(got, "en rad som är lång") != 1000 {
		t.Errorf("of a thousand lines %d are left to shorten", strings.Count(got, "en rad som är lång"))
	}
	form = v.form(v.get(first))
	form.Set("fraga", strings.Repeat("ab\r\n", 1000))
	page = v.submit(form, "do", "next")
	form = v.form(page)
	form.Set("kontakt.how", "anonymous")
	page = v.submit(form, "do", "next")
	if !strings.HasSuffix(page.URL.Path, "/granska") || strings.Count(page.Body, "ab") < 1000 {
		t.Fatalf("came to %s (%d) with %d lines", page.URL.Path, page.Status, strings.Count(page.Body, "ab"))
	}
	receipt := v.submit(v.form(page), "", "")
	reference := referencePattern.FindString(receipt.Body)
	if reference == "" {
		t.Fatalf("no receipt: %d", receipt.Status)
	}
	v.arrives(reference)
}

// TestTenThousandRepeats posts ten thousand children: that they are too many is
// said, and those that there is room for are there.
func TestTenThousandRepeats(t *testing.T) {
	d := startDemo(t)
	tried := 0
	for _, f := range mittkopingsForms(t) {
		form, err := forms.Parse(f.Form)
		if err != nil {
			t.Fatal(err)
		}
		branches := formtest.Branches(t, form, clock.System{}.Now())
		for _, step := range form.Steps {
			for _, q := range step.Questions {
				if q.Type != forms.TypeGroup {
					continue
				}
				tried++
				t.Run(f.ID+"/"+q.ID, func(t *testing.T) {
					v := newVisit(t, d)
					if f.NeedsLogin() {
						v.logIn("2")
					}
					v.repeat(f.ID, form, step.ID, q, branches[len(branches)-1])
				})
			}
		}
	}
	if tried == 0 {
		t.Error("no form has a group")
	}
}

// repeat comes to a step and posts a group with ten thousand items.
func (v visit) repeat(service string, form *forms.Definition, stepID string, group forms.Question, want forms.Answers) {
	v.t.Helper()
	page := v.submit(v.form(v.get("/tjanst/"+service)), "", "")
	for range 2 * len(form.Steps) {
		id := page.URL.Path[strings.LastIndexByte(page.URL.Path, '/')+1:]
		step, ok := form.StepByID(id)
		if !ok {
			v.t.Skipf("no branch of the form leads to %s", stepID)
		}
		if id == stepID {
			break
		}
		page = v.answer(page, step, want)
	}
	f := v.form(page)
	for n := range 10_000 {
		f.Set(fmt.Sprintf("%s.%d.%s", group.ID, n+1, group.Questions[0].ID), "A")
	}
	got := v.submit(f, "do", "next")
	if got.Status != http.StatusUnprocessableEntity && got.Status != http.StatusRequestEntityTooLarge {
		v.t.Fatalf("ten thousand items: status %d at %s", got.Status, got.URL.Path)
	}
	htmlcheck.Run(v.t, got.Body, htmlcheck.In("main [role=alert], main h1"))
	again := v.get(page.URL.Path)
	if again.Status != http.StatusOK || len(again.Body) > 2<<20 {
		v.t.Errorf("the step afterwards: %d, %d bytes", again.Status, len(again.Body))
	}
}
