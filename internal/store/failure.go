package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/errs"
)

// sqlError is what is kept of a database's error. Its own words can quote the
// values of a row; codes and names of constraints cannot.
type sqlError struct {
	code       string // SQLSTATE, or SQLite's number
	constraint string
}

func (e *sqlError) Error() string {
	if e.constraint == "" {
		return "database error " + e.code
	}
	return fmt.Sprintf("database error %s (%s)", e.code, e.constraint)
}

// Failure is fail for the packages below: it gives a database's error its kind
// and the operation that met it, and keeps its values out.
func Failure(op string, err error) error { return fail(op, err) }

// fail gives a database's error its kind and the operation that met it. It
// returns nil for nil.
func fail(op string, err error) error {
	if err == nil {
		return nil
	}
	if _, classified := errors.AsType[*errs.Error](err); classified {
		return errs.Op(op, err)
	}
	kind, cause := classify(err)
	return errs.Wrap(kind, op, cause)
}

func classify(err error) (errs.Kind, error) {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresKind(pg.Code), &sqlError{code: pg.Code, constraint: pg.ConstraintName}
	}
	if lite, ok := errors.AsType[*gosqlite.Error](err); ok {
		return sqliteKind(lite.Code()), &sqlError{code: fmt.Sprintf("sqlite %d", lite.Code())}
	}
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, gorm.ErrForeignKeyViolated):
		return errs.NotFound, err
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return errs.Conflict, err
	case unreachable(err):
		return errs.Unavailable, err
	default:
		return errs.Internal, err
	}
}

// postgresKind knows the codes that say nothing about our own doing:
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func postgresKind(code string) errs.Kind {
	switch {
	case code == "23505": // unique_violation
		return errs.Conflict
	case code == "23503": // foreign_key_violation
		return errs.NotFound
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "53"), strings.HasPrefix(code, "57"),
		strings.HasPrefix(code, "58"), strings.HasPrefix(code, "40"), code == "25006":
		// connection, resources, operator's intervention, system; given up for another transaction;
		// read only: a standby, or a primary that is none any more
		return errs.Unavailable
	default:
		return errs.Internal
	}
}

// sqliteKind knows the result codes (the low byte is the primary one):
// https://www.sqlite.org/rescode.html
func sqliteKind(code int) errs.Kind {
	const (
		busy, locked, interrupt, ioError, full, cantOpen = 5, 6, 9, 10, 13, 14
		foreignKey, primaryKey, unique                   = 787, 1555, 2067
	)
	switch code {
	case primaryKey, unique:
		return errs.Conflict
	case foreignKey:
		return errs.NotFound
	}
	switch code & 0xff {
	case busy, locked, interrupt, ioError, full, cantOpen:
		return errs.Unavailable
	default:
		return errs.Internal
	}
}

// unreachable reports whether err says that there was nobody to talk to, or no
// time to.
func unreachable(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	for _, known := range []error{
		context.DeadlineExceeded, context.Canceled, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone, net.ErrClosed,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	// database/sql and puddle have no value to compare with.
	return strings.Contains(err.Error(), "database is closed") || strings.Contains(err.Error(), "closed pool") ||
		strings.Contains(err.Error(), "unexpected EOF") || strings.Contains(err.Error(), "conn closed")
}

// givenUp reports whether PostgreSQL gave the transaction up for another one's
// sake, so that it is worth trying again.
func givenUp(err error) bool {
	failure, ok := errors.AsType[*sqlError](err)
	return ok && (failure.code == "40001" || failure.code == "40P01")
}
