package httpclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	tokenMargin = 30 * time.Second // before a token ends another is had
	tokenLife   = time.Minute      // of one that does not say when it ends
)

// Grant is where a token is had by the client's credentials (RFC 6749, 4.4).
type Grant struct {
	TokenURL     string // as ParseBase has let it through
	ClientID     string
	ClientSecret string
	Scopes       []string
	BasicAuth    bool // show the secret in the header, not in the body

	Timeout   time.Duration // of one request for a token
	Transport http.RoundTripper
	Clock     clock.Clock
}

// Tokens keeps a token until shortly before it ends. It asks the configured
// address only and follows no redirect. Whoever waits for a token waits no longer
// than their own context says. It is safe for concurrent use.
type Tokens struct {
	grant Grant
	cfg   clientcredentials.Config
	http  *http.Client

	turn  chan struct{} // held by whoever reads or changes what follows
	token string
	until time.Time
}

// NewTokens returns the keeper of a grant's token. It asks nobody yet.
func NewTokens(g Grant) *Tokens {
	style := oauth2.AuthStyleInParams
	if g.BasicAuth {
		style = oauth2.AuthStyleInHeader
	}
	return &Tokens{
		grant: g, http: direct(g.Transport), turn: make(chan struct{}, 1),
		cfg: clientcredentials.Config{
			ClientID: g.ClientID, ClientSecret: g.ClientSecret, TokenURL: g.TokenURL, Scopes: g.Scopes, AuthStyle: style,
		},
	}
}

// Get returns the token to show. Its error is an UnavailableError, since nothing
// has been sent to the back end yet, and holds nothing of what was answered.
func (t *Tokens) Get(ctx context.Context) (string, error) {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return "", noToken(ctx.Err())
	}
	defer func() { <-t.turn }()
	now := t.grant.Clock.Now()
	if t.token != "" && now.Before(t.until) {
		return t.token, nil
	}
	ctx, cancel := context.WithTimeout(ctx, t.grant.Timeout)
	defer cancel()
	had, err := t.cfg.Token(context.WithValue(ctx, oauth2.HTTPClient, t.http))
	if err != nil {
		return "", noToken(err)
	}
	t.token, t.until = had.AccessToken, now.Add(tokenLife)
	if had.ExpiresIn > 0 {
		t.until = now.Add(time.Duration(had.ExpiresIn)*time.Second - tokenMargin)
	}
	return t.token, nil
}

// Forget lets go of a token that the back end did not take, so that the next Get
// has another.
func (t *Tokens) Forget(token string) {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	if t.token == token { // and not the one that somebody else has had since
		t.token = ""
	}
}

// noToken leaves out what the server answered, which the library quotes.
func noToken(err error) error {
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		err = errors.New("an answer without a token")
		if e.Response != nil {
			err = (&Answer{Status: e.Response.StatusCode}).Err()
		}
	}
	return &delivery.UnavailableError{Err: fmt.Errorf("no token from token_url: %w", bare(err))}
}
