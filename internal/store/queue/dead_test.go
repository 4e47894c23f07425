package queue_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/store/queue"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// veryMany is how much waits behind the dead back end.
const veryMany = 100_000

// beside is what was measured.
type beside struct {
	startup time.Duration // until the first delivery to another back end, with all of that waiting
	ratio   float64       // of the time of a delivery to another back end, to that when nothing waits
	took    time.Duration // median of them
	view    time.Duration // of the delivery view's queries, together
}

// TestBesideADeadBackEnd: a hundred thousand cases wait for a back end that hangs,
// and those of another are delivered as if nothing were.
// The floors are far off what docs/delivery.md says, since a machine that
// runs tests has other things to do.
func TestBesideADeadBackEnd(t *testing.T) {
	for _, dialect := range []string{testdb.SQLiteDialect, testdb.PostgresDialect} {
		t.Run(dialect, func(t *testing.T) {
			m := measureBeside(t, dialect, 30)
			t.Logf("%+v", m)
			if m.startup > 10*time.Second || m.ratio > 3 || m.view > 2*time.Second {
				t.Errorf("it is felt: %+v", m)
			}
		})
	}
}

// BenchmarkBesideADeadBackEnd measures it with more deliveries.
func BenchmarkBesideADeadBackEnd(b *testing.B) {
	for _, dialect := range []string{testdb.SQLiteDialect, testdb.PostgresDialect} {
		b.Run(dialect, func(b *testing.B) {
			for b.Loop() {
				m := measureBeside(b, dialect, 400)
				b.ReportMetric(m.ratio, "ratio")
				b.ReportMetric(float64(m.took.Microseconds())/1000, "ms/delivery")
				b.ReportMetric(float64(m.startup.Milliseconds()), "ms/start")
				b.ReportMetric(float64(m.view.Milliseconds()), "ms/view")
			}
		})
	}
}

func measureBeside(t testing.TB, dialect string, n int) beside {
	calm, troubled := newOffice(t, dialect), newOffice(t, dialect)
	troubled.fill(t, veryMany)
	calm.open(t)
	calm.deliver(t)
	begun := time.Now()
	troubled.open(t)
	troubled.deliver(t)
	m := beside{startup: time.Since(begun)}
	var quiet, loud []time.Duration
	for range n { // in turn, so that whatever else the machine does counts for both
		quiet = append(quiet, calm.deliver(t))
		loud = append(loud, troubled.deliver(t))
	}
	slices.Sort(quiet)
	slices.Sort(loud)
	m.took, m.ratio = loud[n/2], float64(loud[n/2])/float64(quiet[n/2])
	m.view = troubled.look(t)
	return m
}

// office is an engine on its database, with a back end that works, "gata", and
// one that hangs, "dead".
type office struct {
	db     *store.DB
	queue  *queue.Queue
	engine *delivery.Engine
	told   chan string
	n      int
}

func newOffice(t testing.TB, dialect string) *office {
	t.Helper()
	at := testdb.DB{Dialect: dialect}
	if dialect == testdb.SQLiteDialect {
		at.DSN = migrated.SQLite(t)
	} else {
		at.DSN = migrated.Postgres(t)
	}
	cfg := config(at)
	var err error
	cfg.Ring, err = keyring.NewMemory()
	fatal(t, err)
	o := &office{told: make(chan string, 10)}
	o.db, err = store.Open(t.Context(), cfg)
	fatal(t, err)
	t.Cleanup(func() { _ = o.db.Close() })
	quiet := slog.New(slog.DiscardHandler)
	o.queue, err = queue.Open(o.db, queue.Config{Connectors: []string{"gata", "dead"}, Clock: clock.System{}, Log: quiet})
	fatal(t, err)
	registry, err := delivery.NewRegistry([]delivery.Type{
		{Name: "quick", New: func(delivery.Options) (delivery.Connector, error) { return backEnd{}, nil }},
		{Name: "hanging", New: func(delivery.Options) (delivery.Connector, error) { return backEnd{hangs: true}, nil }},
	}, map[string]delivery.Settings{"gata": {Type: "quick"}, "dead": {Type: "hanging"}})
	fatal(t, err)
	o.engine = delivery.New(delivery.Config{
		Store: o.db.Deliveries(), Queue: o.queue, Source: o, Changes: o, Registry: registry, Audit: o.db.Audit(), Clock: clock.System{}, Log: quiet,
		Timeout: 2 * time.Second, Settle: 2 * time.Second, // so that it both hangs and is left in peace while we measure
	})
	return o
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open carries deliveries out until the test ends.
func (o *office) open(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	fatal(t, o.queue.Start(ctx, func(ctx context.Context, id string) (time.Duration, error) {
		again, done, err := o.engine.Attempt(ctx, id)
		if done {
			return 0, err
		}
		return max(again, time.Millisecond), err
	}))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		o.engine.Run(ctx, delivery.RunConfig{})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		stopping, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		fatal(t, o.queue.Stop(stopping))
	})
}

// deliver owes a case and returns how long it took until it was there.
func (o *office) deliver(t testing.TB) time.Duration {
	t.Helper()
	o.n++
	id := fmt.Sprint("case-", o.n)
	begun := time.Now()
	o.owe(t, id)
	select {
	case got := <-o.told:
		if got != id {
			t.Fatalf("delivered %s, want %s", got, id)
		}
	case <-time.After(60 * time.Second):
		t.Fatal("it is not delivered")
	}
	return time.Since(begun)
}

