package oidc_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/oidc"
)

// ends makes the provider one that logs browsers out and tells of ended sessions.
func ends(w *world) {
	w.discovery = func(d object) {
		d["end_session_endpoint"] = w.url + "/out?a=b"
		d["backchannel_logout_supported"] = true
	}
}

func TestSession(t *testing.T) {
	w := newWorld(t)
	ends(w)
	w.token = func(_, c object) { c["sid"] = "s1" }
	proof, err := w.login()
	if want := (identity.ProviderSession{Provider: "demo", Subject: "pairwise-7", ID: "s1"}); err != nil || proof.Session != want {
		t.Errorf("%+v (%v), want %+v: a token that says who it is, is no hint", proof.Session, err, want)
	}
	w.token = func(_, c object) { delete(c, numberClaim) }
	if proof, err = w.login(); err != nil || strings.Count(proof.Session.Hint, ".") != 2 {
		t.Errorf("%+v (%v), want the token as a hint", proof.Session, err)
	}
	w.token = func(_, c object) { delete(c, numberClaim); c["given_name"] = "Anna" }
	if proof, err = w.login(); err != nil || proof.Session.Hint != "" {
		t.Errorf("%+v (%v): a token with a name is no hint", proof.Session, err)
	}
	quiet := newWorld(t)
	if proof, err = quiet.login(); err != nil || proof.Session.Subject != "" {
		t.Errorf("%+v (%v), of a provider that tells of no ends", proof.Session, err)
	}
}

func TestEndSession(t *testing.T) {
	after := func(c *oidc.Config) { c.LogoutURL = "https://entre.example/ut" }
	w := newWorld(t, after)
	ends(w)
	u, err := url.Parse(w.rp.EndSession(t.Context(), identity.ProviderSession{Hint: "a.b.c"}, "s"))
	want := url.Values{
		"a": {"b"}, "client_id": {"entre"}, "post_logout_redirect_uri": {"https://entre.example/ut"}, "state": {"s"}, "id_token_hint": {"a.b.c"},
	}
	if err != nil || !strings.HasPrefix(u.String(), w.url+"/out?") || u.Query().Encode() != want.Encode() {
		t.Errorf("leads to %v", u)
	}
	for name, change := range map[string]func(object){
		"none":        func(d object) { delete(d, "end_session_endpoint") },
		"a script":    func(d object) { d["end_session_endpoint"] = "javascript:alert(1)" },
		"a path only": func(d object) { d["end_session_endpoint"] = "/out" },
	} {
		w := newWorld(t, after)
		w.discovery = change
		if got := w.rp.EndSession(t.Context(), identity.ProviderSession{}, "s"); got != "" {
			t.Errorf("%s: leads to %s", name, got)
		}
	}
}

