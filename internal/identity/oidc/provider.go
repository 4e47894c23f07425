package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// ClaimMap says which claim has what. A name is used as it stands, URI or not.
// Empty: the provider has no such claim.
type ClaimMap struct {
	PersonalNumber     string // personnummer
	CoordinationNumber string // samordningsnummer
	Name               string
	GivenName          string // with FamilyName when there is no Name
	FamilyName         string
	Groups             string // of staff: a list, or a text
}

// Config is one provider.
type Config struct {
	Name         string // in the configuration
	Issuer       string // as the provider writes it, with or without a slash at the end
	ClientID     string
	ClientSecret string
	BasicAuth    bool // the secret in the Authorization header; else in the form
	RedirectURL  string
	LogoutURL    string   // where the browser comes back to when it has been logged out there
	Scopes       []string // besides openid
	Params       map[string]string

	Claims     ClaimMap
	Required   map[string]string // claims that must have the value, such as the country of the number
	UserInfo   bool              // claims are in UserInfo too
	LevelClaim string            // "" means acr
	Levels     map[string]int    // the claim's values, and the level of assurance that each is
	MinLevel   int
	NoAuthTime bool // the provider leaves auth_time out

	Clock clock.Clock
	HTTP  http.RoundTripper // nil: the system's
}

const (
	flowLife     = 10 * time.Minute // from the start to the end of a login
	callTimeout  = 10 * time.Second
	maxBodyBytes = 1 << 20
)

// Provider logs people in at one provider. It is safe for concurrent use.
type Provider struct {
	cfg    Config
	client *http.Client

	mu     sync.Mutex  // of the next two
	found  *discovered // nil until the provider has answered once
	asking *asking     // nil when it is not being asked
}

// discovered is what the provider says of itself.
type discovered struct {
	provider *oidc.Provider
	verifier *oidc.IDTokenVerifier
	sendsIss bool // RFC 9207

	endSession string // where a browser is logged out; empty: nowhere
	tellsEnds  bool   // it tells us when a session has ended there
}

// New returns the provider. Nothing is asked of it before the first login, so
// that a portal starts also when a provider is down.
func New(cfg Config) *Provider {
	base := cfg.HTTP
	if base == nil {
		base = http.DefaultTransport
	}
	if cfg.LevelClaim == "" {
		cfg.LevelClaim = "acr"
	}
	return &Provider{cfg: cfg, client: &http.Client{
		Transport: limited{base}, Timeout: callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("a provider does not redirect") },
	}}
}

// limited reads no more of an answer than an answer can have.
type limited struct{ http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, maxBodyBytes), res.Body}
	}
	return res, err
}

// Check tells whether the provider answers and is the one that the
// configuration means.
func (p *Provider) Check(ctx context.Context) error {
	_, err := p.discover(ctx)
	return err
}

// Begin returns the address to send the browser to, and what its session must
// remember until Finish. Unavailable: the provider does not answer.
func (p *Provider) Begin(ctx context.Context, lang i18n.Lang) (address string, flow identity.Flow, err error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", identity.Flow{}, err
	}
	flow = identity.Flow{
		Provider: p.cfg.Name, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		StartedAt: p.cfg.Clock.Now(), Lang: lang,
	}
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.Verifier),
		oauth2.SetAuthURLParam("ui_locales", string(lang)),
		oauth2.SetAuthURLParam("prompt", "login"), // a computer may be shared: who sits there now must say who they are
	}
	for name, value := range p.cfg.Params {
		options = append(options, oauth2.SetAuthURLParam(name, value))
	}
	return p.oauth(d).AuthCodeURL(flow.State, options...), flow, nil
}

