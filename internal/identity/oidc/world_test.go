package oidc_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/oidc"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const (
	numberClaim       = "https://id.oidc.se/claim/personalIdentityNumber"
	coordinationClaim = "https://id.oidc.se/claim/coordinationNumber"
	loa3              = "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"
	loa2              = "http://id.swedenconnect.se/loa/1.0/uncertified-loa2"
	redirect          = "https://entre.example/logga-in/demo/svar"
	anna              = "197901049283"
)

type object = map[string]any

// world is a provider that does right, but for the faults that a test gives it.
type world struct {
	t     *testing.T
	url   string
	clock *clock.Fake
	rp    *oidc.Provider

	mu        sync.Mutex
	key       *rsa.PrivateKey
	published []object // the keys that it shows
	discovery func(object)
	token     func(header, claims object) // changes an id_token before it is signed
	raw       func(token string) string   // changes it after
	userInfo  func(object)
	answers   func(w http.ResponseWriter, r *http.Request) bool // true: it has answered itself
	challenge string
	used      bool
	exchanges int
	nonce     string
}

var (
	keyOne = sync.OnceValue(newKey)
	keyTwo = sync.OnceValue(newKey)
)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

func jwk(key *rsa.PrivateKey, kid string) object {
	o := object{
		"kty": "RSA", "use": "sig", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes()),
	}
	if kid != "" {
		o["kid"] = kid
	}
	return o
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// newWorld starts a provider and configures us for it; change may alter that.
func newWorld(t *testing.T, change ...func(*oidc.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: clock.NewFake(noon), key: keyOne(), published: []object{jwk(keyOne(), "one")}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", w.wellKnown)
	mux.HandleFunc("/keys", w.keys)
	mux.HandleFunc("/token", w.exchange)
	mux.HandleFunc("/userinfo", w.who)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.answers != nil && w.answers(rw, r) {
			return
		}
		mux.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	cfg := oidc.Config{
		Name: "demo", Issuer: w.url, ClientID: "entre", ClientSecret: "hush", RedirectURL: redirect,
		Scopes: []string{"https://id.oidc.se/scope/naturalPersonNumber"},
		Params: map[string]string{"acr_values": loa3},
		Claims: oidc.ClaimMap{PersonalNumber: numberClaim, CoordinationNumber: coordinationClaim, Name: "name", GivenName: "given_name", FamilyName: "family_name"},
		Levels: map[string]int{loa3: 3, loa2: 2}, MinLevel: 3, UserInfo: true, Clock: w.clock,
	}
	for _, c := range change {
		c(&cfg)
	}
	w.rp = oidc.New(cfg)
	return w
}

func (w *world) wellKnown(rw http.ResponseWriter, _ *http.Request) {
	doc := object{
		"issuer": w.url, "authorization_endpoint": w.url + "/auth", "token_endpoint": w.url + "/token",
		"userinfo_endpoint": w.url + "/userinfo", "jwks_uri": w.url + "/keys",
		"id_token_signing_alg_values_supported":          []string{"RS256"},
		"authorization_response_iss_parameter_supported": true,
	}
	if w.discovery != nil {
		w.discovery(doc)
	}
	write(rw, doc)
}

func (w *world) keys(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	write(rw, object{"keys": w.published})
}

// exchange gives tokens for the code once, to whoever has secret and verifier.
func (w *world) exchange(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges++
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	right := r.FormValue("code") == "the-code" && r.FormValue("client_secret") == "hush" && r.FormValue("redirect_uri") == redirect &&
		b64(sum[:]) == w.challenge && !w.used
	if !right {
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(http.StatusBadRequest)
		_, _ = rw.Write([]byte(`{"error":"invalid_grant","error_description":"for ` + anna + `"}`))
		return
	}
	w.used = true
	now := w.clock.Now().Unix()
	header := object{"alg": "RS256", "typ": "JWT", "kid": "one"}
	claims := object{
		"iss": w.url, "sub": "pairwise-7", "aud": "entre", "iat": now, "exp": now + 300, "auth_time": now, "nonce": w.nonce,
		"acr": loa3, numberClaim: anna,
	}
	if w.token != nil {
		w.token(header, claims)
	}
	token := w.sign(header, claims)
	if w.raw != nil {
		token = w.raw(token)
	}
	answer := object{"access_token": "at", "token_type": "Bearer", "expires_in": 60}
	if token != "" {
		answer["id_token"] = token
	}
	write(rw, answer)
}

func (w *world) who(rw http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer at" {
		rw.WriteHeader(http.StatusUnauthorized)
		return
	}
	info := object{"sub": "pairwise-7", "name": "Anna  Öst", numberClaim: anna}
	if w.userInfo != nil {
		w.userInfo(info)
	}
	write(rw, info)
}

func write(rw http.ResponseWriter, o object) {
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(o)
}

// sign makes a token as its header says: RS256, HS256 with our secret, or none.
func (w *world) sign(header, claims object) string {
	head, _ := json.Marshal(header)
	body, _ := json.Marshal(claims)
	signed := b64(head) + "." + b64(body)
	sum := sha256.Sum256([]byte(signed))
	switch header["alg"] {
	case "HS256":
		mac := hmac.New(sha256.New, []byte("hush"))
		mac.Write([]byte(signed))
		return signed + "." + b64(mac.Sum(nil))
	case "none":
		return signed + "."
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, w.key, crypto.SHA256, sum[:])
	if err != nil {
		w.t.Error(err)
	}
	return signed + "." + b64(signature)
}

// begin starts a login and remembers what the provider is sent.
func (w *world) begin() (identity.Flow, url.Values) {
	w.t.Helper()
	address, flow, err := w.rp.Begin(w.t.Context(), i18n.SV)
	if err != nil {
		w.t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		w.t.Fatal(err)
	}
	q := u.Query()
	w.challenge, w.nonce, w.used = q.Get("code_challenge"), q.Get("nonce"), false
	return flow, q
}

// callback is what the browser comes back with.
func (w *world) callback(flow identity.Flow) url.Values {
	return url.Values{"code": {"the-code"}, "state": {flow.State}, "iss": {w.url}}
}

// login goes the whole way.
func (w *world) login() (identity.Proof, error) {
	w.t.Helper()
	flow, _ := w.begin()
	return w.rp.Finish(w.t.Context(), flow, w.callback(flow))
}
