package anysystem

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

var (
	secret = "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("o"), 32))
	back   = "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("t"), 32))
	noon   = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

// office is a system, and what reaches it.
type office struct {
	*Server
	t *testing.T
}

func open(t *testing.T, change func(*Config)) *office {
	t.Helper()
	cfg := Config{
		Secrets: []string{secret}, PortalSecret: back, Clock: clock.NewFake(noon), Title: "Synpunkter", Prefix: "/synpunkter/",
		Categories: []string{"berom"},
	}
	if change != nil {
		change(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &office{s, t}
}

func (o *office) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func (o *office) get(path string) *httptest.ResponseRecorder {
	return o.do(httptest.NewRequest(http.MethodGet, "/synpunkter"+path, nil))
}

// portal sends what the portal would.
func (o *office) portal(method, path, id string, at time.Time, body string) *httptest.ResponseRecorder {
	o.t.Helper()
	key, err := parseSecret(secret)
	if err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest(method, "/synpunkter/entre/events"+path, strings.NewReader(body))
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	r.Header.Set("webhook-signature", signature(key, id, at.Unix(), []byte(body)))
	return o.do(r)
}

func created(id, category string) string {
	return `{"specversion":"1.0","id":"` + id + `","type":"entre.case.created","data":{"reference":"MK-1","service":{"title":"Synpunkt"},` +
		`"sections":[{"title":"Vad?","rows":[{"label":"Vad?","lines":["<b>Hej</b>"]}]}],"values":{"kategori":"` + category + `"}}}`
}

func part(id, kind, data string) string {
	return `{"specversion":"1.0","id":"` + id + `","type":"entre.case.` + kind + `","data":{"case_id":"4711",` + data + `}}`
}

func TestEventsAreTakenOnce(t *testing.T) {
	o := open(t, nil)
	for _, test := range []struct {
		name, id, body string
		status         int
		says           string
	}{
		{"a case", "MK-1_1", created("MK-1_1", "berom"), 201, `"status":"done","id":"4711","number":"SYN 2026:1"`},
		{"the same", "MK-1_1", created("MK-1_1", "berom"), 201, `"id":"4711"`},
		{"another category", "MK-2_1", created("MK-2_1", "ris"), 422, `"reason":"unknown_category"`},
		{"another name inside", "MK-3_1", created("MK-4_1", "berom"), 422, `"reason":"not_an_event"`},
		{"a message", "MK-1_2", part("MK-1_2", "message", `"text":"Och hej"`), 200, `"status":"done"`},
		{"a broken file", "MK-1_3", part("MK-1_3", "attachment", `"file":{"name":"a","sha256":"00","content":"aGVq"}`), 422, `"reason":"broken_file"`},
		{"a message to nobody", "MK-1_4", strings.Replace(part("MK-1_4", "message", `"text":"x"`), "4711", "9", 1), 422, `"reason":"unknown_case"`},
		{"another type", "MK-1_5", part("MK-1_5", "payment", `"text":"x"`), 422, `"reason":"unknown_type"`},
	} {
		w := o.portal(http.MethodPost, "", test.id, noon, test.body)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) {
			t.Errorf("%s: %d %s", test.name, w.Code, w.Body)
		}
	}
	if n := len(o.Cases()); n != 1 || len(o.Cases()[0].History) != 1 {
		t.Errorf("%+v", o.Cases())
	}
	for id, want := range map[string]int{"MK-1_1": 200, "MK-1_2": 200, "MK-2_1": 404} {
		if w := o.portal(http.MethodGet, "/"+id, id, noon, ""); w.Code != want {
			t.Errorf("looked up, %s: %d, want %d", id, w.Code, want)
		}
	}
}

func TestOnlyThePortalIsBelieved(t *testing.T) {
	o := open(t, nil)
	body := created("MK-1_1", "berom")
	for name, w := range map[string]*httptest.ResponseRecorder{
		"too old":             o.portal(http.MethodPost, "", "MK-1_1", noon.Add(-6*time.Minute), body),
		"another's signature": o.portal(http.MethodGet, "/MK-1_1", "MK-1_2", noon, ""),
		"unsigned":            o.do(httptest.NewRequest(http.MethodPost, "/synpunkter/entre/events", strings.NewReader(body))),
	} {
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if len(o.Cases()) != 0 {
		t.Error("a case was made")
	}
}

// TestStateIsKept over a restart: what was taken, made, told and has arrived.
func TestStateIsKept(t *testing.T) {
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "kom inte fram") {
			w.WriteHeader(http.StatusConflict)
		}
	}))
	t.Cleanup(portal.Close)
	dir := t.TempDir()
	at := func(c *Config) { c.Dir, c.PortalURL = dir, portal.URL }
	o := open(t, at)
	o.SetQuirks(Quirks{Later: true})
	o.portal(http.MethodPost, "", "MK-1_1", noon, created("MK-1_1", "berom"))
	if err := o.MakeAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.SetQuirks(Quirks{})
	for _, n := range []News{
		{Status: Started, Text: "Vi läser", Files: []File{{Name: "a.pdf", MediaType: "application/pdf", Content: []byte("a")}}},
		{Decision: true, Text: "kom inte fram"},
		{Text: "Tack"},
	} {
		if err := o.Do(t.Context(), "4711", n); err != nil {
			t.Fatal(err)
		}
	}
	before, arrived := o.Cases(), arrivals(o)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o = open(t, at)
	if diff := cmp.Diff(before, o.Cases()); diff != "" || before[0].Status != Started || len(before[0].History) != 3 {
		t.Errorf("after the restart:\n%s\n%+v", diff, before)
	}
	if diff := cmp.Diff([]bool{true, true, false, true}, arrived); diff != "" {
		t.Errorf("arrived (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(arrived, arrivals(o)); diff != "" {
		t.Errorf("arrived, after the restart:\n%s", diff)
	}
	if w := o.portal(http.MethodGet, "/MK-1_1", "MK-1_1", noon, ""); !strings.Contains(w.Body.String(), `"id":"4711"`) {
		t.Errorf("looked up after the restart: %s", w.Body)
	}
	if err := o.Do(t.Context(), "9", News{Text: "x"}); !errs.Is(err, errs.NotFound) {
		t.Errorf("to nobody: %v", err)
	}
}