// Finish reads what the browser came back with and returns whom the provider
// has identified. The flow must be the one that the browser's session
// remembers, and must be forgotten whatever Finish says. The error is a
// *identity.RefusedError, or Unavailable.
func (p *Provider) Finish(ctx context.Context, flow identity.Flow, callback url.Values) (identity.Proof, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return identity.Proof{}, err
	}
	if err := p.checkCallback(d, flow, callback); err != nil {
		return identity.Proof{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(d).Exchange(ctx, callback.Get("code"), oauth2.VerifierOption(flow.Verifier))
	if err != nil {
		return identity.Proof{}, exchangeError(err)
	}
	return p.verifyLogin(ctx, d, flow, token)
}

// checkCallback looks at the answer's frame: it must be the one answer to this
// flow, and tell of a success.
func (p *Provider) checkCallback(d *discovered, flow identity.Flow, callback url.Values) error {
	for _, values := range callback {
		if len(values) > 1 {
			return refuse(identity.ReasonForged, "the answer has two of a parameter")
		}
	}
	switch state := callback.Get("state"); {
	case flow.Provider != p.cfg.Name || flow.State == "":
		return refuse(identity.ReasonExpired, "no such login has begun in this browser")
	case subtle.ConstantTimeCompare([]byte(state), []byte(flow.State)) != 1:
		return refuse(identity.ReasonForged, "state is not what was sent")
	case p.cfg.Clock.Now().Sub(flow.StartedAt) > flowLife:
		return refuse(identity.ReasonExpired, "it took more than "+flowLife.String())
	}
	iss := callback.Get("iss")
	if iss != "" && iss != p.cfg.Issuer || iss == "" && d.sendsIss {
		return refuse(identity.ReasonForged, "iss is not the provider's (RFC 9207)")
	}
	switch code := callback.Get("error"); {
	case code == "access_denied":
		return refuse(identity.ReasonCancelled, "access_denied")
	case code == "unmet_authentication_requirements":
		return refuse(identity.ReasonLevel, code)
	case code == "temporarily_unavailable" || code == "server_error":
		return errs.Wrap(errs.Unavailable, "oidc.Finish "+p.cfg.Name, errors.New(code))
	case code != "":
		return refuse(identity.ReasonProvider, "the provider says "+plain(code))
	case callback.Get("code") == "":
		return refuse(identity.ReasonForged, "no code")
	}
	return nil
}

// exchangeError tells a provider that refuses a code from one that is down. What
// it said is not repeated.
func exchangeError(err error) error {
	const op = "oidc.Finish"
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok || answer.Response == nil {
		return errs.Wrap(errs.Unavailable, op, errors.New("the token endpoint does not answer"))
	}
	if answer.Response.StatusCode >= http.StatusInternalServerError {
		return errs.Wrap(errs.Unavailable, op, fmt.Errorf("the token endpoint says %d", answer.Response.StatusCode))
	}
	return refuse(identity.ReasonProvider, fmt.Sprintf("the token endpoint says %d %s", answer.Response.StatusCode, plain(answer.ErrorCode)))
}

func (p *Provider) oauth(d *discovered) *oauth2.Config {
	endpoint := d.provider.Endpoint()
	// Without a style the library would send a code twice, in both ways.
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	if p.cfg.BasicAuth {
		endpoint.AuthStyle = oauth2.AuthStyleInHeader
	}
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, Endpoint: endpoint, RedirectURL: p.cfg.RedirectURL,
		Scopes: append([]string{oidc.ScopeOpenID}, p.cfg.Scopes...),
	}
}

// algorithms are those we take, whatever a provider offers.
var algorithms = []string{oidc.RS256, oidc.ES256}

// asking is a question where the provider's endpoints are, of all who wait for
// its answer.
type asking struct {
	done  chan struct{}
	found *discovered
	err   error
}

// discover asks the provider where its endpoints are, until it has answered.
// Whoever comes while it is asked waits for the same answer, so that a provider
// that hangs makes nobody stand in line.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	op := "oidc.discover " + p.cfg.Name
	p.mu.Lock()
	found, a := p.found, p.asking
	isFirst := found == nil && a == nil
	if isFirst {
		a = &asking{done: make(chan struct{}), err: errs.New(errs.Unavailable, op)}
		p.asking = a
	}
	p.mu.Unlock()
	switch {
	case found != nil:
		return found, nil
	case isFirst:
		p.answer(ctx, a, op)
		return a.found, a.err
	}
	select {
	case <-a.done:
		return a.found, a.err
	case <-ctx.Done():
		return nil, errs.Wrap(errs.Unavailable, op, ctx.Err())
	}
}

// answer asks for all who wait.
func (p *Provider) answer(ctx context.Context, a *asking, op string) {
	defer func() { // also when the library panics
		p.mu.Lock()
		defer p.mu.Unlock()
		p.found, p.asking = a.found, nil
		close(a.done)
	}()
	// It is asked for others too, and its keys are fetched with this context when
	// this request is over.
	a.found, a.err = p.ask(oidc.ClientContext(context.WithoutCancel(ctx), p.client), op)
}

// ask asks the provider what it says of itself.
func (p *Provider) ask(ctx context.Context, op string) (*discovered, error) {
	provider, err := oidc.NewProvider(ctx, p.cfg.Issuer)
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, errors.New(plain(err.Error())))
	}
	var metadata struct {
		SendsIss   bool     `json:"authorization_response_iss_parameter_supported"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		EndSession string   `json:"end_session_endpoint"`
		TellsEnds  bool     `json:"backchannel_logout_supported"`
	}
	if err := provider.Claims(&metadata); err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, errors.New("its metadata cannot be read"))
	}
	taken := slices.DeleteFunc(slices.Clone(algorithms), func(a string) bool { return !slices.Contains(metadata.Algorithms, a) })
	if len(taken) == 0 {
		return nil, errs.Wrap(errs.Unavailable, op, errors.New("it signs in no way that we take"))
	}
	return &discovered{
		provider: provider, sendsIss: metadata.SendsIss, endSession: metadata.EndSession, tellsEnds: metadata.TellsEnds,
		verifier: provider.VerifierContext(ctx, &oidc.Config{
			ClientID: p.cfg.ClientID, SupportedSigningAlgs: taken, Now: p.cfg.Clock.Now,
		}),
	}, nil
}
