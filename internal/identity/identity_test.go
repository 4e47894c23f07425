package identity_test

import (
	"context"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestOwns(t *testing.T) {
	visitor, other := identity.VisitorOf("one"), identity.VisitorOf("two")
	of := func(v identity.Visitor, p identity.PersonID) identity.Owner {
		return identity.Owner{Visitor: v, Person: p}
	}
	for name, c := range map[string]struct {
		actor identity.Actor
		owner identity.Owner
		want  bool
	}{
		"nobody and nobody's":               {identity.Actor{}, of("", ""), false},
		"a visitor and nobody's":            {identity.Actor{Visitor: visitor}, of("", ""), false},
		"a person and nobody's":             {identity.Actor{Person: "anna"}, of("", ""), false},
		"a visitor and their own":           {identity.Actor{Visitor: visitor}, of(visitor, ""), true},
		"a visitor and another's":           {identity.Actor{Visitor: visitor}, of(other, ""), false},
		"a person and their own":            {identity.Actor{Person: "anna"}, of("", "anna"), true},
		"a person and another's":            {identity.Actor{Person: "bo"}, of("", "anna"), false},
		"a visitor and a person's":          {identity.Actor{Visitor: visitor}, of("", "anna"), false},
		"logged out in the same browser":    {identity.Actor{Visitor: visitor}, of(visitor, "anna"), false},
		"a person and this browser's":       {identity.Actor{Visitor: visitor, Person: "anna"}, of(visitor, ""), true},
		"another person, the same browser":  {identity.Actor{Visitor: visitor, Person: "bo"}, of(visitor, "anna"), false},
		"a person from another browser":     {identity.Actor{Visitor: other, Person: "anna"}, of("", "anna"), true},
		"a person without the visitor's":    {identity.Actor{Person: "anna"}, of(visitor, ""), false},
		"nobody and a person's":             {identity.Actor{}, of("", "anna"), false},
		"nobody and a visitor's":            {identity.Actor{}, of(visitor, ""), false},
		"what a person makes is theirs":     {identity.Actor{Person: "anna"}, identity.Actor{Visitor: visitor, Person: "anna"}.Owner(), true},
		"and no more the browser's":         {identity.Actor{Visitor: visitor}, identity.Actor{Visitor: visitor, Person: "anna"}.Owner(), false},
		"what a visitor makes is their own": {identity.Actor{Visitor: visitor}, identity.Actor{Visitor: visitor}.Owner(), true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.actor.Owns(c.owner); got != c.want {
				t.Errorf("owns: %v, want %v", got, c.want)
			}
		})
	}
}

// persons keeps persons in memory; race is somebody who is quicker.
type persons struct {
	by   map[string]identity.Person
	race *identity.Person
}

func (m *persons) CreatePerson(_ context.Context, p identity.Person) error {
	if m.race != nil {
		m.by[p.Number.Digits()] = *m.race
	}
	if _, taken := m.by[p.Number.Digits()]; taken {
		return errs.New(errs.Conflict, "persons")
	}
	m.by[p.Number.Digits()] = p
	return nil
}

func (m *persons) FindPersonByNumber(_ context.Context, n pnr.Number) (identity.Person, error) {
	p, ok := m.by[n.Digits()]
	if !ok {
		return identity.Person{}, errs.New(errs.NotFound, "persons")
	}
	return p, nil
}

func (m *persons) SavePerson(_ context.Context, p identity.Person) error {
	m.by[p.Number.Digits()] = p
	return nil
}

func TestRecognize(t *testing.T) {
	number, err := pnr.Parse("197901049283", noon)
	if err != nil {
		t.Fatal(err)
	}
	now := clock.NewFake(noon)
	kept := &persons{by: map[string]identity.Person{}}
	register := identity.Register{Persons: kept, Clock: now}
	recognize := func(name string) identity.Person {
		t.Helper()
		p, err := register.Recognize(t.Context(), identity.Proof{Number: number, Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := recognize("Anna Öst")
	if len(first.ID) != 32 || first.Number != number || first.CreatedAt != noon {
		t.Errorf("first %+v", first)
	}
	now.Advance(time.Hour)
	again := recognize("Anna Väst")
	if again.ID != first.ID || again.Name != "Anna Väst" || !again.SeenAt.Equal(noon.Add(time.Hour)) || kept.by[number.Digits()] != again {
		t.Errorf("again %+v", again)
	}

	t.Run("two at once", func(t *testing.T) {
		quicker := identity.Person{ID: "quicker", Number: number}
		register.Persons = &persons{by: map[string]identity.Person{}, race: &quicker}
		if p := recognize("Anna"); p.ID != "quicker" {
			t.Errorf("a second person: %+v", p)
		}
	})
	t.Run("nobody", func(t *testing.T) {
		if _, err := register.Recognize(t.Context(), identity.Proof{Name: "Anna"}); !errs.Is(err, errs.Internal) {
			t.Error(err)
		}
	})
}
