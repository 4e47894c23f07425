package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/internal/testing/citizen"
)

// The people who log in, by numbers of the tax agency's list for tests.
const (
	annas = "197901049283"
	bos   = "197902069272"
)

// withLogin is the services and one that asks for a login.
func withLogin() []catalogue.Entry {
	return append(entries(), catalogue.Entry{
		Service: catalogue.Service{
			ID: "bygglov", Kind: catalogue.KindEService, Title: i18n.Text{SV: "Ansök om bygglov", EN: "Apply for a building permit"},
			Summary: i18n.Text{SV: "Sök lov för att bygga."}, Category: "bygga-och-bo", Audience: []string{"alla"},
			Authority: "Byggnadsnämnden", Owner: "Byggenheten", Login: catalogue.LoginBankID,
			Contact: catalogue.Contact{Phone: "0300-12 34 56", Hours: i18n.Text{SV: "vardagar"}},
			Route:   &catalogue.Route{Connector: "gata"},
		},
		Revision: 1, FormVersion: 1, UpdatedAt: noon,
	})
}

// leave goes to the provider from the path and returns the state it is sent.
func (v *visitor) leave(path string) string {
	v.t.Helper()
	address := v.hop(path).Header.Get("Location")
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, outside) {
		v.t.Fatalf("%s leads to %q", path, address)
	}
	return u.Query().Get("state")
}

// hop opens a page without following where it leads.
func (v *visitor) hop(path string) *citizen.Page {
	v.t.Helper()
	page, err := v.Hop(v.t.Context(), path)
	if err != nil {
		v.t.Fatal(err)
	}
	return page
}

// logIn logs in as whoever has the number, and goes on to then.
func (v *visitor) logIn(number, then string) *citizen.Page {
	v.t.Helper()
	state := v.leave(paths.LogInAt(i18n.SV, "demo", then))
	return v.get(paths.LogInCallback("demo") + "?" + url.Values{"state": {state}, "code": {number}}.Encode())
}

func has(t *testing.T, page *citizen.Page, status int, texts ...string) {
	t.Helper()
	if page.Status != status {
		t.Errorf("%s: status %d, want %d", page.URL, page.Status, status)
	}
	for _, text := range texts {
		if !strings.Contains(page.Body, text) {
			t.Errorf("%s: no %q", page.URL, text)
		}
	}
}

func lacks(t *testing.T, page *citizen.Page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(page.Body, text) {
			t.Errorf("%s: has %q", page.URL, text)
		}
	}
}

// TestLoginToMyPages is the whole way: a service asks for a login, one comes
// back to it, sends, sees the case on Mina sidor, logs out and is nobody.
func TestLoginToMyPages(t *testing.T) {
	p := openWith(t, withLogin())
	anna := p.citizen()
	service := anna.get("/tjanst/bygglov")
	has(t, service, 200, "Logga in och börja", "/logga-in?till=%2Ftjanst%2Fbygglov")
	lacks(t, service, "/tjanst/bygglov/borja")
	choose := anna.get(paths.LogIn(i18n.SV, "/tjanst/bygglov"))
	has(t, choose, 200, "Logga in med BankID", "/logga-in/demo?till=%2Ftjanst%2Fbygglov")

	back := anna.logIn(annas, "/tjanst/bygglov")
	if back.URL.Path != "/tjanst/bygglov" {
		t.Fatalf("came back to %s", back.URL)
	}
	has(t, back, 200, "Inloggad: Anna Öst", "Logga ut")
	step := anna.send(back, nil)
	draft := strings.Split(step.URL.Path, "/")[2]
	anna.send(step, map[string]string{"fel": "slackt"}, "do", "next")
	anna.send(anna.get("/ansok/"+draft+"/plats"), map[string]string{"plats.text": "Storgatan 1"}, "do", "next")
	receipt := anna.send(anna.get("/ansok/"+draft+"/granska"), nil)
	has(t, receipt, 200, "Ärendet finns på Mina sidor")
	lacks(t, receipt, "<dt>Kod</dt>")

	reference := ""
	for _, c := range p.memory.cases {
		reference = c.Reference
	}
	mine := anna.get("/mina-sidor")
	has(t, mine, 200, "Ansök om bygglov", reference, "/arende/"+reference, "Du har inget påbörjat")
	has(t, anna.get("/arende/"+reference), 200, "Storgatan 1")
	has(t, anna.get("/en/mina-sidor"), 200, "Logged in: Anna Öst", reference, "Apply for a building permit")

	p.clock.Advance(100 * 24 * time.Hour)
	elsewhere := p.citizen()
	elsewhere.logIn(annas, "")
	has(t, elsewhere.get("/arende/"+reference), 200, "Storgatan 1")
	bo := p.citizen()
	bo.logIn(bos, "")
	has(t, bo.get("/arende/"+reference), 404)
	lacks(t, bo.get("/mina-sidor"), reference)
	has(t, bo.get("/ansok/"+draft+"/kvitto"), 404)

	out, err := elsewhere.get("/mina-sidor").Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	lacks(t, elsewhere.press(out), "Inloggad")
	has(t, elsewhere.get("/arende/"+reference), 404)
	lacks(t, elsewhere.get("/mina-sidor"), reference)
	want := []audit.Action{
		audit.LoggedIn, audit.CaseSubmitted, audit.LoggedIn, audit.LoggedIn, audit.LoggedOut,
	}
	if !slices.Equal(p.memory.audited, want) {
		t.Errorf("audited %v, want %v", p.memory.audited, want)
	}
	p.tellsNobody()
}

