package vocabulary_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
	"github.com/mittkoping/entre/internal/vocabulary"
)

var (
	noon = time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)
	anna = atWork("anna", "KS/kommunikation", identity.PowerEdit)
	bo   = atWork("bo", "KS/kommunikation", identity.PowerEdit)
)

const (
	lamp   = "felanmal-gatubelysning"
	school = "ansok-om-skolskjuts"
	dog    = "anmal-losspringande-hund"
)

func atWork(id identity.PersonID, function identity.FunctionID, powers ...identity.Power) identity.Actor {
	return identity.Actor{Staff: &identity.Staff{ID: id, Functions: []identity.Function{{ID: function, Title: i18n.Text{SV: "Kommunikatör"}, Powers: powers}}}}
}

var migrated = testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error {
	_, err := store.Migrate(ctx, store.Config{Dialect: store.Dialect(db.Dialect), DSN: db.DSN, Log: slog.New(slog.DiscardHandler)}, store.Up)
	return err
})

// world is the administration over a database, beside a portal that answers.
type world struct {
	*vocabulary.Service
	t       *testing.T
	clock   *clock.Fake
	files   *catalogue.Files
	running *catalogue.Catalogue
	engine  *search.Engine
	trail   *trail
}

// trail is an audit.Log that remembers.
type trail struct{ entries []audit.Entry }

func (l *trail) Append(_ context.Context, e audit.Entry) error {
	l.entries = append(l.entries, e)
	return nil
}

// holders says that Anna is still at work and Bo is not.
type holders struct{}

func (holders) FindHolders(context.Context, identity.FunctionID, time.Time) ([]identity.Colleague, error) {
	return []identity.Colleague{{ID: "anna", Name: "Anna Öst"}}, nil
}

// each runs fn over a new world on each database.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		ring, err := keyring.NewMemory()
		must(t, err)
		db, err := store.Open(t.Context(), store.Config{Dialect: store.Dialect(at.Dialect), DSN: at.DSN, Ring: ring, Log: slog.New(slog.DiscardHandler), MaxConns: 4})
		must(t, err)
		t.Cleanup(func() { must(t, db.Close()) })
		w := &world{t: t, clock: clock.NewFake(noon), engine: &search.Engine{}, trail: &trail{}}
		w.files = &catalogue.Files{Store: db.Catalogue(), Log: w.trail, Clock: w.clock}
		w.fill(db.Catalogue())
		w.running = catalogue.New(db.Catalogue(), slog.New(slog.DiscardHandler))
		w.running.OnChange(func(s *catalogue.Snapshot) { w.engine.Swap(search.New(s)) })
		must(t, w.running.Load(t.Context()))
		town, err := identity.NewOrganisation([]identity.Authority{{Code: "KS", Name: "Kommunstyrelsen"}})
		must(t, err)
		w.Service = vocabulary.New(vocabulary.Config{
			Store: db.WordChanges(), Wording: w.files, Catalogue: w.running, Search: w.engine, Holders: holders{}, Organisation: town,
			Clock: w.clock, Log: slog.New(slog.DiscardHandler),
		})
		fn(t, w)
	})
}

func (w *world) fill(s *store.Catalogue) {
	w.t.Helper()
	for id, title := range map[string]string{lamp: "Felanmäl gatubelysning", school: "Ansök om skolskjuts", dog: "Anmäl en lös hund"} {
		must(w.t, s.SaveEntry(w.t.Context(), catalogue.Entry{
			Service: catalogue.Service{
				ID: id, Kind: catalogue.KindEService, Title: i18n.Text{SV: title, EN: title}, Category: "trafik-och-gator",
				Keywords: []i18n.Text{{SV: "eget ord för " + id, EN: "own word of " + id}},
			},
			Revision: 1, Hash: id, ImportedHash: id, UpdatedAt: noon,
		}, nil))
	}
	must(w.t, s.SaveVocabulary(w.t.Context(), catalogue.Vocabulary{
		Language: "sv", Owner: "Kansliet", Services: map[string][]string{lamp: {"lyktstolpe"}},
		Synonyms: []catalogue.SynonymGroup{{From: []string{"vovve"}, To: []string{"hund"}, Weight: 0.9}}, Revision: 1, Hash: "sv", ImportedHash: "sv", UpdatedAt: noon,
	}))
	must(w.t, s.SaveSheet(w.t.Context(), catalogue.Sheet{
		Name: "judged", Revision: 1, Hash: "judged", ImportedHash: "judged", UpdatedAt: noon,
		Content: []byte(`{"judged":[{"query":"trasig lyra","kind":"everyday","expected":"` + lamp + `"},{"query":"vovve","kind":"everyday","expected":"` + dog + `"},{"query":"skolskjuts","kind":"official","expected":"` + school + `"}]}`),
	}))
}

// later lets a second go: changes have an order.
func (w *world) later() { w.clock.Advance(time.Second) }

// first is the first hit of everybody's search.
func (w *world) first(text string) string {
	hits := w.engine.Search(search.Query{Text: text, Lang: "sv", Day: catalogue.DayOf(w.clock.Now())}).Hits
	if len(hits) == 0 {
		return ""
	}
	return hits[0].ID
}

// publish publishes what the actor has in their draft.
func (w *world) publish(actor identity.Actor) error {
	p, err := w.Preview(w.t.Context(), actor)
	if err != nil {
		return err
	}
	return w.Publish(w.t.Context(), actor, p.Version)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func faultsOf(t *testing.T, err error) []vocabulary.Fault {
	t.Helper()
	invalid, ok := errors.AsType[*vocabulary.InvalidError](err)
	if !ok {
		t.Fatalf("the error is %v", err)
	}
	return invalid.Faults
}
