package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/glebarez/sqlite"
	"github.com/jackc/pgx/v5/pgxpool"
)

// What a connection to SQLite is for.
const (
	// forWriting takes the write lock at BEGIN, waits for it, and reports a
	// commit only when it is on the disk (synchronous FULL): a receipt is a
	// promise. busy_timeout comes first, since setting the others needs locks too.
	forWriting = "_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	forReading = "_pragma=busy_timeout(10000)&_pragma=query_only(1)"
)

// openSQLite opens a database file, and creates it when there is none: readable
// by its owner only, as are then the files that SQLite puts beside it.
func openSQLite(ctx context.Context, path string, use string) (*sql.DB, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	db, err := sql.Open(sqlite.DriverName, "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+use)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %w", err), db.Close())
	}
	return db, nil
}

// errBadAddress hides its cause, which may quote a password.
var errBadAddress = errors.New("postgres: the address cannot be parsed")

// openPool opens the connections to PostgreSQL.
func openPool(ctx context.Context, cfg Config) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(cfg.DSN)
	if err != nil {
		return nil, errBadAddress
	}
	config.MaxConns = int32(cfg.MaxConns) //nolint:gosec // a number of connections is small
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("postgres: %w", err)
	}
	return pool, nil
}