// tellsNobody holds the log and the audit trail to naming nobody.
func (p *portal) tellsNobody() {
	p.t.Helper()
	p.close()
	told := p.log.String() + strings.Join(p.memory.details, "\n")
	for _, secret := range []string{annas, bos, annas[2:], bos[2:], "Anna", "Väst", "state-"} {
		if strings.Contains(told, secret) {
			p.t.Errorf("%q is told", secret)
		}
	}
}

// TestNameless is somebody whose provider says no name: they see that they are
// logged in, and can log out.
func TestNameless(t *testing.T) {
	p := open(t)
	elsa := p.citizen()
	page := elsa.logIn("198402179298", "/kontakt")
	has(t, page, 200, "Inloggad: utan namn")
	out, err := page.Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	lacks(t, elsa.press(out), "Inloggad")
}

// TestDraftFromBeforeTheLogin becomes the person's, at the very field.
func TestDraftFromBeforeTheLogin(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.begin()
	next := anna.send(step, map[string]string{"fel": "slackt"}, "do", "next")
	back := anna.logIn(annas, next.URL.Path+"?andra#f-plats.text")
	if back.URL.Path != next.URL.Path || back.URL.RawQuery != "andra" {
		t.Errorf("came back to %s", back.URL)
	}
	has(t, back, 200, "Inloggad: Anna Öst")
	has(t, anna.send(back, map[string]string{"plats.text": "Storgatan 1"}, "do", "next"), 200)
	has(t, anna.get("/mina-sidor"), 200, "Felanmäl lampa")

	p.clock.Advance(20 * time.Minute)
	gone := anna.get("/mina-sidor")
	lacks(t, gone, "Felanmäl lampa", "Inloggad")
	asked := anna.get(next.URL.Path)
	if asked.URL.Path != "/logga-in" || asked.URL.Query().Get("till") != next.URL.Path {
		t.Errorf("a draft of somebody who was logged out leads to %s", asked.URL)
	}
	if got := anna.logIn(annas, next.URL.Path); got.URL.Path != next.URL.Path {
		t.Errorf("came back to %s", got.URL)
	}
	bo := p.citizen()
	bo.logIn(bos, "")
	has(t, bo.get(next.URL.Path), 404)
}

func TestServiceWithLoginIsNotBegunWithout(t *testing.T) {
	p := openWith(t, withLogin())
	anna := p.citizen()
	token := anna.form(anna.get("/tjanst/lampa")).Values.Get("csrf")
	page := anna.do(http.MethodPost, "/tjanst/bygglov/borja", "csrf="+token, "Sec-Fetch-Site: same-origin")
	if page.URL.Path != "/logga-in" || page.URL.Query().Get("till") != "/tjanst/bygglov/borja" || len(p.memory.drafts) > 0 {
		t.Errorf("leads to %s with %d drafts", page.URL, len(p.memory.drafts))
	}
	if got := anna.logIn(annas, "/tjanst/bygglov/borja"); got.URL.Path != "/tjanst/bygglov" {
		t.Errorf("came back to %s", got.URL)
	}
}

// TestTimeOuts ends a login that is left alone, and one that is old.
func TestTimeOuts(t *testing.T) {
	in := func(page *citizen.Page) bool { return strings.Contains(page.Body, "Inloggad: Anna") }
	t.Run("idle", func(t *testing.T) {
		p := open(t)
		anna := p.citizen()
		anna.logIn(annas, "")
		for range 4 {
			p.clock.Advance(19 * time.Minute)
			if !in(anna.get("/")) {
				t.Fatal("logged out too early")
			}
		}
		p.clock.Advance(20 * time.Minute)
		if in(anna.get("/")) {
			t.Error("still logged in after 20 minutes")
		}
	})
	t.Run("absolute", func(t *testing.T) {
		p := open(t)
		anna := p.citizen()
		anna.logIn(annas, "")
		for range 11 {
			p.clock.Advance(10 * time.Minute)
			if !in(anna.get("/")) {
				t.Fatal("logged out too early")
			}
		}
		p.clock.Advance(10 * time.Minute)
		if in(anna.get("/")) {
			t.Error("still logged in after two hours")
		}
		if len(p.memory.sessions) != 0 {
			t.Errorf("%d sessions are kept", len(p.memory.sessions))
		}
	})
}

