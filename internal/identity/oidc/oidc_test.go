package oidc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/oidc"
)

func TestLogin(t *testing.T) {
	w := newWorld(t)
	if err := w.rp.Check(t.Context()); err != nil {
		t.Error(err)
	}
	flow, sent := w.begin()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "entre", "redirect_uri": redirect, "code_challenge_method": "S256", "prompt": "login",
		"acr_values": loa3, "ui_locales": "sv", "state": flow.State, "nonce": flow.Nonce,
		"scope": "openid https://id.oidc.se/scope/naturalPersonNumber",
	} {
		if got := sent.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(flow.State) < 26 || len(flow.Nonce) < 26 || len(flow.Verifier) < 43 || sent.Get("client_secret") != "" {
		t.Errorf("too little is random, or too much is told: %v", sent)
	}
	proof, err := w.rp.Finish(t.Context(), flow, w.callback(flow))
	if err != nil || proof.Number.Digits() != anna || proof.Name != "Anna Öst" || proof.Level != 3 {
		t.Errorf("%+v, %v", proof, err)
	}
}

// TestTokens gives id_tokens and answers of UserInfo a fault each. The names
// are those of the OpenID Foundation's plan for relying parties where it has one.
func TestTokens(t *testing.T) {
	set := func(name string, value any) func(_, c object) { return func(_, c object) { c[name] = value } }
	without := func(name string) func(_, c object) { return func(_, c object) { delete(c, name) } }
	at := func(name string, d time.Duration) func(_, c object) { return set(name, noon.Add(d).Unix()) }
	head := func(name string, value any) func(h, _ object) { return func(h, _ object) { h[name] = value } }
	info := func(name string, value any) func(object) { return func(o object) { o[name] = value } }
	for name, c := range map[string]struct {
		token    func(h, c object)
		raw      func(string) string
		userInfo func(object)
		want     identity.Reason // "": it is right
	}{
		"oidcc-client-test":                      {},
		"oidcc-client-test-invalid-iss":          {token: set("iss", "https://evil.example"), want: identity.ReasonForged},
		"oidcc-client-test-missing-sub":          {token: without("sub"), want: identity.ReasonForged},
		"oidcc-client-test-invalid-aud":          {token: set("aud", "another"), want: identity.ReasonForged},
		"aud has others too":                     {token: set("aud", []string{"entre", "another"}), want: identity.ReasonForged},
		"aud has others too, azp is ours":        {token: func(_, c object) { c["aud"] = []string{"entre", "x"}; c["azp"] = "entre" }, want: identity.ReasonForged},
		"aud as a list of one":                   {token: set("aud", []string{"entre"})},
		"azp is another":                         {token: set("azp", "another"), want: identity.ReasonForged},
		"azp is no text":                         {token: set("azp", 7), want: identity.ReasonForged},
		"azp is ours":                            {token: set("azp", "entre")},
		"oidcc-client-test-missing-iat":          {token: without("iat"), want: identity.ReasonForged},
		"iat is two minutes ahead":               {token: func(_, c object) { at("iat", 2*time.Minute)(nil, c); at("exp", 5*time.Minute)(nil, c) }, want: identity.ReasonForged},
		"iat is half a minute ahead":             {token: at("iat", 30*time.Second)},
		"exp is missing":                         {token: without("exp"), want: identity.ReasonForged},
		"exp has been":                           {token: func(_, c object) { at("iat", -3*time.Minute)(nil, c); at("exp", -time.Second)(nil, c) }, want: identity.ReasonForged},
		"exp is six minutes after iat":           {token: at("exp", 6*time.Minute), want: identity.ReasonForged},
		"exp is ten years ahead":                 {token: at("exp", 87600*time.Hour), want: identity.ReasonForged},
		"nbf is in the future":                   {token: at("nbf", 3*time.Minute), want: identity.ReasonForged},
		"oidcc-client-test-nonce-invalid":        {token: set("nonce", "another"), want: identity.ReasonForged},
		"nonce is missing":                       {token: without("nonce"), want: identity.ReasonForged},
		"auth_time is missing":                   {token: without("auth_time"), want: identity.ReasonForged},
		"auth_time is an hour ago":               {token: at("auth_time", -time.Hour), want: identity.ReasonForged},
		"auth_time is in the future":             {token: at("auth_time", 2*time.Minute), want: identity.ReasonForged},
		"acr is missing":                         {token: without("acr"), want: identity.ReasonLevel},
		"acr is lower":                           {token: set("acr", loa2), want: identity.ReasonLevel},
		"acr is unknown":                         {token: set("acr", "urn:strong"), want: identity.ReasonLevel},
		"oidcc-client-test-idtoken-sig-none":     {token: head("alg", "none"), want: identity.ReasonForged},
		"signed with our secret (HS256)":         {token: head("alg", "HS256"), want: identity.ReasonForged},
		"in a way that it does not list (RS512)": {token: head("alg", "RS512"), want: identity.ReasonForged},
		"oidcc-client-test-invalid-sig-rs256":    {raw: func(s string) string { return s[:len(s)-8] + "AAAAAAAA" }, want: identity.ReasonForged},
		"signature cut off":                      {raw: func(s string) string { return s[:strings.LastIndex(s, ".")+1] }, want: identity.ReasonForged},
		"no id_token":                            {raw: func(string) string { return "" }, want: identity.ReasonForged},
		"no JWT":                                 {raw: func(string) string { return anna }, want: identity.ReasonForged},
		"kid of no key":                          {token: head("kid", "another"), want: identity.ReasonForged},
		"oidcc-client-test-userinfo-invalid-sub": {userInfo: info("sub", "another"), want: identity.ReasonForged},
		"UserInfo without sub":                   {userInfo: func(o object) { delete(o, "sub") }, want: identity.ReasonForged},
		"UserInfo has another number":            {userInfo: info(numberClaim, "197902069272"), want: identity.ReasonForged},
		"both numbers":                           {token: set(coordinationClaim, "197001782395"), want: identity.ReasonPerson},
		"UserInfo has the other number":          {userInfo: info(coordinationClaim, "197001782395"), want: identity.ReasonPerson},
		"no number": {
			token: without(numberClaim), userInfo: func(o object) { delete(o, numberClaim) }, want: identity.ReasonPerson,
		},
		"the number in UserInfo only": {token: without(numberClaim)},
		"number with a wrong digit": {
			token: set(numberClaim, "197901049284"), userInfo: info(numberClaim, "197901049284"), want: identity.ReasonPerson,
		},
		"number is no text": {token: set(numberClaim, 197901049283), userInfo: func(o object) { delete(o, numberClaim) }, want: identity.ReasonPerson},
		"a samordningsnummer as a personnummer": {
			token: set(numberClaim, "197001782395"), userInfo: info(numberClaim, "197001782395"), want: identity.ReasonPerson,
		},
		"sub of a number": {token: set("sub", 197901049283), want: identity.ReasonForged},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.token, w.raw, w.userInfo = c.token, c.raw, c.userInfo
			proof, err := w.login()
			if c.want == "" {
				if err != nil || proof.Number.Digits() != anna {
					t.Errorf("%v, %v", proof, err)
				}
				return
			}
			wantReason(t, err, c.want)
			if !proof.Number.IsZero() || proof.Name != "" {
				t.Errorf("a proof with a refusal: %+v", proof)
			}
		})
	}
}

