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
)

// work logs in at the staff's door as whoever has the number, who holds the
// functions, and goes on to then.
func (v *visitor) work(number, then string, functions ...string) *citizen.Page {
	v.t.Helper()
	state := v.leave(paths.OfficeLogInAt(i18n.SV, "demo", then))
	return v.get(paths.OfficeLogInCallback("demo") + "?" + url.Values{"state": {state}, "code": {number}, "group": functions}.Encode())
}

// TestStaffLogin asks for the login where it is needed, comes back to the same
// place, and is over when one has logged out.
func TestStaffLogin(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	asked := anna.get("/en/handlaggning?visa=mina")
	if asked.URL.Path != "/en/handlaggning/logga-in" || asked.URL.Query().Get("till") != "/en/handlaggning?visa=mina" {
		t.Fatalf("leads to %s", asked.URL)
	}
	has(t, asked, 200, "Log in to the back office", "Log in with BankID", "/en/handlaggning/logga-in/demo?till=", "after eight hours", "IT support")
	lacks(t, asked, "0300-12 34 56\">", "/mina-sidor", "/logga-in?")

	back := anna.work(annas, "/handlaggning?visa=mina", "BN/bygglov", "fotbollslaget")
	if back.URL.Path != "/handlaggning" || back.URL.RawQuery != "visa=mina" {
		t.Errorf("came back to %s", back.URL)
	}
	has(t, back, 200, "Inloggad: Anna Öst", "Bygglovshandläggare", "Byggnadsnämnden", `action="/handlaggning/logga-ut"`)
	lacks(t, back, "fotbollslaget", "Gatuhandläggare")
	if again := anna.get("/handlaggning/logga-in"); again.URL.Path != "/handlaggning" {
		t.Errorf("who is in is asked again: %s", again.URL)
	}

	out, err := back.Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	if left := anna.press(out); left.URL.Path != "/handlaggning/logga-in" {
		t.Errorf("logged out to %s", left.URL)
	}
	if page := anna.get("/handlaggning"); page.URL.Path != "/handlaggning/logga-in" {
		t.Errorf("still in: %s", page.URL)
	}
	want := []audit.Action{audit.AppointmentBegun, audit.LoggedIn, audit.LoggedOut}
	if !slices.Equal(p.memory.audited, want) {
		t.Errorf("audited %v, want %v", p.memory.audited, want)
	}
	if !strings.HasPrefix(p.memory.details[1], "staff:") {
		t.Errorf("audited as %q", p.memory.details[1])
	}
	p.tellsNobody()
}

// TestStaffAreNotCitizens: neither login is worth anything at the other door,
// not even with its secret in the other cookie.
func TestStaffAreNotCitizens(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	anna.work(annas, "", "BN/bygglov")
	lacks(t, anna.get("/mina-sidor"), "Inloggad", "Anna")
	lacks(t, anna.get("/"), "Inloggad", "Anna")

	bo := p.citizen()
	state := bo.leave("/logga-in/demo")
	during := cookieOf(t, bo.hop(paths.LogInCallback("demo")+"?"+url.Values{"state": {state}, "code": {bos}, "group": {"BN/bygglov"}}.Encode()))
	if page := bo.get("/handlaggning"); page.URL.Path != "/handlaggning/logga-in" {
		t.Errorf("a citizen is let in: %s", page.URL)
	}
	_, secret, _ := strings.Cut(during, "=")
	thief := p.citizen()
	if page := thief.do(http.MethodGet, "/handlaggning", "", "Cookie: entre-staff="+secret); page.URL.Path != "/handlaggning/logga-in" {
		t.Errorf("a citizen's secret lets in: %s", page.URL)
	}
	bo.work(annas, "", "BN/bygglov")
	has(t, bo.get("/handlaggning"), 200, "Inloggad: Anna Öst")
	lacks(t, bo.get("/handlaggning"), "Bo Väst")
	has(t, bo.get("/mina-sidor"), 200, "Inloggad: Bo Väst")
	lacks(t, bo.get("/mina-sidor"), "Anna")
}

