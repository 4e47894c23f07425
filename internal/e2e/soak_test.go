package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

var (
	soakFor    = flag.Duration("soak", 0, "how long TestSoak submits; 0: 15 seconds, at a quarter of the rate")
	soakBinary = flag.String("soak.binary", "", "the entre to try; none: this test's own portal, from the same code")
)

// soak is one run of TestSoak.
type soak struct {
	length    time.Duration // of the submitting
	perSecond int
	outage    time.Duration // from a third of the length on
	faults    float64
}

func soakSchedule() soak {
	if *soakFor == 0 {
		return soak{length: 15 * time.Second, perSecond: 5, outage: 4 * time.Second, faults: 0.1}
	}
	return soak{length: *soakFor, perSecond: 20, outage: min(2*time.Minute, *soakFor/4), faults: 0.1}
}

// TestSoak has citizens report steadily while each tenth request to the back end
// fails, in every way, and the back end is gone for a while; then it holds the
// receipts against what the back end has, and the memory against what it was.
// The long run is make soak.
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute long")
	}
	s := soakSchedule()
	n := seed(t)
	ctx, cancel := context.WithTimeout(t.Context(), s.length+10*time.Minute)
	defer cancel()
	department, err := open311.New(open311.Config{APIKey: "test-key", Services: outside.StreetServices(), Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	faults := faultproxy.New(department, faultproxy.Config{Seed: n, Rate: s.faults, Delay: 5 * time.Second})
	backend := newBackEnd(t, faults)
	db := testdb.DB{Dialect: testdb.PostgresDialect, DSN: testdb.Postgres(t)}
	p := newPortal(t, db, backend.url+"/v2/")
	p.binary = *soakBinary
	p.configure("poll_every: 300ms", "poll_every: 30s")                   // each reads all updates of ten minutes
	p.configure("timeout: 1s, settle: 1200ms", "timeout: 4s, settle: 5s") // a look-up that reads many lists has no more for all of them
	p.configure("upload_files: true}", "upload_files: true, clock_margin: 5s}\n    limits: {concurrency: 24}")
	importContent(t, p.config)
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	memory := watchMemory(ctx, t, p.cmd.Process.Pid)
	var out outageSeen
	var wg sync.WaitGroup
	wg.Go(func() { out = s.breakDown(ctx, t, p, backend) })
	receipts, took := s.submit(ctx, t, p, n)
	wg.Wait()
	submitted := time.Now()
	drain(ctx, t, db)
	drained := time.Since(submitted)
	for _, wrong := range compare(receipts, department.Requests(), countCases(t, db)) {
		t.Error(wrong)
	}
	out.check(t)
	checkVisible(t, db, p, faults)
	checkMemory(t, memory.stop(), s.length)
	if logged := p.logged(); strings.Contains(logged, personName) || strings.Contains(logged, personStreet) {
		t.Error("what a citizen typed stands in the portal's log")
	}
	report := soakReport{s, receipts, took, out, drained, len(department.Requests()), faults, memory.samples, confirmedAfter(t, db)}
	t.Log(report.String())
}

// submit has a citizen begin at each tick, whatever became of those before, and
// returns the receipts and how long each citizen took from the first page on.
func (s soak) submit(ctx context.Context, t *testing.T, p *portal, seed uint64) ([]receipt, []time.Duration) {
	t.Helper()
	var mu sync.Mutex
	var receipts []receipt
	var took []time.Duration
	var wg sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(s.perSecond))
	defer tick.Stop()
	for i := range int64(s.length.Seconds()) * int64(s.perSecond) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("the time is over before all have submitted")
		}
		wg.Go(func() {
			begun := time.Now()
			r, err := report(ctx, p.url, i, seed)
			if err != nil {
				t.Errorf("citizen %d: %v", i, err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			receipts, took = append(receipts, r), append(took, time.Since(begun))
		})
	}
	wg.Wait()
	return receipts, took
}

// outageSeen is what the portal said of the outage while it lasted.
type outageSeen struct {
	lasted     time.Duration
	shut       bool    // the breaker
	owed, late float64 // the most
	ready      bool    // the portal, all the time
}

