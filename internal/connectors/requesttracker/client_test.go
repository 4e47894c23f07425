package requesttracker

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const nothing = `{"count":0,"items":[]}`

// scripted returns a connector to a server that answers each call ("POST
// /REST/2.0/ticket") as it is told.
func scripted(t *testing.T, o Options, answer func(w http.ResponseWriter, r *http.Request, call string)) *connector {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Authorization"); got != "token 1-14-x" {
			t.Errorf("%s is authorized by %q", r.URL.Path, got)
		}
		answer(w, r, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/REST/2.0/"))
	}))
	t.Cleanup(server.Close)
	o.BaseURL, o.Token, o.Queue = server.URL, "1-14-x", "Q"
	c, err := New(o, clock.NewFake(now))
	if err != nil {
		t.Fatal(err)
	}
	return c.(*connector)
}

func step() delivery.Step {
	return delivery.Step{
		Key: "R/1", Kind: delivery.KindCreate,
		Envelope: delivery.Envelope{Reference: "R", Title: "hemligt", Contact: &delivery.Contact{Email: " a@b.se\r\n"}},
	}
}

func TestAnswersToASending(t *testing.T) {
	const told = `{"message":"hemligt"}`
	tests := []struct {
		name   string
		status int
		header string // Retry-After
		body   string
		says   string
		kind   string // of the error
		after  time.Duration
	}{
		{name: "refused", status: 400, body: told, kind: "refused", says: "400 Bad Request"},
		{name: "not found", status: 404, body: told, kind: "refused", says: "404 Not Found"},
		{name: "conflict", status: 409, body: told, kind: "refused", says: "409 Conflict"},
		{name: "too large", status: 413, body: "hemligt", kind: "refused", says: "413 Request Entity Too Large"},
		{name: "refused by something else", status: 400, body: "<html>hemligt</html>", kind: "unknown", says: "400 Bad Request"},
		{name: "a message that says nothing", status: 400, body: `{"message":""}`, kind: "unknown", says: "400 Bad Request"},
		{name: "a right", status: 400, body: `{"message":"Permission Denied"}`, kind: "unavailable", says: "a right is missing, or the ticket"},
		{name: "no such queue", status: 403, body: told, kind: "unavailable", says: "a right is missing: 403 Forbidden"},
		{name: "wrong token", status: 401, body: told, kind: "unavailable", says: "the token is not accepted: 401 Unauthorized"},
		{name: "too many", status: 429, header: "60", kind: "unavailable", says: "429", after: time.Minute},
		{name: "down until", status: 503, header: "Mon, 23 Nov 2026 12:05:00 GMT", kind: "unavailable", says: "503", after: 5 * time.Minute},
		{name: "broken", status: 500, body: told, kind: "unknown", says: "500 Internal Server Error"},
		{name: "200 instead of 201", status: 200, body: `{"id":"7","type":"ticket"}`, kind: "unknown", says: "an answer without a ticket"},
		{name: "another thing", status: 201, body: `{"id":"7","type":"asset"}`, kind: "unknown", says: "an answer without a ticket"},
		{name: "no id", status: 201, body: `{"type":"ticket"}`, kind: "unknown", says: "an answer without a ticket"},
		{name: "a list", status: 201, body: `["hemligt"]`, kind: "unknown", says: "not the JSON that it should be"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, _ string) {
				w.Header().Set("Retry-After", test.header)
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			got, err := c.Send(t.Context(), step())
			if diff := cmp.Diff(delivery.Receipt{}, got); diff != "" {
				t.Errorf("receipt (-want +got):\n%s", diff)
			}
			wantError(t, err, test.kind, test.says, test.after)
		})
	}
}

func wantError(t *testing.T, err error, kind, says string, after time.Duration) {
	t.Helper()
	refused, isRefused := errors.AsType[*delivery.RefusedError](err)
	unavailable, isUnavailable := errors.AsType[*delivery.UnavailableError](err)
	got := "unknown"
	switch {
	case err == nil:
		t.Fatal("no error")
	case isRefused:
		got = "refused"
		if refused.Reason != says {
			t.Errorf("the reason is %q, want %q", refused.Reason, says)
		}
	case isUnavailable:
		got = "unavailable"
		if unavailable.RetryAfter != after {
			t.Errorf("retry after %s, want %s", unavailable.RetryAfter, after)
		}
	}
	if got != kind || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hemligt") {
		t.Errorf("got %s: %v; want %s: %q", got, err, kind, says)
	}
}