// TestStaffSessionFixation: the cookie from before the login is dead after it,
// and so is the one from before the logout.
func TestStaffSessionFixation(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	before := staffCookie(t, anna.hop("/handlaggning/logga-in/demo"))
	state := anna.leave("/handlaggning/logga-in/demo")
	during := staffCookie(t, anna.hop(paths.OfficeLogInCallback("demo")+"?"+url.Values{"state": {state}, "code": {annas}, "group": {"BN/bygglov"}}.Encode()))
	as := func(cookie string) string {
		return p.citizen().do(http.MethodGet, "/handlaggning", "", "Cookie: "+cookie).URL.Path
	}
	if before == during || as(before) != "/handlaggning/logga-in" || as(during) != "/handlaggning" {
		t.Errorf("before: %s, during: %s", as(before), as(during))
	}
	out, err := anna.get("/handlaggning").Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	anna.press(out)
	if as(during) != "/handlaggning/logga-in" {
		t.Error("it lives after the logout")
	}
}

func staffCookie(t *testing.T, page *citizen.Page) string {
	t.Helper()
	cookie, _, _ := strings.Cut(page.Header.Get("Set-Cookie"), ";")
	if !strings.HasPrefix(cookie, "entre-staff=") {
		t.Fatalf("sets %q", page.Header.Get("Set-Cookie"))
	}
	return cookie
}

// TestEndedAppointment bites at once, and not only at the next login.
func TestEndedAppointment(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	has(t, anna.work(annas, "", "BN/bygglov"), 200, "Bygglovshandläggare")
	p.clock.Advance(time.Minute)
	p.roster.end(p.clock.Now())
	page := anna.get("/handlaggning")
	has(t, page, 200, "Du har ingen funktion här", "Be din chef", "Inloggad: Anna Öst", "Logga ut")
	lacks(t, page, "Bygglovshandläggare")
}

func TestStaffWithoutFunction(t *testing.T) {
	p := open(t)
	bo := p.citizen()
	has(t, bo.work(bos, "", "fotbollslaget"), 200, "Du har ingen funktion här", "Be din chef")
	has(t, bo.get("/en/handlaggning"), 200, "You have no function here", "Ask your manager")
}

func TestStaffTimeOuts(t *testing.T) {
	in := func(page *citizen.Page) bool { return strings.Contains(page.Body, "Inloggad: Anna") }
	for name, c := range map[string]struct {
		step time.Duration
		last int // pages that one sees
	}{
		"idle": {30 * time.Minute, 0}, "in use": {29 * time.Minute, 16}, // 16 × 29 min < 8 h < 17 × 29 min
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			anna := p.citizen()
			anna.work(annas, "", "BN/bygglov")
			for range c.last {
				p.clock.Advance(c.step)
				if !in(anna.get("/handlaggning")) {
					t.Fatal("logged out too early")
				}
			}
			p.clock.Advance(c.step)
			if in(anna.get("/handlaggning")) {
				t.Error("still logged in")
			}
		})
	}
}

func TestStaffCookieIsItsOwn(t *testing.T) {
	p := open(t, func(c *Config) { c.BaseURL = "https://entre.example" })
	set := p.citizen().hop("/handlaggning/logga-in/demo").Header.Get("Set-Cookie")
	if !strings.HasPrefix(set, "__Host-entre-staff=") || !strings.Contains(set, "Path=/; HttpOnly; Secure; SameSite=Lax") || strings.Contains(set, "Domain") {
		t.Errorf("cookie %q", set)
	}
}

