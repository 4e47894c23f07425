package httpclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// TLS says with which certificates a connection is made, all of them files in PEM.
type TLS struct {
	CertFile string // ours, when the back end asks who we are; with KeyFile
	KeyFile  string
	CAFile   string // who vouches for the back end's; "" is whom this machine trusts
}

// Transport returns what Client.Transport takes: nil when t says nothing. The
// files are read now. The error says which option to mend.
func (t TLS) Transport() (http.RoundTripper, error) {
	if t == (TLS{}) {
		return nil, nil //nolint:nilnil // the usual transport
	}
	if (t.CertFile == "") != (t.KeyFile == "") {
		return nil, errors.New("options client_cert_file and client_key_file: give both or none")
	}
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("options client_cert_file and client_key_file: %w", err)
		}
		settings.Certificates = []tls.Certificate{pair}
	}
	if t.CAFile != "" {
		content, err := os.ReadFile(t.CAFile)
		if err != nil {
			return nil, fmt.Errorf("option ca_file: %w", err)
		}
		settings.RootCAs = x509.NewCertPool()
		if !settings.RootCAs.AppendCertsFromPEM(content) {
			return nil, errors.New("option ca_file: there is no certificate in it")
		}
	}
	usual, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return nil, errors.New("the usual transport is not the standard library's")
	}
	own := usual.Clone()
	own.TLSClientConfig = settings
	return own, nil
}
