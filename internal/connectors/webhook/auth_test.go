package webhook_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/connectors/webhook"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/demo/outside/anysystem"
)

// desk gives tokens.
type desk struct {
	given, asked atomic.Int64
	answer       func(w http.ResponseWriter)
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.asked.Add(1)
	_ = r.ParseForm()
	switch {
	case d.answer != nil:
		d.answer(w)
	case r.PostForm.Get("grant_type") != "client_credentials" || r.PostForm.Get("client_id") != "entre" ||
		r.PostForm.Get("client_secret") != "hemlig" || r.PostForm.Get("scope") != "arenden":
		http.Error(w, `{"error":"invalid_client"}`, http.StatusUnauthorized)
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"Bearer","expires_in":3600}`, d.given.Add(1))
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	d := &desk{}
	tokens := httptest.NewServer(d)
	t.Cleanup(tokens.Close)
	k, _, baseURL := between(t, func(c *anysystem.Config) { c.Token = "token-1" })
	now := clock.NewFake(clock.System{}.Now())
	c, err := webhook.New(webhook.Options{
		BaseURL: baseURL, Secrets: []string{ours},
		TokenOptions: httpclient.TokenOptions{TokenURL: tokens.URL + "/token", ClientID: "entre", ClientSecret: "hemlig", Scopes: []string{"arenden"}},
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	step := caseStep(true)
	for range 3 {
		if _, err := c.Send(t.Context(), step); err != nil {
			t.Fatal(err)
		}
	}
	if n := d.asked.Load(); n != 1 || k.headers[2].Get("Authorization") != "Bearer token-1" {
		t.Errorf("a token was asked for %d times, shown is %q", n, k.headers[2].Get("Authorization"))
	}

	// One that is not taken is not shown again.
	_, other, _ := between(t, func(c *anysystem.Config) { c.Token = "token-2" })
	k.Handler = other
	_, err = c.Send(t.Context(), step)
	wantUnavailable(t, "a token that is not taken", err)
	if _, err := c.Send(t.Context(), step); err != nil || d.asked.Load() != 2 {
		t.Errorf("afterwards: %v, asked %d times", err, d.asked.Load())
	}

	// One that ends is had anew before that; without one nothing is sent.
	sent := len(k.sent)
	now.Advance(59*time.Minute + 31*time.Second)
	var followed atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Store(true) }))
	t.Cleanup(elsewhere.Close)
	for name, answer := range map[string]func(w http.ResponseWriter){
		"500":    func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) },
		"a page": func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<p>hemlig</p>") },
		"401":    func(w http.ResponseWriter) { http.Error(w, `{"error":"hemlig"}`, http.StatusUnauthorized) },
		"a redirect": func(w http.ResponseWriter) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
		"a hung-up answer": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		d.answer = answer
		_, err := c.Send(t.Context(), step)
		wantUnavailable(t, name, err)
		_, _, err = c.Find(t.Context(), step)
		wantUnavailable(t, name, err)
		if err != nil && strings.Contains(err.Error(), "hemlig") {
			t.Errorf("%s: the error tells what was answered: %v", name, err)
		}
	}
	if followed.Load() || len(k.sent) != sent {
		t.Errorf("a redirect was followed: %v; sent without a token: %d", followed.Load(), len(k.sent)-sent)
	}
	tokens.Close()
	_, err = c.Send(t.Context(), step)
	wantUnavailable(t, "nobody gives tokens", err)
}

func TestHeader(t *testing.T) {
	t.Parallel()
	k, _, baseURL := between(t, nil)
	c := connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{ours}, HeaderName: "x-api-key", HeaderValue: "nyckel"})
	if _, err := c.Send(t.Context(), caseStep(true)); err != nil || k.headers[0].Get("X-Api-Key") != "nyckel" {
		t.Errorf("%v, sent %v", err, k.headers[0])
	}
}

// TestClientCertificate: we show it, and believe only whom we are told to.
func TestClientCertificate(t *testing.T) {
	t.Parallel()
	s, _ := system(t, nil)
	certFile, keyFile, pool := certificate(t)
	web := httptest.NewUnstartedServer(s)
	web.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, MinVersion: tls.VersionTLS12}
	web.StartTLS()
	t.Cleanup(web.Close)
	caFile := filepath.Join(t.TempDir(), "ca.pem")
	write(t, caFile, "CERTIFICATE", web.Certificate().Raw)
	o := webhook.Options{BaseURL: web.URL + "/entre", Secrets: []string{ours}, CAFile: caFile, ClientCertFile: certFile, ClientKeyFile: keyFile}
	if _, err := connect(t, o).Send(t.Context(), caseStep(true)); err != nil {
		t.Error(err)
	}
	o.CAFile = ""
	_, err := connect(t, o).Send(t.Context(), caseStep(true))
	wantUnavailable(t, "a certificate that nobody vouches for", err)
	o.CAFile, o.ClientCertFile, o.ClientKeyFile = caFile, "", ""
	if _, err := connect(t, o).Send(t.Context(), caseStep(true)); err == nil {
		t.Error("taken without a certificate")
	}
	if n := len(s.Cases()); n != 1 {
		t.Errorf("%d cases", n)
	}
}

func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "entre"}, NotAfter: clock.System{}.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile, pool = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), x509.NewCertPool()
	write(t, certFile, "CERTIFICATE", raw)
	write(t, keyFile, "EC PRIVATE KEY", encoded)
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool.AddCert(parsed)
	return certFile, keyFile, pool
}

func write(t *testing.T, file, kind string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(ours+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := map[string]any{"base_url": "https://a.example/entre", "secret_files": []string{file}}
	for _, test := range []struct {
		name string
		set  map[string]any
		want string // in the error; "" is none
	}{
		{"the least", nil, ""},
		{"everything", map[string]any{
			"source": "https://portal.example", "secrets": []string{key("n")}, "inbound_secrets": []string{theirs}, "token_url": "https://t.example/token",
			"client_id": "x", "client_secret": "y", "scopes": []string{"z"}, "header_name": "X-Key", "header_value": "v", "timeout": "5s",
		}, ""},
		{"no address", map[string]any{"base_url": ""}, "base_url"},
		{"no TLS", map[string]any{"base_url": "http://a.example"}, "https"},
		{"no secret", map[string]any{"secret_files": []string{}}, "secrets"},
		{"a short secret", map[string]any{"secrets": []string{"whsec_aGVtbGlndA=="}}, "24 to 64"},
		{"no whsec_", map[string]any{"secrets": []string{"hemligthemligthemligt"}}, "whsec_"},
		{"the same in both directions", map[string]any{"inbound_secrets": []string{ours}}, "inbound_secrets"},
		{"a token without TLS", map[string]any{"token_url": "http://t.example", "client_id": "x", "client_secret": "y"}, "token_url"},
		{"a token without a secret", map[string]any{"token_url": "https://t.example", "client_id": "x"}, "client_secret"},
		{"a secret without a token", map[string]any{"client_secret": "y"}, "token_url"},
		{"half a header", map[string]any{"header_name": "X-Key"}, "header_value"},
		{"a header of ours", map[string]any{"header_name": "webhook-id", "header_value": "x"}, "sets that header"},
		{"two authorizations", map[string]any{
			"header_name": "authorization", "header_value": "x", "token_url": "https://t.example", "client_id": "x", "client_secret": "y",
		}, "Authorization"},
		{"a header with a line break", map[string]any{"header_name": "X-Key", "header_value": "x\r\ny"}, "cannot be sent"},
		{"half a certificate", map[string]any{"client_cert_file": file}, "client_key_file"},
		{"an option that is none", map[string]any{"sekret": "x"}, "no option"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			values := map[string]any{}
			for _, set := range []map[string]any{good, test.set} {
				for k, v := range set {
					values[k] = v
				}
			}
			_, err := webhook.Type().New(delivery.NewOptions(values))
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), "hemlig") || strings.Contains(err.Error(), ours)) {
				t.Errorf("the error tells a secret: %v", err)
			}
		})
	}
}
