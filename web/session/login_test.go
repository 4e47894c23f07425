package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/web/session"
)

// store keeps sessions; found is called when one has been read.
type store struct {
	rows  map[string][]byte
	found func()
}

func (s *store) FindSession(_ context.Context, id string, _ time.Time) ([]byte, error) {
	data, ok := s.rows[id]
	if !ok {
		return nil, errs.New(errs.NotFound, "store")
	}
	if s.found != nil {
		s.found()
	}
	return data, nil
}

func (s *store) SaveSession(_ context.Context, id string, data []byte, _ time.Time) error {
	s.rows[id] = data
	return nil
}

func (s *store) UpdateSession(_ context.Context, id string, data []byte, _ time.Time) error {
	if _, ok := s.rows[id]; !ok {
		return errs.New(errs.NotFound, "store")
	}
	s.rows[id] = data
	return nil
}

func (s *store) DeleteSession(_ context.Context, id string) error {
	delete(s.rows, id)
	return nil
}

// request sends one with the cookie and returns who it was of, and the cookie
// that the browser has after it.
func request(t *testing.T, l *session.Logins, cookie *http.Cookie, handler func(echo.Context) error) (session.Login, *http.Cookie) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	if cookie != nil {
		req.AddCookie(cookie)
	}
	rec := httptest.NewRecorder()
	var who session.Login
	err := l.Load(func(c echo.Context) error {
		who = session.LoginOf(c.Request().Context())
		if handler == nil {
			return nil
		}
		return handler(c)
	})(echo.New().NewContext(req, rec))
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range rec.Result().Cookies() {
		cookie = set
	}
	return who, cookie
}

// TestALogoutIsNotUndone: a request that was on its way when the login ended
// does not bring it back, whatever it remembers in the session.
func TestALogoutIsNotUndone(t *testing.T) {
	for name, late := range map[string]func(*session.Logins, echo.Context) error{
		"a login begun": func(l *session.Logins, c echo.Context) error { return l.BeginFlow(c, identity.Flow{State: "s"}) },
		"a login ended": func(l *session.Logins, c echo.Context) error { _, err := l.EndFlow(c); return err },
		"something typed": func(l *session.Logins, c echo.Context) error {
			return l.KeepTyped(c, session.Typed{Values: url.Values{}})
		},
		"forgotten": func(l *session.Logins, c echo.Context) error { return l.DropTyped(c.Request().Context()) },
	} {
		t.Run(name, func(t *testing.T) {
			l := session.NewLogins(session.Config{Store: &store{rows: map[string][]byte{}}, Clock: clock.NewFake(time.Now())})
			cookie := signIn(t, l)
			_, after := request(t, l, cookie, func(c echo.Context) error {
				request(t, l, cookie, l.SignOut)
				return late(l, c)
			})
			for _, c := range []*http.Cookie{cookie, after} {
				if who, _ := request(t, l, c, nil); who.Person != "" {
					t.Errorf("%s is logged in again", who.Person)
				}
			}
		})
	}
	t.Run("a page seen", func(t *testing.T) {
		kept, now := &store{rows: map[string][]byte{}}, clock.NewFake(time.Now())
		l := session.NewLogins(session.Config{Store: kept, Clock: now})
		cookie := signIn(t, l)
		now.Advance(2 * time.Minute)
		kept.found = func() { kept.found = nil; request(t, l, cookie, l.SignOut) }
		request(t, l, cookie, nil)
		if who, _ := request(t, l, cookie, nil); who.Person != "" {
			t.Errorf("%s is logged in again", who.Person)
		}
	})
}

func signIn(t *testing.T, l *session.Logins) *http.Cookie {
	t.Helper()
	_, cookie := request(t, l, nil, func(c echo.Context) error {
		if err := l.BeginFlow(c, identity.Flow{State: "s"}); err != nil {
			return err
		}
		return l.SignIn(c, identity.Person{ID: "anna"}, identity.ProviderSession{})
	})
	if who, _ := request(t, l, cookie, nil); who.Person != "anna" {
		t.Fatalf("%q is logged in", who.Person)
	}
	return cookie
}
