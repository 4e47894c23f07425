package oidc

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// session is what the provider calls the login that the id_token is of. The
// token itself is kept as a hint for the logout only when it says of nobody who
// they are: a browser carries the hint in an address.
func (p *Provider) session(d *discovered, said claims, raw string) identity.ProviderSession {
	s := identity.ProviderSession{Provider: p.cfg.Name}
	if d.tellsEnds {
		s.Subject, s.ID = said.text("sub"), said.text("sid")
	}
	c := p.cfg.Claims
	tells := func(name string) bool { return name != "" && said[name] != nil }
	if !slices.ContainsFunc([]string{c.PersonalNumber, c.CoordinationNumber, c.Name, c.GivenName, c.FamilyName}, tells) {
		s.Hint = raw
	}
	return s
}

// EndSession returns the address where the browser is logged out at the provider
// too (OpenID Connect RP-Initiated Logout), from which it comes back to LogoutURL
// with the state. "" when the provider has no such address, or does not answer.
func (p *Provider) EndSession(ctx context.Context, s identity.ProviderSession, state string) string {
	d, err := p.discover(ctx)
	if err != nil || d.endSession == "" || p.cfg.LogoutURL == "" {
		return ""
	}
	u, err := url.Parse(d.endSession)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	q := u.Query()
	for name, value := range map[string]string{
		"client_id": p.cfg.ClientID, "post_logout_redirect_uri": p.cfg.LogoutURL, "state": state, "id_token_hint": s.Hint,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

const (
	eventLogout = "http://schemas.openid.net/event/backchannel-logout"
	noticeLife  = 10 * time.Minute // a notice that is older tells nothing new
)

// ReadLogoutNotice reads a logout_token (OpenID Connect Back-Channel Logout
// 2.6). The error is Invalid when it is none of this provider's for us, and
// Unavailable when that cannot be found out now. Whether it has been read before
// is for the caller to know, by its ID.
func (p *Provider) ReadLogoutNotice(ctx context.Context, token string) (identity.LogoutNotice, error) {
	const op = "oidc.ReadLogoutNotice"
	d, err := p.discover(ctx)
	if err != nil {
		return identity.LogoutNotice{}, err
	}
	verified, err := d.verifier.Verify(ctx, token) // signature, iss, aud, exp
	if isKeyFault(err) {
		return identity.LogoutNotice{}, errs.Wrap(errs.Unavailable, op+" "+p.cfg.Name, errors.New("its keys cannot be fetched"))
	}
	if err != nil {
		return identity.LogoutNotice{}, errs.Wrap(errs.Invalid, op, errors.New(plain(err.Error())))
	}
	said := claims{}
	if err := verified.Claims(&said); err != nil {
		return identity.LogoutNotice{}, errs.Wrap(errs.Invalid, op, errors.New("its claims cannot be read"))
	}
	if fault := noticeFault(said, p.cfg.Clock.Now()); fault != "" {
		return identity.LogoutNotice{}, errs.Wrap(errs.Invalid, op, errors.New(fault))
	}
	return identity.LogoutNotice{
		Subject: said.text("sub"), Session: said.text("sid"), ID: said.text("jti"), Until: verified.Expiry,
	}, nil
}

// noticeFault says what is wrong with a logout_token that the library accepts.
func noticeFault(said claims, now time.Time) string {
	events, _ := said["events"].(map[string]any)
	_, isObject := events[eventLogout].(map[string]any)
	issued := said.when("iat")
	switch {
	case !isObject:
		return "it tells of no logout (events)"
	case said["nonce"] != nil:
		return "it has a nonce, so that it may be an id_token"
	case said.text("jti") == "":
		return "no jti"
	case said.text("sub") == "" && said.text("sid") == "":
		return "it says of nobody (sub, sid)"
	case issued.IsZero() || issued.After(now.Add(skew)) || issued.Before(now.Add(-noticeLife)):
		return "iat is missing, in the future or long ago"
	}
	return ""
}
