package e2e

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/outside/anysystem"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/failpoint"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// visits are citizens who report, whatever happens to the portal meanwhile.
type visits struct {
	t    *testing.T
	ctx  context.Context //nolint:containedctx // of the test
	url  string
	seed uint64

	wg       sync.WaitGroup
	mu       sync.Mutex
	sent     int64
	receipts []receipt
}

// report has one more citizen report, with two pictures.
func (v *visits) report() {
	v.mu.Lock()
	v.sent++
	i := 3*v.sent + 2
	v.mu.Unlock()
	v.wg.Go(func() {
		r, err := report(v.ctx, v.url, i, v.seed)
		if err != nil {
			v.t.Errorf("citizen %d: %v", i, err)
			return
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		v.receipts = append(v.receipts, r)
	})
}

// street is a street department that answers as it should.
func street(t *testing.T) (*open311.Server, string) {
	t.Helper()
	department, err := open311.New(open311.Config{APIKey: "test-key", Services: outside.StreetServices(), Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	backend := httptest.NewServer(department)
	t.Cleanup(backend.Close)
	return department, backend.URL + "/v2/"
}

// dies waits until the portal has been killed by itself, and by nothing else.
func (p *portal) dies(ctx context.Context, t *testing.T) {
	t.Helper()
	select {
	case err := <-p.ended:
		p.ended <- err
		if err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("at %q it ended with %v", p.kills, err)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("it never came to %q", p.kills)
	case <-ctx.Done():
		t.Fatal(ctx.Err())
	}
}

// TestKilledAtEachPoint kills the portal with kill -9 where it hurts the most, one
// point after the other, while citizens report with pictures and the department mends.
// In the end each receipt is a case, once and whole, and each is told of once.
func TestKilledAtEachPoint(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute long")
	}
	testdb.Each(t, func(t *testing.T, db testdb.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		department, url := street(t)
		p := newPortal(t, db, url)
		importContent(t, p.config)
		v := &visits{t: t, ctx: ctx, url: p.url, seed: seed(t)}
		for _, point := range failpoint.All() {
			if point == failpoint.Hearing || point == failpoint.Heard {
				continue // this back end tells nothing by itself
			}
			mend(t, department)
			v.report()
			p.kills = point
			if err := p.launch(); err != nil {
				t.Fatal(err)
			}
			p.dies(ctx, t)
		}
		p.kills = ""
		if err := p.start(ctx); err != nil {
			t.Fatal(err)
		}
		v.wg.Wait()
		drain(ctx, t, db)
		wantSweptAtOnce(ctx, t, p, v, department)
		drain(ctx, t, db)
		mend(t, department)
		allTold(ctx, t, db)
		for _, fault := range compare(v.receipts, department.Requests(), countCases(t, db)) {
			t.Error(fault)
		}
		wantInTurn(t, department)
	})
}

// patience is how long after its start a portal may let what was owed before wait:
// much less than the 15 s after which another leader of River's takes over on SQLite.
const patience = 5 * time.Second

// wantSweptAtOnce kills the portal when a case is committed, and asserts that it is
// sent as soon as there is a portal again.
func wantSweptAtOnce(ctx context.Context, t *testing.T, p *portal, v *visits, department *open311.Server) {
	t.Helper()
	before := len(department.Requests())
	p.kill()
	p.kills = failpoint.Submitted
	v.report()
	if err := p.launch(); err != nil {
		t.Fatal(err)
	}
	p.dies(ctx, t)
	p.kills = ""
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if !waitFor(ctx, func() bool { return len(department.Requests()) > before }) {
		t.Fatal("what was owed is never sent")
	}
	took := time.Since(begun)
	t.Logf("what a killed portal owed was sent %s after the next was ready", took.Round(time.Millisecond))
	if took > patience {
		t.Errorf("what a killed portal owed was sent after %s", took)
	}
	v.wg.Wait()
}

// wantInTurn asserts that what came later to a case came in its order: the pictures.
func wantInTurn(t *testing.T, department *open311.Server) {
	t.Helper()
	for _, r := range department.Requests() {
		var names []string
		for _, f := range r.Files() {
			names = append(names, f.Name)
		}
		if !slices.IsSorted(names) {
			t.Errorf("%s got its pictures as %q", r.ID, names)
		}
	}
}

const (
	ourSecret   = "whsec_b3VycyBpcyB0aGlydHktdHdvIGJ5dGVzIGxvbmcgIQ=="
	theirSecret = "whsec_dGhlaXJzIGlzIHRoaXJ0eS10d28gYnl0ZXMgbG9uZyE="
)

// TestKilledWhileItHears kills the portal while a back end tells it something by
// itself. It is told again, and happens once.
func TestKilledWhileItHears(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db testdb.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		cfg := anysystem.Config{Secrets: []string{ourSecret}, PortalSecret: theirSecret, Clock: clock.System{}}
		backend := httptest.NewUnstartedServer(nil)
		p := newPortalWith(t, db, fmt.Sprintf("type: webhook\n    options: {base_url: %q, secrets: [%s], inbound_secrets: [%s]}",
			"http://"+backend.Listener.Addr().String()+"/entre", ourSecret, theirSecret))
		cfg.PortalURL = p.url + "/api/v1/inbound/gatukontoret"
		system, err := anysystem.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		backend.Config.Handler = system
		backend.Start()
		t.Cleanup(backend.Close)
		importContent(t, p.config)
		if err := p.start(ctx); err != nil {
			t.Fatal(err)
		}
		v := &visits{t: t, ctx: ctx, url: p.url, seed: seed(t)}
		v.report()
		v.wg.Wait()
		drain(ctx, t, db)
		cases := system.Cases()
		if len(cases) != 1 {
			t.Fatalf("the system has %d cases, want one", len(cases))
		}
		for i, point := range []failpoint.Point{failpoint.Hearing, failpoint.Heard} {
			p.kill()
			p.kills = point
			if err := p.start(ctx); err != nil {
				t.Fatal(err)
			}
			// It tells at once, and nobody answers.
			if err := system.Do(ctx, cases[0].ID, anysystem.News{Text: fmt.Sprintf("Nyhet %d.", i+1)}); err != nil {
				t.Fatal(err)
			}
			p.dies(ctx, t)
		}
		p.kills = ""
		if err := p.start(ctx); err != nil {
			t.Fatal(err)
		}
		if err := system.Do(ctx, cases[0].ID, anysystem.News{Status: anysystem.Closed}); err != nil {
			t.Fatal(err)
		}
		system.Deliver(ctx)
		allTold(ctx, t, db)
		var events int
		row := connect(t, db).QueryRowContext(ctx, "SELECT count(*) FROM changes")
		if err := row.Scan(&events); err != nil || events != 3 {
			t.Errorf("%d things were told (%v), want three", events, err)
		}
	})
}

