package idp_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/idp"
)

const (
	callback  = "http://127.0.0.1:8080/logga-in/demo/svar"
	loggedOut = "http://127.0.0.1:8080/logga-in/demo/ut"
	verifier  = "a-verifier-that-is-long-enough-for-the-rules-of-pkce"
)

// device is a browser at the provider, which does not follow out of it.
type device struct {
	t     *testing.T
	url   string
	path  string
	clock *clock.Fake
	http  *http.Client
}

func open(t *testing.T) *device {
	t.Helper()
	return openAt(t, idp.PathCitizens)
}

func openAt(t *testing.T, path string) *device {
	t.Helper()
	d := &device{t: t, path: path, clock: clock.NewFake(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))}
	server, err := idp.New(idp.Config{
		Path: path, Origin: "http://outside.example", ClientID: "entre", ClientSecret: "hush", RedirectURL: callback, LogoutURL: loggedOut, Service: "Mittköping", Clock: d.clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	running := httptest.NewServer(server)
	t.Cleanup(running.Close)
	d.url = running.URL
	d.http = &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), running.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return d
}

// page is an answer.
type page struct {
	status int
	path   string
	to     *url.URL // where it leads out to, if it does
	body   string
	header http.Header
}

func (d *device) do(method, path string, form url.Values, headers ...string) page {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		d.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := d.http.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	p := page{status: res.StatusCode, path: res.Request.URL.Path, body: string(body), header: res.Header}
	if res.StatusCode/100 == 3 {
		if p.to, err = url.Parse(res.Header.Get("Location")); err != nil {
			d.t.Fatal(err)
		}
	}
	return p
}

func (d *device) get(path string) page { d.t.Helper(); return d.do(http.MethodGet, path, nil) }

func (d *device) post(path string) page { d.t.Helper(); return d.do(http.MethodPost, path, nil) }

// ask begins an identification; changes are of the request's parameters.
func (d *device) ask(changes ...string) page {
	d.t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	q := url.Values{
		"client_id": {"entre"}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"openid"}, "state": {"s"}, "nonce": {"n"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	for i := 0; i < len(changes); i += 2 {
		q.Set(changes[i], changes[i+1])
	}
	return d.get(d.path + "/auth?" + q.Encode())
}

func (d *device) has(p page, texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.body, text) {
			d.t.Errorf("%s (%d) has no %q", p.path, p.status, text)
		}
	}
}

// back holds a page to lead to the client with the parameter, and returns it.
func (d *device) back(p page, name string) string {
	d.t.Helper()
	if p.to == nil || !strings.HasPrefix(p.to.String(), callback+"?") {
		d.t.Fatalf("%s (%d) leads to %v", p.path, p.status, p.to)
	}
	q := p.to.Query()
	if q.Get("state") != "s" || q.Get("iss") != "http://outside.example"+d.path || q.Get(name) == "" {
		d.t.Errorf("goes back with %v", q)
	}
	return q.Get(name)
}

func (d *device) exchange(code string, changes ...string) page {
	d.t.Helper()
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}, "code_verifier": {verifier},
		"client_id": {"entre"}, "client_secret": {"hush"},
	}
	for i := 0; i < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return d.do(http.MethodPost, d.path+"/token", form)
}

func (d *device) tokens(p page) map[string]any {
	d.t.Helper()
	tokens := map[string]any{}
	if err := json.Unmarshal([]byte(p.body), &tokens); err != nil {
		d.t.Fatal(err)
	}
	return tokens
}

// claims are what an id_token says.
func (d *device) claims(p page) map[string]any {
	d.t.Helper()
	claims := map[string]any{}
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(d.tokens(p)["id_token"].(string), ".")[1])
	if err != nil || json.Unmarshal(body, &claims) != nil {
		d.t.Fatal(err, string(body))
	}
	return claims
}

