package store_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/errs"
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
