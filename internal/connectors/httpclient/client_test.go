package httpclient_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// errJudged is what the connector of these tests makes of any other answer.
var errJudged = errors.New("judged")

// connect returns a client of a back end that answers as it is told.
func connect(t *testing.T, answer http.HandlerFunc) *httpclient.Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	base, err := httpclient.ParseBase(server.URL+"/base/", false)
	if err != nil {
		t.Fatal(err)
	}
	return &httpclient.Client{
		Base: base, Header: http.Header{"Authorization": {"token x"}}, Timeout: time.Second, Clock: clock.NewFake(now),
		Judge: func(*httpclient.Answer) error { return errJudged },
	}
}

func TestOneRequest(t *testing.T) {
	var asked []string
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization")+" "+r.Header.Get("Content-Type")+" "+string(body))
		w.Header().Set("X-Answer", "ja")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, "svar")
	})
	r, err := httpclient.JSON(map[string]int{"n": 1})
	if err != nil {
		t.Fatal(err)
	}
	r.Query = url.Values{"q": {"å"}}
	a, err := c.Do(t.Context(), http.MethodPost, "ticket/1%2F2", r)
	if err != nil || a.Status != http.StatusCreated || string(a.Body) != "svar" || a.Header.Get("X-Answer") != "ja" {
		t.Errorf("got %+v, %v", a, err)
	}
	want := []string{`POST /base/ticket/1%2F2?q=%C3%A5 token x application/json {"n":1}`}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if len(c.Header) != 1 {
		t.Errorf("the client's header has become %v", c.Header)
	}
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name        string
		status      int
		retryAfter  string
		unavailable bool
		after       time.Duration
		judged      bool
	}{
		{name: "down", status: 503, unavailable: true},
		{name: "too many", status: 429, retryAfter: "60", unavailable: true, after: time.Minute},
		{name: "down until", status: 503, retryAfter: "Mon, 23 Nov 2026 12:05:00 GMT", unavailable: true, after: 5 * time.Minute},
		{name: "down until a time past", status: 503, retryAfter: "Mon, 23 Nov 2026 11:00:00 GMT", unavailable: true},
		{name: "down for ever", status: 503, retryAfter: "9223372036854775807", unavailable: true, after: (1 << 20) * time.Second},
		{name: "refused", status: 400, judged: true},
		{name: "a redirect is not followed", status: 302, judged: true},
		{name: "accepted, whatever that is", status: 202, judged: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			c := connect(t, func(w http.ResponseWriter, _ *http.Request) {
				asked++
				w.Header().Set("Retry-After", test.retryAfter)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(test.status)
			})
			_, err := c.Do(t.Context(), http.MethodGet, "x", httpclient.Request{Query: url.Values{"q": {"hemligt"}}})
			unavailable, ok := errors.AsType[*delivery.UnavailableError](err)
			if ok != test.unavailable || ok && unavailable.RetryAfter != test.after || errors.Is(err, errJudged) != test.judged {
				t.Errorf("got %v", err)
			}
			if asked != 1 || strings.Contains(err.Error(), "hemligt") {
				t.Errorf("asked %d times: %v", asked, err)
			}
		})
	}
}

// Only a connection that there never was promises that nothing was sent.
func TestWithoutAnAnswer(t *testing.T) {
	c := connect(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/base/cut" {
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "half")
		}
		if r.URL.Path == "/base/hang" {
			<-r.Context().Done()
		}
		panic(http.ErrAbortHandler)
	})
	c.Timeout = 100 * time.Millisecond
	for _, resource := range []string{"reset", "cut", "hang"} {
		_, err := c.Do(t.Context(), http.MethodGet, resource, httpclient.Request{})
		if _, ok := errors.AsType[*delivery.UnavailableError](err); ok || err == nil || strings.Contains(err.Error(), c.Base.Host) {
			t.Errorf("%s: got %v", resource, err)
		}
	}
	nobody := httptest.NewServer(nil)
	c.Base, _ = url.Parse(nobody.URL)
	nobody.Close()
	_, err := c.Do(t.Context(), http.MethodGet, "x", httpclient.Request{})
	if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
		t.Errorf("nobody listens: got %v", err)
	}
}

func TestFileForm(t *testing.T) {
	r, err := httpclient.FileForm([]httpclient.Field{{Name: "a", Value: "1"}, {Name: "empty"}}, httpclient.File{
		Field: "media", Name: "å\".jpg", MediaType: "image/jpeg\r\nX-Injected: ja", Content: strings.NewReader("bild"), Size: 4,
	})
	if err != nil {
		t.Fatal(err)
	}
	c := connect(t, func(_ http.ResponseWriter, got *http.Request) {
		if err := got.ParseMultipartForm(1 << 20); err != nil || got.ContentLength != r.Size {
			t.Errorf("%d bytes, want %d: %v", got.ContentLength, r.Size, err)
			return
		}
		if diff := cmp.Diff(map[string][]string{"a": {"1"}}, got.MultipartForm.Value); diff != "" {
			t.Errorf("fields (-want +got):\n%s", diff)
		}
		f := got.MultipartForm.File["media"][0]
		if f.Filename != "å\".jpg" || f.Size != 4 || f.Header.Get("Content-Type") != "application/octet-stream" || f.Header.Get("X-Injected") != "" {
			t.Errorf("the file is %+v", f)
		}
	})
	if _, err := c.Do(t.Context(), http.MethodPost, "x", r); err != nil {
		t.Error(err)
	}
}

func TestParseBase(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://host/path/": true, "http://localhost:1": true, "http://127.0.0.1": true, "http://[::1]:80": true,
		"": false, "host": false, "http://host": false, "ftp://host": false, "https://u:p@host": false,
		"https://host?q": false, "https://host#f": false, "http://localhost.host": false,
	} {
		if u, err := httpclient.ParseBase(address, false); (err == nil) != ok {
			t.Errorf("%q: %v, %v", address, u, err)
		}
	}
	if u, err := httpclient.ParseBase("http://host/path/", true); err != nil || u.String() != "http://host/path" {
		t.Errorf("with http allowed: %v, %v", u, err)
	}
}

// frozen is the context of a process that has just been woken: its time is over, and its
// timer has not told yet.
type frozen struct{ context.Context }

func (frozen) Deadline() (time.Time, bool) { return time.Unix(0, 0), true }

func TestNothingIsSentWhenTheTimeIsUsedUp(t *testing.T) {
	c := connect(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	if _, err := c.Do(frozen{t.Context()}, http.MethodPost, "x", httpclient.Request{}); err == nil {
		t.Error("got no error")
	}
}