// TestThisDevice chooses the wrong person first.
func TestThisDevice(t *testing.T) {
	d := open(t)
	choice := d.ask()
	d.has(choice, "Demo.", "inte BankID", "Mittköping", "Avbryt", "på den här enheten", "på en annan enhet")
	app := d.get(choice.path + "/app?har")
	d.has(app, "Anna Bergström", "Karim Haddad", "Demo.", "Avbryt")
	wrong := d.get(choice.path + "/app/1?har")
	d.has(wrong, "Är du Karim Haddad?", "Nej, fel person", choice.path+"/app?har")
	d.has(d.get(choice.path+"/app/0?har"), "Är du Anna Bergström?")
	code := d.back(d.post(choice.path+"/app/0?har"), "code")

	given := d.exchange(code)
	claims := d.claims(given)
	if claims[idp.ClaimPersonalNumber] != "197901049283" || claims["nonce"] != "n" || claims["acr"] != idp.Level || strings.Contains(claims["sub"].(string), "1979") {
		t.Errorf("claims %v", claims)
	}
	info := d.do(http.MethodGet, d.path+"/userinfo", nil, "Authorization: Bearer "+d.tokens(given)["access_token"].(string))
	d.has(info, "Anna Bergström", claims["sub"].(string))
	if p := d.do(http.MethodGet, d.path+"/userinfo", nil); p.status != http.StatusUnauthorized {
		t.Errorf("UserInfo to anybody: %d", p.status)
	}
	if p := d.exchange(code); p.status != http.StatusBadRequest {
		t.Errorf("the code twice: %d", p.status)
	}
	if p := d.get(choice.path); p.status != http.StatusNotFound {
		t.Errorf("the order is not over: %d", p.status)
	}
}

func TestOtherDevice(t *testing.T) {
	d := open(t)
	order := d.ask().path
	d.has(d.get(order+"/kod"), `http-equiv="refresh" content="2"`, "Läs av koden", "kod.png")
	first := d.get(order + "/kod.png")
	d.clock.Advance(time.Second)
	second := d.get(order + "/kod.png")
	if first.header.Get("Content-Type") != "image/png" || first.body == second.body {
		t.Error("the code to scan is no picture, or the same each second")
	}
	d.get(order + "/app")
	d.has(d.get(order+"/kod"), "Skriv in din säkerhetskod")
	d.has(d.post(order+"/app/3"), "Klart")
	d.has(d.get(order+"/app"), "Klart")
	if code := d.back(d.get(order+"/kod"), "code"); d.exchange(code).status != http.StatusOK {
		t.Error("the code gives no token")
	}
}

// TestStaff shows a card: somebody at work, and what their employer says of them.
func TestStaff(t *testing.T) {
	for card, want := range map[string][]any{"0": {"bn-bygglov"}, "4": {}} {
		d := openAt(t, idp.PathStaff)
		cards := d.ask()
		d.has(cards, "Demo.", "inget riktigt tjänstekort", "handläggningen i", "Mittköping", "Avbryt", "Anna Bergström", "utan funktion")
		if strings.Contains(cards.body, "BankID") || d.get(cards.path+"/kod").status != http.StatusNotFound {
			t.Error("it is taken for BankID")
		}
		d.has(d.get(cards.path+"/app/1?har"), "Är du Karim Haddad?", "Nej, fel person", `href="`+cards.path+`"`)
		claims := d.claims(d.exchange(d.back(d.post(cards.path+"/app/"+card+"?har"), "code")))
		groups, isList := claims[idp.ClaimGroups].([]any)
		if !isList || !slices.Equal(groups, want) {
			t.Errorf("groups %v, want %v", claims[idp.ClaimGroups], want)
		}
	}
	d := openAt(t, idp.PathStaff)
	order := d.ask().path
	if got := d.back(d.post(order+"/avbryt"), "error"); got != "access_denied" {
		t.Errorf("error %q", got)
	}
}

// TestCitizensHaveNoGroups: whoever is staff is not so with BankID.
func TestCitizensHaveNoGroups(t *testing.T) {
	d := open(t)
	claims := d.claims(d.exchange(d.back(d.post(d.ask().path+"/app/0?har"), "code")))
	if claims[idp.ClaimPersonalNumber] == "" || claims[idp.ClaimGroups] != nil {
		t.Errorf("claims %v", claims)
	}
}

