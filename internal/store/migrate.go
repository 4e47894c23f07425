package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/mittkoping/entre/migrations"
)

// Direction is which way to migrate.
type Direction string

// The directions.
const (
	Up   Direction = "up"   // all that are not yet applied
	Down Direction = "down" // the latest one, taken back
)

// Migration is one numbered change of the schema.
type Migration struct {
	Number  int64
	Name    string
	Applied bool
}

// Migrate changes the schema and returns the migrations that it applied or took
// back. Several may be started at once: PostgreSQL lets them in one by one.
func Migrate(ctx context.Context, cfg Config, direction Direction) ([]Migration, error) {
	const op = "store.Migrate"
	m, err := openMigrator(ctx, cfg)
	if err != nil {
		return nil, fail(op, err)
	}
	defer m.close(ctx)
	var results []*goose.MigrationResult
	switch direction {
	case Up:
		results, err = m.goose.Up(ctx)
	case Down:
		var last *goose.MigrationResult
		last, err = m.goose.Down(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) { // nothing left to take back
			return nil, nil
		}
		results = []*goose.MigrationResult{last}
	default:
		return nil, fmt.Errorf("%s: no such direction: %q", op, direction)
	}
	if err != nil {
		return nil, fail(op, err)
	}
	changed := make([]Migration, len(results))
	for i, r := range results {
		changed[i] = Migration{Number: r.Source.Version, Name: name(r.Source), Applied: direction == Up}
	}
	return changed, nil
}

// Migrations returns all migrations that this program knows, in order.
func Migrations(ctx context.Context, cfg Config) ([]Migration, error) {
	const op = "store.Migrations"
	m, err := openMigrator(ctx, cfg)
	if err != nil {
		return nil, fail(op, err)
	}
	defer m.close(ctx)
	statuses, err := m.goose.Status(ctx)
	if err != nil {
		return nil, fail(op, err)
	}
	all := make([]Migration, len(statuses))
	for i, s := range statuses {
		all[i] = Migration{Number: s.Source.Version, Name: name(s.Source), Applied: s.State == goose.StateApplied}
	}
	return all, nil
}

// schemaIsCurrent reports whether no migration is left to apply.
func schemaIsCurrent(ctx context.Context, cfg Config) (bool, error) {
	m, err := openMigrator(ctx, cfg)
	if err != nil {
		return false, err
	}
	defer m.close(ctx)
	pending, err := m.goose.HasPending(ctx)
	return !pending, err
}

// name returns the migration's name, "cases" of "00002_cases.sql".
func name(source *goose.Source) string {
	if source.Path == "" {
		return "river"
	}
	_, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(source.Path), ".sql"), "_")
	return name
}

// migrator is goose over connections of its own.
type migrator struct {
	db    *sql.DB
	log   *slog.Logger
	goose *goose.Provider
}

func openMigrator(ctx context.Context, cfg Config) (*migrator, error) {
	var db *sql.DB
	var files fs.FS
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	switch cfg.Dialect {
	case SQLite:
		opened, err := openSQLite(ctx, cfg.DSN, forWriting)
		if err != nil {
			return nil, err
		}
		db, files = opened, sub(migrations.SQLite, "sqlite")
		options = append(options, goose.WithGoMigrations(riverMigration(riversqlite.New(db))))
	case Postgres:
		config, err := pgx.ParseConfig(cfg.DSN)
		if err != nil {
			return nil, errBadAddress
		}
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("store: migrations: %w", err)
		}
		dialect = goose.DialectPostgres
		db, files = stdlib.OpenDB(*config), sub(migrations.Postgres, "postgres")
		options = append(options, goose.WithSessionLocker(locker),
			goose.WithGoMigrations(riverMigration(riverdatabasesql.New(db))))
	default:
		return nil, fmt.Errorf("store: no such dialect: %q", cfg.Dialect)
	}
	provider, err := goose.NewProvider(dialect, db, files, options...)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: migrations: %w", err), db.Close())
	}
	return &migrator{db: db, log: cfg.Log, goose: provider}, nil
}

func (m *migrator) close(ctx context.Context) {
	if err := m.db.Close(); err != nil {
		m.log.WarnContext(ctx, "store: close after migration", "error", err)
	}
}

func sub(files fs.FS, folder string) fs.FS {
	found, err := fs.Sub(files, folder)
	if err != nil { // only an invalid name can be refused
		panic(err)
	}
	return found
}

// River's tables have one number among ours. A newer River that changes them
// gets a new number and a new version to go up to, and down from.
const (
	riverNumber  = 5
	riverVersion = 8
)

// riverMigration runs River's own migrations, each in a transaction of its own.
func riverMigration[TTx any](driver riverdriver.Driver[TTx]) *goose.Migration {
	run := func(ctx context.Context, direction rivermigrate.Direction, target int) error {
		m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			return fmt.Errorf("store: river's migrations: %w", err)
		}
		if _, err := m.Migrate(ctx, direction, &rivermigrate.MigrateOpts{TargetVersion: target}); err != nil {
			return fmt.Errorf("store: river's migrations: %w", err)
		}
		return nil
	}
	return goose.NewGoMigration(riverNumber,
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
			return run(ctx, rivermigrate.DirectionUp, riverVersion)
		}},
		&goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
			return run(ctx, rivermigrate.DirectionDown, -1) // -1: all of them
		}})
}
