package testdb

import (
	"path/filepath"
	"testing"
)

// The dialects, as the configuration names them.
const (
	SQLiteDialect   = "sqlite"
	PostgresDialect = "postgres"
)

// DB is one database, there for the duration of a test.
type DB struct {
	Dialect string // SQLiteDialect or PostgresDialect
	DSN     string // a file's path for SQLite, a URL for PostgreSQL
}

// Each runs fn as the subtests "sqlite" and "postgres", each with an empty
// database. Close what fn opens before it returns (t.Cleanup will do).
func Each(t *testing.T, fn func(t *testing.T, db DB)) {
	t.Helper()
	t.Run(SQLiteDialect, func(t *testing.T) {
		fn(t, DB{Dialect: SQLiteDialect, DSN: SQLite(t)})
	})
	t.Run(PostgresDialect, func(t *testing.T) {
		fn(t, DB{Dialect: PostgresDialect, DSN: Postgres(t)})
	})
}

// SQLite returns the path of a database file in a folder of the test's own.
// The file does not exist yet.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "entre.db")
}
