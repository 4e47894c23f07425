package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

var errOurs = errs.New(errs.Invalid, "test")

func TestInTx(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s := db.Cases()
		create := func(ctx context.Context, d cases.Draft) {
			t.Helper()
			must(t, s.CreateDraft(ctx, d))
		}
		for _, tt := range []struct {
			name string
			fn   func(ctx context.Context, d cases.Draft) error
			want errs.Kind
			kept bool
		}{
			{name: "commits", kept: true, fn: func(ctx context.Context, d cases.Draft) error {
				create(ctx, d)
				return nil
			}},
			{name: "rolls back on an error", want: errs.Invalid, fn: func(ctx context.Context, d cases.Draft) error {
				create(ctx, d)
				return errOurs
			}},
			{name: "joins the outer one", kept: true, fn: func(ctx context.Context, d cases.Draft) error {
				return s.InTx(ctx, func(ctx context.Context) error {
					create(ctx, d)
					return nil
				})
			}},
			{name: "rolls the joined one back", want: errs.Invalid, fn: func(ctx context.Context, d cases.Draft) error {
				must(t, s.InTx(ctx, func(ctx context.Context) error {
					create(ctx, d)
					return nil
				}))
				return errOurs
			}},
			{name: "fails as a whole, though a nested failure is ignored", want: errs.Invalid, fn: func(ctx context.Context, d cases.Draft) error {
				create(ctx, d)
				_ = s.InTx(ctx, func(context.Context) error { return errOurs })
				return nil
			}},
			{name: "reads what it wrote", kept: true, fn: func(ctx context.Context, d cases.Draft) error {
				create(ctx, d)
				_, err := s.FindDraft(ctx, d.ID)
				return err
			}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				d := aDraft()
				err := s.InTx(t.Context(), func(ctx context.Context) error { return tt.fn(ctx, d) })
				if (err != nil) != (tt.want != errs.Internal) || errs.KindOf(err) != tt.want {
					t.Errorf("InTx: %v, want the kind %v", err, tt.want)
				}
				_, err = s.FindDraft(t.Context(), d.ID)
				if kept := err == nil; kept != tt.kept {
					t.Errorf("the draft is kept: %v, want %v (%v)", kept, tt.kept, err)
				}
			})
		}
	})
}

func TestInTxThatPanics(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, d := db.Cases(), aDraft()
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = s.InTx(t.Context(), func(ctx context.Context) error {
				must(t, s.CreateDraft(ctx, d))
				panic("as it happens")
			})
		}()
		_, err := s.FindDraft(t.Context(), d.ID)
		wantKind(t, err, errs.NotFound)
		must(t, s.CreateDraft(t.Context(), d)) // the connection is free again
	})
}

func TestInTxWhoseContextEnds(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, d := db.Cases(), aDraft()
		ctx, cancel := context.WithCancel(t.Context())
		err := s.InTx(ctx, func(ctx context.Context) error {
			must(t, s.CreateDraft(ctx, d))
			cancel()
			return nil
		})
		if err == nil {
			t.Error("committed after its context had ended")
		}
		_, err = s.FindDraft(t.Context(), d.ID)
		wantKind(t, err, errs.NotFound)
		must(t, s.CreateDraft(t.Context(), d))
	})
}

// TestManyWrite has many in two processes read and then write in one
// transaction, which SQLite refuses as busy unless they take turns from the start.
func TestManyWrite(t *testing.T) {
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		cfg := config(at, newRing(t))
		processes := []*store.DB{open(t, cfg), open(t, cfg)}
		must(t, concurrently(50, func(i int) error {
			s, d := processes[i%2].Cases(), aDraft()
			return s.InTx(t.Context(), func(ctx context.Context) error {
				if _, err := s.FindDrafts(ctx, d.Owner); err != nil {
					return err
				}
				return errors.Join(s.CreateDraft(ctx, d), s.CreateAttachment(ctx, anAttachment(d)))
			})
		}))
	})
}

// TestReadBesideAWriter reads outside a transaction while one is open, which
// with SQLite's one writing connection would wait for ever.
func TestReadBesideAWriter(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, d := db.Cases(), aDraft()
		must(t, s.InTx(t.Context(), func(ctx context.Context) error {
			if err := s.CreateDraft(ctx, d); err != nil {
				return err
			}
			outside, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			_, err := s.FindDraft(outside, d.ID)
			wantKind(t, err, errs.NotFound) // it is not committed
			return nil
		}))
	})
}