// TestSessionFixation: the cookie from before the login is dead after it, and
// so is the one from before the logout.
func TestSessionFixation(t *testing.T) {
	p := open(t)
	anna, thief := p.citizen(), p.citizen()
	leave := anna.hop("/logga-in/demo")
	before := cookieOf(t, leave)
	u, err := url.Parse(leave.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	back := anna.hop(paths.LogInCallback("demo") + "?" + url.Values{"state": {u.Query().Get("state")}, "code": {annas}}.Encode())
	during := cookieOf(t, back)
	if before == during || !strings.Contains(back.Header.Get("Set-Cookie"), "HttpOnly; SameSite=Lax") {
		t.Errorf("cookie %q after %q", back.Header.Get("Set-Cookie"), before)
	}
	as := func(cookie string) *citizen.Page {
		return thief.do(http.MethodGet, "/mina-sidor", "", "Cookie: "+cookie)
	}
	lacks(t, as(before), "Anna")
	has(t, as(during), 200, "Anna Öst")
	for id := range p.memory.sessions {
		if strings.Contains(during, id) {
			t.Error("the secret itself is stored")
		}
	}
	out, err := anna.get("/").Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	anna.press(out)
	lacks(t, as(during), "Anna")
}

// cookieOf returns the login's cookie that the page sets, as a browser sends it.
func cookieOf(t *testing.T, page *citizen.Page) string {
	t.Helper()
	for _, c := range page.Header.Values("Set-Cookie") {
		if strings.HasPrefix(c, "entre-login=") {
			cookie, _, _ := strings.Cut(c, ";")
			return cookie
		}
	}
	t.Fatalf("no cookie for the login in %v", page.Header)
	return ""
}

func TestCookieIsBoundToHTTPS(t *testing.T) {
	p := open(t, func(c *Config) { c.BaseURL = "https://entre.example" })
	set := p.citizen().hop("/logga-in/demo").Header.Get("Set-Cookie")
	if !strings.HasPrefix(set, "__Host-entre-login=") || !strings.Contains(set, "Path=/; HttpOnly; Secure; SameSite=Lax") || strings.Contains(set, "Domain") {
		t.Errorf("cookie %q", set)
	}
}

// TestFailedLogins ends each login badly: nobody is logged in, the page says
// why and how to go on, it is audited, and the flow is over.
func TestFailedLogins(t *testing.T) {
	callback := func(q url.Values) string { return paths.LogInCallback("demo") + "?" + q.Encode() }
	for name, c := range map[string]struct {
		query  func(state string) url.Values
		fails  error
		status int
		want   string
		detail string
	}{
		"cancelled":        {func(s string) url.Values { return url.Values{"state": {s}, "error": {"access_denied"}} }, nil, 403, "Inloggningen avbröts", "cancelled"},
		"state missing":    {func(string) url.Values { return url.Values{"code": {annas}} }, nil, 403, "gick inte att godkänna", "forged"},
		"state of another": {func(string) url.Values { return url.Values{"code": {annas}, "state": {"x"}} }, nil, 403, "gick inte att godkänna", "forged"},
		"nothing":          {func(string) url.Values { return nil }, nil, 403, "gick inte att godkänna", "forged"},
		"the provider is away": {
			func(s string) url.Values { return url.Values{"state": {s}, "code": {annas}} },
			errs.New(errs.Unavailable, "x"), 503, "Det går inte att logga in just nu", "unavailable",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			anna := p.citizen()
			state := anna.leave("/logga-in/demo?till=%2Ftjanst%2Flampa")
			p.provider.fails = c.fails
			page := anna.get(callback(c.query(state)))
			has(t, page, c.status, c.want, "Försök igen", "/logga-in/demo?till=%2Ftjanst%2Flampa", `href="/tjanst/lampa"`, "0300-12 34 56")
			lacks(t, page, annas, "state-")
			if !slices.Equal(p.memory.audited, []audit.Action{audit.LoginRefused}) || !strings.HasSuffix(p.memory.details[0], " login:demo "+c.detail) {
				t.Errorf("audited %v %v", p.memory.audited, p.memory.details)
			}
			p.provider.fails = nil
			again := anna.get(callback(url.Values{"state": {state}, "code": {annas}}))
			has(t, again, 403, "tog för lång tid")
			lacks(t, anna.get("/mina-sidor"), "Inloggad")
			p.tellsNobody()
		})
	}
	t.Run("down from the start", func(t *testing.T) {
		p := open(t)
		p.provider.fails = errs.New(errs.Unavailable, "x")
		has(t, p.citizen().get("/logga-in/demo?till=%2Fkontakt"), 503, "Det går inte att logga in just nu", "0300-12 34 56")
	})
	t.Run("from another browser", func(t *testing.T) {
		p := open(t)
		state := p.citizen().leave("/logga-in/demo")
		victim := p.citizen()
		has(t, victim.get(callback(url.Values{"state": {state}, "code": {bos}})), 403, "tog för lång tid")
		lacks(t, victim.get("/mina-sidor"), "Inloggad")
	})
	t.Run("twice", func(t *testing.T) {
		p := open(t)
		anna := p.citizen()
		state := anna.leave("/logga-in/demo")
		answer := callback(url.Values{"state": {state}, "code": {annas}})
		has(t, anna.get(answer), 200, "Inloggad: Anna")
		has(t, anna.get(answer), 403, "tog för lång tid")
	})
	t.Run("in English", func(t *testing.T) {
		p := open(t)
		anna := p.citizen()
		state := anna.leave("/en/logga-in/demo")
		has(t, anna.get(callback(url.Values{"state": {state}, "error": {"access_denied"}})), 403, "The login was cancelled", `lang="en"`)
	})
	t.Run("by POST", func(t *testing.T) {
		has(t, open(t).citizen().do(http.MethodPost, paths.LogInCallback("demo"), "a=b"), 405)
	})
	t.Run("no such provider", func(t *testing.T) {
		has(t, open(t).citizen().get("/logga-in/annan"), 404)
	})
}

