package queue_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// through is what was measured.
type through struct {
	delivered, noop float64 // a second
	ratio           float64
}

// TestThroughput holds deliveries a second to jobs a second that do nothing, in
// turns on the same machine. An attempt is three transactions, and its job's.
func TestThroughput(t *testing.T) {
	for _, dialect := range []string{testdb.SQLiteDialect, testdb.PostgresDialect} {
		t.Run(dialect, func(t *testing.T) {
			m := measureThrough(t, dialect, 3, 200)
			t.Logf("%+v", m)
			if floor := 0.03; m.ratio < floor {
				t.Errorf("the ratio is %.3f, below the floor of %.2f", m.ratio, floor)
			}
		})
	}
}

// BenchmarkThroughput measures it with more.
func BenchmarkThroughput(b *testing.B) {
	for _, dialect := range []string{testdb.SQLiteDialect, testdb.PostgresDialect} {
		b.Run(dialect, func(b *testing.B) {
			for b.Loop() {
				m := measureThrough(b, dialect, 5, 2000)
				b.ReportMetric(m.delivered, "deliveries/s")
				b.ReportMetric(m.noop, "noop-jobs/s")
				b.ReportMetric(m.ratio, "ratio")
			}
		})
	}
}

func measureThrough(t testing.TB, dialect string, turns, n int) through {
	t.Helper()
	var delivered, noop, ratios []float64
	for range turns {
		done, idle := newOffice(t, dialect).deliverMany(t, n), newOffice(t, dialect).doNothing(t, n)
		delivered, noop, ratios = append(delivered, done), append(noop, idle), append(ratios, done/idle)
	}
	for _, of := range [][]float64{delivered, noop, ratios} {
		slices.Sort(of)
	}
	return through{delivered[turns/2], noop[turns/2], ratios[turns/2]}
}

// deliverMany owes cases to a back end that takes all at once, and returns how
// many a second were delivered from the first on.
func (o *office) deliverMany(t testing.TB, n int) float64 {
	t.Helper()
	fatal(t, o.db.InTx(t.Context(), func(ctx context.Context) error {
		for i := range n {
			id := fmt.Sprint("case-", i)
			if err := o.engine.Owe(ctx, delivery.Order{CaseID: id, Reference: id, Connector: "gata"}); err != nil {
				return err
			}
		}
		return nil
	}))
	o.open(t)
	return perSecond(t, n, func() { <-o.told })
}

// doNothing has as many jobs worked that do nothing, by the same queue.
func (o *office) doNothing(t testing.TB, n int) float64 {
	t.Helper()
	now := clock.System{}.Now()
	fatal(t, o.db.InTx(t.Context(), func(ctx context.Context) error {
		for i := range n {
			if err := o.queue.Enqueue(ctx, "gata", fmt.Sprint("delivery-", i), now); err != nil {
				return err
			}
		}
		return nil
	}))
	done, stopped := make(chan struct{}, n), atomic.Bool{}
	fatal(t, o.queue.Start(context.WithoutCancel(t.Context()), func(context.Context, string) (time.Duration, error) {
		done <- struct{}{}
		return 0, nil
	}))
	stop := func() {
		if stopped.CompareAndSwap(false, true) {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			fatal(t, o.queue.Stop(ctx))
		}
	}
	t.Cleanup(stop)
	rate := perSecond(t, n, func() { <-done })
	stop() // so that it does nothing beside the next
	return rate
}

// perSecond waits for n things and returns how many a second came after the first.
func perSecond(t testing.TB, n int, next func()) float64 {
	t.Helper()
	next()
	begun := time.Now()
	for range n - 1 {
		next()
	}
	return float64(n-1) / time.Since(begun).Seconds()
}
