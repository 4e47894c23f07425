package httpclient

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// TokenOptions are the options of a connector whose back end wants a token by the
// client's credentials, for its Options to embed. Without token_url none is shown.
type TokenOptions struct {
	TokenURL         string   `json:"token_url"`
	ClientID         string   `json:"client_id"`
	ClientSecret     string   `json:"client_secret"`
	ClientSecretFile string   `json:"client_secret_file"`
	Scopes           []string `json:"scopes"`
	TokenBasicAuth   bool     `json:"token_basic_auth"` // show client_secret in the header, not in the body
}

// Tokens returns who keeps the token; nil when none is asked for. allowHTTP is as
// ParseBase takes it. The error says which option to mend.
func (o TokenOptions) Tokens(allowHTTP bool, timeout time.Duration, transport http.RoundTripper, now clock.Clock) (*Tokens, error) {
	secret, err := delivery.Secret(o.ClientSecret, o.ClientSecretFile)
	if err != nil {
		return nil, fmt.Errorf("option client_secret_file: %w", err)
	}
	if o.TokenURL == "" {
		if o.ClientID != "" || secret != "" || len(o.Scopes) > 0 {
			return nil, errors.New("option token_url: it is required with client_id, client_secret and scopes")
		}
		return nil, nil //nolint:nilnil // no token is asked for
	}
	if _, err := ParseBase(o.TokenURL, allowHTTP); err != nil {
		return nil, fmt.Errorf("option token_url: %w", err)
	}
	if o.ClientID == "" || secret == "" {
		return nil, errors.New("options client_id and client_secret: both are required with token_url")
	}
	return NewTokens(Grant{
		TokenURL: o.TokenURL, ClientID: o.ClientID, ClientSecret: secret, Scopes: o.Scopes, BasicAuth: o.TokenBasicAuth,
		Timeout: timeout, Transport: transport, Clock: now,
	}), nil
}