// TestReturnTo goes on to nowhere but a page of ours.
func TestReturnTo(t *testing.T) {
	for then, want := range map[string]string{
		"":                             "/mina-sidor",
		"/kontakt":                     "/kontakt",
		"/en/tjanst/lampa":             "/en/tjanst/lampa",
		"/sok?q=a%20b":                 "/sok",
		"//evil.example":               "/",
		"///evil.example":              "/",
		`/\evil.example`:               "/",
		`\\evil.example`:               "/",
		"https://evil.example":         "/",
		"https:evil.example":           "/",
		"javascript:alert(1)":          "/",
		"evil.example":                 "/",
		"/%2f%2fevil.example":          "/",
		"/%2Fevil.example":             "/",
		"%2f%2fevil.example":           "/",
		"/%5cevil.example":             "/",
		"/\t/evil.example":             "/",
		"/%09/evil.example":            "/",
		"/\r\nSet-Cookie: a=b":         "/",
		"http://127.0.0.1:8080@evil/x": "/",
		"/logga-in":                    "/",
		"/en/logga-in/demo":            "/",
		"/logga-ut":                    "/",
		"/api/v1/services":             "/",
		"//":                           "/",
		"/..//evil.example":            "/",
	} {
		t.Run(then, func(t *testing.T) {
			p := open(t)
			anna := p.citizen()
			state := anna.leave("/logga-in/demo?" + url.Values{"till": {then}}.Encode())
			page := anna.hop(paths.LogInCallback("demo") + "?" + url.Values{"state": {state}, "code": {annas}}.Encode())
			to, err := url.Parse(page.Header.Get("Location"))
			if err != nil || page.Status != http.StatusSeeOther || to.Host != "" || to.Path != want {
				t.Errorf("leads to %q (%d), want %q", page.Header.Get("Location"), page.Status, want)
			}
		})
	}
}

// TestLogOutByOthers: another site cannot log one out.
func TestLogOutByOthers(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	anna.logIn(annas, "")
	has(t, anna.do(http.MethodPost, "/logga-ut", "a=b", "Sec-Fetch-Site: cross-site"), 403)
	has(t, anna.do(http.MethodPost, "/logga-ut", "a=b"), 403)
	if page := anna.get("/logga-ut"); page.URL.Path != "/mina-sidor" {
		t.Errorf("opening it leads to %s", page.URL)
	}
	has(t, anna.get("/"), 200, "Inloggad: Anna")
}

// TestTokenOfBefore: a form from before the login is not taken after it.
func TestTokenOfBefore(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	step := anna.begin()
	anna.logIn(annas, "")
	has(t, anna.send(step, map[string]string{"fel": "slackt"}, "do", "next"), 403, "Ladda om den")
}

func TestWithoutWays(t *testing.T) {
	p := openWith(t, withLogin(), func(c *Config) { c.Login.Ways = nil })
	anna := p.citizen()
	has(t, anna.get("/logga-in"), 200, "Det går inte att logga in här just nu", "0300-12 34 56")
	lacks(t, anna.get("/mina-sidor"), "Logga in")
	token := anna.form(anna.get("/tjanst/lampa")).Values.Get("csrf")
	has(t, anna.do(http.MethodPost, "/tjanst/bygglov/borja", "csrf="+token, "Sec-Fetch-Site: same-origin"), 401, "Du behöver logga in")
}
