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
// nothing that needs somebody. A person who is logged in may have a visitor's
// cookie beside. Somebody at work is Staff and nothing else: in the back office
// nobody is a citizen, and on citizens' pages nobody is staff.
type Actor struct {
	Visitor Visitor
	Person  PersonID // "": not logged in
	Staff   *Staff   // nil: not at work
}

// IsNobody reports whether nothing at all is known of who asks.
func (a Actor) IsNobody() bool { return a == Actor{} }

// IsPerson reports whether who asks is logged in.
func (a Actor) IsPerson() bool { return a.Person != "" }

// IsStaff reports whether who asks is at work.
func (a Actor) IsStaff() bool { return a.Staff != nil }

// String names the actor for the audit trail: a person by their id, which says
// who it is only to whoever may open the register.
func (a Actor) String() string {
	switch {
	case a.IsStaff():
		return "staff:" + string(a.Staff.ID)
	case a.IsPerson():
		return "person:" + string(a.Person)
	case a.IsNobody():
		return "nobody"
	default:
		return "visitor"
	}
}

// Owner is whom something belongs to: a person or a visitor, never both. The
// zero Owner is nobody.
type Owner struct {
	Visitor Visitor
	Person  PersonID
}

// Owner returns whom that belongs to which the actor makes now: the person when
// they are logged in, so that it is there from any browser and gone from this
// one when they have logged out.
func (a Actor) Owner() Owner {
	if a.IsPerson() {
		return Owner{Person: a.Person}
	}
	return Owner{Visitor: a.Visitor}
}

// Owns reports whether what belongs to owner belongs to the actor: as the person
// they are, or as the visitor. What is nobody's belongs to nobody.
func (a Actor) Owns(owner Owner) bool {
	if owner.Person != "" {
		return a.Person == owner.Person
	}
	return owner.Visitor != "" && a.Visitor == owner.Visitor
}
