package render_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/web/middleware"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// shelf is a page that is kept, and how often it was made.
type shelf struct {
	t     *testing.T
	pages *render.Pages
	made  int
	token string // of the next visitor
	asks  []identity.Actor
	fails error
}

func newShelf(t *testing.T, keptBytes int) *shelf {
	s := &shelf{t: t, token: "token"}
	s.pages = render.New(render.Config{
		Site:  func(lang i18n.Lang) layout.Site { return layout.Site{Name: "Mittköping " + string(lang)} },
		Token: func(context.Context) string { return s.token },
		CountDrafts: func(_ context.Context, a identity.Actor) (int, error) {
			return strings.Count(string(a.Visitor), "draft"), nil
		},
		Log: slog.New(slog.DiscardHandler), KeptBytes: keptBytes,
	})
	return s
}

// make says on the page all that a page could get to know of who asks.
func (s *shelf) make(ctx context.Context, shell layout.Shell) (templ.Component, error) {
	s.made++
	s.asks = append(s.asks, session.Actor(ctx))
	body := fmt.Sprintf("<p>%s %s %s</p><p>%s|%s|%d</p>%s<p>%s</p>", i18n.LangOf(ctx), shell.Path, shell.CSRF, shell.Person, shell.Nonce, shell.Drafts,
		strings.Repeat("<p>much</p>", 100), shell.CSRF)
	return templ.Raw(body), s.fails
}

// get asks for the page as the visitor does and returns the answer.
func (s *shelf) get(target, edition string, who identity.Actor, header ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	lang := i18n.SV
	if strings.HasPrefix(target, "/en/") {
		lang = i18n.EN
	}
	ctx := session.WithActor(i18n.WithLang(s.t.Context(), lang), who)
	if who.IsPerson() {
		ctx = session.WithLogin(ctx, session.Login{Person: who.Person, Name: "Kim"})
	}
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	for _, h := range header {
		req.Header.Set("Accept-Encoding", h)
	}
	rec := httptest.NewRecorder()
	c := echo.New().NewContext(req, rec)
	if err := middleware.Begin(func(c echo.Context) error { return s.pages.Keep(c, edition, s.make) })(c); err != nil {
		s.t.Fatal(err)
	}
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Length") != "" && rec.Header().Get("Content-Length") != strconv.Itoa(rec.Body.Len()) {
		s.t.Errorf("%s: %d, length %s", target, rec.Code, rec.Header().Get("Content-Length"))
	}
	return rec
}

func unzip(t *testing.T, rec *httptest.ResponseRecorder) string {
	t.Helper()
	if got := rec.Header().Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("encoding %q", got)
	}
	return gunzip(t, rec.Body.Bytes())
}

func gunzip(t *testing.T, raw []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r) // checks the sum and the length
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestKeepMakesAPageOnceForEachAddressAndEdition(t *testing.T) {
	s := newShelf(t, 0)
	tests := []struct {
		target, edition string
		made            int
	}{
		{"/", "1", 1},
		{"/", "1", 1},
		{"/en/", "1", 2},
		{"/tjanst/a", "1", 3},
		{"/tjanst/a?x=1", "1", 3}, // what does not decide what is shown
		{"/", "2", 4},
		{"/", "2", 4},
		{"/tjanst/%61", "2", 5}, // written in a way of its own: not kept
		{"/tjanst/%61", "2", 6},
	}
	for _, tt := range tests {
		s.get(tt.target, tt.edition, identity.Actor{})
		if s.made != tt.made {
			t.Errorf("%s at %s: made %d times, want %d", tt.target, tt.edition, s.made, tt.made)
		}
	}
}

// TestKeepKeepsNothingOfAnybody: what one visitor sees of their own is not in what
// the next is given, whoever came first.
func TestKeepKeepsNothingOfAnybody(t *testing.T) {
	nobody, visitor := identity.Actor{}, identity.Actor{Visitor: "v"}
	drafts, person := identity.Actor{Visitor: "draft"}, identity.Actor{Visitor: "v", Person: "p"}
	s := newShelf(t, 0)
	for _, who := range []identity.Actor{person, drafts, visitor, nobody, person, drafts, visitor} {
		s.token = "token-of-" + who.String() + string(who.Visitor)
		before := s.made
		page := s.get("/", "1", who).Body.String()
		if n := strings.Count(page, s.token); n != 2 {
			t.Errorf("%v: their token stands %d times", who, n)
		}
		if strings.Count(page, "token-of-") != 2 {
			t.Errorf("%v is given somebody's token: %s", who, page)
		}
		if got := strings.Contains(page, "Kim|"); got != who.IsPerson() {
			t.Errorf("%v sees the name: %t", who, got)
		}
		if got := strings.Contains(page, "|1<"); got != (who == drafts) {
			t.Errorf("%v sees drafts: %t", who, got)
		}
		if isKept := who != person && who != drafts; isKept && s.made > before && !s.asks[before].IsNobody() {
			t.Errorf("a page that is kept was made for %v", s.asks[before])
		}
	}
	if want := 5; s.made != want { // two for the person, two for the one with drafts, one for all others
		t.Errorf("made %d times, want %d", s.made, want)
	}
}

