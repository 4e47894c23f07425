package open311

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
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

// connect returns a connector to a server that answers as it is told.
func connect(t *testing.T, o Options, answer http.HandlerFunc) *connector {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	o.BaseURL = server.URL + "/v2/"
	c, err := New(o, clock.NewFake(now))
	if err != nil {
		t.Fatal(err)
	}
	return c.(*connector)
}

func step() delivery.Step {
	return delivery.Step{
		Key: "R/1", Kind: delivery.KindCreate, Since: now.Add(-time.Hour),
		Envelope: delivery.Envelope{Reference: "R", Title: "T", Params: map[string]string{"service_code": "lampa"}},
	}
}

func TestAnswersToASending(t *testing.T) {
	const told = `[{"code":400,"description":"hemligt"}]`
	tests := []struct {
		name   string
		status int
		header string // Retry-After
		body   string
		want   delivery.Receipt
		says   string
		kind   string // of the error
		after  time.Duration
	}{
		{name: "id", status: 200, body: `[{"service_request_id":7}]`, want: delivery.Receipt{RemoteID: "7", Number: "7"}},
		{name: "created", status: 201, body: `[{"service_request_id":"7"}]`, want: delivery.Receipt{RemoteID: "7", Number: "7"}},
		{name: "token", status: 200, body: `[{"token":"t"}]`, want: delivery.Receipt{Ticket: "t"}},
		{name: "neither", status: 200, body: `[{"service_notice":"Tack"}]`},
		{name: "empty list", status: 200, body: `[]`, kind: "unknown", says: "an answer without a request"},
		{name: "two requests", status: 200, body: `[{"service_request_id":7},{"service_request_id":8}]`, kind: "unknown", says: "several requests"},
		{name: "accepted only", status: 202, body: `[{"service_request_id":7}]`, kind: "unknown", says: "POST requests.json: 202 Accepted"},
		{name: "refused", status: 400, body: told, kind: "refused", says: "400 Bad Request"},
		{
			name: "not found", status: 404, body: told, kind: "unavailable",
			says: "404 Not Found: are base_url, jurisdiction_id and service_code right?",
		},
		{
			name: "another jurisdiction", status: 404, body: `[{"code":404,"description":"jurisdiction_id not found, hemligt"}]`,
			kind: "unavailable", says: "404 Not Found: is jurisdiction_id right?",
		},
		{
			name: "another service", status: 404, body: `[{"code":404,"description":"service_code was not found."}]`,
			kind: "unavailable", says: "404 Not Found: is service_code right?",
		},
		{
			name: "no jurisdiction", status: 400, body: `[{"code":400},{"code":400,"description":"jurisdiction_id was not provided"}]`,
			kind: "unavailable", says: "400 Bad Request: is jurisdiction_id right?",
		},
		{
			name: "a wrong key, told as a bad request", status: 422, body: `[{"code":422,"description":"invalid api_key"}]`,
			kind: "unavailable", says: "422 Unprocessable Entity: is api_key right?",
		},
		{name: "not found by something else", status: 404, body: "<html>hemligt</html>", kind: "unknown", says: "404 Not Found"},
		{name: "refused with a code of its own", status: 422, body: `[{"code":"12345"}]`, kind: "refused", says: "422 Unprocessable Entity, code 12345"},
		{name: "refused with a text for a code", status: 400, body: `[{"code":"hemligt"}]`, kind: "refused", says: "400 Bad Request"},
		{name: "too large", status: 413, body: "hemligt", kind: "refused", says: "413 Request Entity Too Large"},
		{name: "refused by something else", status: 400, body: "<html>hemligt</html>", kind: "unknown", says: "400 Bad Request"},
		{name: "empty list of errors", status: 400, body: `[]`, kind: "unknown", says: "400 Bad Request"},
		{name: "wrong key", status: 403, body: told, kind: "unavailable", says: "the API key is not accepted: 403 Forbidden"},
		{name: "no key", status: 401, kind: "unavailable", says: "the API key is not accepted: 401 Unauthorized"},
		{name: "too many", status: 429, header: "60", kind: "unavailable", says: "429", after: time.Minute},
		{name: "down until", status: 503, header: "Mon, 23 Nov 2026 12:05:00 GMT", kind: "unavailable", says: "503", after: 5 * time.Minute},
		{name: "down until a time past", status: 503, header: "Mon, 23 Nov 2026 11:00:00 GMT", kind: "unavailable", says: "503"},
		{name: "down for a negative time", status: 503, header: "-5", kind: "unavailable", says: "503"},
		{name: "down for ever", status: 503, header: "9223372036854775807", kind: "unavailable", says: "503", after: (1 << 20) * time.Second},
		{name: "broken", status: 500, body: told, kind: "unknown", says: "500 Internal Server Error"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := connect(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", test.header)
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			got, err := c.Send(t.Context(), step())
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("receipt (-want +got):\n%s", diff)
			}
			if test.kind != "" {
				wantError(t, err, test.kind, test.says, test.after)
			} else if err != nil {
				t.Error(err)
			}
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
		got = "nothing"
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

// A server that refuses to have a request closed by us is told the words only.
func TestWithdrawalAsksToClose(t *testing.T) {
	const taken = `[{"update_id":"U1"}]`
	tests := []struct {
		name   string
		answer func(w http.ResponseWriter, status string)
		sent   []string
		kind   string
		says   string
	}{
		{name: "taken", sent: []string{"CLOSED"}, answer: func(w http.ResponseWriter, _ string) { _, _ = io.WriteString(w, taken) }},
		{name: "not to be closed by us", sent: []string{"CLOSED", "OPEN"}, answer: func(w http.ResponseWriter, status string) {
			if status == "OPEN" {
				_, _ = io.WriteString(w, taken)
				return
			}
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `[{"code":400,"description":"status hemligt"}]`)
		}},
		{
			name: "not at all", sent: []string{"CLOSED", "OPEN"}, kind: "refused", says: "400 Bad Request",
			answer: func(w http.ResponseWriter, _ string) {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, `[{"code":400,"description":"hemligt"}]`)
			},
		},
		{
			name: "nobody knows", sent: []string{"CLOSED"}, kind: "unknown", says: "500",
			answer: func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusInternalServerError) },
		},
		{
			name: "a wrong key", sent: []string{"CLOSED"}, kind: "unavailable", says: "the API key is not accepted",
			answer: func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusForbidden) },
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var sent []string
			c := connect(t, Options{Updates: true}, func(w http.ResponseWriter, r *http.Request) {
				if got := r.PostFormValue("service_request_id") + r.PostFormValue("update_id"); got != "7R/2" {
					t.Errorf("posted for %s", got)
				}
				sent = append(sent, r.PostFormValue("status"))
				test.answer(w, r.PostFormValue("status"))
			})
			s := step()
			s.Key, s.Kind, s.RemoteID, s.Message = "R/2", delivery.KindWithdrawal, "7", &delivery.EnvelopeMessage{Text: "hemligt"}
			got, err := c.Send(t.Context(), s)
			if diff := cmp.Diff(test.sent, sent); diff != "" {
				t.Errorf("states sent (-want +got):\n%s", diff)
			}
			if test.kind != "" {
				wantError(t, err, test.kind, test.says, 0)
			} else if err != nil || got.RemoteID != "U1" {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestAnAnswerIsNotReadForEver(t *testing.T) {
	c := connect(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
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
	c := connect(t, Options{Timeout: delivery.Duration(50 * time.Millisecond)}, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client leaves
		<-r.Context().Done()
	})
	_, err := c.Send(t.Context(), step())
	wantError(t, err, "unknown", "context deadline exceeded", 0)
}

func TestJurisdictionAndKeyAreSent(t *testing.T) {
	var asked []url.Values
	c := connect(t, Options{JurisdictionID: "mittkoping.se", APIKey: "nyckel"}, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked = append(asked, r.Form)
		_, _ = io.WriteString(w, "[]")
	})
	_, _, _ = c.Find(t.Context(), step())
	_, _ = c.Send(t.Context(), step())
	if len(asked) != 2 || asked[0].Get("jurisdiction_id") != "mittkoping.se" || asked[1].Get("jurisdiction_id") != "mittkoping.se" {
		t.Fatalf("asked: %v", asked)
	}
	if asked[0].Has("api_key") || asked[1].Get("api_key") != "nyckel" {
		t.Errorf("the key is in %v and not in %v", asked[0], asked[1])
	}
	if got := asked[0]; got.Get("service_code") != "lampa" || got.Get("start_date") != "2026-11-23T08:00:00Z" || got.Get("end_date") != "2026-11-23T15:00:00Z" {
		t.Errorf("looked for %v", got)
	}
}