func TestExpiry(t *testing.T) {
	d := open(t)
	order := d.ask().path
	d.get(order + "/kod")
	d.clock.Advance(31 * time.Second)
	d.has(d.get(order+"/kod"), "Det tog för lång tid", "BankID-appen svarar inte", "Försök igen", "Avbryt")
	d.has(d.post(order+"/igen"), "Läs av koden")
	d.get(order + "/app")
	d.clock.Advance(4 * time.Minute)
	d.has(d.get(order+"/kod"), "Läs av koden")
	d.clock.Advance(time.Minute + time.Second)
	d.has(d.post(order+"/app/0"), "Det tog för lång tid")

	fresh := d.ask().path
	code := d.back(d.post(fresh+"/app/0?har"), "code")
	d.clock.Advance(61 * time.Second)
	if p := d.exchange(code); p.status != http.StatusBadRequest {
		t.Errorf("a code after a minute: %d", p.status)
	}
}

func TestCancel(t *testing.T) {
	d := open(t)
	order := d.ask().path
	if got := d.back(d.post(order+"/avbryt"), "error"); got != "access_denied" {
		t.Errorf("error %q", got)
	}
	for _, p := range []page{d.get(order), d.get(order + "/kod"), d.post(order + "/app/0"), d.post(order + "/avbryt")} {
		if p.status != http.StatusNotFound || p.to != nil {
			t.Errorf("%s lives on: %d", p.path, p.status)
		}
	}
	other := d.ask().path
	if p := d.do(http.MethodPost, other+"/avbryt", nil, "Sec-Fetch-Site: cross-site"); p.status != http.StatusForbidden {
		t.Errorf("cancelled by another site: %d", p.status)
	}
}

func TestLogOut(t *testing.T) {
	d := open(t)
	ask := func(client, after string) page {
		return d.get(d.path + "/utloggning?" + url.Values{"client_id": {client}, "post_logout_redirect_uri": {after}, "state": {"a&b"}}.Encode())
	}
	if p := ask("entre", loggedOut); p.to == nil || p.to.String() != loggedOut+"?state=a%26b" {
		t.Errorf("leads to %v", p.to)
	}
	for _, p := range []page{ask("another", loggedOut), ask("entre", "https://evil.example"), ask("entre", "")} {
		if p.status != http.StatusBadRequest || p.to != nil {
			t.Errorf("%d to %v", p.status, p.to)
		}
	}
}

func TestFaultyRequests(t *testing.T) {
	d := open(t)
	for name, change := range map[string][2]string{"client": {"client_id", "x"}, "redirect": {"redirect_uri", "https://evil.example"}} {
		if p := d.ask(change[0], change[1]); p.status != http.StatusBadRequest || p.to != nil {
			t.Errorf("%s: %d to %v", name, p.status, p.to)
		}
	}
	for name, change := range map[string][2]string{
		"no PKCE": {"code_challenge", ""}, "plain PKCE": {"code_challenge_method", "plain"}, "no nonce": {"nonce", ""},
		"implicit": {"response_type", "token"}, "no openid": {"scope", "profile"},
	} {
		if got := d.back(d.ask(change[0], change[1]), "error"); got != "invalid_request" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, change := range map[string][2]string{
		"secret": {"client_secret", "x"}, "verifier": {"code_verifier", "x"}, "redirect": {"redirect_uri", "x"},
	} {
		code := d.back(d.post(d.ask().path+"/app/0?har"), "code")
		if p := d.exchange(code, change[0], change[1]); p.status/100 != 4 {
			t.Errorf("token with wrong %s: %d", name, p.status)
		}
	}
	if p := d.get(d.ask().path + "/app/99"); p.status != http.StatusNotFound {
		t.Errorf("a person that is none: %d", p.status)
	}
}

// TestPagesAreSafe: no scripts, no frames, and nothing from elsewhere.
func TestPagesAreSafe(t *testing.T) {
	p := open(t).ask()
	policy := p.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") || strings.Contains(p.body, "<script") {
		t.Errorf("policy %q", policy)
	}
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(p.body)[1]
	sum := sha256.Sum256([]byte(style))
	if !strings.Contains(policy, base64.StdEncoding.EncodeToString(sum[:])) {
		t.Error("the page's style is not the one that its policy allows")
	}
}
