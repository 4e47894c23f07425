package middleware_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/posted"
	"github.com/mittkoping/entre/web/session"
)

// get sends a request through the middleware to the handler at the route.
func get(t *testing.T, target string, handler echo.HandlerFunc, through ...echo.MiddlewareFunc) *httptest.ResponseRecorder {
	t.Helper()
	e := echo.New()
	e.Use(through...)
	e.GET("/ansok/:draft", handler)
	e.GET("/en/sok", handler)
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody))
	return rec
}

func TestBegin(t *testing.T) {
	seen := map[string]bool{}
	for range 2 {
		rec := get(t, "/en/sok", func(c echo.Context) error {
			ctx := c.Request().Context()
			id, nonce := middleware.RequestID(ctx), middleware.Nonce(ctx)
			if i18n.LangOf(ctx) != i18n.EN {
				t.Errorf("language is %s", i18n.LangOf(ctx))
			}
			if got := c.Response().Header().Get("X-Request-Id"); got != id {
				t.Errorf("told %q, is %q", got, id)
			}
			if len(id) < 10 || len(nonce) < 22 || seen[id] || seen[nonce] {
				t.Errorf("id %q and nonce %q are not fresh and long", id, nonce)
			}
			seen[id], seen[nonce] = true, true
			return c.NoContent(http.StatusOK)
		}, middleware.Begin)
		if rec.Code != http.StatusOK {
			t.Fatalf("status %d", rec.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	for name, https := range map[string]bool{"https": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			var nonce string
			rec := get(t, "/ansok/1", func(c echo.Context) error {
				nonce = middleware.Nonce(c.Request().Context())
				return c.NoContent(http.StatusOK)
			}, middleware.Begin, middleware.Headers(https))
			policy := rec.Header().Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "script-src 'self' 'nonce-" + nonce + "'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
				if !strings.Contains(policy, want) {
					t.Errorf("policy lacks %q: %s", want, policy)
				}
			}
			if strings.Contains(policy, "unsafe") {
				t.Errorf("policy is unsafe: %s", policy)
			}
			if got := rec.Header().Get("Strict-Transport-Security") != ""; got != https {
				t.Errorf("HSTS %t over %s", got, name)
			}
		})
	}
}

func TestAccessTellsNothingOfWhoOrWhat(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	metrics := prometheus.NewRegistry()
	now := clock.NewFake(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	access, err := middleware.NewAccess(log, now, metrics)
	if err != nil {
		t.Fatal(err)
	}
	get(t, "/ansok/hemligt-utkast?q=hemligt", func(c echo.Context) error {
		now.Advance(30 * time.Millisecond)
		return c.String(http.StatusTeapot, "tea")
	}, middleware.Begin, access.Note(func(string) slog.Level { return slog.LevelInfo }))

	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line["route"] != "/ansok/:draft" || line["status"] != 418.0 || line["bytes"] != 3.0 || line["took"] != 3e7 || line["id"] == "" {
		t.Errorf("logged %v", line)
	}
	for _, secret := range []string{"hemligt", "192.0.2.1", "1234"} { // 192.0.2.1:1234 is httptest's client
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q stands in the log: %s", secret, out.String())
		}
	}
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string]string{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				counted[f.GetName()+" "+l.GetName()] = l.GetValue()
			}
		}
	}
	want := map[string]string{
		"entre_http_requests_total method": "GET", "entre_http_requests_total route": "/ansok/:draft", "entre_http_requests_total status": "418",
		"entre_http_request_duration_seconds method": "GET", "entre_http_request_duration_seconds route": "/ansok/:draft",
	}
	if diff := cmp.Diff(want, counted); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
}

func TestRecover(t *testing.T) {
	tests := []struct {
		name     string
		panics   any
		logged   string
		unlogged string
	}{
		{"words of ours", "no such kind", "no such kind", ""},
		{"a value that may be somebody's", errors.New("Anna Andersson"), "*errors.errorString", "Anna"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			var got error
			get(t, "/ansok/hemligt", func(echo.Context) error { panic(tt.panics) },
				func(next echo.HandlerFunc) echo.HandlerFunc {
					return func(c echo.Context) error {
						got = next(c)
						return got
					}
				}, middleware.Recover(slog.New(slog.NewTextHandler(&out, nil))))
			if !errs.Is(got, errs.Internal) {
				t.Errorf("error %v", got)
			}
			if !strings.Contains(out.String(), tt.logged) || !strings.Contains(out.String(), "middleware_test.go") {
				t.Errorf("the log does not say what and where: %s", out.String())
			}
			if tt.unlogged != "" && strings.Contains(out.String(), tt.unlogged) || strings.Contains(out.String(), "hemligt") {
				t.Errorf("the log says too much: %s", out.String())
			}
		})
	}
}

