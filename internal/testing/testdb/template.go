package testdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Template is a database prepared once in a test binary, usually by running
// the migrations, and copied for each test: some milliseconds instead of some
// hundred.
//
//	var migrated = testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error { … })
//
//	migrated.Each(t, func(t *testing.T, db testdb.DB) { … })
type Template struct {
	prepare func(ctx context.Context, db DB) error

	sqliteOnce   sync.Once
	sqliteFile   []byte
	sqliteErr    error
	postgresOnce sync.Once
	postgresName string
	postgresErr  error
}

// NewTemplate returns a template that prepare fills. It is called at most once
// for each dialect, with an empty database, and must close what it opens: a
// database with a connection cannot be copied.
func NewTemplate(prepare func(ctx context.Context, db DB) error) *Template {
	return &Template{prepare: prepare}
}

// Each runs fn as the subtests "sqlite" and "postgres", each with a copy of
// the prepared database.
func (p *Template) Each(t *testing.T, fn func(t *testing.T, db DB)) {
	t.Helper()
	t.Run(SQLiteDialect, func(t *testing.T) {
		fn(t, DB{Dialect: SQLiteDialect, DSN: p.SQLite(t)})
	})
	t.Run(PostgresDialect, func(t *testing.T) {
		fn(t, DB{Dialect: PostgresDialect, DSN: p.Postgres(t)})
	})
}

// SQLite returns the path of a copy of the prepared SQLite database.
func (p *Template) SQLite(t testing.TB) string {
	t.Helper()
	p.sqliteOnce.Do(func() { p.sqliteFile, p.sqliteErr = p.prepareSQLite(t.Context()) })
	if p.sqliteErr != nil {
		t.Fatal(p.sqliteErr)
	}
	path := SQLite(t)
	if err := os.WriteFile(path, p.sqliteFile, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Postgres returns the URL of a copy of the prepared PostgreSQL database.
func (p *Template) Postgres(t testing.TB) string {
	t.Helper()
	address := needServer(t)
	p.postgresOnce.Do(func() { p.postgresName, p.postgresErr = p.preparePostgres(t.Context(), address) })
	if p.postgresErr != nil {
		t.Fatal(p.postgresErr)
	}
	return create(t, p.postgresName)
}

func (p *Template) prepareSQLite(ctx context.Context) ([]byte, error) {
	dir, err := os.MkdirTemp("", "entre-template-")
	if err != nil {
		return nil, fmt.Errorf("testdb: template: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	path := filepath.Join(dir, "entre.db")
	if err := p.prepare(ctx, DB{Dialect: SQLiteDialect, DSN: path}); err != nil {
		return nil, fmt.Errorf("testdb: template: %w", err)
	}
	// The last connection to close has moved the write-ahead log into the file.
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil, fmt.Errorf("testdb: template: a connection to %s is still open", path)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("testdb: template: %w", err)
	}
	return file, nil
}

func (p *Template) preparePostgres(ctx context.Context, address string) (string, error) {
	name := fmt.Sprintf("entre_template_%d_%d", os.Getpid(), created.Add(1))
	if err := execute(ctx, address, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return "", err
	}
	if err := p.prepare(ctx, DB{Dialect: PostgresDialect, DSN: databaseURL(address, name)}); err != nil {
		return "", fmt.Errorf("testdb: template: %w", err)
	}
	return name, nil
}
