package web

import (
	"context"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// appointments keeps who holds which function.
type appointments struct {
	*memory
	kept []identity.Appointment
}

func (m *appointments) LockAppointments(context.Context, identity.PersonID) error { return nil }

func (m *appointments) FindAppointments(_ context.Context, person identity.PersonID, now time.Time) ([]identity.Appointment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []identity.Appointment
	for _, a := range m.kept {
		if a.Person == person && a.Until.After(now) {
			found = append(found, a)
		}
	}
	return found, nil
}

func (m *appointments) SaveAppointment(_ context.Context, a identity.Appointment) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = append(slices.DeleteFunc(m.kept, func(b identity.Appointment) bool {
		return a.Person == b.Person && a.Function == b.Function && a.From.Equal(b.From)
	}), a)
	return nil
}

func (m *appointments) FindHolders(context.Context, identity.FunctionID, time.Time) ([]identity.Colleague, error) {
	return nil, nil
}

// end ends what the person holds, as their employer does while they work.
func (m *appointments) end(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.kept {
		m.kept[i].Until = now
	}
}

// town is the organisation of these tests. A group is named as its function.
func town() *identity.Organisation {
	f := func(id identity.FunctionID, title string, powers ...identity.Power) identity.Function {
		return identity.Function{ID: id, Title: i18n.Text{SV: title}, Powers: powers, Groups: []string{string(id)}}
	}
	o, err := identity.NewOrganisation([]identity.Authority{
		{Code: "BN", Name: "Byggnadsnämnden", Functions: []identity.Function{
			f("BN/bygglov", "Bygglovshandläggare", identity.PowerHandle),
			f("BN/tillsyn", "Byggnadsinspektör", identity.PowerHandle),
			f("BN/registrator", "Registrator", identity.PowerRegister, identity.PowerDeliveries),
		}},
		{Code: "TN", Name: "Tekniska nämnden", Functions: []identity.Function{f("TN/gata", "Gatuhandläggare", identity.PowerHandle)}},
		{Code: "KS", Name: "Kommunstyrelsen", Functions: []identity.Function{
			f("KS/drift", "Drifttekniker", identity.PowerOperate), f("KS/kommunikation", "Kommunikatör", identity.PowerEdit),
		}},
	})
	if err != nil {
		panic(err)
	}
	return o
}
