package store_test

import (
	"io/fs"
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
		names := []string{"catalogue", "cases", "deliveries", "audit", "river", "identity", "more_steps"}
		wantApplied := func(n int) {
			t.Helper()
			all := find[[]store.Migration](t)(store.Migrations(t.Context(), cfg))
			want := make([]store.Migration, len(names))
			for i, name := range names {
				want[i] = store.Migration{Number: int64(i + 1), Name: name, Applied: i < n}
			}
			same(t, "migrations", want, all)
		}
		migrate := func(direction store.Direction, want int) {
			t.Helper()
			changed := find[[]store.Migration](t)(store.Migrate(t.Context(), cfg, direction))
			if len(changed) != want {
				t.Fatalf("%s changed %d migrations, want %d: %v", direction, len(changed), want, changed)
			}
		}

		wantApplied(0)
		migrate(store.Up, len(names))
		wantApplied(len(names))
		migrate(store.Up, 0)
		for left := len(names) - 1; left >= 0; left-- {
			migrate(store.Down, 1)
			wantApplied(left)
		}
		migrate(store.Down, 0)
		migrate(store.Up, len(names))
		wantApplied(len(names))
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