// TestFrozenPastItsLease freezes a node of two where it hurts the most, until the
// other has finished what it had, and wakes it then.
func TestFrozenPastItsLease(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute long")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	// A node that is frozen in a transaction keeps its locks until PostgreSQL ends it.
	db := testdb.DB{Dialect: testdb.PostgresDialect, DSN: testdb.Postgres(t) + "&idle_in_transaction_session_timeout=1500"}
	department, url := street(t)
	sleeper := newPortal(t, db, url)
	importContent(t, sleeper.config)
	other := sleeper.twin(t)
	v := &visits{t: t, ctx: ctx, url: sleeper.url, seed: seed(t)}
	for _, point := range []failpoint.Point{failpoint.Claimed, failpoint.Noted, failpoint.Sent, failpoint.Keeping} {
		sleeper.freeze = point
		if err := sleeper.start(ctx); err != nil {
			t.Fatal(err)
		}
		v.report()
		if !waitFor(ctx, sleeper.isFrozen) {
			t.Fatalf("it never came to %q", point)
		}
		if err := other.start(ctx); err != nil {
			t.Fatal(err)
		}
		drain(ctx, t, db)
		if err := sleeper.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		v.wg.Wait()
		pause(ctx, 1500*time.Millisecond) // in which it may do harm
		other.kill()
		sleeper.kill()
	}
	sleeper.freeze = ""
	if err := sleeper.start(ctx); err != nil {
		t.Fatal(err)
	}
	drain(ctx, t, db)
	mend(t, department)
	allTold(ctx, t, db)
	for _, fault := range compare(v.receipts, department.Requests(), countCases(t, db)) {
		t.Error(fault)
	}
	wantInTurn(t, department)
}

// isFrozen reports whether the portal is stopped.
func (p *portal) isFrozen() bool {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	return strings.HasPrefix(rest, "T")
}
