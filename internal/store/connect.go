package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/glebarez/sqlite"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mittkoping/entre/internal/errs"
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

// askAgain is how long a PostgreSQL that does not answer is left in peace.
const askAgain = time.Second

// awaitPostgres returns when PostgreSQL answers, when it says something that
// waiting does not mend, or when the patience is at its end: what is wrong then
// is for whoever opens it to find.
func awaitPostgres(ctx context.Context, cfg Config) {
	ctx, cancel := context.WithTimeout(ctx, cfg.Patience)
	defer cancel()
	for told := false; ; told = true {
		conn, err := pgx.Connect(ctx, cfg.DSN)
		if err == nil {
			_ = conn.Close(ctx)
			return
		}
		if kind, _ := classify(err); kind != errs.Unavailable {
			return
		}
		if !told {
			cfg.Log.WarnContext(ctx, "store: the database does not answer yet", "patience", cfg.Patience.String())
		}
		select {
		case <-time.After(askAgain):
		case <-ctx.Done():
			return
		}
	}
}

const (
	// connectTime is how long one node may take to answer when the address does not
	// say (connect_timeout): the next one is asked then.
	connectTime = 5 * time.Second

	// silence is how long a node may say nothing at all before its connection is
	// given up. A machine that lost its power refuses nothing: without this, what
	// waits for it would wait for minutes, and so would each citizen.
	silence = 20 * time.Second
)

// dialer makes connections that notice when the other machine is gone.
func dialer(connectTimeout time.Duration) *net.Dialer {
	const probe = silence / 4
	return &net.Dialer{
		Timeout:         cmp.Or(connectTimeout, connectTime),
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: probe, Interval: probe, Count: 3},
		Control:         giveUpUnheard,
	}
}

// idleInTransaction is how long a transaction may stand still before PostgreSQL ends it:
// a node that is frozen in one would hold its locks, and so the others up, for ever.
const idleInTransaction = "idle_in_transaction_session_timeout"

// openPool opens the connections to PostgreSQL.
func openPool(ctx context.Context, cfg Config, same *steady) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(cfg.DSN)
	if err != nil {
		return nil, errBadAddress
	}
	config.MaxConns = int32(cfg.MaxConns) //nolint:gosec // a number of connections is small
	config.ConnConfig.DialFunc = dialer(config.ConnConfig.ConnectTimeout).DialContext
	_, saysItself := config.ConnConfig.RuntimeParams[idleInTransaction]
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		var who string
		if err := conn.QueryRow(ctx, whoAnswers).Scan(&who); err != nil {
			return fmt.Errorf("postgres: who answers: %w", err)
		}
		same.met(who)
		// Ours are short queries. Where the planner takes one for a long one, because it
		// does not see that a LIMIT ends it soon, compiling it takes longer than running it.
		if _, err := conn.Exec(ctx, "SET jit = off"); err != nil {
			return fmt.Errorf("postgres: settings: %w", err)
		}
		if saysItself {
			return nil
		}
		// Not as a parameter of the connection, which some poolers do not take.
		if _, err := conn.Exec(ctx, "SET "+idleInTransaction+" = '1min'"); err != nil {
			return fmt.Errorf("postgres: settings: %w", err)
		}
		return nil
	}
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