// breakDown has the back end refuse connections for a while.
func (s soak) breakDown(ctx context.Context, t *testing.T, p *portal, b *backEnd) outageSeen {
	pause(ctx, s.length/3)
	b.stop()
	begun := time.Now()
	seen := outageSeen{ready: true}
	for time.Since(begun) < s.outage && ctx.Err() == nil {
		pause(ctx, min(s.outage/8, time.Second))
		m := p.metrics(t)
		seen.shut = seen.shut || m["entre_connector_shut_seconds"] > 0
		seen.owed, seen.late = max(seen.owed, m["entre_deliveries_owed"]), max(seen.late, m["entre_deliveries_late"])
		res, err := http.Get(p.url + "/readyz")
		if err == nil {
			_ = res.Body.Close()
		}
		seen.ready = seen.ready && err == nil && res.StatusCode == http.StatusOK
	}
	seen.lasted = time.Since(begun)
	b.start(t)
	return seen
}

func (o outageSeen) check(t *testing.T) {
	t.Helper()
	if !o.shut {
		t.Error("no metric said that the back end was away")
	}
	if o.owed == 0 {
		t.Error("no metric said that anything waited")
	}
	if !o.ready {
		t.Error("the portal was not ready because a back end was away")
	}
}

// checkVisible holds the histories against the faults: each sending that was
// harmed is an attempt that a handler can read, and nothing is left that waits.
func checkVisible(t *testing.T, db testdb.DB, p *portal, faults *faultproxy.Proxy) {
	t.Helper()
	harmed := 0
	for _, f := range faultproxy.All() {
		harmed += faults.Count(http.MethodPost, f)
		if met := faults.Count(http.MethodPost, f) + faults.Count(http.MethodGet, f); *soakFor > 0 && met == 0 {
			t.Errorf("%s never came", f)
		}
	}
	if told := number(t, db, "SELECT coalesce(sum(times), 0) FROM delivery_attempts WHERE outcome <> 'delivered'"); told < harmed {
		t.Errorf("%d sendings were harmed, and the histories have %d attempts that failed", harmed, told)
	}
	if n := number(t, db, "SELECT count(*) FROM deliveries WHERE refused_at IS NOT NULL"); n > 0 {
		t.Errorf("%d are refused", n)
	}
	steps, done := number(t, db, "SELECT count(*) FROM deliveries"), number(t, db, "SELECT count(*) FROM delivery_attempts WHERE outcome = 'delivered'")
	if steps != done {
		t.Errorf("%d steps have %d lines that say delivered", steps, done)
	}
	if owed := p.metrics(t)["entre_deliveries_owed"]; owed != 0 {
		t.Errorf("the metrics say that %v wait", owed)
	}
}

func number(t *testing.T, db testdb.DB, query string) (n int) {
	t.Helper()
	if err := connect(t, db).QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// confirmedAfter is how long each case took from the receipt to being confirmed.
func confirmedAfter(t *testing.T, db testdb.DB) []time.Duration {
	t.Helper()
	rows, err := connect(t, db).QueryContext(t.Context(), "SELECT created_at, delivered_at FROM deliveries WHERE kind = 'create'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []time.Duration
	for rows.Next() {
		var from, to time.Time
		if err := rows.Scan(&from, &to); err != nil {
			t.Fatal(err)
		}
		all = append(all, to.Sub(from))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// backEnd is a server that can be gone: nobody listens on its port then.
type backEnd struct {
	url, addr string
	handler   http.Handler
	server    *http.Server
}

func newBackEnd(t *testing.T, handler http.Handler) *backEnd {
	t.Helper()
	b := &backEnd{addr: freeAddr(t), handler: handler}
	b.url = "http://" + b.addr
	b.start(t)
	t.Cleanup(b.stop)
	return b
}

func (b *backEnd) start(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", b.addr)
	if err != nil {
		t.Error(err)
		return
	}
	b.server = &http.Server{Handler: b.handler}
	go func(s *http.Server) { _ = s.Serve(l) }(b.server)
}

func (b *backEnd) stop() { _ = b.server.Close() }

// metrics are the portal's own, a name's values added up over its labels.
func (p *portal) metrics(t *testing.T) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	res, err := http.Get(p.url + "/metrics")
	if err != nil {
		t.Error(err)
		return all
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(string(raw)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if i := strings.IndexByte(name, '{'); i >= 0 {
			value = line[strings.LastIndexByte(line, ' ')+1:]
			name = name[:i]
		}
		if n, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
			all[name] += n
		}
	}
	return all
}

// memory is what a process held, second by second.
type memory struct {
	samples []float64 // MiB
	cancel  context.CancelFunc
	ended   chan struct{}
	failed  atomic.Pointer[error]
}

func watchMemory(ctx context.Context, t *testing.T, pid int) *memory {
	t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	m := &memory{cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(m.ended)
		for ctx.Err() == nil {
			held, err := residentMiB(pid)
			if err != nil {
				m.failed.Store(&err)
				return
			}
			m.samples = append(m.samples, held)
			pause(ctx, time.Second)
		}
	}()
	return m
}

func (m *memory) stop() []float64 {
	m.cancel()
	<-m.ended
	return m.samples
}

// residentMiB reads what a process holds of the memory, from Linux.
func residentMiB(pid int) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024, err
		}
	}
	return 0, errors.New("no VmRSS")
}

