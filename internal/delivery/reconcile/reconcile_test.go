package reconcile_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/reconcile"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

var (
	noon  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	night = time.Date(2026, 11, 24, 1, 30, 0, 0, time.UTC) // 02:30 in Sweden
)

// migrated is a database with all tables, copied for each test.
var migrated = testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error {
	_, err := store.Migrate(ctx, config(db), store.Up)
	return err
})

func config(db testdb.DB) store.Config {
	return store.Config{Dialect: store.Dialect(db.Dialect), DSN: db.DSN, Log: slog.New(slog.DiscardHandler), MaxConns: 8}
}

// each runs fn on a new database of each dialect.
func each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		cfg := config(at)
		var err error
		if cfg.Ring, err = keyring.NewMemory(); err != nil {
			t.Fatal(err)
		}
		db, err := store.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		fn(t, db)
	})
}

// engine is a delivery.Engine that finds what it is told.
type engine struct {
	mu    sync.Mutex
	asked []string
	what  delivery.Reconciling
	found delivery.Reconciliation
	err   error
	dies  context.CancelFunc // its node is stopped meanwhile
}

func (e *engine) Reconcile(ctx context.Context, connector string, what delivery.Reconciling) (delivery.Reconciliation, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked, e.what = append(e.asked, connector), what
	if err := what.Progress(ctx); err != nil {
		return e.found, err
	}
	if e.dies != nil {
		e.dies()
		return e.found, ctx.Err()
	}
	return e.found, e.err
}

func newService(t *testing.T, db *store.DB, c clock.Clock, e *engine) *reconcile.Service {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return reconcile.New(reconcile.Config{
		Store: db.Reconciliations(), Engine: e, Connectors: []string{"gata", "park"}, Clock: c, Log: slog.New(slog.DiscardHandler),
		At: "02:30", Zone: zone, Days: 30, Repair: true, Keep: 100 * 24 * time.Hour,
	})
}

func look(t *testing.T, s *reconcile.Service) {
	t.Helper()
	if err := s.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestNight: each connector once in a night, by one of the nodes, in its time.
func TestNight(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		c, e := clock.NewFake(noon), &engine{}
		one, other := newService(t, db, c, e), newService(t, db, c, e)
		for _, step := range []struct {
			at   time.Time
			want int
		}{
			{noon, 0},
			{night.Add(-time.Second), 0},
			{night, 2},
			{night.Add(time.Hour), 0},
			{night.Add(29 * time.Hour), 0}, // a portal that was closed that night and is opened in the morning
			{night.Add(50 * time.Hour), 2}, // one that is opened in the night
		} {
			c.Advance(step.at.Sub(c.Now()))
			e.asked = nil
			look(t, one)
			look(t, other)
			if len(e.asked) != step.want {
				t.Errorf("at %s %v were asked", step.at, e.asked)
			}
		}
		if want := c.Now().AddDate(0, 0, -30); !e.what.From.Equal(want) || !e.what.To.Equal(c.Now()) || !e.what.Repair {
			t.Errorf("asked for %+v", e.what)
		}
	})
}

// TestNightIsTakenOver: the night of a node that is killed is done by another, when
// its lease has run out.
func TestNightIsTakenOver(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		c, e := clock.NewFake(night), &engine{}
		ctx, cancel := context.WithCancel(t.Context())
		e.dies = cancel
		_ = newService(t, db, c, e).Look(ctx)
		e.asked, e.dies = nil, nil
		other := newService(t, db, c, e)
		look(t, other)
		if len(e.asked) > 1 { // the other connector may not have been begun
			t.Errorf("%v are asked beside the other node", e.asked)
		}
		c.Advance(time.Hour)
		look(t, other)
		slices.Sort(e.asked)
		if diff := cmp.Diff([]string{"gata", "park"}, e.asked); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
		if reports, err := other.Latest(t.Context(), 10); err != nil || len(reports) != 2 {
			t.Errorf("%d reports (%v), want one of each", len(reports), err)
		}
	})
}

// TestReport: what was found is kept, of one that ends early too.
func TestReport(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		c := clock.NewFake(noon)
		e := &engine{err: errs.New(errs.Unavailable, "test"), found: delivery.Reconciliation{Connector: "gata", Present: 3, ByHand: 1, Findings: []delivery.Finding{
			{Delivery: delivery.Delivery{ID: "d1"}, What: delivery.FindingMissing, Repaired: true},
			{Delivery: delivery.Delivery{ID: "d2"}, What: delivery.FindingUnknown, Detail: "502"},
		}}}
		s := newService(t, db, c, e)
		p := delivery.Period{From: noon.Add(-time.Hour), To: noon}
		if _, err := s.Compare(t.Context(), "gata", p, true); !errs.Is(err, errs.Unavailable) {
			t.Errorf("compared with %v", err)
		}
		got, err := s.Latest(t.Context(), 10)
		if err != nil || len(got) != 1 {
			t.Fatalf("%d reports (%v)", len(got), err)
		}
		want := reconcile.Report{
			ID: got[0].ID, Connector: "gata", StartedAt: noon, EndedAt: noon, Period: p, Repair: true,
			Present: 3, ByHand: 1, Wrong: 2, Repaired: 1, Problem: "unavailable",
			Findings: []reconcile.Finding{{DeliveryID: "d1", What: delivery.FindingMissing, Repaired: true}, {DeliveryID: "d2", What: delivery.FindingUnknown, Detail: "502"}},
		}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("report (-want +got):\n%s", diff)
		}
		c.Advance(night.Add(101 * 24 * time.Hour).Sub(noon))
		e.err = nil
		look(t, s)
		if got, err := s.Latest(t.Context(), 10); err != nil || len(got) != 2 { // the night's
			t.Errorf("%d reports are kept (%v)", len(got), err)
		}
	})
}
