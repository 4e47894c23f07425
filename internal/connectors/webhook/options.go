package webhook

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	defaultTimeout = 20 * time.Second
	defaultSource  = "urn:entre"
)

// Options are the options of a connector of type webhook.
type Options struct {
	BaseURL string `json:"base_url"` // "https://system.example/entre": events are posted to /events below it
	Source  string `json:"source"`   // of each event, a URI; default urn:entre

	// What each event is signed with: all of them while one is being exchanged.
	Secrets     []string `json:"secrets"`
	SecretFiles []string `json:"secret_files"`
	// What the other system signs with when it tells us something: any of them.
	InboundSecrets     []string `json:"inbound_secrets"`
	InboundSecretFiles []string `json:"inbound_secret_files"`

	// A token by the client's credentials.
	httpclient.TokenOptions

	// A header with a value, such as a key of a gateway.
	HeaderName      string `json:"header_name"`
	HeaderValue     string `json:"header_value"`
	HeaderValueFile string `json:"header_value_file"`

	// Certificates, in PEM.
	ClientCertFile string `json:"client_cert_file"`
	ClientKeyFile  string `json:"client_key_file"`
	CAFile         string `json:"ca_file"`

	Timeout   delivery.Duration `json:"timeout"`    // of one request; default 20 s
	AllowHTTP bool              `json:"allow_http"` // to another machine, without TLS
}

// Type is the connector's entry in the registry.
func Type() delivery.Type {
	return delivery.Type{Name: "webhook", New: func(raw delivery.Options) (delivery.Connector, error) {
		var o Options
		if err := raw.Decode(&o); err != nil {
			return nil, err
		}
		return New(o, clock.System{})
	}}
}

// New returns a connector. The error says which option to mend.
func New(o Options, now clock.Clock) (delivery.Connector, error) {
	base, err := httpclient.ParseBase(o.BaseURL, o.AllowHTTP)
	if err != nil {
		return nil, fmt.Errorf("option base_url: %w", err)
	}
	c := &connector{source: cmp.Or(o.Source, defaultSource), clock: now}
	if err := c.takeSecrets(o); err != nil {
		return nil, err
	}
	header, err := o.header()
	if err != nil {
		return nil, err
	}
	transport, err := httpclient.TLS{CertFile: o.ClientCertFile, KeyFile: o.ClientKeyFile, CAFile: o.CAFile}.Transport()
	if err != nil {
		return nil, err
	}
	timeout := cmp.Or(time.Duration(o.Timeout), defaultTimeout)
	if c.tokens, err = o.Tokens(o.AllowHTTP, timeout, transport, now); err != nil {
		return nil, err
	}
	c.http = &httpclient.Client{Base: base, Header: header, Judge: judge, Timeout: timeout, Clock: now, Transport: transport}
	return c, nil
}

// takeSecrets reads the secrets of both directions, which must differ: an event
// of ours that is sent back to us must not pass for one of theirs.
func (c *connector) takeSecrets(o Options) (err error) {
	if c.secrets, err = readSecrets(o.Secrets, o.SecretFiles); err != nil {
		return fmt.Errorf("options secrets and secret_files: %w", err)
	}
	if len(c.secrets) == 0 {
		return errors.New("options secrets or secret_files: at least one secret is required")
	}
	if c.inbound, err = readSecrets(o.InboundSecrets, o.InboundSecretFiles); err != nil {
		return fmt.Errorf("options inbound_secrets and inbound_secret_files: %w", err)
	}
	for _, s := range c.inbound {
		if slices.ContainsFunc(c.secrets, s.equal) {
			return errors.New("option inbound_secrets: a secret is one of those that events are signed with; each direction needs its own")
		}
	}
	return nil
}

// header is what every request has.
func (o Options) header() (http.Header, error) {
	h := http.Header{"User-Agent": {"Entre (webhook)"}, "Accept": {"application/json"}}
	value, err := delivery.Secret(o.HeaderValue, o.HeaderValueFile)
	switch {
	case err != nil:
		return nil, fmt.Errorf("option header_value_file: %w", err)
	case (o.HeaderName == "") != (value == ""):
		return nil, errors.New("options header_name and header_value: give both or none")
	case o.HeaderName == "":
		return h, nil
	case !isHeaderName(o.HeaderName) || !isHeaderValue(value):
		return nil, errors.New("options header_name and header_value: they cannot be sent as a header")
	}
	name := http.CanonicalHeaderKey(o.HeaderName)
	own := []string{
		"Content-Type", "Content-Length", "Host", "Transfer-Encoding", "Connection",
		headerID, headerTimestamp, headerSignature,
	}
	if slices.ContainsFunc(own, func(taken string) bool { return http.CanonicalHeaderKey(taken) == name }) {
		return nil, errors.New("option header_name: the connector sets that header itself")
	}
	if name == headerAuthorization && o.TokenURL != "" {
		return nil, errors.New("option header_name: Authorization holds the token that token_url gives")
	}
	h.Set(name, value)
	return h, nil
}