// TestDeadlockIsTriedAgain makes two transactions wait for each other's row.
func TestDeadlockIsTriedAgain(t *testing.T) {
	db := open(t, config(testdb.DB{Dialect: testdb.PostgresDialect, DSN: migrated.Postgres(t)}, newRing(t)))
	s, a, b := db.Cases(), aDraft(), aDraft()
	must(t, errors.Join(s.CreateDraft(t.Context(), a), s.CreateDraft(t.Context(), b)))
	first := make(chan struct{}, 2) // both have their first row
	both := make(chan struct{})
	go func() { <-first; <-first; close(both) }()
	runs := make(chan int, 20)
	must(t, concurrently(2, func(i int) error {
		order, run := []string{a.ID, b.ID}, 0
		if i == 1 {
			order = []string{b.ID, a.ID}
		}
		return s.InTx(t.Context(), func(ctx context.Context) error {
			run++
			runs <- run
			if _, err := s.FindDraft(ctx, order[0]); err != nil {
				return err
			}
			if run == 1 {
				first <- struct{}{}
				<-both
			}
			_, err := s.FindDraft(ctx, order[1])
			return err
		})
	}))
	if len(runs) < 3 {
		t.Errorf("the transactions ran %d times together, want 3 or more: one was given up", len(runs))
	}
}

func TestClosedDatabaseIsUnavailable(t *testing.T) {
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		db := find[*store.DB](t)(store.Open(t.Context(), config(at, newRing(t))))
		must(t, db.Close())
		wantKind(t, db.Ping(t.Context()), errs.Unavailable)
		_, err := db.Cases().FindDraft(t.Context(), "x")
		wantKind(t, err, errs.Unavailable)
		wantKind(t, db.Cases().InTx(t.Context(), func(context.Context) error { return nil }), errs.Unavailable)
	})
}

func TestUnreachableDatabaseIsUnavailable(t *testing.T) {
	_, err := store.Open(t.Context(), config(testdb.DB{
		Dialect: testdb.PostgresDialect, DSN: "postgres://entre:hemligt@127.0.0.1:1/entre",
	}, newRing(t)))
	wantKind(t, err, errs.Unavailable)
	_, bad := store.Open(t.Context(), config(testdb.DB{Dialect: testdb.PostgresDialect, DSN: "postgres://entre:hemligt@:x"}, newRing(t)))
	for _, err := range []error{err, bad} {
		if err == nil || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("the error has the password: %v", err)
		}
	}
}

// TestErrorsAndLogsQuoteNothing makes the database refuse values that somebody
// typed.
func TestErrorsAndLogsQuoteNothing(t *testing.T) {
	const typed = "Karin-Larsson"
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		var log bytes.Buffer
		cfg := config(at, newRing(t))
		cfg.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		db := open(t, cfg)
		s, ctx, c, d := db.Cases(), t.Context(), aCase(), steps("gata", 0)[0]
		c.Reference, d.CaseID = typed, typed
		must(t, s.CreateCase(ctx, c))
		again := c
		again.ID, again.DraftID = newID(), newID()
		pool := find[*sql.DB](t)(db.SQL())
		_, unknown := pool.ExecContext(ctx, `SELECT * FROM "`+typed+`"`) // an error that quotes

		_, notFound := s.FindCaseByReference(ctx, typed+"\x00"+string([]byte{0xff}))
		for name, err := range map[string]error{
			"unique value":     s.CreateCase(ctx, again),
			"invalid text":     notFound,
			"missing case":     s.CreateEvent(ctx, cases.Event{ID: newID(), CaseID: typed, At: now}),
			"another failure":  store.Failure("test", fmt.Errorf("wrapped: %w", unknown)),
			"in a transaction": s.InTx(ctx, func(ctx context.Context) error { return s.CreateCase(ctx, again) }),
		} {
			if err == nil {
				t.Errorf("%s: no error", name)
				continue
			}
			if strings.Contains(err.Error(), typed) {
				t.Errorf("%s: the error quotes what was typed: %v", name, err)
			}
		}
		if strings.Contains(log.String(), typed) {
			t.Errorf("the log quotes what was typed:\n%s", log.String())
		}
	})
}
