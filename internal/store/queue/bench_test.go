package queue_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/store/queue"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// clients is how many submit at once.
const clients = 32

// benchEach runs fn on both databases. SQLite writes through to the disk;
// testdb's PostgreSQL does not.
func benchEach(b *testing.B, fn func(b *testing.B, db *store.DB, q *queue.Queue)) {
	for _, at := range []testdb.DB{
		{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(b)},
		{Dialect: testdb.PostgresDialect, DSN: migrated.Postgres(b)},
	} {
		b.Run(at.Dialect, func(b *testing.B) {
			cfg := config(at)
			cfg.MaxConns = clients
			var err error
			if cfg.Ring, err = keyring.NewMemory(); err != nil {
				b.Fatal(err)
			}
			db, err := store.Open(b.Context(), cfg)
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			q, err := queue.Open(db, queue.Config{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				b.Fatal(err)
			}
			b.SetParallelism(clients / 2)
			fn(b, db, q)
		})
	}
}

func inParallel(b *testing.B, fn func(ctx context.Context) error) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := fn(b.Context()); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

// BenchmarkSubmit does all the writing of a submission with 5 KB of answers and
// one file, in one transaction; BenchmarkTwoInserts is what it is compared with.
func BenchmarkSubmit(b *testing.B) {
	answers := forms.Answers{"vad": {Text: string(bytes.Repeat([]byte("lampa "), 850))}}
	benchEach(b, func(b *testing.B, db *store.DB, q *queue.Queue) {
		now := clock.System{}.Now()
		inParallel(b, func(ctx context.Context) error {
			d := cases.Draft{ID: newID(), Answers: answers, CreatedAt: now, SavedAt: now}
			if err := db.Cases().CreateDraft(ctx, d); err != nil {
				return err
			}
			return db.InTx(ctx, func(ctx context.Context) error { return submit(ctx, db, q, d.ID, now) })
		})
	})
}

func submit(ctx context.Context, db *store.DB, q *queue.Queue, draftID string, now time.Time) error {
	d, err := db.Cases().FindDraft(ctx, draftID)
	if err != nil {
		return err
	}
	id := newID()
	d.SubmittedAt, d.CaseID = now, id
	return errors.Join(
		db.Cases().CreateCase(ctx, cases.Case{ID: id, Reference: id, DraftID: d.ID, Answers: d.Answers, FollowUpCode: "K7QX", ReceivedAt: now}),
		db.Cases().CreateEvent(ctx, cases.Event{ID: newID(), CaseID: id, At: now, Kind: cases.EventReceived}),
		db.Cases().SaveGrant(ctx, cases.Grant{CaseID: id, Visitor: "v", Until: now}),
		db.Cases().SaveDraft(ctx, d),
		db.Audit().Append(ctx, audit.Entry{At: now, Action: audit.CaseSubmitted, Subject: "case:" + id}),
		db.Deliveries().CreateDeliveries(ctx, []delivery.Delivery{
			{ID: newID(), CaseID: id, Connector: "gata", Seq: 1, Kind: delivery.KindCreate, CreatedAt: now, DueAt: now},
			{ID: newID(), CaseID: id, Connector: "gata", Seq: 2, Kind: delivery.KindAttachment, CreatedAt: now, DueAt: now},
		}),
		q.Enqueue(ctx, "gata", id, now),
	)
}

// BenchmarkTwoInserts inserts 5 KB and a line about it in one transaction,
// without GORM, seals or jobs.
func BenchmarkTwoInserts(b *testing.B) {
	document := bytes.Repeat([]byte("lampa "), 850)
	benchEach(b, func(b *testing.B, db *store.DB, _ *queue.Queue) {
		pool, err := db.SQL()
		if err != nil {
			b.Fatal(err)
		}
		inParallel(b, func(ctx context.Context) error {
			tx, err := pool.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			id := newID()
			_, first := tx.ExecContext(ctx, "INSERT INTO envelopes (case_id, connector, envelope_sealed) VALUES ($1, 'gata', $2)", id, document)
			_, second := tx.ExecContext(ctx, "INSERT INTO connector_state (connector, cursor) VALUES ($1, '')", id)
			return errors.Join(first, second, tx.Commit())
		})
	})
}

// BenchmarkPickUp is how long it takes from a commit to the attempt, with as
// many queues as there are connectors in a municipality.
func BenchmarkPickUp(b *testing.B) {
	benchEach(b, func(b *testing.B, db *store.DB, _ *queue.Queue) {
		connectors := []string{"gata"}
		for range 19 {
			connectors = append(connectors, newID())
		}
		q, err := queue.Open(db, queue.Config{Connectors: connectors, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		attempted := make(chan struct{})
		attempt := func(context.Context, string) (time.Duration, error) {
			attempted <- struct{}{}
			return 0, nil
		}
		if err := q.Start(b.Context(), attempt); err != nil {
			b.Fatal(err)
		}
		defer q.Stop(b.Context())
		b.ResetTimer()
		for range b.N {
			if err := q.Enqueue(b.Context(), "gata", newID(), clock.System{}.Now()); err != nil {
				b.Fatal(err)
			}
			<-attempted
		}
	})
}
