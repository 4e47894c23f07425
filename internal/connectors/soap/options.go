package soap

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/connectors/ntlm"
	"github.com/mittkoping/entre/internal/delivery"
)

const defaultTimeout = 20 * time.Second

// Options are what the connectors to SOAP services have in common. A connector
// embeds them in its own, and they stand beside those in the configuration.
type Options struct {
	BaseURL      string            `json:"base_url"`     // of the service itself: "https://host/Service.svc"
	SOAPVersion  Version           `json:"soap_version"` // default 1.1
	Auth         Auth              `json:"auth"`         // default none
	Username     string            `json:"username"`
	Password     string            `json:"password"`
	PasswordFile string            `json:"password_file"`    // file that holds the password, instead
	ClientCert   string            `json:"client_cert_file"` // PEM, for mutual TLS
	ClientKey    string            `json:"client_key_file"`
	CA           string            `json:"ca_file"`    // PEM: who vouches for the service; default: whom this machine trusts
	Timeout      delivery.Duration `json:"timeout"`    // of one request; default 20 s
	AllowHTTP    bool              `json:"allow_http"` // to another machine, without TLS
}

// Auth is how the service knows us, beside a client certificate.
type Auth string

// The ways.
const (
	AuthNone      Auth = "none"
	AuthBasic     Auth = "basic"      // HTTP's
	AuthWSSText   Auth = "wss-text"   // WS-Security UsernameToken with the password itself
	AuthWSSDigest Auth = "wss-digest" // and with its digest
	AuthNTLM      Auth = "ntlm"       // Windows', by NTLM version 2
)

// New returns a client that calls itself by the agent's name. It touches no
// network. The error says which option to mend, and no secret.
func New(o Options, agent string, c clock.Clock) (*Client, error) {
	base, err := httpclient.ParseBase(o.BaseURL, o.AllowHTTP)
	if err != nil {
		return nil, fmt.Errorf("option base_url: %w", err)
	}
	version := cmp.Or(o.SOAPVersion, V11)
	if version != V11 && version != V12 {
		return nil, errors.New("option soap_version: it is \"1.1\" or \"1.2\"")
	}
	password, err := o.password()
	if err != nil {
		return nil, err
	}
	transport, err := httpclient.TLS{CertFile: o.ClientCert, KeyFile: o.ClientKey, CAFile: o.CA}.Transport()
	if err != nil {
		return nil, err
	}
	client := &Client{version: version, http: &httpclient.Client{
		Base: base, Judge: judge, Timeout: cmp.Or(time.Duration(o.Timeout), defaultTimeout), Clock: c, Transport: transport,
		Header: http.Header{"User-Agent": {agent}, "Accept": {"text/xml, application/soap+xml"}},
	}}
	switch o.Auth {
	case AuthNTLM:
		if client.http.Transport, err = ntlm.New(o.Username, password, transport, c); err != nil {
			return nil, err
		}
	case AuthBasic:
		pair := base64.StdEncoding.EncodeToString([]byte(o.Username + ":" + password))
		client.http.Header.Set("Authorization", "Basic "+pair)
	case AuthWSSText, AuthWSSDigest:
		client.security = &security{user: o.Username, password: password, digest: o.Auth == AuthWSSDigest, clock: c, random: rand.Reader}
	}
	return client, nil
}

// password checks how we are known, and returns the password.
func (o Options) password() (string, error) {
	auth := cmp.Or(o.Auth, AuthNone)
	if !slices.Contains([]Auth{AuthNone, AuthBasic, AuthWSSText, AuthWSSDigest, AuthNTLM}, auth) {
		return "", errors.New("option auth: it is none, basic, ntlm, wss-text or wss-digest")
	}
	password, err := delivery.Secret(o.Password, o.PasswordFile)
	switch {
	case err != nil:
		return "", fmt.Errorf("option password_file: %w", err)
	case auth == AuthNone && (o.Username != "" || password != ""):
		return "", errors.New("option auth: it is required with a username or a password")
	case auth != AuthNone && (o.Username == "" || password == ""):
		return "", errors.New("options username and password_file: they are required with auth")
	case auth == AuthBasic && strings.Contains(o.Username, ":"):
		return "", errors.New("option username: it has no colon with auth basic")
	}
	return password, nil
}
