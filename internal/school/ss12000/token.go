package ss12000

import (
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/mittkoping/entre/internal/clock"
)

// OAuth is where a token is had by the client's credentials (RFC 6749, 4.4). The
// standard leaves open how; most vendors do it so.
type OAuth struct {
	TokenURL     string
	ClientID     string
	ClientSecret string
	Scopes       []string
	BasicAuth    bool // show the secret in the header, not in the body
}

// tokens gives the token to show.
type tokens interface {
	get(ctx context.Context) (string, error)
	// forget lets go of a token that the server did not take, and reports whether
	// another can be had.
	forget(ctx context.Context, token string) bool
}

func newTokens(cfg Config, hc *http.Client) (tokens, error) {
	switch {
	case cfg.OAuth != nil && cfg.Token == "":
		style := oauth2.AuthStyleInParams
		if cfg.OAuth.BasicAuth {
			style = oauth2.AuthStyleInHeader
		}
		return &granted{
			http: hc, clock: cfg.Clock, turn: make(chan struct{}, 1),
			cfg: clientcredentials.Config{
				ClientID: cfg.OAuth.ClientID, ClientSecret: cfg.OAuth.ClientSecret, TokenURL: cfg.OAuth.TokenURL,
				Scopes: cfg.OAuth.Scopes, AuthStyle: style,
			},
		}, nil
	case cfg.Token != "" && cfg.OAuth == nil:
		return fixed(cfg.Token), nil
	default:
		return nil, errors.New("ss12000: set a token, or where to get one, and not both")
	}
}

// fixed is a token that does not change.
type fixed string

func (f fixed) get(context.Context) (string, error) { return string(f), nil }
func (fixed) forget(context.Context, string) bool   { return false }

// granted is a token that is kept until shortly before it ends. The library's own
// keeper makes those who wait stand in line whether they want to wait or not; here
// each waits for as long as their own context says.
type granted struct {
	cfg   clientcredentials.Config
	http  *http.Client
	clock clock.Clock

	turn  chan struct{} // held by whoever reads or changes what follows
	token string
	until time.Time
}

const (
	tokenMargin = 30 * time.Second
	tokenLife   = time.Minute // of one that does not say when it ends
)

func (g *granted) get(ctx context.Context) (string, error) {
	if !g.take(ctx) {
		return "", ctx.Err()
	}
	defer g.leave()
	now := g.clock.Now()
	if g.token != "" && now.Before(g.until) {
		return g.token, nil
	}
	t, err := g.cfg.Token(context.WithValue(ctx, oauth2.HTTPClient, g.http))
	if err != nil {
		return "", refusal(err)
	}
	g.token, g.until = t.AccessToken, now.Add(tokenLife)
	if t.ExpiresIn > 0 {
		g.until = now.Add(time.Duration(t.ExpiresIn)*time.Second - tokenMargin)
	}
	return g.token, nil
}

func (g *granted) forget(ctx context.Context, token string) bool {
	if !g.take(ctx) {
		return false
	}
	defer g.leave()
	if g.token == token { // and not the one that somebody else has had since
		g.token = ""
	}
	return true
}

// take waits for the turn, and reports whether it came before ctx ended.
func (g *granted) take(ctx context.Context) bool {
	select {
	case g.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (g *granted) leave() { <-g.turn }

// refusal leaves out what the server answered, which the library quotes.
func refusal(err error) error {
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		if e.Response != nil && e.Response.StatusCode != http.StatusOK {
			return statusError(e.Response.StatusCode)
		}
		return errUnreadable
	}
	return bare(err)
}
