package caseroom_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/store/files"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

var migrated = testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error {
	_, err := store.Migrate(ctx, config(db, nil), store.Up)
	return err
})

func config(db testdb.DB, ring *keyring.Ring) store.Config {
	return store.Config{
		Dialect: store.Dialect(db.Dialect), DSN: db.DSN, Ring: ring, Log: slog.New(slog.DiscardHandler), MaxConns: 8,
	}
}

// monday is a working day in Sweden, at ten in the morning.
var monday = time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)

const (
	school   = "Barn- och utbildningsnämnden"
	board    = "Kommunstyrelsen"
	seats    = identity.FunctionID("BUN/placering")
	buses    = identity.FunctionID("BUN/skolskjuts")
	register = identity.FunctionID("BUN/registrator")
	centre   = identity.FunctionID("KS/kontaktcenter")
)

// world is a caseroom and the people in it.
type world struct {
	t       *testing.T
	db      *store.DB
	clock   *clock.Fake
	files   *files.Files
	audit   *brittle
	room    *caseroom.Service
	org     *identity.Organisation
	senders map[string]identity.PersonID // by reference
	n       atomic.Int64                 // references given out
}

// each runs fn with a caseroom on each database.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	migrated.Each(t, func(t *testing.T, at testdb.DB) { fn(t, newWorld(t, at)) })
}

func newWorld(t *testing.T, at testdb.DB) *world {
	t.Helper()
	ring, err := keyring.NewMemory()
	must(t, err)
	db, err := store.Open(t.Context(), config(at, ring))
	must(t, err)
	t.Cleanup(func() { db.Close() })
	bucket, err := files.Open(t.Context(), "mem://", ring)
	must(t, err)
	t.Cleanup(func() { bucket.Close() })
	works, registers := []identity.Power{identity.PowerHandle}, []identity.Power{identity.PowerRegister}
	org, err := identity.NewOrganisation([]identity.Authority{
		{Code: "BUN", Name: school, Functions: []identity.Function{
			{ID: register, Title: i18n.Text{SV: "Registrator"}, Powers: registers},
			{ID: seats, Title: i18n.Text{SV: "Placeringshandläggare", EN: "Placement officer"}, Powers: works},
			{ID: buses, Title: i18n.Text{SV: "Skolskjutshandläggare"}, Powers: works},
		}},
		{Code: "KS", Name: board, Functions: []identity.Function{{ID: centre, Title: i18n.Text{SV: "Kommunvägledare"}, Powers: works}}},
	})
	must(t, err)
	w := &world{
		t: t, db: db, clock: clock.NewFake(monday), files: bucket, audit: &brittle{Log: db.Audit()}, org: org,
		senders: map[string]identity.PersonID{},
	}
	w.room = caseroom.New(caseroom.Config{
		Store: db.Caseroom(), Files: bucket, Staff: w, Citizens: w, Organisation: org, Audit: w.audit, Clock: w.clock,
		Log: slog.New(slog.DiscardHandler),
	})
	return w
}

// brittle is an audit trail that can refuse, as a full disk would: what is
// written with it must be taken back.
type brittle struct {
	audit.Log
	refuses func(audit.Entry) bool
}

var errFull = errors.New("the disk is full")

func (b *brittle) Append(ctx context.Context, e audit.Entry) error {
	if b.refuses != nil && b.refuses(e) {
		return errFull
	}
	return b.Log.Append(ctx, e)
}

// holders are who holds what; their ids are their names.
var holders = map[identity.FunctionID][]string{
	seats: {"Asta", "Bo"}, buses: {"Cilla"}, register: {"Rut"}, centre: {"Kim"},
}

// FindHolders implements caseroom.Staff.
func (w *world) FindHolders(_ context.Context, f identity.FunctionID, _ time.Time) ([]identity.Colleague, error) {
	var found []identity.Colleague
	for _, name := range holders[f] {
		found = append(found, identity.Colleague{ID: identity.PersonID(name), Name: name})
	}
	return found, nil
}

// PersonOf implements caseroom.Citizens.
func (w *world) PersonOf(_ context.Context, reference string) (identity.PersonID, error) {
	return w.senders[reference], nil
}

// as is somebody at work with the functions that they hold.
func (w *world) as(name string) identity.Actor {
	s := &identity.Staff{ID: identity.PersonID(name), Name: name}
	for f, names := range holders {
		if slices.Contains(names, name) {
			held, _ := w.org.Function(f)
			s.Functions = append(s.Functions, held)
		}
	}
	return identity.Actor{Staff: s}
}

// arrival is a case that comes now, with a reference of its own.
func (w *world) arrival(change ...func(*caseroom.Arrival)) caseroom.Arrival {
	n := w.n.Add(1)
	reference := fmt.Sprintf("MK-2026-%04d-ABCD", n)
	a := caseroom.Arrival{
		Key: reference + "/1", Reference: reference, ServiceID: "forskola", Title: "Ansök om plats i förskola", Authority: school,
		Function: seats, Lang: i18n.SV, ReceivedAt: w.clock.Now(), Dossier: caseroom.Dossier{
			Sections: []caseroom.Section{{Title: "Barnet", Rows: []caseroom.Row{{Label: "Namn", Lines: []string{"Nils"}}}}},
			Contact:  &caseroom.Contact{Email: "nils@example.se"},
		},
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

// register registers a case and returns its reference.
func (w *world) register(change ...func(*caseroom.Arrival)) string {
	w.t.Helper()
	a := w.arrival(change...)
	_, err := w.room.Register(w.t.Context(), a)
	must(w.t, err)
	return a.Reference
}

// open opens a case as somebody.
func (w *world) open(name, reference string) caseroom.View {
	w.t.Helper()
	v, err := w.room.Open(w.t.Context(), w.as(name), reference)
	must(w.t, err)
	return v
}

// seen is the case as it is now.
func (w *world) seen(reference string) caseroom.Seen {
	return caseroom.Seen{Reference: reference, Revision: w.kept(reference).Revision}
}

// kept is the case as the database has it, without opening it.
func (w *world) kept(reference string) caseroom.Case {
	w.t.Helper()
	c, err := w.db.Caseroom().FindCase(w.t.Context(), reference)
	must(w.t, err)
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("error %v, want the kind %v", err, kind)
	}
}

// wantFault asserts that a field is told to be wrong.
func wantFault(t testing.TB, err error, field string) {
	t.Helper()
	wantKind(t, err, errs.Invalid)
	wrong, ok := asField(err)
	if !ok || wrong.Field != field {
		t.Errorf("error %v, want a fault in %s", err, field)
		return
	}
	if text := i18n.In(i18n.SV, wrong.Text); text == wrong.Text {
		t.Errorf("there is no text %s", wrong.Text)
	}
}

func same(t testing.TB, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
