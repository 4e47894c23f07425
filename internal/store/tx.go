package store

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

// transaction is one open transaction.
type transaction struct {
	gorm   *gorm.DB
	failed error // of a nested InTx: the whole must not be committed
}

// txKey is a context's key for its transaction in a database.
type txKey struct{ db *DB }

func (db *DB) txOf(ctx context.Context) *transaction {
	tx, _ := ctx.Value(txKey{db}).(*transaction)
	return tx
}

// txTries is how often a transaction is begun when PostgreSQL gives it up for
// another one's sake (deadlock, serialization).
const txTries = 5

// InTx runs fn in a transaction, which travels in the context that fn is given.
// It commits when fn returns nil, and otherwise (also when fn panics) takes all
// back and returns fn's error.
//
// A nested InTx joins the outer one; if it fails, the whole fails, whatever the
// outer one makes of the error. (On PostgreSQL, so does any statement that is
// refused; a Conflict or NotFound that only says what was found does not.)
//
// fn may be run again from the start after a deadlock, so nothing but the
// database may remember that it ran. It must not wait for a network: on SQLite
// everybody else who writes waits for fn. Nor may it use another context: that
// is another transaction, which on SQLite would wait for this one for ever.
//
// The error is Unavailable when the connection broke at the commit: then nobody
// knows whether it was committed.
func (db *DB) InTx(ctx context.Context, fn func(context.Context) error) error {
	if outer := db.txOf(ctx); outer != nil {
		err := fn(ctx)
		if err != nil && outer.failed == nil {
			outer.failed = err
		}
		return err
	}
	for try := 1; ; try++ {
		err := db.tryTx(ctx, fn)
		if try == txTries || !givenUp(err) {
			return err
		}
		db.log.InfoContext(ctx, "store: transaction begun again", "try", try+1)
	}
}

func (db *DB) tryTx(ctx context.Context, fn func(context.Context) error) error {
	tx := &transaction{gorm: db.write.WithContext(ctx).Begin()}
	if err := tx.gorm.Error; err != nil {
		return fail("store.Begin", err)
	}
	committed := false
	defer func() {
		if !committed { // an error, a panic, or a test that ended
			tx.gorm.Rollback()
		}
	}()
	if err := fn(context.WithValue(ctx, txKey{db}, tx)); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if err := tx.gorm.Commit().Error; err != nil {
		return fail("store.Commit", err)
	}
	committed = true
	return nil
}

// SQLTx returns the transaction in ctx, for the queue to join, and an error
// when there is none.
func (db *DB) SQLTx(ctx context.Context) (*sql.Tx, error) {
	if tx := db.txOf(ctx); tx != nil {
		if sqlTx, ok := tx.gorm.Statement.ConnPool.(*sql.Tx); ok {
			return sqlTx, nil
		}
	}
	return nil, errors.New("store: no transaction in the context")
}

// base is what the domains' stores have in common.
type base struct{ db *DB }

// InTx runs fn in a transaction: see DB.InTx.
func (b base) InTx(ctx context.Context, fn func(context.Context) error) error {
	return b.db.InTx(ctx, fn)
}
