// Package idp is the demo's own provider of e-identification: it looks and
// behaves like BankID through a broker that speaks OpenID Connect, and is
// neither. Whoever opens it may be any of its people, whose numbers are of the
// tax agency's list for tests. Only the demo wires it; serve knows nothing of it.
//
// It works without JavaScript, on this device or with a code to scan with
// another, and can be cancelled and left until it expires. It keeps nothing on
// disk. It is as foreign to the portal as a real one.
package idp
