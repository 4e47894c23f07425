package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/outside/faultproxy"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// crash is one run of the crash test.
type crash struct {
	cases, kills, citizens int
	mutant                 bool
}

// TestCrash submits 500 reports with files while the back end fails in every
// way it can and the portal is killed with kill -9 thirty times, and then
// holds the receipts that citizens were given against what the back end has:
// each exactly once and complete. The department mends the lamps meanwhile:
// each citizen is told so, once.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("minutes long")
	}
	testdb.Each(t, func(t *testing.T, db testdb.DB) {
		found := crash{cases: 500, kills: 30, citizens: 8}.run(t, db)
		for _, fault := range found {
			t.Error(fault)
		}
	})
}

// TestCrashFindsTheMutant shows that TestCrash can fail: a portal whose
// connectors do not look before they send again must be caught by it.
func TestCrashFindsTheMutant(t *testing.T) {
	if testing.Short() {
		t.Skip("minutes long")
	}
	db := testdb.DB{Dialect: testdb.SQLiteDialect, DSN: testdb.SQLite(t)}
	found := crash{cases: 60, kills: 5, citizens: 8, mutant: true}.run(t, db)
	if !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, "times in the back end") }) {
		t.Errorf("a portal that never looks before it sends again was not caught; found %q", found)
	}
}

// receipt is what one citizen was promised.
type receipt struct {
	reference string
	files     []string // checksums
}

