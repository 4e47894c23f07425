package connectortest

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fault is a way in which everything asked for fails, until it is taken away.
type fault struct {
	name  string
	after bool // the back end does its work first
	// cut, when it is not zero, is how much of the request's body does not reach the back
	// end, whose connection ends there: a share, or so many bytes.
	cut   float64
	spoil func(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder)
}

// front stands between a connector and its back end.
type front struct {
	url     string
	fault   atomic.Pointer[fault]
	running sync.WaitGroup // requests
}

func newFront(t *testing.T, backend string) *front {
	t.Helper()
	target, err := url.Parse(backend)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		// The connector's address ends where the back end's does.
		r.SetURL(&url.URL{Scheme: target.Scheme, Host: target.Host})
		r.Out.Host = target.Host
	}}
	f := &front{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.running.Add(1)
		defer f.running.Done()
		now := f.fault.Load()
		if now == nil {
			proxy.ServeHTTP(w, r)
			return
		}
		// The whole request is taken, as a server does that fails later.
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		if now.cut > 0 {
			forwardCut(r, target.Host, body, now.cut)
		}
		if now.after {
			// To its end, whether the client still waits or not.
			proxy.ServeHTTP(answer, r.WithContext(context.WithoutCancel(r.Context())))
		}
		now.spoil(w, r, answer)
	}))
	t.Cleanup(server.Close)
	f.url = server.URL + target.Path
	return f
}

// through runs do with a fault in place. Afterwards the back end has finished
// with everything, also with what the connector did not wait for.
func (f *front) through(x fault, do func()) {
	f.fault.Store(&x)
	defer f.fault.Store(nil)
	do()
	f.running.Wait()
}

// forwardCut has the back end get a request that ends before it should, and waits
// until it is done with it.
func forwardCut(r *http.Request, host string, body []byte, cut float64) {
	conn, err := (&net.Dialer{}).DialContext(context.WithoutCancel(r.Context()), "tcp", host)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	if cut < 1 {
		cut *= float64(len(body))
	}
	out := r.Clone(context.WithoutCancel(r.Context()))
	out.Host, out.ContentLength, out.Close = host, int64(len(body)), true
	out.Body = io.NopCloser(bytes.NewReader(body[:max(len(body)-int(cut), 0)]))
	_ = out.Write(conn) // it fails, when all that there is is written
	if tcp, ok := conn.(*net.TCPConn); ok && len(body) > 0 {
		_ = tcp.CloseWrite()
		_, _ = io.Copy(io.Discard, conn)
	}
}

// status answers with a page, as proxies do.
func status(code int, header ...string) func(http.ResponseWriter, *http.Request, *httptest.ResponseRecorder) {
	return func(w http.ResponseWriter, _ *http.Request, _ *httptest.ResponseRecorder) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "<!doctype html><html><head><title>Fel</title></head><body><p>Fel</p></body></html>")
	}
}

// instead answers as the back end does, but with other bytes.
func instead(change func(body []byte) []byte) func(http.ResponseWriter, *http.Request, *httptest.ResponseRecorder) {
	return func(w http.ResponseWriter, _ *http.Request, answer *httptest.ResponseRecorder) {
		body := change(answer.Body.Bytes())
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	}
}

// hangUp ends the connection after some bytes of the answer, which promised
// more.
func hangUp(reset bool, share float64) func(http.ResponseWriter, *http.Request, *httptest.ResponseRecorder) {
	return func(w http.ResponseWriter, _ *http.Request, answer *httptest.ResponseRecorder) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer func() { _ = conn.Close() }()
		body := answer.Body.Bytes()
		if share > 0 {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: "+answer.Header().Get("Content-Type")+
				"\r\nContent-Length: "+strconv.Itoa(max(len(body), 1))+"\r\n\r\n")
			_, _ = conn.Write(body[:int(float64(len(body))*share)])
		}
		if tcp, ok := conn.(*net.TCPConn); ok && reset {
			_ = tcp.SetLinger(0)
		}
	}
}