// TestLogoutNotice is named after the OpenID Foundation's plan, where it has a
// name for it.
func TestLogoutNotice(t *testing.T) {
	event := object{"http://schemas.openid.net/event/backchannel-logout": object{}}
	type change = func(header, claims object)
	set := func(name string, value any) change { return func(_, c object) { c[name] = value } }
	without := func(names ...string) change {
		return func(_, c object) {
			for _, name := range names {
				delete(c, name)
			}
		}
	}
	at := func(name string, d time.Duration) change { return set(name, noon.Add(d).Unix()) }
	for name, c := range map[string]struct {
		change change
		raw    func(string) string
		right  bool
	}{
		"oidcc-client-test-rp-backchannel-rpinitlogout": {right: true},
		"of a person":                    {change: without("sid"), right: true},
		"of a session":                   {change: without("sub"), right: true},
		"of nobody":                      {change: without("sub", "sid")},
		"-alg-none":                      {change: func(h, _ object) { h["alg"] = "none" }},
		"signed with our secret (HS256)": {change: func(h, _ object) { h["alg"] = "HS256" }},
		"-wrong-alg or signature":        {raw: func(s string) string { return s[:len(s)-8] + "AAAAAAAA" }},
		"-wrong-iss":                     {change: set("iss", "https://evil.example")},
		"-wrong-aud":                     {change: set("aud", "another")},
		"-no-event":                      {change: without("events")},
		"events of another kind":         {change: set("events", object{"http://example.com/event": object{}})},
		"-wrong-event":                   {change: set("events", object{"http://schemas.openid.net/event/backchannel-logout": "yes"})},
		"with a nonce, as an id_token":   {change: set("nonce", "n")},
		"no jti":                         {change: without("jti")},
		"no iat":                         {change: without("iat")},
		"iat ahead":                      {change: func(_, c object) { at("iat", 2*time.Minute)(nil, c); at("exp", 5*time.Minute)(nil, c) }},
		"iat long ago":                   {change: at("iat", -11*time.Minute)},
		"no exp":                         {change: without("exp")},
		"exp has been":                   {change: at("exp", -time.Second)},
		"no JWT":                         {raw: func(string) string { return "x" }},
		"nothing":                        {raw: func(string) string { return "" }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			header := object{"alg": "RS256", "typ": "logout+jwt", "kid": "one"}
			claims := object{
				"iss": w.url, "aud": "entre", "iat": noon.Unix(), "exp": noon.Add(2 * time.Minute).Unix(), "jti": "n1",
				"sub": "pairwise-7", "sid": "s1", "events": event,
			}
			if c.change != nil {
				c.change(header, claims)
			}
			token := w.sign(header, claims)
			if c.raw != nil {
				token = c.raw(token)
			}
			notice, err := w.rp.ReadLogoutNotice(t.Context(), token)
			if !c.right {
				if !errs.Is(err, errs.Invalid) || notice != (identity.LogoutNotice{}) {
					t.Errorf("%+v, %v", notice, err)
				}
				tellsNothing(t, err)
				return
			}
			sub, _ := claims["sub"].(string)
			sid, _ := claims["sid"].(string)
			if notice.ID != "n1" || notice.Subject != sub || notice.Session != sid || !notice.Until.Equal(noon.Add(2*time.Minute)) || err != nil {
				t.Errorf("%+v, %v", notice, err)
			}
		})
	}
	t.Run("an id_token", func(t *testing.T) {
		w := newWorld(t)
		token := ""
		w.raw = func(s string) string { token = s; return s }
		if _, err := w.login(); err != nil {
			t.Fatal(err)
		}
		if _, err := w.rp.ReadLogoutNotice(t.Context(), token); !errs.Is(err, errs.Invalid) {
			t.Errorf("is taken for a notice: %v", err)
		}
	})
	t.Run("down", func(t *testing.T) {
		w := newWorld(t, func(c *oidc.Config) { c.Issuer = "http://127.0.0.1:1" })
		_, err := w.rp.ReadLogoutNotice(t.Context(), "a.b.c")
		wantUnavailable(t, err)
	})
}

// TestGroups are a list or one text, in either place.
func TestGroups(t *testing.T) {
	for name, c := range map[string]struct {
		token, info any
		want        string
	}{
		"a list": {token: []string{"a", "b"}, want: "a,b"}, "a text": {token: "a", want: "a"}, "in UserInfo": {info: []any{"a"}, want: "a"},
		"an empty list": {token: []string{}}, "none": {}, "a list of other things": {token: []any{1, "a", "", nil}, want: "a"}, "a number": {token: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *oidc.Config) { c.Claims.Groups = "https://example/roles" })
			w.token = func(_, claims object) {
				if c.token != nil {
					claims["https://example/roles"] = c.token
				}
			}
			w.userInfo = func(o object) {
				if c.info != nil {
					o["https://example/roles"] = c.info
				}
			}
			proof, err := w.login()
			if got := strings.Join(proof.Groups, ","); err != nil || got != c.want {
				t.Errorf("%q (%v), want %q", got, err, c.want)
			}
		})
	}
}
