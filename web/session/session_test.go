package session_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/web/session"
)

// visit sends a request with the cookie through Load and Renew, and returns
// who it was taken for and the cookies that were set.
func visit(t *testing.T, v *session.Visitors, cookie *http.Cookie, handler func(echo.Context)) (identity.Actor, []*http.Cookie) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	if cookie != nil {
		req.AddCookie(cookie)
	}
	rec := httptest.NewRecorder()
	c := echo.New().NewContext(req, rec)
	var actor identity.Actor
	err := v.Load(v.Renew(func(c echo.Context) error {
		actor = session.Actor(c.Request().Context())
		if handler != nil {
			handler(c)
		}
		return nil
	}))(c)
	if err != nil {
		t.Fatal(err)
	}
	return actor, rec.Result().Cookies()
}

func TestAVisitorIsKnownAgain(t *testing.T) {
	for name, secure := range map[string]bool{"https": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			v := session.New(secure)
			var began identity.Actor
			_, cookies := visit(t, v, nil, func(c echo.Context) {
				actor, keep := v.Begin(c)
				began = actor
				keep()
			})
			if len(cookies) != 1 || began.IsNobody() {
				t.Fatalf("%d cookies for %v", len(cookies), began)
			}
			cookie := cookies[0]
			if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.MaxAge != 30*24*3600 || cookie.Domain != "" {
				t.Errorf("cookie is %v", cookie)
			}
			if cookie.Secure != secure || strings.HasPrefix(cookie.Name, "__Host-") != secure {
				t.Errorf("over %s the cookie is %v", name, cookie)
			}
			again, renewed := visit(t, v, cookie, nil)
			if again != began {
				t.Errorf("came back as %v, was %v", again, began)
			}
			if len(renewed) != 1 || renewed[0].Value != cookie.Value {
				t.Errorf("a visit renewed %v", renewed)
			}
		})
	}
}

func TestNobody(t *testing.T) {
	v := session.New(false)
	tests := []struct {
		name   string
		cookie *http.Cookie
	}{
		{"no cookie", nil},
		{"an empty one", &http.Cookie{Name: "entre"}},
		{"one too short to be ours", &http.Cookie{Name: "entre", Value: "YWJj"}},
		{"one that is not base64", &http.Cookie{Name: "entre", Value: strings.Repeat("!", 43)}},
		{"one of another name", &http.Cookie{Name: "__Host-entre", Value: strings.Repeat("A", 43)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			actor, cookies := visit(t, v, tt.cookie, nil)
			if !actor.IsNobody() || len(cookies) != 0 {
				t.Errorf("taken for %v, cookies %v", actor, cookies)
			}
		})
	}
}

func TestBeginKeepsNothingByItself(t *testing.T) {
	v := session.New(false)
	_, cookies := visit(t, v, nil, func(c echo.Context) { v.Begin(c) })
	if len(cookies) != 0 {
		t.Errorf("cookies %v", cookies)
	}
}
