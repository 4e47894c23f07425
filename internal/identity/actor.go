package identity

import (
	"crypto/sha256"
	"encoding/hex"
)

// Visitor is what we keep of the secret in a visitor's cookie: its SHA-256 in
// hex. Who reads the database can not make the cookie from it.
type Visitor string

// VisitorOf returns the visitor that holds secret (the cookie's value, at
// least 128 random bits). An empty secret is no visitor.
func VisitorOf(secret string) Visitor {
	if secret == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(secret))
	return Visitor(hex.EncodeToString(sum[:]))
}

// Actor is who asks for something. The zero Actor is nobody and may do
// nothing that needs a person.
type Actor struct {
	Visitor Visitor
}

// IsNobody reports whether nothing at all is known of who asks.
func (a Actor) IsNobody() bool { return a.Visitor == "" }

// String names the kind of actor for the audit trail; it identifies nobody.
func (a Actor) String() string {
	if a.IsNobody() {
		return "nobody"
	}
	return "visitor"
}

// Owns reports whether what belongs to owner belongs to the actor. Nobody owns
// nothing.
func (a Actor) Owns(owner Visitor) bool {
	return !a.IsNobody() && a.Visitor == owner
}