func TestSamordningsnummer(t *testing.T) {
	w := newWorld(t)
	w.token = func(_, c object) { delete(c, numberClaim); c[coordinationClaim] = "197001782395" }
	w.userInfo = func(o object) {
		delete(o, numberClaim)
		delete(o, "name")
		o["given_name"], o["family_name"] = "Maria", "Ek"
	}
	proof, err := w.login()
	if err != nil || !proof.Number.IsCoordination() || proof.Name != "Maria Ek" {
		t.Errorf("%v, %v", proof, err)
	}
}

// TestBroker is a provider with one claim for both sorts of number, a country,
// and a level in a claim of its own.
func TestBroker(t *testing.T) {
	broker := func(c *oidc.Config) {
		c.Claims = oidc.ClaimMap{PersonalNumber: "nin", CoordinationNumber: "nin", Name: "name"}
		c.Required = map[string]string{"nin_issuing_country": "SE"}
		c.LevelClaim, c.Levels, c.NoAuthTime = "idp", map[string]int{"sbid": 3}, true
	}
	for name, c := range map[string]struct {
		country string
		number  string
		want    identity.Reason
	}{
		"personnummer":      {"SE", anna, ""},
		"samordningsnummer": {"SE", "197001782395", ""},
		"another country":   {"NO", anna, identity.ReasonPerson},
		"no country":        {"", anna, identity.ReasonPerson},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, broker)
			w.token = func(_, claims object) {
				delete(claims, numberClaim)
				delete(claims, "acr")
				delete(claims, "auth_time")
				claims["nin"], claims["nin_issuing_country"], claims["idp"] = c.number, c.country, "sbid"
			}
			proof, err := w.login()
			if c.want != "" {
				wantReason(t, err, c.want)
			} else if err != nil || proof.Number.Digits() != c.number {
				t.Errorf("%v, %v", proof, err)
			}
		})
	}
}