func TestSameOrigin(t *testing.T) {
	sameOrigin, err := middleware.SameOrigin("https://entre.example")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		header [2]string
		refuse bool
	}{
		{"our own page", [2]string{"Sec-Fetch-Site", "same-origin"}, false},
		{"typed by the visitor", [2]string{"Sec-Fetch-Site", "none"}, false},
		{"another site", [2]string{"Sec-Fetch-Site", "cross-site"}, true},
		{"a neighbour of the site", [2]string{"Sec-Fetch-Site", "same-site"}, true},
		{"another origin", [2]string{"Origin", "https://evil.example"}, true},
		{"no origin", [2]string{"Origin", "null"}, true},
		{"our public address behind a proxy", [2]string{"Origin", "https://entre.example"}, false},
		{"our host", [2]string{"Origin", "http://example.com"}, false}, // httptest's
		{"an old browser that says nothing", [2]string{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", http.NoBody)
			if tt.header[0] != "" {
				req.Header.Set(tt.header[0], tt.header[1])
			}
			err := sameOrigin(func(echo.Context) error { return nil })(echo.New().NewContext(req, httptest.NewRecorder()))
			if got := errs.Is(err, errs.Forbidden); got != tt.refuse || err != nil && !got {
				t.Errorf("error %v, want refused %t", err, tt.refuse)
			}
		})
	}
}

// mac is a keyed digest for tests.
func mac(purpose, value string) []byte {
	sum := sha256.Sum256([]byte("key\x00" + purpose + "\x00" + value))
	return sum[:]
}

func TestTokens(t *testing.T) {
	tokens := middleware.NewTokens(mac)
	nobody := t.Context()
	anna := session.WithActor(nobody, identity.Actor{Visitor: "anna"})
	bo := session.WithActor(nobody, identity.Actor{Visitor: "bo"})
	tests := []struct {
		name            string
		ctx             context.Context
		token           string
		passes, anyones bool // Require, RequireAny
	}{
		{"one's own", anna, tokens.New(anna), true, true},
		{"somebody else's", anna, tokens.New(bo), false, false},
		{"of before one was known", anna, tokens.New(nobody), false, true},
		{"nobody's own", nobody, tokens.New(nobody), true, true},
		{"somebody's, while nobody", nobody, tokens.New(anna), false, false},
		{"none", anna, "", false, false},
		{"not base64", anna, "!!", false, false},
		{"cut short", anna, tokens.New(anna)[:40], false, false},
		{"all zeros", anna, strings.Repeat("A", 86), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, guard := range []struct {
				require echo.MiddlewareFunc
				passes  bool
			}{{tokens.Require, tt.passes}, {tokens.RequireAny, tt.anyones}} {
				ctx := posted.With(tt.ctx, posted.Form{Values: url.Values{"csrf": {tt.token}}})
				req := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", http.NoBody)
				err := guard.require(func(echo.Context) error { return nil })(echo.New().NewContext(req, httptest.NewRecorder()))
				if passed := err == nil; passed != guard.passes {
					t.Errorf("passed %t (%v), want %t", passed, err, guard.passes)
				}
				if err != nil && (!errs.Is(err, errs.Forbidden) || errs.TextOf(err) != "error.csrf") {
					t.Errorf("refused with %v", err)
				}
			}
		})
	}
}

func TestTokensAreNeverTheSameTwice(t *testing.T) {
	tokens := middleware.NewTokens(mac)
	ctx := session.WithActor(t.Context(), identity.Actor{Visitor: "anna"})
	if a, b := tokens.New(ctx), tokens.New(ctx); a == b || a[:43] == b[:43] || a[43:] == b[43:] {
		t.Errorf("%s and %s have something in common", a, b)
	}
}

func TestTokenInAddressOrCookieDoesNotCount(t *testing.T) {
	tokens := middleware.NewTokens(mac)
	ctx := session.WithActor(t.Context(), identity.Actor{Visitor: "anna"})
	token := tokens.New(ctx)
	req := httptest.NewRequestWithContext(ctx, http.MethodPost, "/?csrf="+token, http.NoBody)
	req.AddCookie(&http.Cookie{Name: "csrf", Value: token})
	err := tokens.Require(func(echo.Context) error { return nil })(echo.New().NewContext(req, httptest.NewRecorder()))
	if !errs.Is(err, errs.Forbidden) {
		t.Errorf("error %v", err)
	}
}

func TestLogHandler(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(middleware.LogHandler(slog.NewJSONHandler(&out, nil))).With("part", "test")
	var id string
	get(t, "/ansok/1", func(c echo.Context) error {
		id = middleware.RequestID(c.Request().Context())
		log.InfoContext(c.Request().Context(), "within")
		return c.NoContent(http.StatusOK)
	}, middleware.Begin)
	if !strings.Contains(out.String(), `"request":"`+id+`"`) {
		t.Errorf("no request id: %s", out.String())
	}
	out.Reset()
	log.InfoContext(t.Context(), "outside")
	if strings.Contains(out.String(), "request") {
		t.Errorf("a request id outside a request: %s", out.String())
	}
}
