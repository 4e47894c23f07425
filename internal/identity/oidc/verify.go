package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

const (
	skew         = time.Minute     // between two clocks
	longestLife  = 5 * time.Minute // of an id_token (the Swedish profile)
	longestWords = 200             // of somebody outside, in a log
)

// claims are what a provider says, by name.
type claims map[string]any

// text returns a claim that is a text, and "" for any other.
func (c claims) text(name string) string {
	s, _ := c[name].(string)
	return s
}

// list returns the texts of a claim that is a list of them, or one text, and
// none for any other.
func (c claims) list(name string) []string {
	if one := c.text(name); one != "" {
		return []string{one}
	}
	values, _ := c[name].([]any)
	var texts []string
	for _, v := range values {
		if text, ok := v.(string); ok && text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// when returns a claim that is a time, and the zero time for any other.
func (c claims) when(name string) time.Time {
	seconds, ok := c[name].(float64)
	if !ok || seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0)
}

// verifyLogin decides whether the tokens prove who logged in. The library
// checks signature, issuer, that we are in the audience, and exp; all else is
// checked here.
func (p *Provider) verifyLogin(ctx context.Context, d *discovered, flow identity.Flow, token *oauth2.Token) (identity.Proof, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return identity.Proof{}, refuse(identity.ReasonForged, "no id_token")
	}
	idToken, err := d.verifier.Verify(ctx, raw)
	if err != nil {
		if isKeyFault(err) {
			return identity.Proof{}, errs.Wrap(errs.Unavailable, "oidc.Finish "+p.cfg.Name, errors.New("its keys cannot be fetched"))
		}
		return identity.Proof{}, refuse(identity.ReasonForged, "id_token: "+plain(err.Error()))
	}
	said := claims{}
	if err := idToken.Claims(&said); err != nil {
		return identity.Proof{}, refuse(identity.ReasonForged, "id_token: its claims cannot be read")
	}
	if fault := p.tokenFault(idToken, said, flow); fault != "" {
		return identity.Proof{}, refuse(identity.ReasonForged, "id_token: "+fault)
	}
	session := p.session(d, said, raw)
	if p.cfg.UserInfo {
		if err := p.addUserInfo(ctx, d, token, said); err != nil {
			return identity.Proof{}, err
		}
	}
	proof, err := p.proof(said)
	if err == nil {
		proof.Session = session
	}
	return proof, err
}

// isKeyFault reports whether a token could not be verified because the
// provider's keys cannot be had, which the library tells in words only.
func isKeyFault(err error) bool { return err != nil && strings.Contains(err.Error(), "fetching keys") }

// tokenFault says what is wrong with an id_token that the library accepts.
func (p *Provider) tokenFault(t *oidc.IDToken, said claims, flow identity.Flow) string {
	now, issued := p.cfg.Clock.Now(), said.when("iat")
	authenticated := said.when("auth_time")
	switch {
	case t.Subject == "":
		return "no sub"
	case len(t.Audience) != 1:
		return "it is for others too (aud)"
	case said["azp"] != nil && said.text("azp") != p.cfg.ClientID:
		return "it was given to another (azp)"
	case subtle.ConstantTimeCompare([]byte(t.Nonce), []byte(flow.Nonce)) != 1 || flow.Nonce == "":
		return "nonce is not what was sent"
	case issued.IsZero():
		return "no iat"
	case issued.After(now.Add(skew)):
		return "iat is in the future"
	case t.Expiry.Sub(issued) > longestLife || !t.Expiry.After(issued):
		return "it lives too long (exp)"
	case said["nbf"] != nil && said.when("nbf").After(now.Add(skew)):
		return "it is not valid yet (nbf)"
	case authenticated.IsZero() && !p.cfg.NoAuthTime:
		return "no auth_time"
	case authenticated.After(now.Add(skew)):
		return "auth_time is in the future"
	case !authenticated.IsZero() && authenticated.Before(flow.StartedAt.Add(-skew)):
		return "auth_time is before the login began"
	}
	return ""
}

// addUserInfo adds to what the id_token said what UserInfo says of the same
// person. What both say must be the same.
func (p *Provider) addUserInfo(ctx context.Context, d *discovered, token *oauth2.Token, said claims) error {
	info, err := d.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		if strings.Contains(err.Error(), "invalid userinfo jwt signature") {
			return refuse(identity.ReasonForged, "UserInfo: its signature is wrong")
		}
		return errs.Wrap(errs.Unavailable, "oidc.Finish "+p.cfg.Name, errors.New("UserInfo cannot be had"))
	}
	if info.Subject != said.text("sub") {
		return refuse(identity.ReasonForged, "UserInfo is of another (sub)")
	}
	more := claims{}
	if err := info.Claims(&more); err != nil {
		return refuse(identity.ReasonForged, "UserInfo cannot be read")
	}
	for _, name := range []string{p.cfg.Claims.PersonalNumber, p.cfg.Claims.CoordinationNumber} {
		if a, b := said.text(name), more.text(name); a != "" && b != "" && a != b {
			return refuse(identity.ReasonForged, "UserInfo says another number than the id_token")
		}
	}
	for name, value := range more {
		if _, known := said[name]; !known {
			said[name] = value
		}
	}
	return nil
}

func refuse(reason identity.Reason, why string) error {
	return &identity.RefusedError{Reason: reason, Err: errors.New(why)}
}

var (
	manyDigits = regexp.MustCompile(`[0-9]{5,}`)
	notPrinted = regexp.MustCompile(`[^ -~]`)
)

// plain makes words from outside fit for a log: no number of anybody, one line,
// not long.
func plain(text string) string {
	text = notPrinted.ReplaceAllString(manyDigits.ReplaceAllString(text, "…"), " ")
	if len(text) > longestWords {
		text = text[:longestWords]
	}
	return text
}
