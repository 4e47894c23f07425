package identity

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

// PersonID is a person's id with us: random, says nothing of who it is.
type PersonID string

// Person is somebody who has identified themselves.
type Person struct {
	ID        PersonID
	Number    pnr.Number // sealed at rest
	Name      string     // as the e-identification said last; sealed at rest
	CreatedAt time.Time
	SeenAt    time.Time // when they last logged in
}

// Persons keeps persons. All methods join the transaction in ctx.
type Persons interface {
	// CreatePerson keeps a new person. Conflict: the number has one already.
	CreatePerson(ctx context.Context, p Person) error
	// FindPersonByNumber returns the person with the number, or NotFound.
	FindPersonByNumber(ctx context.Context, n pnr.Number) (Person, error)
	// SavePerson writes Name and SeenAt.
	SavePerson(ctx context.Context, p Person) error
}

// Register knows persons again.
type Register struct {
	Persons Persons
	Clock   clock.Clock
}

// Recognize returns the person that the proof is of, as a new one when they
// have not been here before, and notes their name as it is now.
func (r Register) Recognize(ctx context.Context, proof Proof) (Person, error) {
	const op = "identity.Recognize"
	if proof.Number.IsZero() {
		return Person{}, errs.New(errs.Internal, op+": a proof of nobody")
	}
	p, err := r.Persons.FindPersonByNumber(ctx, proof.Number)
	if errs.Is(err, errs.NotFound) {
		now := r.Clock.Now()
		p = Person{ID: newPersonID(), Number: proof.Number, Name: proof.Name, CreatedAt: now, SeenAt: now}
		err = r.Persons.CreatePerson(ctx, p)
		if err == nil {
			return p, nil
		}
		if errs.Is(err, errs.Conflict) { // they logged in from two places at once
			p, err = r.Persons.FindPersonByNumber(ctx, proof.Number)
		}
	}
	if err != nil {
		return Person{}, errs.Op(op, err)
	}
	p.Name, p.SeenAt = proof.Name, r.Clock.Now()
	return p, errs.Op(op, r.Persons.SavePerson(ctx, p))
}

func newPersonID() PersonID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return PersonID(hex.EncodeToString(b[:]))
}
