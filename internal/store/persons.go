package store

import (
	"context"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

// Persons keeps who has logged in: it is an identity.Persons.
type Persons struct{ db *DB }

// Persons returns the store of package identity.
func (db *DB) Persons() *Persons { return &Persons{db} }

const (
	personOfPerson   = "persons.person"
	purposeOfNumbers = "persons.number" // of the keyed digest
)

type personRow struct {
	ID           string
	NumberMAC    []byte `gorm:"column:number_mac"`
	PersonSealed []byte
	CreatedAt    stamp
	SeenAt       stamp
}

// TableName implements GORM's Tabler.
func (personRow) TableName() string { return "persons" }

// sealedPerson is what is sealed of a person.
type sealedPerson struct {
	Number string `json:"number"`
	Name   string `json:"name"`
}

func (s *Persons) row(p identity.Person) (personRow, error) {
	sealed, err := s.db.seal(personOfPerson, string(p.ID), sealedPerson{Number: p.Number.Digits(), Name: p.Name})
	return personRow{
		ID: string(p.ID), NumberMAC: s.mac(p.Number), PersonSealed: sealed, CreatedAt: at(p.CreatedAt), SeenAt: at(p.SeenAt),
	}, err
}

func (s *Persons) mac(n pnr.Number) []byte { return s.db.ring.MAC(purposeOfNumbers, n.Digits()) }

// CreatePerson implements identity.Persons.
func (s *Persons) CreatePerson(ctx context.Context, p identity.Person) error {
	op := "store.CreatePerson " + string(p.ID)
	row, err := s.row(p)
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&row).Error)
}

// FindPersonByNumber implements identity.Persons.
func (s *Persons) FindPersonByNumber(ctx context.Context, n pnr.Number) (identity.Person, error) {
	const op = "store.FindPersonByNumber"
	var r personRow
	if err := s.db.reader(ctx).Where("number_mac = ?", s.mac(n)).Take(&r).Error; err != nil {
		return identity.Person{}, fail(op, err)
	}
	p, err := s.person(op, r)
	if err == nil && p.Number != n {
		return identity.Person{}, errs.New(errs.Internal, op+" "+r.ID+": the digest is of another number")
	}
	return p, err
}

// FindPerson implements school.Persons.
func (s *Persons) FindPerson(ctx context.Context, id identity.PersonID) (identity.Person, error) {
	op := "store.FindPerson " + string(id)
	var r personRow
	if err := s.db.reader(ctx).Where("id = ?", string(id)).Take(&r).Error; err != nil {
		return identity.Person{}, fail(op, err)
	}
	return s.person(op, r)
}

func (s *Persons) person(op string, r personRow) (identity.Person, error) {
	var sealed sealedPerson
	if err := s.db.unseal(personOfPerson, r.ID, r.PersonSealed, &sealed); err != nil {
		return identity.Person{}, fail(op, err)
	}
	// It was read when it was written, so that the day is only what Parse asks for.
	number, err := pnr.Parse(sealed.Number, r.SeenAt.Time)
	if err != nil {
		return identity.Person{}, errs.Wrap(errs.Internal, op, err)
	}
	return identity.Person{
		ID: identity.PersonID(r.ID), Number: number, Name: sealed.Name, CreatedAt: r.CreatedAt.Time, SeenAt: r.SeenAt.Time,
	}, nil
}

// SavePerson implements identity.Persons.
func (s *Persons) SavePerson(ctx context.Context, p identity.Person) error {
	op := "store.SavePerson " + string(p.ID)
	row, err := s.row(p)
	if err != nil {
		return fail(op, err)
	}
	saved := s.db.writer(ctx).Select("person_sealed", "seen_at").Where("id = ?", row.ID).Updates(&row)
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, saved.Error)
}
