package idp

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

type object map[string]any

func (s *Server) discovery(w http.ResponseWriter, _ *http.Request) {
	iss := s.Issuer()
	answer(w, http.StatusOK, object{
		"issuer": iss, "authorization_endpoint": iss + "/auth", "token_endpoint": iss + "/token",
		"userinfo_endpoint": iss + "/userinfo", "jwks_uri": iss + "/jwks", "end_session_endpoint": iss + "/utloggning",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"ES256"}, "code_challenge_methods_supported": []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post"}, "acr_values_supported": []string{Level},
		"scopes_supported": []string{"openid", ScopeNumber, ScopeInfo},
		"authorization_response_iss_parameter_supported": true,
	})
}

const keyID = "demo"

func (s *Server) keys(w http.ResponseWriter, _ *http.Request) {
	public, err := s.key.PublicKey.Bytes() // 4, x and y (SEC 1)
	if err != nil {
		answer(w, http.StatusInternalServerError, object{"error": "server_error"})
		return
	}
	half := (len(public) - 1) / 2
	answer(w, http.StatusOK, object{"keys": []object{{
		"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": keyID,
		"x": base64url(public[1 : 1+half]), "y": base64url(public[1+half:]),
	}}})
}

// authorize begins an order, for the one client and only with PKCE and nonce.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != s.cfg.ClientID || q.Get("redirect_uri") != s.cfg.RedirectURL {
		// Nobody to send back to: the address may be anybody's.
		s.show(w, http.StatusBadRequest, s.fault())
		return
	}
	isAsked := q.Get("response_type") == "code" && q.Get("code_challenge_method") == "S256" && q.Get("code_challenge") != "" &&
		q.Get("nonce") != "" && strings.Contains(" "+q.Get("scope")+" ", " openid ")
	if !isAsked {
		s.goBack(w, r, url.Values{"error": {"invalid_request"}, "state": {q.Get("state")}})
		return
	}
	o := s.begin(q.Get("state"), q.Get("nonce"), q.Get("code_challenge"))
	http.Redirect(w, r, s.cfg.Path+"/order/"+o.id, http.StatusSeeOther)
}

// goBack sends the browser back to the client.
func (s *Server) goBack(w http.ResponseWriter, r *http.Request, result url.Values) {
	result.Set("iss", s.Issuer())
	http.Redirect(w, r, s.cfg.RedirectURL+"?"+result.Encode(), http.StatusSeeOther)
}

// exchange gives tokens for a code, once.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	s.mu.Lock()
	defer s.mu.Unlock()
	code := r.PostFormValue("code")
	o := s.codes[code]
	delete(s.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	now := s.cfg.Clock.Now()
	switch {
	case r.PostFormValue("client_id") != s.cfg.ClientID ||
		subtle.ConstantTimeCompare([]byte(r.PostFormValue("client_secret")), []byte(s.cfg.ClientSecret)) != 1:
		answer(w, http.StatusUnauthorized, object{"error": "invalid_client"})
		return
	case o == nil || o.challenge != base64url(sum[:]) || r.PostFormValue("redirect_uri") != s.cfg.RedirectURL ||
		now.Sub(o.approvedAt) > codeLife:
		answer(w, http.StatusBadRequest, object{"error": "invalid_grant"})
		return
	}
	token := rand.Text()
	s.tokens[token] = o
	signed, err := s.sign(s.claims(o))
	if err != nil {
		answer(w, http.StatusInternalServerError, object{"error": "server_error"})
		return
	}
	answer(w, http.StatusOK, object{"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": signed})
}

func (s *Server) claims(o *order) object {
	now := s.cfg.Clock.Now().Unix()
	c := object{
		"iss": s.Issuer(), "sub": s.subject(o.who), "aud": s.cfg.ClientID, "iat": now, "exp": now + 300,
		"auth_time": o.approvedAt.Unix(), "nonce": o.nonce, "acr": Level, "txn": o.id,
	}
	c[numberClaim(o.who)] = o.who.Number
	if s.cfg.Path == PathStaff {
		c[ClaimGroups] = append([]string{}, o.who.Groups...) // a list also when it is empty
	}
	return c
}

func numberClaim(p *person) string {
	if p.IsCoordination {
		return ClaimCoordinationNumber
	}
	return ClaimPersonalNumber
}

// subject is who it is to this client, and never a number.
func (s *Server) subject(p *person) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(p.Number))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func (s *Server) userInfo(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	o := s.tokens[token]
	s.mu.Unlock()
	if o == nil {
		answer(w, http.StatusUnauthorized, object{"error": "invalid_token"})
		return
	}
	answer(w, http.StatusOK, object{
		"sub": s.subject(o.who), "given_name": o.who.Given, "family_name": o.who.Family, "name": o.who.Name(),
		numberClaim(o.who): o.who.Number,
	})
}

// logOut sends the browser of a client that asks for it back to the client (OpenID
// Connect RP-Initiated Logout). There is nothing to end: each login here is one
// identification.
func (s *Server) logOut(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != s.cfg.ClientID || q.Get("post_logout_redirect_uri") != s.cfg.LogoutURL {
		s.show(w, http.StatusBadRequest, s.fault())
		return
	}
	http.Redirect(w, r, s.cfg.LogoutURL+"?"+url.Values{"state": {q.Get("state")}}.Encode(), http.StatusSeeOther)
}

// sign makes a JWT (RFC 7515) with ES256: r and s, 32 bytes each.
func (s *Server) sign(claims object) (string, error) {
	header, err := json.Marshal(object{"alg": "ES256", "typ": "JWT", "kid": keyID})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := base64url(header) + "." + base64url(body)
	sum := sha256.Sum256([]byte(signed))
	a, b, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		return "", err
	}
	var signature [64]byte
	a.FillBytes(signature[:32])
	b.FillBytes(signature[32:])
	return signed + "." + base64url(signature[:]), nil
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func answer(w http.ResponseWriter, status int, o object) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(o) // who asked has gone
}
