package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// TestSQLiteKeepsItsPromises looks at the settings that a receipt relies on: a
// commit is on the disk (synchronous 2 is FULL), and references are checked.
func TestSQLiteKeepsItsPromises(t *testing.T) {
	db := open(t, config(testdb.DB{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(t)}, newRing(t)))
	pool := find[*sql.DB](t)(db.SQL())
	for setting, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000"} {
		var got string
		must(t, pool.QueryRowContext(t.Context(), "PRAGMA "+setting).Scan(&got))
		if got != want {
			t.Errorf("%s is %s, want %s", setting, got, want)
		}
	}
	if n := pool.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d connections may write, want one", n)
	}
}

func TestSQLiteFileOfAnyName(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, os.Mkdir("under", 0o700))
	for _, path := range []string{"entre.db", "under/entre.db", "å b?c=d&e%20f#g.db", filepath.Join(t.TempDir(), "a?b.db")} {
		cfg := config(testdb.DB{Dialect: testdb.SQLiteDialect, DSN: path}, newRing(t))
		find[[]store.Migration](t)(store.Migrate(t.Context(), cfg, store.Up))
		d := aDraft()
		must(t, open(t, cfg).Cases().CreateDraft(t.Context(), d))
		find[cases.Draft](t)(open(t, cfg).Cases().FindDraft(t.Context(), d.ID)) // by another connection
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s was not written (%v)", path, err)
		}
	}
}