// hang answers when the client has left.
func hang(_ http.ResponseWriter, r *http.Request, _ *httptest.ResponseRecorder) { <-r.Context().Done() }

// drip answers one byte at a time, and never comes to the end.
func drip(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder) {
	body := answer.Body.Bytes()
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
	w.WriteHeader(answer.Code)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for len(body) > 0 {
		_, _ = w.Write(body[:1])
		_ = http.NewResponseController(w).Flush()
		body = body[1:]
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		}
	}
	<-r.Context().Done()
}

// created is instead, with the status of something new.
func created(change func(body []byte) []byte) func(http.ResponseWriter, *http.Request, *httptest.ResponseRecorder) {
	return func(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder) {
		answer.Code = http.StatusCreated
		instead(change)(w, r, answer)
	}
}

// uncertain are the faults after which nobody knows what the back end did.
func (h Harness) uncertain(t *testing.T) []fault {
	t.Helper()
	if h.Slow {
		return []fault{
			{name: "500 after the effect", after: true, spoil: status(http.StatusInternalServerError)},
			{name: "half a document after the effect", after: true, spoil: instead(func(b []byte) []byte { return b[:len(b)/2] })},
			{name: "no answer after the effect", after: true, spoil: hang},
		}
	}
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed: what is sent goes to the configured address only")
	}))
	t.Cleanup(trap.Close)
	return []fault{
		{name: "500", spoil: status(http.StatusInternalServerError)},
		{name: "500 after the effect", after: true, spoil: status(http.StatusInternalServerError)},
		{name: "502", spoil: status(http.StatusBadGateway)},
		{name: "502 after the effect", after: true, spoil: status(http.StatusBadGateway)},
		{name: "504 after the effect", after: true, spoil: status(http.StatusGatewayTimeout)},
		{name: "404 that is not the back end's", spoil: status(http.StatusNotFound)},
		{name: "400 that is not the back end's", spoil: status(http.StatusBadRequest)},
		{name: "200 with a page", spoil: status(http.StatusOK)},
		{name: "200 with a page after the effect", after: true, spoil: status(http.StatusOK)},
		{name: "redirect", spoil: status(http.StatusFound, "Location", trap.URL)},
		{name: "redirect that keeps the method", spoil: status(http.StatusTemporaryRedirect, "Location", trap.URL)},
		{name: "empty answer after the effect", after: true, spoil: instead(func([]byte) []byte { return nil })},
		{name: "half a document after the effect", after: true, spoil: instead(func(b []byte) []byte { return b[:len(b)/2] })},
		{name: "another document after the effect", after: true, spoil: instead(func([]byte) []byte { return []byte(`{"ok":true}`) })},
		{name: "a list of nothing known after the effect", after: true, spoil: instead(func([]byte) []byte { return []byte(`[{"ok":{}}]`) })},
		{name: "bytes after the effect", after: true, spoil: instead(func([]byte) []byte { return []byte("\x00\xff\xfe\x01") })},
		{name: "an error inside a success after the effect", after: true, spoil: instead(errorInside)},
		{name: "201 without an id after the effect", after: true, spoil: created(withoutValues)},
		{name: "wrong types after the effect", after: true, spoil: instead(wrongTypes)},
		{name: "half of the request arrives", cut: 0.5, spoil: hangUp(true, 0)},
		{name: "all but the end of the request arrives", cut: 3, spoil: hangUp(true, 0)},
		{name: "slow drip after the effect", after: true, spoil: drip},
		{name: "closed after the effect", after: true, spoil: hangUp(false, 0)},
		{name: "reset", spoil: hangUp(true, 0)},
		{name: "reset in the answer after the effect", after: true, spoil: hangUp(true, 0.5)},
		{name: "closed in the answer after the effect", after: true, spoil: hangUp(false, 0.5)},
		{name: "no answer", spoil: hang},
		{name: "no answer after the effect", after: true, spoil: hang},
	}
}

// closedPort returns the address of a port that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return "http://" + listener.Addr().String()
}