// TestCallbacks answers the portal in ways that the provider did not.
func TestCallbacks(t *testing.T) {
	set := func(name, value string) func(url.Values, *identity.Flow) {
		return func(v url.Values, _ *identity.Flow) { v.Set(name, value) }
	}
	without := func(name string) func(url.Values, *identity.Flow) {
		return func(v url.Values, _ *identity.Flow) { v.Del(name) }
	}
	for name, c := range map[string]struct {
		change func(url.Values, *identity.Flow)
		want   identity.Reason
	}{
		"state missing":           {without("state"), identity.ReasonForged},
		"state wrong":             {set("state", "another"), identity.ReasonForged},
		"from another browser":    {func(_ url.Values, f *identity.Flow) { *f = identity.Flow{} }, identity.ReasonExpired},
		"of another provider":     {func(_ url.Values, f *identity.Flow) { f.Provider = "another" }, identity.ReasonExpired},
		"too late":                {func(_ url.Values, f *identity.Flow) { f.StartedAt = noon.Add(-11 * time.Minute) }, identity.ReasonExpired},
		"iss wrong":               {set("iss", "https://evil.example"), identity.ReasonForged},
		"iss missing":             {without("iss"), identity.ReasonForged},
		"code missing":            {without("code"), identity.ReasonForged},
		"code wrong":              {set("code", "another"), identity.ReasonProvider},
		"two codes":               {func(v url.Values, _ *identity.Flow) { v.Add("code", "another") }, identity.ReasonForged},
		"verifier wrong":          {func(_ url.Values, f *identity.Flow) { f.Verifier = strings.Repeat("a", 43) }, identity.ReasonProvider},
		"nonce of another":        {func(_ url.Values, f *identity.Flow) { f.Nonce = "another" }, identity.ReasonForged},
		"access_denied":           {set("error", "access_denied"), identity.ReasonCancelled},
		"too weak":                {set("error", "unmet_authentication_requirements"), identity.ReasonLevel},
		"another error":           {set("error", "invalid_scope for "+anna), identity.ReasonProvider},
		"an error without state":  {func(v url.Values, _ *identity.Flow) { v.Set("error", "access_denied"); v.Del("state") }, identity.ReasonForged},
		"an error with wrong iss": {func(v url.Values, _ *identity.Flow) { v.Set("error", "access_denied"); v.Set("iss", "x") }, identity.ReasonForged},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			flow, _ := w.begin()
			answer := w.callback(flow)
			c.change(answer, &flow)
			_, err := w.rp.Finish(t.Context(), flow, answer)
			wantReason(t, err, c.want)
		})
	}
	t.Run("code replayed", func(t *testing.T) {
		w := newWorld(t)
		flow, _ := w.begin()
		if _, err := w.rp.Finish(t.Context(), flow, w.callback(flow)); err != nil {
			t.Fatal(err)
		}
		_, err := w.rp.Finish(t.Context(), flow, w.callback(flow))
		wantReason(t, err, identity.ReasonProvider)
		if w.exchanges != 2 {
			t.Errorf("%d exchanges: a refused code is not sent again in another style", w.exchanges)
		}
	})
}