// checkMemory holds the last third of the time against the second: the first is
// for getting warm. A run of less than five minutes is never warm.
func checkMemory(t *testing.T, samples []float64, length time.Duration) {
	t.Helper()
	if len(samples) < 3 {
		t.Fatalf("the memory was read %d times", len(samples))
	}
	if length < 5*time.Minute {
		return
	}
	if second, last := thirds(samples); last > second*1.2+8 {
		t.Errorf("the memory grew from %.0f to %.0f MiB", second, last)
	}
}

// thirds are the medians of the second and the last third.
func thirds(samples []float64) (second, last float64) {
	n := len(samples) / 3
	return middle(samples[n : 2*n]), middle(samples[2*n:])
}

func middle(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// slope is the line through the samples after the first third, in MiB a minute.
func slope(samples []float64) float64 {
	of := samples[len(samples)/3:]
	var x, y, xx, xy float64
	for i, v := range of {
		at := float64(i) / 60
		x, y, xx, xy = x+at, y+v, xx+at*at, xy+at*v
	}
	n := float64(len(of))
	return (n*xy - x*y) / (n*xx - x*x)
}

// soakReport is what docs/reliability.md tells.
type soakReport struct {
	soak
	receipts  []receipt
	took      []time.Duration // a citizen's way
	outage    outageSeen
	drained   time.Duration
	there     int
	faults    *faultproxy.Proxy
	memory    []float64
	confirmed []time.Duration
}

// String is the report for a person.
func (r soakReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d receipts in %s (%d begun a second), %d in the back end\n", len(r.receipts), r.length, r.perSecond, r.there)
	fmt.Fprintf(&b, "a citizen's way, first page to receipt: p50 %s, p99 %s\n", quantile(r.took, 50), quantile(r.took, 99))
	fmt.Fprintf(&b, "receipt to confirmed, outage and faults included: p50 %s, p90 %s, p99 %s, most %s\n",
		quantile(r.confirmed, 50), quantile(r.confirmed, 90), quantile(r.confirmed, 99), quantile(r.confirmed, 100))
	fmt.Fprintf(&b, "outage of %s: up to %.0f steps waited; all was delivered %s after the last receipt\n",
		r.outage.lasted.Round(time.Second), r.outage.owed, r.drained.Round(100*time.Millisecond))
	second, last := thirds(r.memory)
	fmt.Fprintf(&b, "memory: %.0f MiB in the second third, %.0f in the last, %+.1f MiB a minute\n", second, last, slope(r.memory))
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		fmt.Fprintf(&b, "%s %s=%d", method, faultproxy.None, r.faults.Count(method, faultproxy.None))
		for _, f := range faultproxy.All() {
			if n := r.faults.Count(method, f); n > 0 {
				fmt.Fprintf(&b, " %s=%d", f, n)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// quantile rounds to what a person reads.
func quantile(of []time.Duration, percent int) time.Duration {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)].Round(time.Millisecond)
}
