package store_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// migrated is a database with all tables, copied for each test.
var migrated = testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error {
	_, err := store.Migrate(ctx, config(db, nil), store.Up)
	return err
})

// now is a time with microseconds, as the clock gives them.
var now = time.Date(2026, 3, 14, 15, 9, 26, 535897000, time.UTC)

func config(db testdb.DB, ring *keyring.Ring) store.Config {
	return store.Config{
		Dialect: store.Dialect(db.Dialect), DSN: db.DSN, Ring: ring, Log: slog.New(slog.DiscardHandler), MaxConns: 8,
	}
}

func newRing(t testing.TB) *keyring.Ring {
	t.Helper()
	ring, err := keyring.NewMemory()
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func open(t testing.TB, cfg store.Config) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// each runs fn on a new database of each dialect.
func each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	migrated.Each(t, func(t *testing.T, at testdb.DB) { fn(t, open(t, config(at, newRing(t)))) })
}

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// find returns what a method found.
func find[V any](t testing.TB) func(V, error) V {
	t.Helper()
	return func(v V, err error) V {
		t.Helper()
		must(t, err)
		return v
	}
}

func wantKind(t testing.TB, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("error %v, want the kind %v", err, kind)
	}
}

// same compares also where a time is: read back, it must be in UTC.
func same(t testing.TB, what string, want, got any) {
	t.Helper()
	times := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location() == b.Location() })
	numbers := cmp.Comparer(func(a, b pnr.Number) bool { return a == b })
	if diff := cmp.Diff(want, got, times, numbers); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
