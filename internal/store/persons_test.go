package store_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/store"
)

// numberOf reads a number of the tax agency's list for tests.
func numberOf(t testing.TB, digits string) pnr.Number {
	t.Helper()
	return find[pnr.Number](t)(pnr.Parse(digits, now))
}

func TestPerson(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Persons(), t.Context()
		p := identity.Person{ID: identity.PersonID(newID()), Number: numberOf(t, "197901049283"), Name: "Anna Öst", CreatedAt: now, SeenAt: now}
		_, err := s.FindPersonByNumber(ctx, p.Number)
		wantKind(t, err, errs.NotFound)
		must(t, s.CreatePerson(ctx, p))
		got := find[identity.Person](t)(s.FindPersonByNumber(ctx, p.Number))
		if got != p {
			t.Errorf("created %+v, found %+v", p, got)
		}

		same(t, "by its id", p, find[identity.Person](t)(s.FindPerson(ctx, p.ID)))
		_, err = s.FindPerson(ctx, identity.PersonID(newID()))
		wantKind(t, err, errs.NotFound)
		_, err = s.FindPerson(ctx, "")
		wantKind(t, err, errs.NotFound)

		again := p
		again.ID = identity.PersonID(newID())
		wantKind(t, s.CreatePerson(ctx, again), errs.Conflict)

		p.Name, p.SeenAt = "Anna Väst", now.Add(time.Hour)
		must(t, s.SavePerson(ctx, p))
		if got := find[identity.Person](t)(s.FindPersonByNumber(ctx, p.Number)); got != p {
			t.Errorf("saved %+v, found %+v", p, got)
		}
		wantKind(t, s.SavePerson(ctx, identity.Person{ID: "nobody"}), errs.NotFound)
		_, err = s.FindPersonByNumber(ctx, numberOf(t, "197902069272"))
		wantKind(t, err, errs.NotFound)
	})
}

func TestSession(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Sessions(), t.Context()
		_, err := s.FindSession(ctx, "a", now)
		wantKind(t, err, errs.NotFound)
		must(t, s.SaveSession(ctx, "a", []byte("one"), now.Add(time.Minute)))
		must(t, s.SaveSession(ctx, "a", []byte("two"), now.Add(time.Hour)))
		must(t, s.SaveSession(ctx, "b", []byte("three"), now.Add(2*time.Hour)))
		same(t, "saved over", []byte("two"), find[[]byte](t)(s.FindSession(ctx, "a", now.Add(time.Hour-time.Microsecond))))
		_, err = s.FindSession(ctx, "a", now.Add(time.Hour))
		wantKind(t, err, errs.NotFound)

		same(t, "removed", 1, find[int](t)(s.DeleteSessions(ctx, now.Add(time.Hour))))
		_, err = s.FindSession(ctx, "a", now)
		wantKind(t, err, errs.NotFound)
		must(t, s.UpdateSession(ctx, "b", []byte("four"), now.Add(3*time.Hour)))
		same(t, "written over", []byte("four"), find[[]byte](t)(s.FindSession(ctx, "b", now.Add(2*time.Hour))))
		must(t, s.DeleteSession(ctx, "b"))
		must(t, s.DeleteSession(ctx, "b"))
		wantKind(t, s.UpdateSession(ctx, "b", []byte("five"), now.Add(time.Hour)), errs.NotFound)
		_, err = s.FindSession(ctx, "b", now)
		wantKind(t, err, errs.NotFound)
	})
}

func TestBelongings(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Cases(), t.Context()
		anna, bo := identity.PersonID(newID()), identity.PersonID(newID())
		mine, sent, anothers := aDraft(), aDraft(), aDraft()
		sent.Owner, sent.SubmittedAt = mine.Owner, now
		for _, d := range []cases.Draft{mine, sent, anothers} {
			must(t, s.CreateDraft(ctx, d))
		}
		must(t, s.AssignDrafts(ctx, mine.Owner.Visitor, anna))
		visitor := mine.Owner
		mine.Owner = identity.Owner{Person: anna}
		same(t, "the person's drafts", []cases.Draft{mine}, find[[]cases.Draft](t)(s.FindDrafts(ctx, mine.Owner)))
		same(t, "the visitor's drafts", []cases.Draft{}, find[[]cases.Draft](t)(s.FindDrafts(ctx, visitor)))
		same(t, "what was sent before", sent, find[cases.Draft](t)(s.FindDraft(ctx, sent.ID)))
		same(t, "another's", anothers, find[cases.Draft](t)(s.FindDraft(ctx, anothers.ID)))
		if nobodys := find[[]cases.Draft](t)(s.FindDrafts(ctx, identity.Owner{})); len(nobodys) > 0 {
			t.Errorf("nobody owns %v", nobodys)
		}

		older, newer, nobodys := aCase(), aCase(), aCase()
		older.Person, newer.Person, newer.ReceivedAt = anna, anna, now.Add(time.Hour)
		for _, c := range []cases.Case{older, newer, nobodys} {
			must(t, s.CreateCase(ctx, c))
		}
		same(t, "the person's cases", []cases.Case{newer, older}, find[[]cases.Case](t)(s.FindCases(ctx, anna)))
		same(t, "another person's cases", []cases.Case{}, find[[]cases.Case](t)(s.FindCases(ctx, bo)))
		if got := find[[]cases.Case](t)(s.FindCases(ctx, "")); len(got) > 0 {
			t.Errorf("nobody has %d cases", len(got))
		}
	})
}
