package identity_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

func has(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

// appointments keeps appointments in memory, and is the audit trail.
type appointments struct {
	kept    []identity.Appointment
	audited []string
}

func (m *appointments) InTx(ctx context.Context, fn func(context.Context) error) error {
	return fn(ctx)
}

func (m *appointments) LockAppointments(context.Context, identity.PersonID) error { return nil }

func (m *appointments) FindAppointments(_ context.Context, person identity.PersonID, now time.Time) ([]identity.Appointment, error) {
	var found []identity.Appointment
	for _, a := range m.kept {
		if a.Person == person && !a.From.After(now) && a.Until.After(now) {
			found = append(found, a)
		}
	}
	return found, nil
}

func (m *appointments) SaveAppointment(_ context.Context, a identity.Appointment) error {
	key := func(b identity.Appointment) bool {
		b.Until = a.Until
		return a == b
	}
	if i := slices.IndexFunc(m.kept, key); i >= 0 {
		m.kept[i] = a
		return nil
	}
	m.kept = append(m.kept, a)
	return nil
}

func (m *appointments) FindHolders(context.Context, identity.FunctionID, time.Time) ([]identity.Colleague, error) {
	return nil, nil
}

func (m *appointments) Append(_ context.Context, e audit.Entry) error {
	m.audited = append(m.audited, string(e.Action)+" "+e.Subject+" "+e.Detail)
	return nil
}

func organisation(t *testing.T) *identity.Organisation {
	t.Helper()
	f := func(id identity.FunctionID, groups ...string) identity.Function {
		return identity.Function{ID: id, Title: i18n.Text{SV: string(id)}, Powers: []identity.Power{identity.PowerHandle}, Groups: groups}
	}
	o, err := identity.NewOrganisation([]identity.Authority{
		{Code: "BN", Name: "Byggnadsnämnden", Functions: []identity.Function{f("BN/bygglov", "bygg", "alla"), f("BN/tillsyn", "tillsyn")}},
		{Code: "TN", Name: "Tekniska nämnden", Functions: []identity.Function{f("TN/gata", "gata", "alla"), f("TN/ingen")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestAdmit follows somebody through a change of work.
func TestAdmit(t *testing.T) {
	number, err := pnr.Parse("197901049283", noon)
	if err != nil {
		t.Fatal(err)
	}
	now, kept := clock.NewFake(noon), &appointments{}
	roster := identity.Roster{
		Register:     identity.Register{Persons: &persons{by: map[string]identity.Person{}}, Clock: now},
		Appointments: kept, Organisation: organisation(t), Audit: kept, Clock: now,
	}
	var id identity.PersonID
	admit := func(source string, groups ...string) {
		t.Helper()
		p, err := roster.Admit(t.Context(), identity.Proof{Number: number, Name: "Anna", Groups: groups}, source)
		if err != nil {
			t.Fatal(err)
		}
		if id = cmp.Or(id, p.ID); p.ID != id {
			t.Error("it is another person")
		}
	}
	holds := func(want string) {
		t.Helper()
		functions, err := roster.FindFunctions(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, f := range functions {
			ids = append(ids, string(f.ID))
		}
		if diff := gocmp.Diff(strings.Fields(want), ids); diff != "" {
			t.Errorf("holds (-want +got):\n%s", diff)
		}
	}
	admit("login:a", "bygg", "fotbollslaget")
	holds("BN/bygglov")
	admit("login:b", "gata")
	holds("BN/bygglov TN/gata")

	now.Advance(time.Hour)
	admit("login:a", "tillsyn")
	holds("BN/tillsyn TN/gata")
	admit("login:a")
	holds("TN/gata")
	admit("login:a", "alla")
	holds("BN/bygglov TN/gata")

	now.Advance(80 * 24 * time.Hour)
	admit("login:b", "gata")
	now.Advance(20 * 24 * time.Hour)
	holds("TN/gata") // what a says has not been said for 100 days
	now.Advance(70 * 24 * time.Hour)
	holds("")

	want := []string{
		"appointment.begun function:BN/bygglov login:a", "appointment.begun function:TN/gata login:b",
		"appointment.ended function:BN/bygglov login:a", "appointment.begun function:BN/tillsyn login:a",
		"appointment.ended function:BN/tillsyn login:a",
		"appointment.begun function:BN/bygglov login:a", "appointment.begun function:TN/gata login:a",
	}
	if diff := gocmp.Diff(want, kept.audited); diff != "" {
		t.Errorf("audited (-want +got):\n%s", diff)
	}
	if first := kept.kept[0]; !first.From.Equal(noon) || !first.Until.Equal(noon.Add(time.Hour)) || len(kept.kept) != 5 {
		t.Errorf("its history is %v", kept.kept)
	}
}

func TestFunctionThatIsNoMore(t *testing.T) {
	kept := &appointments{kept: []identity.Appointment{{Person: "a", Function: "BN/avskaffad", From: noon, Until: noon.Add(time.Hour)}}}
	roster := identity.Roster{Appointments: kept, Organisation: organisation(t), Clock: clock.NewFake(noon)}
	if functions, err := roster.FindFunctions(t.Context(), "a"); err != nil || len(functions) > 0 {
		t.Errorf("gives %v (%v)", functions, err)
	}
}

func TestNewOrganisation(t *testing.T) {
	good := func() []identity.Authority {
		return []identity.Authority{{Code: "BN", Name: "Byggnadsnämnden", Functions: []identity.Function{
			{ID: "BN/bygglov", Title: i18n.Text{SV: "Handläggare"}, Powers: []identity.Power{identity.PowerHandle}, Groups: []string{"bygg"}},
		}}}
	}
	for name, c := range map[string]struct {
		change func(a []identity.Authority) []identity.Authority
		want   string
	}{
		"as it should be":   {func(a []identity.Authority) []identity.Authority { return a }, ""},
		"a long code":       {func(a []identity.Authority) []identity.Authority { a[0].Code = "BYGGNAD"; return a }, "BYGGNAD"},
		"no name":           {func(a []identity.Authority) []identity.Authority { a[0].Name = ""; return a }, "name"},
		"the same twice":    {func(a []identity.Authority) []identity.Authority { return append(a, a[0]) }, "two authorities"},
		"another's":         {func(a []identity.Authority) []identity.Authority { a[0].Functions[0].ID = "TN/bygglov"; return a }, "TN/bygglov"},
		"no title":          {func(a []identity.Authority) []identity.Authority { a[0].Functions[0].Title.SV = ""; return a }, "title"},
		"no such power":     {func(a []identity.Authority) []identity.Authority { a[0].Functions[0].Powers[0] = "rule"; return a }, "rule"},
		"everybody's group": {func(a []identity.Authority) []identity.Authority { a[0].Functions[0].Groups[0] = ""; return a }, "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := identity.NewOrganisation(c.change(good()))
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one about %q", err, c.want)
			}
		})
	}
}
