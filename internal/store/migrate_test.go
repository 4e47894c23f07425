package store_test

import (
	"database/sql"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
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
			{Number: 14, Name: "sheets"},
			{Number: 15, Name: "vocabularies"},
			{Number: 16, Name: "searches"},
			{Number: 17, Name: "word_changes"},
			{Number: 18, Name: "tellings"},
			{Number: 19, Name: "history"},
			{Number: 20, Name: "alarms"},
			{Number: 21, Name: "moved"},
			{Number: 22, Name: "reconciliation"},
			{Number: 23, Name: "waiting_view"},
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

// TestAuthoritiesMove: what the table of old had is a sheet, and comes back.
func TestAuthoritiesMove(t *testing.T) {
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		cfg := config(at, newRing(t))
		raw := find[*sql.DB](t)(sql.Open(map[string]string{testdb.SQLiteDialect: "sqlite", testdb.PostgresDialect: "pgx"}[at.Dialect], at.DSN))
		t.Cleanup(func() { _ = raw.Close() })
		downTo(t, cfg, 13)
		updated := map[string]string{testdb.SQLiteDialect: "0", testdb.PostgresDialect: "now()"}[at.Dialect]
		_, err := raw.ExecContext(t.Context(), `INSERT INTO authority_directory (id, document, revision, hash, imported_hash, updated_at)
			VALUES (1, '[{"code":"BN"}]', 3, 'h1', 'h0', `+updated+`)`)
		must(t, err)
		find[[]store.Migration](t)(store.Migrate(t.Context(), cfg, store.Up))
		db := open(t, cfg)
		sheets := find[[]catalogue.Sheet](t)(db.Catalogue().Sheets(t.Context()))
		if len(sheets) != 1 || sheets[0].Name != "authorities" || sheets[0].Revision != 3 || sheets[0].ImportedHash != "h0" {
			t.Fatalf("sheets are %+v", sheets)
		}
		var directory catalogue.Directory
		must(t, json.Unmarshal(sheets[0].Content, &directory))
		if len(directory.Authorities) != 1 || directory.Authorities[0].Code != "BN" {
			t.Errorf("directory is %+v", directory)
		}
		downTo(t, cfg, 13)
		var document, hash string
		must(t, raw.QueryRowContext(t.Context(), "SELECT document, hash FROM authority_directory").Scan(&document, &hash))
		same(t, "document", `[{"code":"BN"}]`, document)
		same(t, "hash", "h1", hash)
	})
}

// downTo takes migrations back until the given one is the last.
func downTo(t *testing.T, cfg store.Config, last int64) {
	t.Helper()
	for {
		applied := int64(0)
		for _, m := range find[[]store.Migration](t)(store.Migrations(t.Context(), cfg)) {
			if m.Applied {
				applied = m.Number
			}
		}
		if applied <= last {
			return
		}
		find[[]store.Migration](t)(store.Migrate(t.Context(), cfg, store.Down))
	}
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