func (o *office) owe(t testing.TB, id string) {
	t.Helper()
	fatal(t, o.db.InTx(t.Context(), func(ctx context.Context) error {
		return o.engine.Owe(ctx, delivery.Order{CaseID: id, Reference: id, Connector: "gata"})
	}))
}

// fill has very many cases wait for the dead back end, each with its job, as after
// a long time.
func (o *office) fill(t testing.TB, n int) {
	t.Helper()
	fatal(t, o.db.InTx(t.Context(), func(ctx context.Context) error {
		return o.engine.Owe(ctx, delivery.Order{CaseID: "first", Reference: "first", Connector: "dead"})
	}))
	pool, err := o.db.SQL()
	fatal(t, err)
	const numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
	deliveries := "SELECT 'copy-' || n.i, 'case-' || n.i, 'copy-' || n.i, connector, seq, kind, item_id, attachment_id, created_at, due_at, " +
		"lease_token, tries, ticket, remote_id, number, last_problem, detail FROM deliveries, n WHERE connector = 'dead' AND reference = 'first'"
	_, err = pool.ExecContext(t.Context(), fmt.Sprintf("INSERT INTO deliveries (id, case_id, reference, connector, seq, kind, item_id, attachment_id, "+
		"created_at, due_at, lease_token, tries, ticket, remote_id, number, last_problem, detail) "+numbers+deliveries, n))
	fatal(t, err)
	_, err = pool.ExecContext(t.Context(), "ANALYZE deliveries") // as PostgreSQL does by itself within a minute
	fatal(t, err)
	args := `jsonb('{"delivery":"copy-' || n.i || '"}')`
	if o.db.Dialect() == store.Postgres {
		args = `('{"delivery":"copy-' || n.i || '"}')::jsonb`
	}
	_, err = pool.ExecContext(t.Context(), fmt.Sprintf("INSERT INTO river_job (args, kind, queue, state, max_attempts, scheduled_at) "+numbers+
		"SELECT "+args+", kind, queue, state, max_attempts, scheduled_at FROM river_job, n WHERE queue = 'c_dead'", n))
	fatal(t, err)
}

// look asks all that the delivery view asks.
func (o *office) look(t testing.TB) time.Duration {
	t.Helper()
	begun := time.Now()
	q := watch.Query{Everything: true, Deadlines: watch.Deadlines{Default: clock.System{}.Now()}, Limit: watch.PageSize}
	for _, q.Part = range watch.Parts {
		_, err := o.db.Watch().CountWaiting(t.Context(), q)
		fatal(t, err)
	}
	q.Part = watch.PartAll
	items, err := o.db.Watch().FindWaiting(t.Context(), q)
	fatal(t, err)
	if len(items) != watch.PageSize {
		t.Fatalf("%d are shown", len(items))
	}
	names, err := o.db.Watch().FindConnectors(t.Context())
	fatal(t, err)
	for _, name := range append(names, "gata") {
		_, err := o.db.Watch().FindLoad(t.Context(), name, begun.Truncate(time.Hour).Add(-23*time.Hour), q.Deadlines)
		fatal(t, err)
	}
	return time.Since(begun)
}

// Envelope implements delivery.EnvelopeSource.
func (o *office) Envelope(_ context.Context, caseID, _ string) (delivery.Envelope, error) {
	return delivery.Envelope{Reference: caseID}, nil
}

// Message implements delivery.EnvelopeSource.
func (o *office) Message(context.Context, string, delivery.Kind, string) (delivery.EnvelopeMessage, error) {
	return delivery.EnvelopeMessage{}, nil
}

// OpenFile implements delivery.EnvelopeSource.
func (o *office) OpenFile(context.Context, string, string) (io.ReadCloser, error) {
	return nil, io.EOF
}

// Delivered implements delivery.Changes.
func (o *office) Delivered(_ context.Context, d delivery.Delivery) error {
	o.told <- d.CaseID
	return nil
}

// Refused implements delivery.Changes.
func (o *office) Refused(context.Context, delivery.Delivery) error { return nil }

// KeepFile implements delivery.Changes.
func (o *office) KeepFile(context.Context, string, delivery.ReceivedFile, []byte) error { return nil }

// Changed implements delivery.Changes.
func (o *office) Changed(context.Context, string, string, delivery.Change, []delivery.ReceivedFile) error {
	return nil
}

// backEnd takes everything at once, or hangs.
type backEnd struct{ hangs bool }

func (b backEnd) Find(ctx context.Context, _ delivery.Step) (delivery.Receipt, bool, error) {
	if b.hangs {
		<-ctx.Done()
		return delivery.Receipt{}, false, ctx.Err()
	}
	return delivery.Receipt{}, false, nil
}

func (b backEnd) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	if b.hangs {
		<-ctx.Done()
		return delivery.Receipt{}, ctx.Err()
	}
	return delivery.Receipt{RemoteID: s.Key}, nil
}

func (b backEnd) Poll(context.Context, string) (delivery.Batch, error) { return delivery.Batch{}, nil }

func (b backEnd) Check(context.Context) error { return nil }