func TestKeepGivesEachRequestItsNonce(t *testing.T) {
	s := newShelf(t, 0)
	seen := map[string]bool{}
	for range 3 {
		page := s.get("/", "1", identity.Actor{}).Body.String()
		_, rest, _ := strings.Cut(page, "|")
		nonce, _, _ := strings.Cut(rest, "|")
		if len(nonce) < 20 || seen[nonce] {
			t.Errorf("nonce %q", nonce)
		}
		seen[nonce] = true
	}
}

func TestKeepAnswersCompressedOrNot(t *testing.T) {
	tests := []struct {
		accepts string
		zipped  bool
	}{
		{"gzip, deflate, br", true}, {"br;q=1.0, GZIP;q=0.8", true}, {"gzip;q=0", false}, {"gzip; q=0.0", false}, {"", false}, {"br", false},
	}
	s := newShelf(t, 0)
	normal := func(page string) string {
		start := strings.Index(page, "|")
		return page[:start] + page[start+27:] // without the nonce
	}
	want := normal(s.get("/", "1", identity.Actor{}).Body.String())
	for _, tt := range tests {
		rec := s.get("/", "1", identity.Actor{}, tt.accepts)
		got := rec.Body.String()
		if tt.zipped {
			got = unzip(t, rec)
		}
		if diff := cmp.Diff(want, normal(got)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.accepts, diff)
		}
	}
}

// TestLengthTellsNothingOfTheToken: a token that the page repeats is as long as
// one that it does not (BREACH).
func TestLengthTellsNothingOfTheToken(t *testing.T) {
	s := newShelf(t, 0)
	lengths := map[int]bool{}
	for _, token := range []string{"much</p><p>much</p><p>", "xqzwvkjypbgfhdcmulrst!"} {
		s.token = token
		rec := s.get("/", "1", identity.Actor{}, "gzip")
		if !strings.Contains(unzip(t, rec), token) {
			t.Error("no token")
		}
		rec = s.get("/", "1", identity.Actor{}, "gzip")
		lengths[rec.Body.Len()] = true
	}
	if len(lengths) != 1 {
		t.Errorf("lengths %v", lengths)
	}
}

func TestKeepForgetsWhatFailed(t *testing.T) {
	s := newShelf(t, 0)
	s.fails = errors.New("broken")
	c, rec := request(t, http.MethodGet, "/", identity.Actor{})
	if err := s.pages.Keep(c, "1", s.make); !errors.Is(err, s.fails) || c.Response().Committed {
		t.Errorf("error %v, sent %q", err, rec.Body)
	}
	s.fails = nil
	s.get("/", "1", identity.Actor{})
	if s.made != 2 {
		t.Errorf("made %d times", s.made)
	}
}

func TestKeepHasAnEnd(t *testing.T) {
	s := newShelf(t, 5000)
	for range 2 {
		for i := range 10 {
			s.get(fmt.Sprintf("/tjanst/%d", i), "1", identity.Actor{})
		}
	}
	if s.made <= 10 || s.made >= 20 {
		t.Errorf("made %d times: of ten pages some have room", s.made)
	}
	for edition := range 30 { // new editions take the place of old ones
		s.get("/tjanst/0", strconv.Itoa(edition), identity.Actor{})
		before := s.made
		if s.get("/tjanst/0", strconv.Itoa(edition), identity.Actor{}); s.made != before {
			t.Fatalf("edition %d has no room", edition)
		}
	}
}

// TestKeptPagesOfAnySize cuts and joins pages of chance, with tokens longer than a
// block.
func TestKeptPagesOfAnySize(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		s := newShelf(t, 0)
		s.token = strings.Repeat(string(rune('a'+chance.IntN(26))), chance.IntN(200_000))
		filling := strings.Repeat("å<", chance.IntN(50_000))
		ctx := i18n.WithLang(t.Context(), i18n.SV)
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
		req.Header.Set("Accept-Encoding", "gzip")
		rec := httptest.NewRecorder()
		err := s.pages.Keep(echo.New().NewContext(req, rec), "1", func(_ context.Context, shell layout.Shell) (templ.Component, error) {
			return templ.Raw(shell.CSRF + filling + shell.CSRF + shell.CSRF + filling), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := unzip(t, rec); got != s.token+filling+s.token+s.token+filling {
			t.Fatalf("%d bytes of token, %d of page: not what was made", len(s.token), len(filling))
		}
	}
}