func TestClockMarginIsHowFarIsLooked(t *testing.T) {
	var asked []url.Values
	c := connect(t, Options{ClockMargin: delivery.Duration(time.Minute), Updates: true}, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query())
		_, _ = io.WriteString(w, "[]")
	})
	request, message := step(), step()
	message.Kind = delivery.KindMessage
	_, _, _ = c.Find(t.Context(), request)
	_, _, _ = c.Find(t.Context(), message)
	for _, got := range asked {
		if got.Get("start_date") != "2026-11-23T10:59:00Z" || got.Get("end_date") != "2026-11-23T12:01:00Z" {
			t.Errorf("looked for %v", got)
		}
	}
	if len(asked) != 2 {
		t.Errorf("looked %d times", len(asked))
	}
}

func TestTokensThatTheServerHasForgotten(t *testing.T) {
	for listed, want := range map[string]bool{`[]`: false, `[{"service_request_id":"7","description":"T\nÄrendenummer: R"}]`: true} {
		c := connect(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v2/requests.json" {
				_, _ = io.WriteString(w, listed)
				return
			}
			if r.URL.EscapedPath() != "/v2/tokens/a%2F..%2Fb.json" {
				t.Errorf("asked for %s", r.URL.EscapedPath())
			}
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `[{"code":404,"description":"token was not found"}]`)
		})
		s := step()
		s.Ticket = "a/../b"
		if got, found, err := c.Find(t.Context(), s); err != nil || found != want || found && got.RemoteID != "7" {
			t.Errorf("listed %s: got %+v, %v, %v", listed, got, found, err)
		}
	}
}

