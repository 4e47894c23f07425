package faultproxy_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
)

const (
	jsonList = `[{"id":"ett","n":1},{"id":"två","n":2}]`
	xmlList  = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<list><item><id>ett</id><n/></item><item><id>två</id></item></list>`
)

// backend answers a list, and remembers the bodies it got.
type backend struct {
	mu     sync.Mutex
	bodies []string
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	b.mu.Lock()
	b.bodies = append(b.bodies, string(body))
	b.mu.Unlock()
	if strings.HasSuffix(r.URL.Path, ".xml") {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, xmlList)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, jsonList)
}

func (b *backend) got() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bodies
}

// street is a client before a proxy before a backend.
type street struct {
	*faultproxy.Proxy
	backend *backend
	server  *httptest.Server
	client  *http.Client
}

func build(t *testing.T, cfg faultproxy.Config) *street {
	t.Helper()
	s := &street{backend: &backend{}}
	s.Proxy = faultproxy.New(s.backend, cfg)
	s.server = httptest.NewServer(s.Proxy)
	t.Cleanup(s.server.Close)
	// A fresh connection for each call: net/http repeats a GET on a used one.
	s.client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return s
}

// result is what a client sees of a call.
type result struct {
	status int
	header http.Header
	body   string
	err    error // of the call, or of reading the answer
}

func (s *street) call(t *testing.T, method, path string) result {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+path, strings.NewReader("kropp"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return result{err: err}
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return result{answer.StatusCode, answer.Header, string(body), err}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		fault  faultproxy.Fault
		path   string
		effect bool
		sees   func(t *testing.T, r result)
	}{
		{faultproxy.None, "/a.json", true, answers(200, jsonList)},
		{faultproxy.Slow, "/a.json", true, answers(200, jsonList)},
		{faultproxy.ServerError, "/a.json", false, answers(500, "internal server error\n")},
		{faultproxy.BadGateway, "/a.json", false, isPage(502)},
		{faultproxy.HTMLInstead, "/a.json", false, isPage(200)},
		{faultproxy.TooMany, "/a.json", false, func(t *testing.T, r result) {
			if r.status != 429 || r.header.Get("Retry-After") != "7" {
				t.Errorf("answered %d, Retry-After %q", r.status, r.header.Get("Retry-After"))
			}
		}},
		{faultproxy.LostAnswer, "/a.json", true, fails(io.EOF, 0)},
		{faultproxy.ResetBefore, "/a.json", false, fails(syscall.ECONNRESET, 0)},
		{faultproxy.ResetDuring, "/a.json", true, breaks},
		{faultproxy.HalfAnswer, "/a.json", true, fails(io.ErrUnexpectedEOF, 200)},
		{faultproxy.TruncatedBody, "/a.json", true, answers(200, jsonList[:len(jsonList)/2])},
		{faultproxy.TruncatedBody, "/a.xml", true, answers(200, xmlList[:len(xmlList)/2])},
		{faultproxy.WrongTypes, "/a.json", true, answers(200, `[{"id":{},"n":{}},{"id":{},"n":{}}]`)},
		{faultproxy.WrongTypes, "/a.xml", true, answers(200, xml.Header+`<unexpected><answer/></unexpected>`)},
		{faultproxy.DuplicateItems, "/a.json", true, answers(200, `[{"id":"ett","n":1},{"id":"ett","n":1},{"id":"två","n":2},{"id":"två","n":2}]`)},
		{faultproxy.DuplicateItems, "/a.xml", true, answers(200, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
			`<list><item><id>ett</id><n/></item><item><id>ett</id><n/></item><item><id>två</id></item><item><id>två</id></item></list>`)},
		{faultproxy.SlowAfter, "/a.json", true, answers(200, jsonList)},
		{faultproxy.SlowDrip, "/a.json", true, answers(200, jsonList)},
		{faultproxy.ErrorInside, "/a.json", false, answers(200, `[{"code":500,"description":"internal error"}]`)},
		{faultproxy.ErrorInside, "/a.xml", false, answers(200, xml.Header+`<errors><error><code>500</code><description>internal error</description></error></errors>`)},
		{faultproxy.WithoutID, "/a.json", true, answers(201, `[{"n":1},{"n":2}]`)},
		{faultproxy.WithoutID, "/a.xml", true, answers(201, "")},
		{faultproxy.OtherAnswer, "/a.json", true, answers(200, jsonList)}, // the first there is
	}
	tried := map[faultproxy.Fault]bool{}
	for _, tt := range tests {
		tried[tt.fault] = true
		t.Run(string(tt.fault)+tt.path, func(t *testing.T) {
			s := build(t, faultproxy.Config{Delay: time.Millisecond, RetryAfter: 7 * time.Second})
			s.Script(tt.fault)
			tt.sees(t, s.call(t, http.MethodPost, tt.path))
			var effects []string
			if tt.effect {
				effects = []string{"kropp"}
			}
			if diff := cmp.Diff(effects, s.backend.got()); diff != "" {
				t.Errorf("effects (-want +got):\n%s", diff)
			}
			want := []faultproxy.Event{{Method: "POST", Path: tt.path, Fault: tt.fault, Forwarded: tt.effect}}
			if diff := cmp.Diff(want, s.Log()); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
			answers(200, jsonList)(t, s.call(t, http.MethodGet, "/after.json"))
		})
	}
	for _, fault := range faultproxy.All() {
		if !tried[fault] {
			t.Errorf("%s is not tried", fault)
		}
	}
}

func answers(status int, body string) func(*testing.T, result) {
	return func(t *testing.T, r result) {
		t.Helper()
		if r.err != nil || r.status != status || r.body != body {
			t.Errorf("answered %d %q, %v; want %d %q", r.status, r.body, r.err, status, body)
		}
	}
}

func isPage(status int) func(*testing.T, result) {
	return func(t *testing.T, r result) {
		t.Helper()
		if r.err != nil || r.status != status || r.header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(r.body, "<h1>") {
			t.Errorf("answered %d %s %q, %v", r.status, r.header.Get("Content-Type"), r.body, r.err)
		}
		if json.Valid([]byte(r.body)) {
			t.Error("the page is JSON")
		}
	}
}

func fails(want error, status int) func(*testing.T, result) {
	return func(t *testing.T, r result) {
		t.Helper()
		if !errors.Is(r.err, want) || r.status != status {
			t.Errorf("answered %d, %v; want %d, %v", r.status, r.err, status, want)
		}
	}
}

// breaks takes both endings of a reset: the kernel may throw away what was
// sent before it.
func breaks(t *testing.T, r result) {
	t.Helper()
	if !errors.Is(r.err, syscall.ECONNRESET) || strings.Contains(r.body, "två") {
		t.Errorf("answered %q, %v", r.body, r.err)
	}
}

func TestOtherAnswerIsTheFirst(t *testing.T) {
	n := 0
	proxy := faultproxy.New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		_, _ = fmt.Fprintf(w, `[{"id":"%d"}]`, n)
	}), faultproxy.Config{})
	proxy.ScriptFor(faultproxy.Method(http.MethodPost), faultproxy.ServerError, faultproxy.None, faultproxy.None, faultproxy.OtherAnswer)
	var got []string
	for range 4 {
		w := httptest.NewRecorder()
		proxy.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/a.json", nil))
		got = append(got, w.Body.String())
	}
	if diff := cmp.Diff([]string{"internal server error\n", `[{"id":"1"}]`, `[{"id":"2"}]`, `[{"id":"1"}]`}, got); diff != "" || n != 3 {
		t.Errorf("%d had an effect; answers (-want +got):\n%s", n, diff)
	}
	if other, well := proxy.Count(http.MethodPost, faultproxy.OtherAnswer), proxy.Count(http.MethodPost, faultproxy.None); other != 1 || well != 2 {
		t.Errorf("counted %d of the fault and %d without any", other, well)
	}
}

func TestSlowDripEndsWhenItsClientHasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		proxy := faultproxy.New(&backend{}, faultproxy.Config{Delay: time.Second})
		proxy.Script(faultproxy.SlowDrip)
		ctx, leave := context.WithCancel(t.Context())
		w := httptest.NewRecorder()
		done := make(chan struct{})
		go func() {
			defer close(done)
			proxy.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodPost, "/a.json", nil))
		}()
		time.Sleep(time.Second + time.Millisecond) // of the bubble's time
		leave()
		<-done
		if got := w.Body.String(); got != jsonList[:11] {
			t.Errorf("%q came", got)
		}
	})
}

func TestSlowDoesNotForwardForAClientThatLeft(t *testing.T) {
	back := &backend{}
	proxy := faultproxy.New(back, faultproxy.Config{Delay: time.Hour})
	proxy.Script(faultproxy.Slow)
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader("kropp"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := http.DefaultClient.Do(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the client got %v", err)
	}
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("the proxy did not notice that the client left")
	}
	if got := back.got(); len(got) != 0 {
		t.Errorf("forwarded %q", got)
	}
	if log := proxy.Log(); len(log) != 1 || log[0].Forwarded {
		t.Errorf("log %+v", log)
	}
}

func TestSlowWaitsItsDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := &backend{}
		proxy := faultproxy.New(back, faultproxy.Config{Delay: time.Minute})
		proxy.Script(faultproxy.Slow)
		go proxy.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		time.Sleep(time.Minute - time.Second) // of the bubble's time
		synctest.Wait()
		if got := len(back.got()); got != 0 {
			t.Errorf("%d forwarded before the delay", got)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if got := len(back.got()); got != 1 {
			t.Errorf("%d forwarded after the delay", got)
		}
	})
}

func TestLostAnswerOutlivesItsClient(t *testing.T) {
	left := make(chan struct{})
	var cause error
	proxy := faultproxy.New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-left
		cause = r.Context().Err()
	}), faultproxy.Config{})
	proxy.Script(faultproxy.LostAnswer)
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan any)
	go func() {
		defer func() { done <- recover() }()
		proxy.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", nil))
	}()
	leave()
	close(left)
	// A recorder cannot be hijacked, so the request is aborted instead.
	if got, _ := (<-done).(error); !errors.Is(got, http.ErrAbortHandler) {
		t.Errorf("ended with %v", got)
	}
	if cause != nil {
		t.Errorf("the back end was interrupted: %v", cause)
	}
}

func TestScripts(t *testing.T) {
	s := build(t, faultproxy.Config{})
	s.ScriptFor(faultproxy.Method(http.MethodPost), faultproxy.ServerError, faultproxy.None, faultproxy.BadGateway)
	s.ScriptFor(func(r *http.Request) bool { return r.URL.Path == "/b" }, faultproxy.TooMany)
	var got []int
	for _, call := range []string{"GET /a", "POST /a", "POST /b", "GET /b", "POST /b", "POST /b"} {
		method, path, _ := strings.Cut(call, " ")
		got = append(got, s.call(t, method, path).status)
	}
	if diff := cmp.Diff([]int{200, 500, 200, 429, 502, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// faultsOf returns the faults of n requests one after the other.
func faultsOf(proxy *faultproxy.Proxy, method string, n int) []faultproxy.Fault {
	from := len(proxy.Log())
	for range n {
		func() {
			defer func() { _ = recover() }() // a recorder cannot be hijacked
			proxy.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, "/a.json", nil))
		}()
	}
	var faults []faultproxy.Fault
	for _, e := range proxy.Log()[from:] {
		faults = append(faults, e.Fault)
	}
	return faults
}

func TestSeedDecides(t *testing.T) {
	cfg := faultproxy.Config{Seed: 7, Rate: 0.5, Delay: time.Nanosecond}
	draw := func() []faultproxy.Fault {
		proxy := faultproxy.New(&backend{}, cfg)
		return append(faultsOf(proxy, http.MethodGet, 200), faultsOf(proxy, http.MethodPost, 200)...)
	}
	first := draw()
	if diff := cmp.Diff(first, draw()); diff != "" {
		t.Errorf("the same seed gave other faults:\n%s", diff)
	}
	cfg.Seed = 8
	if cmp.Equal(first, draw()) {
		t.Error("another seed gave the same faults")
	}
	counts := map[faultproxy.Fault]int{}
	for _, f := range first {
		counts[f]++
	}
	if none := counts[faultproxy.None]; none < 150 || none > 250 {
		t.Errorf("%d of 400 went well at a rate of one half", none)
	}
	for _, f := range faultproxy.All() {
		if counts[f] == 0 {
			t.Errorf("%s never came", f)
		}
	}
}

func TestChanceCanBeTurned(t *testing.T) {
	proxy := faultproxy.New(&backend{}, faultproxy.Config{Rate: 1, Faults: []faultproxy.Fault{faultproxy.ServerError}})
	if diff := cmp.Diff([]faultproxy.Fault{faultproxy.ServerError}, faultsOf(proxy, http.MethodGet, 1)); diff != "" {
		t.Errorf("at first:\n%s", diff)
	}
	proxy.SetFaults(faultproxy.Method(http.MethodPost), faultproxy.TooMany)
	if diff := cmp.Diff([]faultproxy.Fault{faultproxy.None, faultproxy.TooMany},
		append(faultsOf(proxy, http.MethodGet, 1), faultsOf(proxy, http.MethodPost, 1)...)); diff != "" {
		t.Errorf("other faults:\n%s", diff)
	}
	proxy.SetRate(0)
	if diff := cmp.Diff([]faultproxy.Fault{faultproxy.None}, faultsOf(proxy, http.MethodPost, 1)); diff != "" {
		t.Errorf("no faults:\n%s", diff)
	}
}

func TestOnlyAnswersToGETAreDoubledByChance(t *testing.T) {
	proxy := faultproxy.New(&backend{}, faultproxy.Config{Rate: 1, Faults: []faultproxy.Fault{faultproxy.DuplicateItems}})
	got := append(faultsOf(proxy, http.MethodPost, 1), faultsOf(proxy, http.MethodGet, 1)...)
	if diff := cmp.Diff([]faultproxy.Fault{faultproxy.None, faultproxy.DuplicateItems}, got); diff != "" {
		t.Error(diff)
	}
}

func TestLogForgetsTheOldest(t *testing.T) {
	proxy := faultproxy.New(&backend{}, faultproxy.Config{})
	faultsOf(proxy, http.MethodGet, 10_000)
	proxy.Script(faultproxy.TooMany)
	proxy.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/sist", nil))
	log := proxy.Log()
	if last := log[len(log)-1]; len(log) > 10_000 || last.Path != "/sist" || last.Fault != faultproxy.TooMany {
		t.Errorf("%d events, the last %+v", len(log), last)
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	s := build(t, faultproxy.Config{MaxBody: 4})
	if got := s.call(t, http.MethodPost, "/a.json"); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d", got.status)
	}
	if got := s.backend.got(); len(got) != 0 {
		t.Errorf("forwarded %q", got)
	}
}

func TestRemote(t *testing.T) {
	back := &backend{}
	far := httptest.NewServer(back)
	t.Cleanup(far.Close)
	target, err := url.Parse(far.URL)
	if err != nil {
		t.Fatal(err)
	}
	s := build(t, faultproxy.Config{})
	s.Proxy = faultproxy.New(faultproxy.Remote(target), faultproxy.Config{})
	s.server.Config.Handler = s.Proxy
	s.Script(faultproxy.None, faultproxy.LostAnswer)
	answers(200, jsonList)(t, s.call(t, http.MethodPost, "/a.json"))
	fails(io.EOF, 0)(t, s.call(t, http.MethodPost, "/a.json"))
	if diff := cmp.Diff([]string{"kropp", "kropp"}, back.got()); diff != "" {
		t.Errorf("effects (-want +got):\n%s", diff)
	}
}

func TestManyAtOnce(t *testing.T) {
	s := build(t, faultproxy.Config{Seed: 1, Rate: 0.5, Delay: time.Millisecond})
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() { s.call(t, http.MethodPost, "/a.json") })
	}
	all.Wait()
	forwarded := 0
	for _, e := range s.Log() {
		if e.Forwarded {
			forwarded++
		}
	}
	if got := len(s.backend.got()); got != forwarded || len(s.Log()) != 100 {
		t.Errorf("%d effects, %d forwarded of %d", got, forwarded, len(s.Log()))
	}
}
