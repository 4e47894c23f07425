package requesttracker

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// office is a Request Tracker with one ticket, and its staff at the page.
type office struct {
	*Server
	t *testing.T
}

func open(t *testing.T, dir string) *office {
	t.Helper()
	s, err := New(Config{
		Users: []User{{Name: "entre", Token: "rätt", Rights: []Right{CreateTicket, ModifyCustomField, ReplyToTicket, ShowTicket}}},
		Queues: []Queue{{
			Name: "Bygglov", TicketFields: []Field{{Name: "ExternalId"}, {Name: "Fastighet"}}, TransactionFields: []Field{{Name: "DeliveryId"}},
		}},
		Clock: clock.NewFake(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)),
		Title: "Byggnadsnämnden", Prefix: "/rt/", Dir: dir,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &office{s, t}
}

func (o *office) ticketOf(content string, fields map[string]string) {
	o.t.Helper()
	m := message{parts: []Part{{MediaType: "text/plain", Content: []byte(content)}}}
	if _, err := o.create(o.cfg.Users[0], Ticket{Queue: "Bygglov", Subject: content, Fields: fields}, m); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func (o *office) get(path string) *httptest.ResponseRecorder {
	return o.do(httptest.NewRequest(http.MethodGet, "/rt"+path, nil))
}

// sent is a file that staff choose.
type sent struct{ name, mediaType, content string }

func (o *office) reply(id, text string, files ...sent) *httptest.ResponseRecorder {
	o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := form.WriteField("text", text)
	for _, f := range files {
		header := map[string][]string{
			"Content-Disposition": {multipart.FileContentDisposition("file", f.name)}, "Content-Type": {f.mediaType},
		}
		part, partErr := form.CreatePart(header)
		if partErr == nil {
			_, partErr = part.Write([]byte(f.content))
		}
		err = errors.Join(err, partErr)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/rt/ticket/"+id+"/reply", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return o.do(r)
}

func (o *office) setTo(id, status string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/rt/ticket/"+id+"/status", strings.NewReader(url.Values{"status": {status}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.do(r)
}

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>`

func TestTicketsOnThePage(t *testing.T) {
	o := open(t, "")
	htmlcheck.Run(t, o.get("/").Body.String(), htmlcheck.In("p.card", htmlcheck.HasText("Inga ärenden än")), htmlcheck.NotIn("article"))
	o.ticketOf("Uterum", map[string]string{"ExternalId": "MK-1"})
	o.ticketOf(hostile, map[string]string{"Fastighet": hostile})
	htmlcheck.Run(t, o.get("/").Body.String(),
		htmlcheck.Count("article", 2), htmlcheck.In("article:first-of-type h2 a", htmlcheck.HasText("#2 "+hostile), htmlcheck.HasAttr("href", "/rt/ticket/2")),
		htmlcheck.In("main p strong", htmlcheck.HasText("2 ärenden")), htmlcheck.NotIn("script"), htmlcheck.NotIn("img"))
	htmlcheck.Run(t, o.get("/ticket/2").Body.String(),
		htmlcheck.In("dl", htmlcheck.HasText(hostile)), htmlcheck.In("ol .said", htmlcheck.HasText(hostile)),
		htmlcheck.NotIn("script"), htmlcheck.NotIn("img"), htmlcheck.NotIn("[role=status]"), htmlcheck.NotIn("[role=alert]"))
	for _, path := range []string{"/ticket/3", "/ticket/0", "/ticket/x", "/file/1", "/nothing"} {
		if w := o.get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestStaffReply(t *testing.T) {
	o := open(t, "")
	o.ticketOf("Uterum", nil)
	w := o.reply("1", "  Här är beslutet.\n", sent{"beslut.pdf", "application/pdf", "%PDF"}, sent{"sida.html", "text/html", hostile}, sent{"", "application/octet-stream", ""})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/rt/ticket/1?saved=reply" {
		t.Fatalf("answered %d to %s", w.Code, w.Header().Get("Location"))
	}
	ticket := o.Tickets()[0]
	x := ticket.Transactions[1]
	want := []Part{
		{ID: 2, MediaType: "multipart/mixed"},
		{ID: 3, MediaType: "text/plain", Content: []byte("Här är beslutet.")},
		{ID: 4, Name: "beslut.pdf", MediaType: "application/pdf", Content: []byte("%PDF")},
		{ID: 5, Name: "sida.html", MediaType: "text/html", Content: []byte(hostile)},
	}
	if diff := cmp.Diff(want, x.Parts); diff != "" || x.Type != "Correspond" || x.Creator != "handlaggare" || ticket.Status != "open" {
		t.Errorf("%s by %s makes it %s, parts (-want +got):\n%s", x.Type, x.Creator, ticket.Status, diff)
	}
	htmlcheck.Run(t, o.get("/ticket/1?saved=reply").Body.String(),
		htmlcheck.In("[role=status]", htmlcheck.HasText("Svaret är skickat")),
		htmlcheck.Count("ol > li", 3), htmlcheck.Count(".files a", 2),
		htmlcheck.In("ol > li:nth-child(2)", htmlcheck.HasText("Handläggaren")),
		htmlcheck.In("ol > li:nth-child(3)", htmlcheck.HasText("status: Ny → Pågår")))
	for path, want := range map[string][2]string{
		"/file/4": {"attachment; filename=beslut.pdf", "%PDF"}, "/file/5": {"attachment; filename=sida.html", hostile},
	} {
		w := o.get(path)
		got := [2]string{w.Header().Get("Content-Disposition"), w.Body.String()}
		if got != want || w.Header().Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%s: %q as %s", path, got, w.Header().Get("Content-Type"))
		}
	}
}

func TestStaffSayNothing(t *testing.T) {
	o := open(t, "")
	o.ticketOf("Uterum", nil)
	w := o.reply("1", " \n", sent{"", "application/octet-stream", ""})
	if w.Code != http.StatusUnprocessableEntity || len(o.Tickets()[0].Transactions) != 1 {
		t.Errorf("answered %d, history %+v", w.Code, o.Tickets()[0].Transactions)
	}
	htmlcheck.Run(t, w.Body.String(), htmlcheck.In("[role=alert]", htmlcheck.HasText("Skriv ett svar eller välj en fil.")),
		htmlcheck.In("textarea", htmlcheck.HasAttr("aria-describedby", "problem")))
}

func TestStaffSetStatus(t *testing.T) {
	o := open(t, "")
	o.ticketOf("Uterum", nil)
	if w := o.setTo("1", "resolved"); w.Code != http.StatusSeeOther || o.Tickets()[0].Status != "resolved" {
		t.Errorf("answered %d, it is %s", w.Code, o.Tickets()[0].Status)
	}
	htmlcheck.Run(t, o.get("/ticket/1?saved=status").Body.String(),
		htmlcheck.In(".chip.closed", htmlcheck.HasText("Klart")), htmlcheck.In("button[aria-pressed=true]", htmlcheck.HasAttr("value", "resolved")),
		htmlcheck.In("[role=status]", htmlcheck.HasText("Statusen är ändrad")))
	for id, want := range map[string]int{"2": http.StatusNotFound, "x": http.StatusNotFound} {
		if w := o.setTo(id, "open"); w.Code != want {
			t.Errorf("ticket %s: %d", id, w.Code)
		}
	}
	if w := o.setTo("1", "glad"); w.Code != http.StatusBadRequest {
		t.Errorf("an unknown status: %d", w.Code)
	}
}

// Another site's page must not press the buttons.
func TestOtherSitesCannotPost(t *testing.T) {
	o := open(t, "")
	o.ticketOf("Uterum", nil)
	r := httptest.NewRequest(http.MethodPost, "/rt/ticket/1/status", strings.NewReader("status=resolved"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := o.do(r); w.Code != http.StatusForbidden || o.Tickets()[0].Status != "new" {
		t.Errorf("answered %d, it is %s", w.Code, o.Tickets()[0].Status)
	}
}

// Whatever was answered is there after a restart, and ids go on from there.
func TestItRemembers(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	o.ticketOf("Uterum", map[string]string{"ExternalId": "MK-1"})
	o.reply("1", "Hej", sent{"a.pdf", "application/pdf", "%PDF\x00"})
	o.setTo("1", "stalled")
	for call, body := range map[string]string{
		"POST ticket/1/correspond": `{"Content":"Svar","ContentType":"text/plain","Status":"open","TxnCustomFields":{"DeliveryId":"MK-1/2"}}`,
		"PUT ticket/1":             `{"CustomFields":{"Fastighet":"Norrby 1:23"}}`,
	} {
		method, path, _ := strings.Cut(call, " ")
		r := httptest.NewRequest(method, "/rt/REST/2.0/"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "token rätt")
		if w := o.do(r); w.Code > 299 {
			t.Fatalf("%s: %d %s", call, w.Code, w.Body)
		}
	}
	o.ticketOf("Altan", nil)
	before := o.Tickets()
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	// The end of a line that was being written when the process was killed.
	name := filepath.Join(dir, "journal.jsonl")
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(content, `{"id":9,"tran`...), 0o600); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	if diff := cmp.Diff(before, again.Tickets()); diff != "" {
		t.Errorf("tickets (-before +after):\n%s", diff)
	}
	again.ticketOf("Förråd", nil)
	if got, last := again.Tickets()[2], before[1].Transactions[0]; got.ID != 3 || got.Transactions[0].ID != last.ID+1 || got.Transactions[0].Parts[0].ID != last.Parts[0].ID+1 {
		t.Errorf("the next ticket is %+v, after %+v", got, last)
	}
}

func TestAJournalThatIsNotItsOwn(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "journal.jsonl"), []byte(`{"id":5}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := New(Config{Users: []User{{Name: "a"}}, Queues: []Queue{{Name: "Q"}}, Clock: clock.System{}, Dir: dir})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("got %v, want Invalid", err)
	}
}
