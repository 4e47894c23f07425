package store_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

func TestSteadyIsKeptWhileTheSameAnswers(t *testing.T) {
	ring, err := keyring.NewMemory()
	if err != nil {
		t.Fatal(err)
	}
	open := func(t *testing.T, at testdb.DB) *store.DB {
		t.Helper()
		db, err := store.Open(t.Context(), store.Config{Dialect: store.Dialect(at.Dialect), DSN: at.DSN, Ring: ring, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		before := time.Now()
		db := open(t, at)
		first := db.Steady()
		if first.Before(before.Truncate(time.Second)) || first.After(time.Now()) {
			t.Fatalf("steady since %s", first)
		}
		if pool := db.Pool(); pool != nil {
			pool.Reset() // the same server answers new connections
			if err := db.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := db.Steady(); !got.Equal(first) {
			t.Errorf("it moved from %s to %s, and the database is the same", first, got)
		}
	})
}