// TestReadingBack: once there is an id, nothing may lead to another sending.
func TestReadingBack(t *testing.T) {
	const (
		created = `{"id":7,"type":"ticket"}`
		bears   = `{"count":1,"items":[{"id":"7","CustomFields":[{"name":"ExternalId","values":["R"]}]}]}`
		others  = `{"count":1,"items":[{"id":"7","CustomFields":[{"name":"ExternalId","values":["other"]}]}]}`
	)
	tests := []struct {
		name   string
		search string // "": 503
		put    int
		want   delivery.Receipt
		calls  []string
	}{
		{"it bears the reference", bears, 0, delivery.Receipt{RemoteID: "7", Number: "RT #7"}, []string{"POST ticket", "GET tickets"}},
		{"it does not", nothing, 200, delivery.Receipt{RemoteID: "7", Number: "RT #7"}, []string{"POST ticket", "GET tickets", "GET tickets", "PUT ticket/7"}},
		{"it bears another's", others, 0, delivery.Receipt{}, []string{"POST ticket", "GET tickets", "GET tickets"}},
		{"it cannot be asked", "", 0, delivery.Receipt{Ticket: "7"}, []string{"POST ticket", "GET tickets"}},
		{"it cannot be set", nothing, 503, delivery.Receipt{Ticket: "7"}, []string{"POST ticket", "GET tickets", "GET tickets", "PUT ticket/7"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var calls []string
			c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, call string) {
				calls = append(calls, call)
				switch {
				case call == "POST ticket":
					w.WriteHeader(http.StatusCreated)
					_, _ = io.WriteString(w, created)
				case call == "GET tickets" && test.search != "":
					_, _ = io.WriteString(w, test.search)
				case call == "PUT ticket/7":
					w.WriteHeader(test.put)
					_, _ = io.WriteString(w, `["Permission Denied"]`)
				default:
					w.WriteHeader(http.StatusServiceUnavailable)
				}
			})
			got, err := c.Send(t.Context(), step())
			if diff := cmp.Diff(test.want, got); diff != "" || (err != nil) != (test.want == delivery.Receipt{}) {
				t.Errorf("error %v, receipt (-want +got):\n%s", err, diff)
			}
			if diff := cmp.Diff(test.calls, calls); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFilesThatAreNotReadBack(t *testing.T) {
	const seen = `{"count":1,"items":[{"id":"9"}]}`
	tests := []struct {
		name, search, parts string
		kind, says          string
	}{
		{"it cannot be asked", "", "", "unknown", "not read back"},
		{"it cannot be seen", nothing, "", "refused", "it was taken, but cannot be seen: ShowTicket, ShowTicketComments?"},
		{"it is cut off", seen, `{"count":1,"items":[{"id":"1","Filename":"a","ContentLength":"2"}]}`, "refused", "the file was not kept whole: MaxAttachmentSize?"},
		{"its parts cannot be asked", seen, "", "unknown", "not read back"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, call string) {
				body := map[string]string{"POST ticket/7/comment": `["Comments added"]`, "GET transactions": test.search, "GET transaction/9/attachments": test.parts}[call]
				switch {
				case strings.HasPrefix(call, "POST"):
					w.WriteHeader(http.StatusCreated)
				case body == "":
					w.WriteHeader(http.StatusServiceUnavailable)
				}
				_, _ = io.WriteString(w, body)
			})
			_, err := c.Send(t.Context(), fileStep("abc"))
			wantError(t, err, test.kind, test.says, 0)
		})
	}
}

func TestTheCitizenAsRequestor(t *testing.T) {
	for _, requestor := range []bool{false, true} {
		c := scripted(t, Options{Requestor: requestor}, nil)
		got, err := c.ticketOf(step().Envelope)
		if want := map[bool]string{true: "a@b.se"}[requestor]; err != nil || got.Requestor != want {
			t.Errorf("%v: got %q, %v", requestor, got.Requestor, err)
		}
	}
}