func TestATokenWithoutAnIDYet(t *testing.T) {
	for _, body := range []string{`[{"token":"t"}]`, `[{"service_request_id":null}]`} {
		c := connect(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		s := step()
		s.Ticket = "t"
		got, found, err := c.Find(t.Context(), s)
		if diff := cmp.Diff(delivery.Receipt{Ticket: "t"}, got); diff != "" || !found || err != nil {
			t.Errorf("%s: got %+v, %v, %v", body, got, found, err)
		}
	}
}

// TestListsThatAreCutOff has a server that lists ten at once, newest first, of
// many requests, most of them in the same minute.
func TestListsThatAreCutOff(t *testing.T) {
	const most = 10
	var times []time.Time
	for i := range 100 {
		times = append(times, now.Add(-time.Hour+time.Duration(i)*time.Second))
	}
	times = append(times, now.AddDate(0, -8, 0))
	asked := 0
	serve := func(w http.ResponseWriter, r *http.Request) {
		asked++
		from, _ := time.Parse(time.RFC3339, r.URL.Query().Get("start_date"))
		to, _ := time.Parse(time.RFC3339, r.URL.Query().Get("end_date"))
		if to.Sub(from) > 90*24*time.Hour {
			t.Errorf("asked for %s to %s", from, to)
		}
		var items []string
		for i := len(times) - 1; i >= 0 && len(items) < most; i-- {
			if !times[i].Before(from) && !times[i].After(to) {
				items = append(items, `{"service_request_id":"`+strconv.Itoa(i)+`","description":"Ärendenummer: R`+strconv.Itoa(i)+`"}`)
			}
		}
		_, _ = io.WriteString(w, "["+strings.Join(items, ",")+"]")
	}
	c := connect(t, Options{MaxList: most}, serve)
	for i := 0; i < len(times); i += 9 {
		s := step()
		s.Since = now.AddDate(0, -9, 0)
		s.Envelope.Reference = "R" + strconv.Itoa(i)
		got, found, err := c.Find(t.Context(), s)
		if err != nil || !found || got.RemoteID != strconv.Itoa(i) {
			t.Fatalf("request %d: got %+v, %v, %v", i, got, found, err)
		}
	}
	if asked > 1000 {
		t.Errorf("asked %d times", asked)
	}
	for range most {
		times = append(times, now)
	}
	s := step()
	s.Envelope.Reference = "R0"
	if _, found, err := c.Find(t.Context(), s); err == nil {
		t.Errorf("found %v in a list that must be cut off, and no error", found)
	}
}

func TestPollKeepsTheServersOrder(t *testing.T) {
	// Three of one second, listed newest first.
	c := connect(t, Options{Updates: true}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[
			{"update_id":4,"service_request_id":1,"status":"CLOSED","updated_datetime":"2026-11-23T11:00:01Z","description":"d"},
			{"update_id":3,"service_request_id":1,"status":"FIXED","updated_datetime":"2026-11-23T11:00:00Z","description":"c"},
			{"update_id":2,"service_request_id":1,"status":"PLANNED","updated_datetime":"2026-11-23T11:00:00Z","description":"b"},
			{"update_id":9,"service_request_id":1,"status":"WHATEVER","updated_datetime":"2026-11-23T11:00:00Z","description":""},
			{"update_id":1,"service_request_id":1,"status":"WHATEVER","updated_datetime":"2026-11-23T10:59:59Z","description":"a"}]`)
	})
	b, err := c.Poll(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, change := range b.Changes {
		got = append(got, change.Key+" "+string(change.Status)+" "+change.Note)
	}
	if diff := cmp.Diff([]string{"1  a", "2 started b", "3 closed c", "4 closed d"}, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestPollCursor(t *testing.T) {
	var asked url.Values
	c := connect(t, Options{Updates: true}, func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Query()
		_, _ = io.WriteString(w, "[]")
	})
	b, err := c.Poll(t.Context(), "2026-11-23T11:00:00Z")
	if err != nil || b.Cursor != "2026-11-23T12:00:00Z" || b.More {
		t.Errorf("got %+v, %v", b, err)
	}
	if asked.Get("start_date") != "2026-11-23T10:50:00Z" || asked.Get("end_date") != "2026-11-23T12:10:00Z" {
		t.Errorf("asked for %v", asked)
	}
	if _, err := c.Poll(t.Context(), "i går"); err == nil {
		t.Error("a cursor that is not ours gives no error")
	}
}

func TestClosedIsToldOnceEachPollReadsItAgain(t *testing.T) {
	c := connect(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[
			{"service_request_id":1,"status":"closed","status_notes":"ny","updated_datetime":"2026-11-23T11:30:00Z"},
			{"service_request_id":2,"status":"closed","updated_datetime":"2026-11-23T09:00:00Z"},
			{"service_request_id":3,"status":"open","updated_datetime":"2026-11-23T11:30:00Z"},
			{"service_request_id":4,"status":"closed"}]`)
	})
	b, err := c.Poll(t.Context(), "2026-11-23T11:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	want := []delivery.Change{
		{Key: "4/closed", RemoteID: "4", Status: delivery.StatusClosed},
		{Key: "1/closed", RemoteID: "1", At: now.Add(-30 * time.Minute), Status: delivery.StatusClosed, Note: "ny"},
	}
	if diff := cmp.Diff(want, b.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestCheckSaysWhatToMend(t *testing.T) {
	const services = `[{"service_code":"lampa"}]`
	listed := 0
	refuse := func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `[{"code":400,"description":"service_code"}]`)
	}
	tests := []struct {
		name   string
		answer func(w http.ResponseWriter, call string)
		says   string
	}{
		{name: "works", answer: func(w http.ResponseWriter, call string) {
			switch call {
			case "GET /v2/services.json":
				_, _ = io.WriteString(w, services)
			case "POST /v2/requests.json":
				refuse(w)
			default:
				_, _ = io.WriteString(w, "[]")
			}
		}},
		{name: "shorter lists", says: "it lists 2 at once: set max_list to that", answer: func(w http.ResponseWriter, call string) {
			switch call {
			case "GET /v2/services.json":
				_, _ = io.WriteString(w, services)
			case "POST /v2/requests.json":
				refuse(w)
			default: // others each time
				listed += 2
				_, _ = fmt.Fprintf(w, `[{"service_request_id":%d},{"service_request_id":%d}]`, listed, listed+1)
			}
		}},
		{name: "another server", says: "base_url or format is wrong", answer: func(w http.ResponseWriter, _ string) {
			_, _ = io.WriteString(w, "<html>")
		}},
		{name: "no services", says: "is jurisdiction_id right?", answer: func(w http.ResponseWriter, _ string) {
			_, _ = io.WriteString(w, "[]")
		}},
		{name: "another time", says: "clock and ours differ by 11m0s", answer: func(w http.ResponseWriter, _ string) {
			w.Header().Set("Date", now.Add(11*time.Minute).Format(http.TimeFormat))
			_, _ = io.WriteString(w, services)
		}},
		{name: "wrong key", says: "is api_key right?", answer: func(w http.ResponseWriter, call string) {
			if strings.HasPrefix(call, "POST") {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			_, _ = io.WriteString(w, services)
		}},
		{name: "another jurisdiction", says: "is jurisdiction_id right?", answer: func(w http.ResponseWriter, call string) {
			if strings.HasPrefix(call, "POST") {
				w.WriteHeader(http.StatusNotFound)
				_, _ = io.WriteString(w, `[{"code":404,"description":"jurisdiction_id was not found"}]`)
				return
			}
			_, _ = io.WriteString(w, services)
		}},
		{name: "takes anything", says: "took a request without anything in it", answer: func(w http.ResponseWriter, _ string) {
			_, _ = io.WriteString(w, services)
		}},
		{name: "no updates", says: "Otherwise updates must be false", answer: func(w http.ResponseWriter, call string) {
			switch call {
			case "GET /v2/services.json":
				_, _ = io.WriteString(w, services)
			case "GET /v2/requests.json":
				_, _ = io.WriteString(w, "[]")
			default:
				refuse(w)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := connect(t, Options{Updates: true}, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Date", now.Format(http.TimeFormat))
				test.answer(w, r.Method+" "+r.URL.Path)
			})
			err := c.Check(t.Context())
			if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}