// TestStaffReturnTo goes on to nowhere but a page of the back office, and
// citizens to none of it.
func TestStaffReturnTo(t *testing.T) {
	for then, want := range map[string]string{
		"": "/handlaggning", "/handlaggning": "/handlaggning", "/en/handlaggning/arende/x": "/en/handlaggning/arende/x",
		"/handlaggning?visa=mina": "/handlaggning", "/mina-sidor": "/handlaggning", "/": "/handlaggning", "//evil.example": "/handlaggning",
		`/\evil.example`: "/handlaggning", "https://evil.example/handlaggning": "/handlaggning", "/handlaggningar": "/handlaggning",
		"/handlaggning/logga-in/demo": "/handlaggning", "/handlaggning/logga-ut": "/handlaggning", "/handlaggning//evil.example": "/handlaggning",
	} {
		p := open(t)
		anna := p.citizen()
		state := anna.leave(paths.OfficeLogInAt(i18n.SV, "demo", then))
		page := anna.hop(paths.OfficeLogInCallback("demo") + "?" + url.Values{"state": {state}, "code": {annas}}.Encode())
		if to, err := url.Parse(page.Header.Get("Location")); err != nil || to.Host != "" || to.Path != want {
			t.Errorf("%q leads to %q, want %q", then, page.Header.Get("Location"), want)
		}
	}
	p := open(t)
	anna := p.citizen()
	if page := anna.logIn(annas, "/handlaggning"); page.URL.Path != "/" {
		t.Errorf("a citizen is led to %s", page.URL)
	}
}

// TestStaffLoginFails says so at the staff's door, and lets nobody in.
func TestStaffLoginFails(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	state := anna.leave("/handlaggning/logga-in/demo?till=%2Fhandlaggning%2Farende%2Fx")
	page := anna.get(paths.OfficeLogInCallback("demo") + "?" + url.Values{"state": {state}, "error": {"access_denied"}}.Encode())
	has(t, page, 403, "Inloggningen avbröts", "/handlaggning/logga-in/demo?till=%2Fhandlaggning%2Farende%2Fx", "it-stöd")
	if !slices.Equal(p.memory.audited, []audit.Action{audit.LoginRefused}) {
		t.Errorf("audited %v", p.memory.audited)
	}
	// The answer to a login at one door is none at the other.
	state = anna.leave("/logga-in/demo")
	has(t, anna.get(paths.OfficeLogInCallback("demo")+"?"+url.Values{"state": {state}, "code": {annas}, "group": {"BN/bygglov"}}.Encode()), 403, "tog för lång tid")
	if page := anna.get("/handlaggning"); page.URL.Path != "/handlaggning/logga-in" {
		t.Errorf("let in: %s", page.URL)
	}
}

// TestStaffForms: a form carries the token of the same somebody at work.
func TestStaffForms(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	anna.work(annas, "", "BN/bygglov")
	bos := bo.work(bos, "", "BN/bygglov")
	out, err := bos.Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	token := "csrf=" + url.QueryEscape(out.Values.Get("csrf"))
	has(t, anna.do(http.MethodPost, "/handlaggning/logga-ut", token, "Sec-Fetch-Site: same-origin"), 403, "Ladda om den")
	has(t, anna.do(http.MethodPost, "/handlaggning/logga-ut", token, "Sec-Fetch-Site: cross-site"), 403)
	citizens := anna.form(anna.get("/tjanst/lampa")).Values.Get("csrf")
	has(t, anna.do(http.MethodPost, "/handlaggning/logga-ut", "csrf="+citizens, "Sec-Fetch-Site: same-origin"), 403)
	has(t, anna.get("/handlaggning"), 200, "Inloggad: Anna")
}

func TestNobodyWorksHere(t *testing.T) {
	p := open(t, func(c *Config) { c.Work.Ways = nil })
	anna := p.citizen()
	has(t, anna.get("/handlaggning"), 401, "Du behöver logga in")
	has(t, anna.get("/handlaggning/logga-in"), 200, "Det går inte att logga in här just nu")
	has(t, anna.get("/handlaggning/logga-in/demo"), 404)
}
