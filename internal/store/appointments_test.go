package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/store"
)

func TestAppointments(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Appointments(), t.Context()
		anna, bo := identity.PersonID(newID()), identity.PersonID(newID())
		must(t, db.Persons().CreatePerson(ctx, identity.Person{ID: anna, Number: numberOf(t, "197901049283"), Name: "Öst, Anna", CreatedAt: now, SeenAt: now}))
		must(t, db.Persons().CreatePerson(ctx, identity.Person{ID: bo, Number: numberOf(t, "197902069272"), Name: "Bo", CreatedAt: now, SeenAt: now}))
		must(t, s.LockAppointments(ctx, anna))
		wantKind(t, s.LockAppointments(ctx, "nobody"), errs.NotFound)

		a := identity.Appointment{Person: anna, Function: "BN/bygglov", Source: "login:a", From: now, Until: now.Add(time.Hour)}
		twice := identity.Appointment{Person: anna, Function: "BN/bygglov", Source: "login:b", From: now, Until: now.Add(time.Hour)}
		ended := identity.Appointment{Person: bo, Function: "BN/bygglov", Source: "login:a", From: now.Add(-time.Hour), Until: now}
		later := identity.Appointment{Person: bo, Function: "BN/bygglov", Source: "login:a", From: now.Add(time.Minute), Until: now.Add(time.Hour)}
		for _, a := range []identity.Appointment{a, twice, ended, later} {
			must(t, s.SaveAppointment(ctx, a))
		}
		same(t, "held by one", []identity.Appointment{a, twice}, find[[]identity.Appointment](t)(s.FindAppointments(ctx, anna, now)))
		same(t, "held by none", []identity.Appointment{}, find[[]identity.Appointment](t)(s.FindAppointments(ctx, bo, now)))
		holders := func(f identity.FunctionID, at time.Time) []identity.Colleague {
			return find[[]identity.Colleague](t)(s.FindHolders(ctx, f, at))
		}
		same(t, "each once", []identity.Colleague{{ID: anna, Name: "Öst, Anna"}}, holders("BN/bygglov", now))
		same(t, "by name", []identity.Colleague{{ID: bo, Name: "Bo"}, {ID: anna, Name: "Öst, Anna"}}, holders("BN/bygglov", now.Add(time.Minute)))
		same(t, "of another function", []identity.Colleague{}, holders("BN/annat", now))
		same(t, "when all have ended", []identity.Colleague{}, holders("BN/bygglov", now.Add(time.Hour)))

		a.Until = now.Add(30 * time.Minute)
		must(t, s.SaveAppointment(ctx, a))
		same(t, "with another end", []identity.Appointment{a, twice}, find[[]identity.Appointment](t)(s.FindAppointments(ctx, anna, now)))
		same(t, "after that end", []identity.Appointment{twice}, find[[]identity.Appointment](t)(s.FindAppointments(ctx, anna, a.Until)))
	})
}

// ticking is a clock that nobody reads the same time from twice.
type ticking struct{ ticks atomic.Int64 }

func (c *ticking) Now() time.Time {
	return now.Add(time.Duration(c.ticks.Add(1)) * time.Millisecond)
}

// TestAdmitTogether is somebody who logs in for the first time in eight browsers
// at once: they are one person, and hold the function once.
func TestAdmitTogether(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		organisation := find[*identity.Organisation](t)(identity.NewOrganisation([]identity.Authority{{
			Code: "BN", Name: "Byggnadsnämnden", Functions: []identity.Function{{ID: "BN/bygglov", Title: i18n.Text{SV: "Handläggare"}, Groups: []string{"bygg"}}},
		}}))
		clock := &ticking{}
		roster := identity.Roster{
			Register: identity.Register{Persons: db.Persons(), Clock: clock}, Appointments: db.Appointments(), Organisation: organisation,
			Audit: db.Audit(), Clock: clock,
		}
		proof := identity.Proof{Number: numberOf(t, "197901049283"), Name: "Anna Öst", Groups: []string{"bygg"}}
		var browsers sync.WaitGroup
		for range 8 {
			browsers.Go(func() {
				if _, err := roster.Admit(t.Context(), proof, "login:a"); err != nil {
					t.Error(err)
				}
			})
		}
		browsers.Wait()
		holders := find[[]identity.Colleague](t)(roster.FindHolders(t.Context(), "BN/bygglov", clock.Now()))
		if len(holders) != 1 {
			t.Fatalf("held by %v", holders)
		}
		held := find[[]identity.Appointment](t)(db.Appointments().FindAppointments(t.Context(), holders[0].ID, clock.Now()))
		if len(held) != 1 {
			t.Errorf("appointments %v", held)
		}
	})
}