func (c crash) run(t *testing.T, db testdb.DB) []string {
	n := seed(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()

	department, err := open311.New(open311.Config{APIKey: "test-key", Services: outside.StreetServices(), Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	faults := faultproxy.New(department, faultproxy.Config{Seed: n, Rate: 0.25, Delay: 1500 * time.Millisecond})
	backend := httptest.NewServer(faults)
	defer backend.Close()

	p := newPortal(t, db, backend.URL+"/v2/")
	p.mutant = c.mutant
	importContent(t, p.config)
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	if c.mutant { // what it cannot cope with comes first, whatever chance brings
		faults.ScriptFor(faultproxy.Method("POST"), faultproxy.LostAnswer, faultproxy.LostAnswer, faultproxy.LostAnswer)
	}
	receipts := c.submitAndKill(ctx, t, p, n, department)
	if c.mutant {
		waitFor(deadline(t), func() bool { return len(department.Requests()) > countCases(t, db) })
	} else {
		drain(ctx, t, db)
		mend(t, department)
		allTold(ctx, t, db)
	}
	if s := p.logged(); strings.Contains(s, personName) || strings.Contains(s, personStreet) {
		t.Error("what a citizen typed stands in the portal's log")
	}
	t.Logf("%d receipts, %d in the back end, %d requests to it of which %d failed, %d kills",
		len(receipts), len(department.Requests()), len(faults.Log()), failures(faults), c.kills)
	return compare(receipts, department.Requests(), countCases(t, db))
}

// submitAndKill has citizens report and kills the portal at even steps of
// their progress, each time at a moment of chance.
func (c crash) submitAndKill(ctx context.Context, t *testing.T, p *portal, seed uint64, department *open311.Server) []receipt {
	var done atomic.Int64
	var next atomic.Int64
	var mu sync.Mutex
	var receipts []receipt
	var wg sync.WaitGroup
	for range c.citizens {
		wg.Go(func() {
			for {
				i := next.Add(1)
				if i > int64(c.cases) {
					return
				}
				r, err := report(ctx, p.url, i, seed)
				if err != nil {
					t.Errorf("citizen %d: %v", i, err)
					return
				}
				mu.Lock()
				receipts = append(receipts, r)
				mu.Unlock()
				done.Add(1)
			}
		})
	}
	killer := rand.New(rand.NewPCG(seed, 1))
	for i := range c.kills {
		at := int64(c.cases * (i + 1) / (c.kills + 1))
		if !waitFor(ctx, func() bool { return done.Load() >= at }) {
			p.dump()
			t.Fatalf("the citizens do not get on: %d of %d receipts after %d kills", done.Load(), c.cases, i)
		}
		mend(t, department)
		pause(ctx, time.Duration(killer.IntN(80))*time.Millisecond)
		p.kill()
		if err := p.start(ctx); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
	return receipts
}

const (
	personName   = "Testia Provsson"
	personStreet = "Provgatan"
)

var referencePattern = regexp.MustCompile(`MK-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`)

// report is one citizen's way from the service's page to the receipt. When the
// portal does not answer they open the page they were on again, as one does.
func report(ctx context.Context, url string, i int64, seed uint64) (receipt, error) {
	c, err := citizen.New(url)
	if err != nil {
		return receipt{}, err
	}
	r := receipt{}
	files := photos(i, seed)
	for _, f := range files {
		sum := sha256.Sum256(f)
		r.files = append(r.files, hex.EncodeToString(sum[:]))
	}
	slices.Sort(r.files)
	path := "/tjanst/felanmal-gatubelysning"
	for range 2000 {
		page, err := goOn(ctx, c, path, i, files)
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		if err != nil { // the portal was killed: a moment later, the same page
			pause(ctx, 25*time.Millisecond)
			continue
		}
		path = page.URL.Path
		if strings.HasSuffix(path, "/kvitto") && page.Status == 200 {
			r.reference = referencePattern.FindString(page.Body)
			if r.reference == "" {
				return r, errors.New("no reference on the receipt")
			}
			return r, nil
		}
	}
	return r, fmt.Errorf("never came to the receipt; last at %s", path)
}

// goOn opens the page at path and does what it asks for.
func goOn(ctx context.Context, c *citizen.Citizen, path string, i int64, files [][]byte) (*citizen.Page, error) {
	page, err := c.Get(ctx, path)
	if err != nil {
		return nil, err
	}
	if page.Status != 200 {
		return nil, fmt.Errorf("%d at %s", page.Status, page.URL.Path)
	}
	if strings.HasSuffix(page.URL.Path, "/kvitto") {
		return page, nil
	}
	form, err := page.Form("main form[method=post]:not([action*='/fil/'])")
	if err != nil {
		return nil, err
	}
	switch page.URL.Path[strings.LastIndexByte(page.URL.Path, '/')+1:] {
	case "fel":
		form.Set("fel", "slackt")
	case "plats":
		form.Set("plats.text", fmt.Sprintf("%s %d", personStreet, i))
		form.Set("antal", "en")
	case "bilder":
		form.Set("ovrigt", fmt.Sprintf("Lyktan är släckt <b>&</b> %d 💡", i))
		for n, f := range files {
			if name := fmt.Sprintf("bild-%d.jpg", n); !strings.Contains(page.Body, name) {
				form.Attach("bilder", name, "image/jpeg", f)
			}
		}
	case "kontakt":
		form.Set("kontakt.name", personName)
		form.Set("kontakt.email", "testia@example.com")
	}
	after, err := c.Submit(ctx, form, "", "")
	if err != nil {
		return nil, err
	}
	if after.Status >= 500 {
		return nil, fmt.Errorf("%d at %s", after.Status, after.URL.Path)
	}
	return after, nil
}

// photos makes none, one or two files that are JPEG to whoever looks.
func photos(i int64, seed uint64) [][]byte {
	random := rand.New(rand.NewPCG(seed, uint64(i)))
	files := make([][]byte, i%3)
	for n := range files {
		content := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1}
		for range 500 + random.IntN(3000) {
			content = append(content, byte(random.Uint32()))
		}
		files[n] = bytes.Clone(content)
	}
	return files
}

// compare says everything that is wrong between what was promised and what the
// back end has.
func compare(receipts []receipt, requests []open311.Request, cases int) []string {
	var wrong []string
	has := map[string][]open311.Request{}
	for _, r := range requests {
		ref := referencePattern.FindString(r.Description)
		if ref == "" {
			wrong = append(wrong, "request "+r.ID+" has no reference")
		}
		has[ref] = append(has[ref], r)
	}
	for ref, rs := range has {
		if len(rs) != 1 {
			wrong = append(wrong, fmt.Sprintf("%s is %d times in the back end", ref, len(rs)))
		}
	}
	seen := map[string]bool{}
	for _, r := range receipts {
		if seen[r.reference] {
			wrong = append(wrong, r.reference+" was given to two citizens")
		}
		seen[r.reference] = true
		if len(has[r.reference]) == 0 {
			wrong = append(wrong, r.reference+" has a receipt and is not in the back end")
			continue
		}
		var files []string
		for _, f := range has[r.reference][0].Files() {
			files = append(files, f.SHA256)
		}
		slices.Sort(files)
		if !slices.Equal(files, r.files) {
			wrong = append(wrong, fmt.Sprintf("%s has files %v, sent %v", r.reference, files, r.files))
		}
	}
	if len(has) != cases {
		wrong = append(wrong, fmt.Sprintf("%d cases here, %d there", cases, len(has)))
	}
	return wrong
}

// drain waits until nothing is owed any more.
func drain(ctx context.Context, t *testing.T, db testdb.DB) {
	t.Helper()
	conn := connect(t, db)
	owed := -1
	ok := waitFor(ctx, func() bool {
		err := conn.QueryRowContext(ctx, "SELECT count(*) FROM deliveries WHERE delivered_at IS NULL").Scan(&owed)
		return err == nil && owed == 0
	})
	if !ok {
		t.Fatalf("%d deliveries are still owed", owed)
	}
}

// mend has the department mend every lamp that it knows of.
func mend(t *testing.T, department *open311.Server) {
	t.Helper()
	for _, r := range department.Requests() {
		if r.Status != open311.StatusFixed {
			if err := department.SetStatus(r.ID, open311.StatusFixed, "Lyktan lyser igen"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// allTold waits until every case is closed, and checks that each was closed
// once.
func allTold(ctx context.Context, t *testing.T, db testdb.DB) {
	t.Helper()
	conn := connect(t, db)
	count := func(query string) (n int) {
		if err := conn.QueryRowContext(ctx, query).Scan(&n); err != nil {
			return -1
		}
		return n
	}
	if !waitFor(ctx, func() bool { return count("SELECT count(*) FROM cases WHERE closed_at IS NULL") == 0 }) {
		t.Fatal("not every citizen was told")
	}
	if told, cases := count("SELECT count(*) FROM case_events WHERE kind = 'closed'"), countCases(t, db); told != cases {
		t.Errorf("%d cases were closed %d times", cases, told)
	}
}

func countCases(t *testing.T, db testdb.DB) int {
	t.Helper()
	var n int
	if err := connect(t, db).QueryRowContext(t.Context(), "SELECT count(*) FROM cases").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// connect opens a test's own view of the portal's database.
func connect(t *testing.T, db testdb.DB) *sql.DB {
	t.Helper()
	driver, dsn := "pgx", db.DSN
	if db.Dialect == testdb.SQLiteDialect {
		driver, dsn = "sqlite", db.DSN+"?_pragma=busy_timeout(10000)"
	}
	conn, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func failures(p *faultproxy.Proxy) int {
	n := 0
	for _, e := range p.Log() {
		if e.Fault != faultproxy.None {
			n++
		}
	}
	return n
}

// waitFor asks until the answer is yes, and returns false when ctx ends first.
func waitFor(ctx context.Context, yes func() bool) bool {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !yes() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
