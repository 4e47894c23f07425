package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/web/middleware"
)

// logInAs logs in in the provider's session with the sid.
func (v *visitor) logInAs(number, sid string) *citizen.Page {
	v.t.Helper()
	state := v.leave("/logga-in/demo")
	return v.get(paths.LogInCallback("demo") + "?" + url.Values{"state": {state}, "code": {number}, "sid": {sid}}.Encode())
}

func (v *visitor) logOut() *citizen.Page {
	v.t.Helper()
	f, err := v.get("/").Form("header form[method=post]")
	if err != nil {
		v.t.Fatal(err)
	}
	return v.press(f)
}

// TestLogOutAtProvider (oidcc-client-test-rp-init-logout) ends the login here
// first, and then leads to the provider and back.
func TestLogOutAtProvider(t *testing.T) {
	p := open(t)
	p.provider.leaves = true
	anna := p.citizen()
	anna.logInAs(annas, "s1")
	page := anna.logOut()
	has(t, page, 200, "Du är utloggad", "hos BankID också", "Fortsätt")
	lacks(t, page, "Inloggad", "Anna")
	address, ok := strings.CutPrefix(page.Header.Get("Refresh"), "0; url="+outside+"/out?")
	q, err := url.ParseQuery(address)
	if !ok || err != nil || q.Get("of") != "s1" || len(q.Get("state")) < 26 {
		t.Fatalf("leads to %q", page.Header.Get("Refresh"))
	}
	lacks(t, anna.get("/mina-sidor"), "Inloggad")
	if back := anna.get(paths.LoggedOut("demo") + "?state=" + q.Get("state")); back.URL.Path != "/" {
		t.Errorf("came back to %s", back.URL)
	}
	p.close()
	if strings.Contains(p.log.String(), "not begun here") || strings.Contains(p.log.String(), q.Get("state")) {
		t.Error("its state is not known again, or is told")
	}
}

// TestLogOutState (oidcc-client-test-rp-init-logout-no-state, -other-state): an
// answer to no logout of ours logs nobody out and is noted.
func TestLogOutState(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	anna.logInAs(annas, "s1")
	for _, query := range []string{"", "?state=x"} {
		if back := anna.get(paths.LoggedOut("demo") + query); back.URL.Path != "/" {
			t.Errorf("%q leads to %s", query, back.URL)
		}
		has(t, anna.get("/mina-sidor"), 200, "Inloggad: Anna")
	}
	p.close()
	if n := strings.Count(p.log.String(), "not begun here"); n != 2 {
		t.Errorf("noted %d times", n)
	}
}

// TestLogOutNotice (oidcc-client-test-rp-backchannel-rpinitlogout) ends the very
// session that has ended at the provider, at the next request.
func TestLogOutNotice(t *testing.T) {
	p := open(t)
	anna, elsewhere, bo, again := p.citizen(), p.citizen(), p.citizen(), p.citizen()
	anna.logInAs(annas, "s1")
	elsewhere.logInAs(annas, "s2")
	bo.logInAs(bos, "s3")
	notice := func(token string) *citizen.Page {
		return p.citizen().do(http.MethodPost, paths.LogOutNotice("demo"), url.Values{"logout_token": {token}}.Encode())
	}
	page := notice("n1 s1 sub-" + annas)
	if page.Status != 200 || page.Body != "" || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("answers %d %q %q", page.Status, page.Body, page.Header.Get("Cache-Control"))
	}
	lacks(t, anna.get("/mina-sidor"), "Inloggad")
	has(t, elsewhere.get("/mina-sidor"), 200, "Inloggad: Anna")
	has(t, bo.get("/mina-sidor"), 200, "Inloggad: Bo")

	if page := notice("n1 s3 "); page.Status != 400 { // replayed jti
		t.Errorf("replayed: %d", page.Status)
	}
	has(t, bo.get("/mina-sidor"), 200, "Inloggad: Bo")
	if page := notice("no token"); page.Status != 400 {
		t.Errorf("no token: %d", page.Status)
	}
	if page := notice("n2  sub-" + annas); page.Status != 200 { // all of the person's
		t.Errorf("of a person: %d", page.Status)
	}
	lacks(t, elsewhere.get("/mina-sidor"), "Inloggad")
	p.clock.Advance(2 * time.Second)
	again.logInAs(annas, "s4")
	has(t, again.get("/mina-sidor"), 200, "Inloggad: Anna")

	// A notice of citizens' logins is none at the staff's door.
	staff := p.citizen()
	state := staff.leave(paths.OfficeLogInAt(i18n.SV, "demo", ""))
	staff.get(paths.OfficeLogInCallback("demo") + "?" + url.Values{"state": {state}, "code": {bos}, "sid": {"s5"}, "group": {"BN/bygglov"}}.Encode())
	notice("n3 s5 ")
	has(t, staff.get("/handlaggning"), 200, "Inloggad: Bo")
	page = p.citizen().do(http.MethodPost, paths.OfficeLogOutNotice("demo"), "logout_token=n3+s5+")
	if page.Status != 200 {
		t.Errorf("at the staff's door: %d", page.Status)
	}
	if page := staff.get("/handlaggning"); page.URL.Path != "/handlaggning/logga-in" {
		t.Error("still at work")
	}
	if n := len(slices.DeleteFunc(slices.Clone(p.memory.audited), func(a audit.Action) bool { return a != audit.LoggedOut })); n != 4 {
		t.Errorf("%d logouts are audited, want 4", n)
	}
	p.tellsNobody()
}

// TestLoginsAreLimited: whoever tries again and again waits, at either door.
func TestLoginsAreLimited(t *testing.T) {
	p := open(t, func(c *Config) { c.Limits.Logins = 3 })
	anna := p.citizen()
	for range 2 {
		anna.leave("/logga-in/demo")
	}
	anna.leave("/handlaggning/logga-in/demo")
	for _, path := range []string{"/logga-in/demo", "/handlaggning/logga-in/demo", paths.LogInCallback("demo") + "?code=x&state=y"} {
		has(t, anna.get(path), 429, "Vänta en liten stund")
	}
	has(t, anna.get("/logga-in"), 200, "Logga in med BankID")
	p.clock.Advance(20 * time.Second)
	anna.leave("/logga-in/demo")
}

// TestNothingIsKeptOfWhoIsLoggedIn: public pages say who is logged in, so that no
// browser shows them to the next person at a shared computer, by its button back.
func TestNothingIsKeptOfWhoIsLoggedIn(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	anna.logIn(annas, "")
	for _, path := range []string{"/", "/en", "/sok?q=lampa", "/kontakt", "/tjanster"} {
		page := anna.get(path)
		has(t, page, http.StatusOK, "Anna Öst")
		if got := page.Header.Get("Cache-Control"); got != middleware.CacheNever {
			t.Errorf("%s may be kept: %q", path, got)
		}
	}
	anna.logOut()
	if got := anna.get("/").Header.Get("Cache-Control"); got != middleware.CachePrivate {
		t.Errorf("after the logout: %q", got)
	}
}