func TestKeys(t *testing.T) {
	t.Run("oidcc-client-test-kid-absent-single-jwks", func(t *testing.T) {
		w := newWorld(t)
		w.published = []object{jwk(keyOne(), "")}
		w.token = func(h, _ object) { delete(h, "kid") }
		if _, err := w.login(); err != nil {
			t.Error(err)
		}
	})
	t.Run("oidcc-client-test-signing-key-rotation", func(t *testing.T) {
		w := newWorld(t)
		if _, err := w.login(); err != nil {
			t.Fatal(err)
		}
		w.key, w.published = keyTwo(), []object{jwk(keyTwo(), "two")}
		w.token = func(h, _ object) { h["kid"] = "two" }
		if _, err := w.login(); err != nil {
			t.Errorf("after the rotation: %v", err)
		}
		w.key, w.token = keyOne(), nil
		_, err := w.login()
		wantReason(t, err, identity.ReasonForged)
	})
}

// TestDown is a provider that is away, slow to come back, or another than it
// should be. It is nobody's fault but its own, and goes better later.
func TestDown(t *testing.T) {
	fails := func(path string, status int) func(http.ResponseWriter, *http.Request) bool {
		return func(rw http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, path) {
				return false
			}
			rw.WriteHeader(status)
			_, _ = rw.Write([]byte("sorry, " + anna))
			return true
		}
	}
	for path, status := range map[string]int{"/token": 503, "/keys": 500, "/userinfo": 500} {
		t.Run(path, func(t *testing.T) {
			w := newWorld(t)
			w.answers = fails(path, status)
			_, err := w.login()
			wantUnavailable(t, err)
		})
	}
	t.Run("discovery, and then up again", func(t *testing.T) {
		w := newWorld(t)
		w.answers = fails("/.well-known", 502)
		_, _, err := w.rp.Begin(t.Context(), "sv")
		wantUnavailable(t, err)
		w.answers = nil
		if _, err := w.login(); err != nil {
			t.Error(err)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		w := newWorld(t, func(c *oidc.Config) { c.Issuer = "http://127.0.0.1:1" })
		_, _, err := w.rp.Begin(t.Context(), "sv")
		wantUnavailable(t, err)
	})
	t.Run("slow", func(t *testing.T) {
		w := newWorld(t, func(c *oidc.Config) { c.HTTP = stalled{} })
		_, _, err := w.rp.Begin(t.Context(), "sv")
		wantUnavailable(t, err)
	})
	for _, code := range []string{"temporarily_unavailable", "server_error"} {
		t.Run(code, func(t *testing.T) {
			w := newWorld(t)
			flow, _ := w.begin()
			_, err := w.rp.Finish(t.Context(), flow, url.Values{"error": {code}, "state": {flow.State}, "iss": {w.url}})
			wantUnavailable(t, err)
		})
	}
	for name, change := range map[string]func(object){
		"oidcc-client-test-discovery-issuer-mismatch": func(d object) { d["issuer"] = "https://evil.example" },
		"signs in no way that we take":                func(d object) { d["id_token_signing_alg_values_supported"] = []string{"none", "HS256"} },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.discovery = change
			_, _, err := w.rp.Begin(t.Context(), "sv")
			wantUnavailable(t, err)
			wantUnavailable(t, w.rp.Check(t.Context()))
		})
	}
}

// stalled never answers: what comes of that when the time for a call has run out.
type stalled struct{}

func (stalled) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("Get for %s: %w", anna, context.DeadlineExceeded)
}

// wantReason also holds the error to saying nothing of the person.
func wantReason(t *testing.T, err error, want identity.Reason) {
	t.Helper()
	refusal, ok := errors.AsType[*identity.RefusedError](err)
	if !ok || refusal.Reason != want {
		t.Errorf("error %v, want a refusal for %s", err, want)
	}
	tellsNothing(t, err)
}

func wantUnavailable(t *testing.T, err error) {
	t.Helper()
	if !errs.Is(err, errs.Unavailable) {
		t.Errorf("error %v, want it to be unavailable", err)
	}
	tellsNothing(t, err)
}

func tellsNothing(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, secret := range []string{anna, anna[2:], "Anna", "hush", "the-code", "pairwise-7"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error tells %q: %v", secret, err)
		}
	}
}
