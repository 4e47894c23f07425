// Package oidc makes somebody log in at a provider of e-identification that
// speaks OpenID Connect: the code flow with PKCE, nonce and state.
//
// Each provider names its claims in its own way, so all of that is
// configuration: which claim has the number, which values mean which level of
// assurance, what else to send. verifyLogin checks what the library leaves to
// its caller. The rules are those of OpenID Connect Core, RFC 9207 and the
// Swedish OpenID Connect profile (oidc.se), the stricter where they differ.
//
// It keeps no sessions and shows no pages; it never logs, and its errors hold
// nothing of what a provider said of a person.
package oidc
