package caseroom_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	room "github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
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
	return store.Config{Dialect: store.Dialect(db.Dialect), DSN: db.DSN, Ring: ring, Log: slog.New(slog.DiscardHandler), MaxConns: 4}
}

const (
	authority = "Tekniska nämnden"
	streets   = identity.FunctionID("TN/gata")
	parks     = identity.FunctionID("TN/park")
)

// TestConformance judges the connector before a real caseroom, with a bridge in
// between that loses answers.
func TestConformance(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Harness{
		New:         func(t *testing.T, baseURL string) delivery.Connector { t.Helper(); return connect(t, baseURL, key) },
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector { t.Helper(); return connect(t, baseURL, "fel") },
		Backend: func(t *testing.T) *connectortest.Backend {
			t.Helper()
			d := newDesk(t, testdb.DB{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(t)})
			return &connectortest.Backend{URL: serve(t, d.room), Cases: d.cases, SetStatus: d.setStatus, SendFiles: d.sendFiles}
		},
		Route: func(e *delivery.Envelope) { e.Authority, e.Params["function"] = authority, string(streets) },
		Spoil: func(e *delivery.Envelope) { e.Reference = "" },
		Ours:  true,
	})
}

// desk is a caseroom and somebody who works in it.
type desk struct {
	t    *testing.T
	db   *store.DB
	room *room.Service
	who  identity.Actor
}

func newDesk(t *testing.T, at testdb.DB) *desk {
	t.Helper()
	ring, err := keyring.NewMemory()
	must(t, err)
	db, err := store.Open(t.Context(), config(at, ring))
	must(t, err)
	t.Cleanup(func() { db.Close() })
	bucket, err := files.Open(t.Context(), "mem://", ring)
	must(t, err)
	t.Cleanup(func() { bucket.Close() })
	works := []identity.Function{
		{ID: streets, Title: i18n.Text{SV: "Gatuhandläggare"}, Powers: []identity.Power{identity.PowerHandle}},
		{ID: parks, Title: i18n.Text{SV: "Parkhandläggare"}, Powers: []identity.Power{identity.PowerHandle}},
		{ID: "TN/registrator", Title: i18n.Text{SV: "Registrator"}, Powers: []identity.Power{identity.PowerRegister}},
	}
	org, err := identity.NewOrganisation([]identity.Authority{
		{Code: "TN", Name: authority, Functions: works},
		{Code: "KS", Name: "Kommunstyrelsen", Functions: []identity.Function{{ID: "KS/kansli", Title: i18n.Text{SV: "Kansli"}, Powers: works[0].Powers}}},
	})
	must(t, err)
	return &desk{
		t: t, db: db, who: identity.Actor{Staff: &identity.Staff{ID: "a", Name: "Asta", Functions: works[:1]}},
		room: room.New(room.Config{
			Store: db.Caseroom(), Files: bucket, Staff: nobody{}, Citizens: nobody{}, Organisation: org, Audit: db.Audit(),
			Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		}),
	}
}

// nobody has colleagues, or sent a case while logged in.
type nobody struct{}

func (nobody) FindHolders(context.Context, identity.FunctionID, time.Time) ([]identity.Colleague, error) {
	return nil, nil
}

func (nobody) PersonOf(context.Context, string) (identity.PersonID, error) { return "", nil }

// cases returns all there is, as the people there see it.
func (d *desk) cases() []connectortest.Case {
	d.t.Helper()
	var seen []connectortest.Case
	box, err := d.room.Inbox(d.t.Context(), d.who, room.Filter{Status: room.StatusAny, Sort: room.SortOldest})
	must(d.t, err)
	for _, c := range box.Cases {
		v, err := d.room.Open(d.t.Context(), d.who, c.Reference)
		must(d.t, err)
		one := connectortest.Case{RemoteID: c.ID, Text: text(v)}
		for _, f := range v.Files {
			one.Files = append(one.Files, connectortest.File{Name: f.Name, SHA256: f.SHA256})
		}
		for _, e := range v.Events {
			switch e.Kind {
			case room.EventMessage:
				one.Said = append(one.Said, e.Text)
			case room.EventWithdrawn:
				one.Said = append(one.Said, "Ärendet är återkallat.\n"+e.Text)
			}
		}
		seen = append(seen, one)
	}
	return seen
}

func text(v room.View) string {
	lines := []string{v.Case.Reference, v.Case.Diary.String(), v.Case.Title}
	for _, s := range v.Dossier.Sections {
		lines = append(lines, s.Title)
		for _, r := range s.Rows {
			lines = append(append(lines, r.Label), r.Lines...)
		}
	}
	return strings.Join(lines, "\n")
}

// seen is a case by its id.
func (d *desk) seen(id string) room.Seen {
	d.t.Helper()
	c, err := d.db.Caseroom().FindCaseByID(d.t.Context(), id)
	must(d.t, err)
	return room.Seen{Reference: c.Reference, Revision: c.Revision}
}

func (d *desk) setStatus(t *testing.T, remoteID string, s delivery.Status, note string) {
	t.Helper()
	m := room.Message{Text: note}
	switch s {
	case delivery.StatusStarted: // a case that nobody has begun begins with the first words
		must(t, d.room.WriteToCitizen(t.Context(), d.who, d.seen(remoteID), m))
	case delivery.StatusClosed:
		must(t, d.room.Close(t.Context(), d.who, d.seen(remoteID), m))
	default:
		t.Fatalf("nobody sets %q here", s)
	}
}

// sendFiles answers with files. Somebody has begun the case before that.
func (d *desk) sendFiles(t *testing.T, remoteID, note string, sent []connectortest.Sent) {
	t.Helper()
	if err := d.room.Start(t.Context(), d.who, d.seen(remoteID)); !errs.Is(err, errs.Conflict) {
		must(t, err)
	}
	m := room.Message{Text: note}
	for _, f := range sent {
		m.Files = append(m.Files, room.Upload{Name: f.Name, Content: f.Content})
	}
	must(t, d.room.WriteToCitizen(t.Context(), d.who, d.seen(remoteID), m))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
