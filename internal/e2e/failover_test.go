package e2e

import (
	"context"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/testing/testdb"
	"github.com/mittkoping/entre/internal/testing/testdb/postgres"
)

// TestFailover kills the primary of two PostgreSQL while citizens report, and
// has the synchronous standby take over: the same portal goes on by itself, and
// each receipt ever given is one case in the new primary and in the back end.
func TestFailover(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute long")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	pair := startPair(t)
	n := seed(t)
	db := testdb.DB{Dialect: testdb.PostgresDialect, DSN: pair.URL}
	department, err := open311.New(open311.Config{APIKey: "test-key", Services: outside.StreetServices(), Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	backend := newBackEnd(t, department)
	p := newPortal(t, db, backend.url+"/v2/")
	importContent(t, p.config)
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	process := p.cmd.Process.Pid

	reporting := beginReporting(ctx, t, p, n)
	const enough = 60
	reporting.await(ctx, t, enough)
	if err := pair.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	if !waitFor(ctx, func() bool { return !p.isReady() }) {
		t.Fatal("the portal says that it is ready, and has no database")
	}
	pause(ctx, 2*time.Second) // whoever watches over the two makes sure first
	if err := pair.Promote(); err != nil {
		t.Fatal(err)
	}
	promoted := time.Now()
	if !waitFor(ctx, p.isReady) {
		t.Fatal("the portal never got ready again")
	}
	ready := time.Since(promoted)
	before := reporting.given.Load()
	reporting.await(ctx, t, before+enough)
	receipts := reporting.end()
	drain(ctx, t, db)
	for _, wrong := range compare(receipts, department.Requests(), countCases(t, db)) {
		t.Error(wrong)
	}
	if p.cmd.Process.Pid != process || !p.isReady() {
		t.Error("it is not the same portal any more")
	}
	t.Logf("%d receipts, %d in the back end; without a primary for %s; ready %s after the standby had taken over",
		len(receipts), len(department.Requests()), promoted.Sub(killed).Round(time.Millisecond), ready.Round(time.Millisecond))
}

// TestStartBeforeThePrimary starts a portal while there is only a standby: it
// waits until that has taken over, and needs nobody to start it again.
func TestStartBeforeThePrimary(t *testing.T) {
	if testing.Short() {
		t.Skip("ten seconds long")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	pair := startPair(t)
	p := newPortal(t, testdb.DB{Dialect: testdb.PostgresDialect, DSN: pair.URL}, "http://127.0.0.1:1/v2/")
	importContent(t, p.config)
	if err := pair.Kill(); err != nil {
		t.Fatal(err)
	}
	started := make(chan error, 1)
	go func() { started <- p.start(ctx) }()
	select {
	case err := <-started:
		t.Fatalf("it is there without a database, or has ended: %v", err)
	case <-time.After(3 * time.Second):
	}
	if err := pair.Promote(); err != nil {
		t.Fatal(err)
	}
	if err := <-started; err != nil {
		t.Fatal(err)
	}
}

// startPair needs the programs of a PostgreSQL, and ENTRE_TEST_HA: two servers
// with their replication are more than every run of all tests should bear.
func startPair(t *testing.T) *postgres.Pair {
	t.Helper()
	if os.Getenv("ENTRE_TEST_HA") == "" {
		t.Skip("make test-ha runs it")
	}
	pair, err := postgres.StartPair()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pair.Stop(); err != nil {
			t.Error(err)
		}
	})
	return pair
}

// isReady asks once.
func (p *portal) isReady() bool {
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(p.url + "/readyz")
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// reporting is citizens who report, one after the other each, until they are told
// to end.
type reporting struct {
	given    atomic.Int64
	ending   atomic.Bool
	citizens sync.WaitGroup
	mu       sync.Mutex
	receipts []receipt
}

func beginReporting(ctx context.Context, t *testing.T, p *portal, seed uint64) *reporting {
	t.Helper()
	r := &reporting{}
	var next atomic.Int64
	for range 8 {
		r.citizens.Go(func() {
			for !r.ending.Load() {
				i := next.Add(1)
				got, err := report(ctx, p.url, i, seed)
				if err != nil {
					t.Errorf("citizen %d: %v", i, err)
					return
				}
				r.mu.Lock()
				r.receipts = append(r.receipts, got)
				r.mu.Unlock()
				r.given.Add(1)
			}
		})
	}
	return r
}

func (r *reporting) await(ctx context.Context, t *testing.T, many int64) {
	t.Helper()
	if !waitFor(ctx, func() bool { return r.given.Load() >= many }) {
		t.Fatalf("only %d receipts", r.given.Load())
	}
}

// end lets each citizen come to the receipt, and returns all receipts.
func (r *reporting) end() []receipt {
	r.ending.Store(true)
	r.citizens.Wait()
	return slices.Clone(r.receipts)
}