func TestRouteValues(t *testing.T) {
	c := scripted(t, Options{}, nil)
	tests := []struct {
		name   string
		params map[string]string
		queue  string
		fields map[string]string
		says   string
	}{
		{name: "none", queue: "Q", fields: map[string]string{"ExternalId": "R"}},
		{
			name: "all", params: map[string]string{"queue": "Annan", "cf.Stolpe": " 17\x00", "cf.Tom": ""}, queue: "Annan",
			fields: map[string]string{"ExternalId": "R", "Stolpe": "17"},
		},
		{name: "empty queue", params: map[string]string{"queue": ""}, queue: "Q", fields: map[string]string{"ExternalId": "R"}},
		{name: "our field", params: map[string]string{"cf.externalid": "x"}, says: `"cf.externalid"`},
		{name: "no field", params: map[string]string{"cf.": "x"}, says: `"cf."`},
		{name: "unknown", params: map[string]string{"service_code": "x"}, says: `"service_code"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := c.ticketOf(delivery.Envelope{Reference: "R", Params: test.params})
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v, want %q", err, test.says)
				}
				return
			}
			if diff := cmp.Diff(test.fields, got.CustomFields); diff != "" || got.Queue != test.queue || err != nil {
				t.Errorf("queue %q, error %v, fields (-want +got):\n%s", got.Queue, err, diff)
			}
		})
	}
}

func TestAnAnswerIsNotReadForEver(t *testing.T) {
	c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, _ string) {
		blank := make([]byte, 1<<20)
		for range httpclient.MaxAnswer>>20 + 8 {
			if _, err := w.Write(blank); err != nil {
				return
			}
		}
	})
	_, err := c.Send(t.Context(), step())
	wantError(t, err, "unknown", "answer of more than", 0)
}

func TestTimeout(t *testing.T) {
	c := scripted(t, Options{Timeout: delivery.Duration(50 * time.Millisecond)}, func(_ http.ResponseWriter, r *http.Request, _ string) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client leaves
		<-r.Context().Done()
	})
	_, err := c.Send(t.Context(), step())
	wantError(t, err, "unknown", "context deadline exceeded", 0)
}

func TestCheckSaysWhatToMend(t *testing.T) {
	answers := map[string]string{
		"GET rt":            `{"Version":"5.0.3"}`,
		"GET queue/Q":       `{"id":3,"TicketCustomFields":[{"id":"2","name":"ExternalId"}],"TicketTransactionCustomFields":[{"id":"3","name":"DeliveryId"}],"_hyperlinks":[{"ref":"create"}]}`,
		"GET customfield/2": `{"UniqueValues":"0"}`,
		"GET tickets":       `{"count":1,"items":[{"id":"1","CustomFields":[{"name":"ExternalId","values":["R"]}],"_hyperlinks":[{"ref":"comment"},{"ref":"correspond"}]}]}`,
	}
	tests := []struct{ name, call, answer, says string }{
		{name: "works"},
		{"another server", "GET rt", "<html>", "base_url does not answer as Request Tracker 5"},
		{"no version", "GET rt", "{}", "base_url does not answer as Request Tracker 5"},
		{"another time", "Date", now.Add(3 * time.Minute).Format(http.TimeFormat), "clock of Request Tracker and ours differ by 3m0s"},
		{"no right to make tickets", "GET queue/Q", `{"id":3}`, "needs CreateTicket"},
		{"unique values", "GET customfield/2", `{"UniqueValues":"1"}`, "must not ask for unique values"},
		{"no list", "GET tickets", "{}", "tickets cannot be searched for"},
		{"no ticket yet", "GET tickets", nothing, ""},
		{"a ticket without the field", "GET tickets", `{"count":1,"items":[{"id":"1"}]}`, "needs ModifyCustomField"},
		{"no right to comment", "GET tickets", `{"count":1,"items":[{"id":"1","CustomFields":[{"name":"ExternalId","values":["R"]}]}]}`, "needs CommentOnTicket"},
		{
			"no right to reply", "GET tickets",
			`{"count":1,"items":[{"id":"1","CustomFields":[{"name":"ExternalId","values":["R"]}],"_hyperlinks":[{"ref":"comment"}]}]}`, "needs ReplyToTicket",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, call string) {
				w.Header().Set("Date", now.Format(http.TimeFormat))
				body := answers[call]
				switch test.call {
				case "Date":
					w.Header().Set("Date", test.answer)
				case call:
					body = test.answer
				}
				_, _ = io.WriteString(w, body)
			})
			err := c.Check(t.Context())
			if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}

func fileStep(content string) delivery.Step {
	s := step()
	s.Key, s.Kind, s.RemoteID = "R/2", delivery.KindAttachment, "7"
	s.Attachment = &delivery.EnvelopeFile{Name: "hemligt.jpg", MediaType: "image/jpeg", Size: int64(len(content)), Open: opener(content)}
	return s
}

func TestQuote(t *testing.T) {
	for value, want := range map[string]string{"MK-1": `'MK-1'`, `a' OR id > '0`: `'a\' OR id > \'0'`, `\`: `'\\'`} {
		if got := quote(value); got != want {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
}

// pages answers searches for transactions from a list of what happened.
type pages struct {
	made  []time.Time // transaction i+1
	asked []string
}

func (p *pages) answer(w http.ResponseWriter, r *http.Request, call string) {
	if call != "GET transactions" {
		_, _ = io.WriteString(w, `{"count":1,"items":[{"id":"1"}]}`)
		return
	}
	after, items := 0, []string{}
	_, _ = fmt.Sscanf(r.URL.Query().Get("query"), "ObjectType='RT::Ticket' AND id > %d", &after)
	p.asked = append(p.asked, strconv.Itoa(after))
	for i := after; i < len(p.made) && len(items) < maxPage; i++ {
		items = append(items, fmt.Sprintf(
			`{"id":"%d","type":"transaction","Type":"Status","OldValue":"new","NewValue":"open","ObjectId":"1","Created":"%s"}`, i+1, p.made[i].Format(time.RFC3339)))
	}
	_, _ = fmt.Fprintf(w, `{"count":%d,"items":[%s]}`, len(items), strings.Join(items, ","))
}

// TestTheCursorStaysBehind: a transaction with a lower id may become visible
// a little later than one with a higher.
func TestTheCursorStaysBehind(t *testing.T) {
	p := &pages{}
	for range 2*maxPage + 10 {
		p.made = append(p.made, now.Add(-time.Hour))
	}
	for range 2 * maxPage {
		p.made = append(p.made, now.Add(-time.Minute))
	}
	c := scripted(t, Options{}, p.answer)
	cursor, seen := "1", 1 // the first was seen
	var cursors []string
	for more := true; more; {
		b, err := c.Poll(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		more, cursor, seen = b.More, b.Cursor, seen+len(b.Changes)
		cursors = append(cursors, cursor)
	}
	if diff := cmp.Diff([]string{"101", "201", "210"}, cursors); diff != "" || seen != len(p.made) {
		t.Errorf("saw %d of %d, cursors (-want +got):\n%s", seen, len(p.made), diff)
	}
	if diff := cmp.Diff([]string{"1", "101", "201", "301", "401"}, p.asked); diff != "" {
		t.Errorf("asked after (-want +got):\n%s", diff)
	}
}

func TestCursorsThatAreNotOurs(t *testing.T) {
	c := scripted(t, Options{}, func(http.ResponseWriter, *http.Request, string) { t.Error("it asks") })
	for _, cursor := range []string{"2026-11-23T12:00:00Z", "-1", "0", "x"} {
		if _, err := c.Poll(t.Context(), cursor); err == nil {
			t.Errorf("%q: no error", cursor)
		}
	}
}

// TestBeforeTheFirstTicket: there is nothing to read, and nothing is passed.
func TestBeforeTheFirstTicket(t *testing.T) {
	c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, _ string) { _, _ = io.WriteString(w, nothing) })
	b, err := c.Poll(t.Context(), "")
	if diff := cmp.Diff(delivery.Batch{}, b); diff != "" || err != nil {
		t.Errorf("error %v, batch (-want +got):\n%s", err, diff)
	}
}

func TestListsOutOfOrder(t *testing.T) {
	c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, _ string) {
		_, _ = io.WriteString(w, `{"count":2,"items":[{"id":"8"},{"id":"7"}]}`)
	})
	if _, err := c.Poll(t.Context(), "1"); err == nil {
		t.Error("no error")
	}
}

// TestTheCitizensOwnWords are not told to the citizen as the authority's.
func TestTheCitizensOwnWords(t *testing.T) {
	read := ""
	c := scripted(t, Options{}, func(w http.ResponseWriter, _ *http.Request, call string) {
		read += call + "\n"
		_, _ = io.WriteString(w, map[string]string{
			"GET transactions": `{"count":2,"items":[
				{"id":"8","type":"transaction","Type":"Correspond","ObjectId":"1","Creator":{"id":"a@b.se"}},
				{"id":"9","type":"transaction","Type":"Correspond","ObjectId":"1","Creator":{"id":"entre"},"CustomFields":[{"name":"DeliveryId","values":["R/3"]}]}]}`,
			"GET tickets": `{"count":1,"items":[{"id":"1","Requestor":[{"id":"a@b.se"}]}]}`,
		}[call])
	})
	b, err := c.Poll(t.Context(), "1")
	if err != nil || len(b.Changes) > 0 || strings.Contains(read, "attachments") {
		t.Errorf("got %+v, %v after\n%s", b, err, read)
	}
}
