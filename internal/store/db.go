package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/glebarez/sqlite"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/keyring"
)

// Dialect is which database it is.
type Dialect string

// The dialects, as the configuration names them.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Config says where the database is and how to use it.
type Config struct {
	Dialect Dialect
	DSN     string        // a file's path for SQLite, a URL for PostgreSQL
	Ring    *keyring.Ring // seals what must not be readable
	Log     *slog.Logger

	// MaxConns is how many connections there may be to PostgreSQL, and how many
	// that only read to SQLite (which has one more, that writes). 0 means 16.
	MaxConns int

	// Patience is how long Open waits for a PostgreSQL that does not answer yet,
	// or only with nodes that cannot be written to: one that starts, or has not
	// chosen its new primary. 0: not at all.
	Patience time.Duration
}

const defaultMaxConns = 16

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	ring    *keyring.Ring
	log     *slog.Logger
	write   *gorm.DB
	read    *gorm.DB      // the same as write on PostgreSQL
	pool    *pgxpool.Pool // nil on SQLite
	steady  steady
}

// Open connects to a database that Migrate has prepared. It is an error when
// the schema is older than this program.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	const op = "store.Open"
	if cfg.MaxConns == 0 {
		cfg.MaxConns = defaultMaxConns
	}
	if cfg.Dialect == Postgres && cfg.Patience > 0 {
		awaitPostgres(ctx, cfg)
	}
	current, err := schemaIsCurrent(ctx, cfg)
	if err != nil {
		return nil, fail(op, err)
	}
	if !current {
		return nil, errs.Wrap(errs.Unavailable, op, errors.New("the database's schema is older than this program: run entre migrate up"))
	}
	db := &DB{dialect: cfg.Dialect, ring: cfg.Ring, log: cfg.Log}
	if cfg.Dialect == Postgres {
		err = db.openPostgres(ctx, cfg)
	} else {
		err = db.openSQLite(ctx, cfg)
	}
	if err != nil {
		return nil, errors.Join(fail(op, err), db.Close())
	}
	return db, nil
}

func (db *DB) openPostgres(ctx context.Context, cfg Config) error {
	pool, err := openPool(ctx, cfg, &db.steady)
	if err != nil {
		return err
	}
	db.pool = pool
	db.write, err = openGORM(postgres.New(postgres.Config{Conn: stdlib.OpenDBFromPool(pool)}))
	db.read = db.write
	return err
}

func (db *DB) openSQLite(ctx context.Context, cfg Config) error {
	db.steady.met(cfg.DSN)
	writer, err := openSQLite(ctx, cfg.DSN, forWriting)
	if err != nil {
		return err
	}
	// One writer: with more, most of them would fail as busy when it gets crowded.
	writer.SetMaxOpenConns(1)
	if db.write, err = openGORM(sqlite.Dialector{Conn: writer}); err != nil {
		return err
	}
	reader, err := openSQLite(ctx, cfg.DSN, forReading)
	if err != nil {
		return err
	}
	reader.SetMaxOpenConns(cfg.MaxConns)
	reader.SetMaxIdleConns(cfg.MaxConns)
	db.read, err = openGORM(sqlite.Dialector{Conn: reader})
	return err
}

// openGORM opens GORM without prepared statements of its own, which would hide
// the *sql.Tx that River needs (pgx keeps some all the same); without a
// transaction around single statements; naming each column, so that a column
// that a newer program adds does not spoil the statements that pgx keeps; and
// silent, since its log would quote values.
func openGORM(dialector gorm.Dialector) (*gorm.DB, error) {
	g, err := gorm.Open(dialector, &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		QueryFields:            true,
		Logger:                 logger.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("gorm: %w", err)
	}
	return g, nil
}

// Close ends all connections. What runs is waited for.
func (db *DB) Close() error {
	var failed []error
	for _, g := range []*gorm.DB{db.read, db.write} {
		if g == nil {
			continue
		}
		pool, err := g.DB()
		if err == nil {
			err = pool.Close()
		}
		failed = append(failed, err)
	}
	if db.pool != nil {
		db.pool.Close()
	}
	return errors.Join(failed...)
}

// Ping tells whether the database answers: Unavailable when it does not.
func (db *DB) Ping(ctx context.Context) error {
	return fail("store.Ping", db.read.WithContext(ctx).Exec("SELECT 1").Error)
}

// CheckKeys tells whether the key ring is the one that the database was sealed
// with, by opening a case: Invalid when it is not.
func (db *DB) CheckKeys(ctx context.Context) error {
	const op = "store.CheckKeys"
	var row caseRow
	err := db.read.WithContext(ctx).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return fail(op, err)
	}
	if _, err := db.caseOf(row); err != nil {
		return errs.Wrap(errs.Invalid, op, errors.New("this key ring does not open what the database holds: use the one that it was made with"))
	}
	return nil
}

// Steady returns since when it has surely been the same database: since it was
// opened, or since another server answered, or the same one started again. Who
// puts a database back to an earlier point stops the program, or the server.
func (db *DB) Steady() time.Time { return db.steady.since() }

// Dialect returns which database it is.
func (db *DB) Dialect() Dialect { return db.dialect }

// SQL returns the connections that write, for the queue.
func (db *DB) SQL() (*sql.DB, error) {
	pool, err := db.write.DB()
	return pool, fail("store.SQL", err)
}

// Pool returns the connections to PostgreSQL, for the queue, and nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// reader returns where ctx reads: in its transaction, or beside all that write.
func (db *DB) reader(ctx context.Context) *gorm.DB {
	if tx := db.txOf(ctx); tx != nil {
		return tx.gorm.WithContext(ctx)
	}
	return db.read.WithContext(ctx)
}

// writer returns where ctx writes: in its transaction, or by itself.
func (db *DB) writer(ctx context.Context) *gorm.DB {
	if tx := db.txOf(ctx); tx != nil {
		return tx.gorm.WithContext(ctx)
	}
	return db.write.WithContext(ctx)
}