func arrivals(o *office) (arrived []bool) {
	for _, told := range o.Outbox() {
		arrived = append(arrived, told.Arrived)
	}
	return arrived
}

func TestPages(t *testing.T) {
	o := open(t, nil)
	htmlcheck.Run(t, o.get("/").Body.String(), htmlcheck.In("#main", htmlcheck.HasText("Inga ärenden än")))
	o.portal(http.MethodPost, "", "MK-1_1", noon, created("MK-1_1", "berom"))
	htmlcheck.Run(t, o.get("/").Body.String(),
		htmlcheck.In("#main a[href='/synpunkter/arende/4711']", htmlcheck.HasText("SYN 2026:1 Synpunkt")), htmlcheck.In("#main", htmlcheck.HasText("MK-1")))

	answer := func(fields map[string]string, file string) *httptest.ResponseRecorder {
		t.Helper()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for name, value := range fields {
			if err := form.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		if file != "" {
			w, err := form.CreateFormFile("file", file)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write([]byte("<script>"))
		}
		_ = form.Close()
		r := httptest.NewRequest(http.MethodPost, "/synpunkter/arende/4711", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		return o.do(r)
	}
	if w := answer(map[string]string{"text": " "}, ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing is said: %d", w.Code)
	}
	if w := answer(map[string]string{"text": "Ja", "kind": "decision", "status": "closed"}, "b.html"); w.Code != http.StatusSeeOther {
		t.Errorf("a decision: %d", w.Code)
	}
	if w := answer(map[string]string{"text": "Hur många?", "kind": "ask"}, ""); w.Code != http.StatusSeeOther {
		t.Errorf("a question: %d", w.Code)
	}
	page := o.get("/arende/4711").Body.String()
	htmlcheck.Run(t, page, htmlcheck.In(".said", htmlcheck.HasText("<b>Hej</b>")), htmlcheck.In(".chip", htmlcheck.HasText("Väntar på svar")),
		htmlcheck.In("#main ol", htmlcheck.HasText("beslut, status closed"), htmlcheck.HasText("b.html")))
	told := o.Outbox()
	if len(told) != 2 || told[0].Type != "entre.inbound.decision" || !strings.Contains(string(told[1].Body), `"asks":true`) {
		t.Errorf("told %+v", told)
	}
	w := o.get("/arende/4711/fil/" + told[0].ID + "_1")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || w.Body.String() != "<script>" {
		t.Errorf("the file: %d %v", w.Code, w.Header())
	}
	for _, nowhere := range []string{"/arende/9", "/arende/4711/fil/x", "/arende/9/fil/x"} {
		if got := o.get(nowhere).Code; got != http.StatusNotFound {
			t.Errorf("%s: %d", nowhere, got)
		}
	}

	press := func(path string, form url.Values) int {
		r := httptest.NewRequest(http.MethodPost, "/synpunkter"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return o.do(r).Code
	}
	if code := press("/hur", url.Values{"hur": {"later", "twice"}}); code != http.StatusSeeOther || o.Quirks() != (Quirks{Later: true, Twice: true}) {
		t.Errorf("%d, %+v", code, o.Quirks())
	}
	o.portal(http.MethodPost, "", "MK-2_1", noon, created("MK-2_1", "berom"))
	htmlcheck.Run(t, o.get("/").Body.String(), htmlcheck.In("#main form[action$='/gor']", htmlcheck.HasText("1 händelser är mottagna")))
	if code := press("/gor", nil); code != http.StatusSeeOther || len(o.Cases()) != 2 {
		t.Errorf("%d, %d cases", code, len(o.Cases()))
	}
	if code := press("/skicka", nil); code != http.StatusSeeOther {
		t.Errorf("%d", code)
	}
}

func TestNewWithoutSecrets(t *testing.T) {
	for _, cfg := range []Config{{Clock: clock.System{}}, {Secrets: []string{secret}}, {Secrets: []string{"hemlig"}, Clock: clock.System{}}} {
		if _, err := New(cfg); !errs.Is(err, errs.Invalid) {
			t.Errorf("%+v: %v, want invalid", cfg, err)
		}
	}
}
