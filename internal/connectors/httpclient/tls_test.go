package httpclient_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// writePEM writes a block to a file of its own.
func writePEM(t *testing.T, name, kind string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// makeCertificate makes one that vouches for itself, until a time.
func makeCertificate(t *testing.T, until time.Time) (pair tls.Certificate, certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "prov"}, DNSNames: []string{"localhost"}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = writePEM(t, "cert.pem", "CERTIFICATE", cert), writePEM(t, "key.pem", "PRIVATE KEY", raw)
	pair, err = tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	return pair, certFile, keyFile
}

// TestTLS: without trust on both sides there is no connection, so nothing was sent.
func TestTLS(t *testing.T) {
	soon := time.Now().Add(time.Hour)
	ours, certFile, keyFile := makeCertificate(t, soon)
	_, otherCert, otherKey := makeCertificate(t, soon)
	theirs, caFile, _ := makeCertificate(t, soon)
	old, oldCA, _ := makeCertificate(t, soon.AddDate(0, 0, -1))
	for _, test := range []struct {
		name   string
		server tls.Certificate
		client httpclient.TLS
		ok     bool
	}{
		{"both known", theirs, httpclient.TLS{CertFile: certFile, KeyFile: keyFile, CAFile: caFile}, true},
		{"they are not known", theirs, httpclient.TLS{CertFile: certFile, KeyFile: keyFile}, false},
		{"theirs is out of date", old, httpclient.TLS{CertFile: certFile, KeyFile: keyFile, CAFile: oldCA}, false},
		{"we are not known", theirs, httpclient.TLS{CertFile: otherCert, KeyFile: otherKey, CAFile: caFile}, false},
		{"we show nothing", theirs, httpclient.TLS{CAFile: caFile}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ja")) }))
			known := x509.NewCertPool()
			leaf, err := x509.ParseCertificate(ours.Certificate[0])
			if err != nil {
				t.Fatal(err)
			}
			known.AddCert(leaf)
			server.TLS = &tls.Config{Certificates: []tls.Certificate{test.server}, ClientCAs: known, ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS12}
			server.StartTLS()
			t.Cleanup(server.Close)
			base, err := httpclient.ParseBase("https://localhost:"+server.URL[len("https://127.0.0.1:"):], false)
			if err != nil {
				t.Fatal(err)
			}
			transport, err := test.client.Transport()
			if err != nil {
				t.Fatal(err)
			}
			c := &httpclient.Client{Base: base, Header: http.Header{}, Timeout: 5 * time.Second, Clock: clock.NewFake(now), Transport: transport}
			_, err = c.Do(t.Context(), http.MethodGet, "", httpclient.Request{})
			if _, waits := errors.AsType[*delivery.UnavailableError](err); (err == nil) != test.ok || err != nil && !waits {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTLSOptions(t *testing.T) {
	_, certFile, keyFile := makeCertificate(t, now)
	for name, test := range map[string]struct {
		options httpclient.TLS
		ok      bool
	}{
		"none":             {ok: true},
		"a pair":           {httpclient.TLS{CertFile: certFile, KeyFile: keyFile}, true},
		"half a pair":      {httpclient.TLS{KeyFile: keyFile}, false},
		"the wrong way":    {httpclient.TLS{CertFile: keyFile, KeyFile: certFile}, false},
		"a key for a CA":   {httpclient.TLS{CAFile: keyFile}, false},
		"nothing for a CA": {httpclient.TLS{CAFile: keyFile + "x"}, false},
	} {
		if _, err := test.options.Transport(); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
