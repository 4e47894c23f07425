package render_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/budget"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

func pages(count func(context.Context, identity.Actor) (int, error)) *render.Pages {
	return render.New(render.Config{
		Site:  func(lang i18n.Lang) layout.Site { return layout.Site{Name: "Mittköping " + string(lang)} },
		Token: func(context.Context) string { return "token" }, CountDrafts: count, Log: slog.New(slog.DiscardHandler),
	})
}

func request(t *testing.T, method, target string, actor identity.Actor) (echo.Context, *httptest.ResponseRecorder) {
	t.Helper()
	req := httptest.NewRequestWithContext(session.WithActor(t.Context(), actor), method, target, http.NoBody)
	rec := httptest.NewRecorder()
	return echo.New().NewContext(req, rec), rec
}

func TestShell(t *testing.T) {
	anna := identity.Actor{Visitor: "anna"}
	three := func(context.Context, identity.Actor) (int, error) { return 3, nil }
	broken := func(context.Context, identity.Actor) (int, error) { return 0, errors.New("away") }
	tests := []struct {
		name           string
		method, target string
		actor          identity.Actor
		count          func(context.Context, identity.Actor) (int, error)
		want           layout.Shell
	}{
		{"an English page", http.MethodGet, "/en/sok?q=a+b", identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping en"}, Path: "/sok?q=a+b", CSRF: "token"}},
		{"a visitor with drafts", http.MethodGet, "/", anna, three, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/", CSRF: "token", Drafts: 3}},
		{"drafts that cannot be counted", http.MethodGet, "/", anna, broken, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/", CSRF: "token"}},
		{"a step that is changed", http.MethodGet, "/ansok/1/fel?andra&x=1", identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/ansok/1/fel?andra", CSRF: "token"}},
		{"what somebody added to an address", http.MethodGet, "/ansok/1/kvitto?HEMLIGKOD&q=x", identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/ansok/1/kvitto", CSRF: "token"}},
		{"beside a search", http.MethodGet, "/sok?q=a&x=HEMLIGKOD", identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/sok?q=a", CSRF: "token"}},
		{"a search with filters", http.MethodGet, "/sok?q=a&inloggning=ingen&for=foretag&omrade=%3Cx", identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/sok?q=a&for=foretag&inloggning=ingen", CSRF: "token"}},
		{"services from A to Ö", http.MethodGet, "/en/tjanster?ordning=a-o&x=1", identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping en"}, Path: "/tjanster?ordning=a-o", CSRF: "token"}},
		{"a search for a book", http.MethodGet, "/sok?q=" + strings.Repeat("x", 300), identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/sok?q=" + strings.Repeat("x", 200), CSRF: "token"}},
		{"a posted page", http.MethodPost, "/arende?x=1", anna, broken, layout.Shell{Site: layout.Site{Name: "Mittköping sv"}, Path: "/arende", CSRF: "token"}},
		{"an address that would lead to another site", http.MethodGet, "/en//evil.example", identity.Actor{}, three, layout.Shell{Site: layout.Site{Name: "Mittköping en"}, Path: "/evil.example", CSRF: "token"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := request(t, tt.method, tt.target, tt.actor)
			if diff := cmp.Diff(tt.want, pages(tt.count).Shell(c)); diff != "" {
				t.Errorf("shell (-want +got):\n%s", diff)
			}
		})
	}
}

func TestShowSendsNothingOfAPageThatBreaks(t *testing.T) {
	c, rec := request(t, http.MethodGet, "/", identity.Actor{})
	err := pages(nil).Show(c, http.StatusOK, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "<h1>half")
		return errors.New("broken")
	}))
	if !errs.Is(err, errs.Internal) {
		t.Errorf("error %v", err)
	}
	if c.Response().Committed || rec.Body.Len() > 0 {
		t.Errorf("sent %q", rec.Body)
	}
}

func TestSend(t *testing.T) {
	tests := []struct {
		name string
		file render.File
		want string // Content-Disposition
	}{
		{"a picture is shown", render.File{Name: "lampa.jpg", MediaType: "image/jpeg"}, "inline; filename=lampa.jpg"},
		{"a name with å", render.File{Name: "tänd.png", MediaType: "image/png"}, "inline; filename*=utf-8''t%C3%A4nd.png"},
		{"a name with a line break", render.File{Name: "a\r\nSet-Cookie: x", MediaType: "image/png"}, "inline; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x"},
		{"a document is saved", render.File{Name: "a.pdf", MediaType: "application/pdf"}, "attachment; filename=a.pdf"},
		{"HTML is saved", render.File{Name: "a.jpg", MediaType: "text/html"}, "attachment; filename=a.jpg"},
		{"SVG is saved", render.File{Name: "a.svg", MediaType: "image/svg+xml"}, "attachment; filename=a.svg"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, rec := request(t, http.MethodGet, "/", identity.Actor{})
			if err := render.Send(c, tt.file); err != nil {
				t.Fatal(err)
			}
			if got := rec.Header().Get("Content-Disposition"); got != tt.want {
				t.Errorf("disposition %q, want %q", got, tt.want)
			}
			if got := rec.Header().Get("Content-Type"); got != tt.file.MediaType {
				t.Errorf("type %q", got)
			}
			if got := rec.Header().Get("Content-Security-Policy"); !strings.HasPrefix(got, "sandbox; default-src 'none'") {
				t.Errorf("policy %q", got)
			}
		})
	}
}

// slow is a browser that takes an answer when it is let.
type slow struct {
	*httptest.ResponseRecorder
	begun, may chan struct{}
}

func (s slow) Write(p []byte) (int, error) {
	s.begun <- struct{}{}
	<-s.may
	return s.ResponseRecorder.Write(p)
}

// TestSlowReadersHoldLittle: who reads nothing of a file has a client's part of
// the memory, and others have theirs.
func TestSlowReadersHoldLittle(t *testing.T) {
	downloads := render.NewDownloads(budget.New(100, 60))
	load := func() (render.File, error) {
		return render.File{Name: "a.png", MediaType: "image/png", Content: make([]byte, 40)}, nil
	}
	from := func(ip string, w http.ResponseWriter) error {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		req.RemoteAddr = ip + ":1234"
		return downloads.Send(echo.New().NewContext(req, w), load)
	}
	reader := slow{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	sent := make(chan error)
	go func() { sent <- from("192.0.2.1", reader) }()
	<-reader.begun
	if err := from("192.0.2.1", httptest.NewRecorder()); !errs.Is(err, errs.Unavailable) {
		t.Errorf("the same client again: %v", err)
	}
	if err := from("192.0.2.2", httptest.NewRecorder()); err != nil {
		t.Errorf("another client: %v", err)
	}
	close(reader.may)
	if err := <-sent; err != nil || reader.Body.Len() != 40 {
		t.Errorf("the slow one got %d bytes (%v)", reader.Body.Len(), err)
	}
	if err := from("192.0.2.1", httptest.NewRecorder()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAccepts(t *testing.T) {
	tests := []struct {
		header string
		want   bool
	}{
		{"application/ld+json", true},
		{"text/html, application/ld+json;q=0.9", true},
		{"*/*", false},
		{"", false},
	}
	for _, tt := range tests {
		t.Run(tt.header, func(t *testing.T) {
			c, _ := request(t, http.MethodGet, "/", identity.Actor{})
			c.Request().Header.Set("Accept", tt.header)
			if got := render.Accepts(c, "application/ld+json"); got != tt.want {
				t.Errorf("accepts %t", got)
			}
		})
	}
}

func TestNonceReachesThePage(t *testing.T) {
	c, _ := request(t, http.MethodGet, "/", identity.Actor{})
	err := middleware.Begin(func(c echo.Context) error {
		if got, want := pages(nil).BareShell(c).Nonce, middleware.Nonce(c.Request().Context()); got != want || got == "" {
			t.Errorf("nonce %q, want %q", got, want)
		}
		return nil
	})(c)
	if err != nil {
		t.Fatal(err)
	}
}
