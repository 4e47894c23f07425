package store_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
	"github.com/mittkoping/entre/migrations"
)

// TestEachMigrationUpDownUp applies them, takes them back one by one and applies them again.
func TestEachMigrationUpDownUp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, at testdb.DB) {
		cfg := config(at, newRing(t))
		if _, err := store.Open(t.Context(), cfg); !errs.Is(err, errs.Unavailable) || !strings.Contains(err.Error(), "entre migrate up") {
			t.Errorf("Open of an empty database: %v", err)
		}
		all := []store.Migration{
			{Number: 1, Name: "catalogue"},
			{Number: 2, Name: "cases"},
			{Number: 3, Name: "deliveries"},
			{Number: 4, Name: "audit"},
			{Number: 5, Name: "river"},
			{Number: 6, Name: "identity"},
			{Number: 7, Name: "more_steps"},
			{Number: 8, Name: "appointments"},
			{Number: 9, Name: "school_blocks"},
			{Number: 10, Name: "authorities"},
			{Number: 11, Name: "caseroom"},
			{Number: 12, Name: "waiting"},
			{Number: 13, Name: "messages"},
			{Number: 15, Name: "vocabularies"},
		}
		wantApplied := func(n int) {
			t.Helper()
			want := slices.Clone(all)
			for i := range n {
				want[i].Applied = true
			}
			same(t, "migrations", want, find[[]store.Migration](t)(store.Migrations(t.Context(), cfg)))
		}
		migrate := func(direction store.Direction, want int) {
			t.Helper()
			changed := find[[]store.Migration](t)(store.Migrate(t.Context(), cfg, direction))
			if len(changed) != want {
				t.Fatalf("%s changed %d migrations, want %d: %v", direction, len(changed), want, changed)
			}
		}

		wantApplied(0)
		migrate(store.Up, len(all))
		wantApplied(len(all))
		migrate(store.Up, 0)
		for left := len(all) - 1; left >= 0; left-- {
			migrate(store.Down, 1)
			wantApplied(left)
		}
		migrate(store.Down, 0)
		migrate(store.Up, len(all))
		wantApplied(len(all))
		must(t, open(t, cfg).Ping(t.Context()))
	})
}

func TestDialectsHaveTheSameMigrations(t *testing.T) {
	list := func(files fs.FS, folder string) []string {
		names, err := fs.Glob(files, folder+"/*.sql")
		must(t, err)
		for i := range names {
			names[i] = strings.TrimPrefix(names[i], folder+"/")
		}
		return names
	}
	same(t, "files", list(migrations.Postgres, "postgres"), list(migrations.SQLite, "sqlite"))
}

func TestMigrateInNoDirection(t *testing.T) {
	if _, err := store.Migrate(t.Context(), config(testdb.DB{Dialect: "sqlite", DSN: testdb.SQLite(t)}, nil), "sideways"); err == nil {
		t.Error("migrated sideways")
	}
}

func TestUnknownDialect(t *testing.T) {
	if _, err := store.Open(t.Context(), config(testdb.DB{Dialect: "mysql", DSN: "x"}, nil)); err == nil {
		t.Error("opened a database of a dialect that is not ours")
	}
}
