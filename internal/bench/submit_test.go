package bench

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// errand is a service and what is answered, step by step.
type errand struct {
	service string
	answers []map[string]string
}

func asked() errand {
	question := strings.Repeat("När lagar ni lyktan på Nygatan? ", 30) // about 1 KB
	return errand{"stall-en-fraga-till-kommunen", []map[string]string{{"fraga": question}, {"kontakt.how": "anonymous"}}}
}

// filled is a draft with every answer, and what its owner's browser would send.
type filled struct {
	step   request // shows the first step
	submit request
}

// fillIn begins a draft and answers all, as a citizen in a browser of their own.
func fillIn(t *testing.T, addr string, e errand) filled {
	t.Helper()
	c, err := citizen.New("http://" + addr)
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.Get(t.Context(), "/tjanst/"+e.service)
	submit := func(values map[string]string) *citizen.Form {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		form, errForm := page.Form("main form[method=post]:not([action*='/fil/'])")
		if errForm != nil {
			t.Fatal(errForm)
		}
		for name, value := range values {
			form.Set(name, value)
		}
		return form
	}
	page, err = c.Submit(t.Context(), submit(nil), "", "")
	first := page
	for _, answers := range e.answers {
		page, err = c.Submit(t.Context(), submit(answers), "do", "next")
	}
	send := submit(nil)
	if !strings.HasSuffix(page.URL.Path, "/granska") {
		t.Fatalf("came to %s (%d)", page.URL, page.Status)
	}
	header := map[string]string{"Cookie": c.Cookies(), "Origin": "http://" + addr, "Sec-Fetch-Site": "same-origin"}
	for name, value := range browser {
		header[name] = value
	}
	return filled{
		step:   newRequest(http.MethodGet, first.URL.Path, addr, header, ""),
		submit: newRequest(http.MethodPost, strings.TrimSuffix(page.URL.Path, "granska")+"skicka", addr, header, send.Values.Encode()),
	}
}

// fillInMany fills in drafts, several at a time.
func fillInMany(t *testing.T, addr string, e errand, many int) []filled {
	t.Helper()
	var wg sync.WaitGroup
	out := make([]filled, many)
	for i := range clients {
		wg.Go(func() {
			for n := i; n < many; n += clients {
				out[n] = fillIn(t, addr, e)
			}
		})
	}
	wg.Wait()
	return out
}

// submitted is how submissions a second compare with bare transactions a second,
// in turns of as many of each.
func submitted(t *testing.T, addr string, db testdb.DB, s schedule, g goal) figure {
	t.Helper()
	drafts := fillInMany(t, addr, asked(), (s.turns+1)*s.drafts)
	connections := make([]*connection, clients)
	for i := range connections {
		connections[i] = dial(t, addr)
	}
	first := drafts[0]
	if status, err := connections[0].do(first.submit); err != nil || status != http.StatusSeeOther {
		t.Fatalf("a submission: %d %v", status, err)
	}
	drafts = drafts[1:]
	bare := newBare(t, db)
	// As a database has done by itself that is in use.
	if _, err := bare.db.ExecContext(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	f := figure{name: "submit, " + db.Dialect, goal: g}
	var rates, baselines, ratios []float64
	var took []time.Duration
	for turn := range s.turns + 1 {
		count := min(s.drafts, len(drafts))
		if turn == 0 {
			count = max(1, s.drafts/4)
		}
		base := inTurn(t, count, func(_, _ int) error { return bare.insert(t) })
		got := inTurn(t, count, func(client, i int) error {
			status, err := connections[client].do(drafts[i].submit)
			if err == nil && status != http.StatusSeeOther {
				err = fmt.Errorf("status %d", status)
			}
			return err
		})
		drafts = drafts[count:]
		if turn == 0 {
			continue
		}
		rates, baselines = append(rates, got.perSecond()), append(baselines, base.perSecond())
		ratios = append(ratios, got.perSecond()/base.perSecond())
		took = append(took, got.times...)
	}
	slices.Sort(took)
	f.perSecond, f.baseline, f.ratio, f.p99 = median(rates), median(baselines), median(ratios), took[len(took)*99/100]
	return f
}

// inTurn has all clients do something so many times together.
func inTurn(t *testing.T, many int, do func(client, i int) error) slice {
	t.Helper()
	var mu sync.Mutex
	next := 0
	s, err := run(clients, time.Minute, func(client int) error {
		mu.Lock()
		i := next
		next++
		mu.Unlock()
		if i >= many {
			return errEnough
		}
		return do(client, i)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// bare inserts again what a submission inserted: the case, and what is owed for
// it. With new ids, and nothing else.
type bare struct {
	db     *sql.DB
	tables [2]table
}

// table is a row of one, to be inserted again.
type table struct {
	insert  string
	columns []string
	values  []any
}

// The settings are those of the store.
const durable = "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"

func newBare(t *testing.T, at testdb.DB) *bare {
	t.Helper()
	driver, dsn := "pgx", at.DSN
	if at.Dialect == testdb.SQLiteDialect {
		driver, dsn = "sqlite", "file:"+at.DSN+durable
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(clients)
	db.SetMaxIdleConns(clients)
	if at.Dialect == testdb.SQLiteDialect {
		db.SetMaxOpenConns(1)
	}
	return &bare{db: db, tables: [2]table{rowOf(t, db, "cases"), rowOf(t, db, "deliveries")}}
}

func rowOf(t *testing.T, db *sql.DB, name string) table {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+name+" LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out table
	if out.columns, err = rows.Columns(); err != nil || !rows.Next() {
		t.Fatalf("%s has no row: %v", name, errors.Join(err, rows.Err()))
	}
	out.values = make([]any, len(out.columns))
	into, places := make([]any, len(out.columns)), make([]string, len(out.columns))
	for i := range into {
		into[i], places[i] = &out.values[i], fmt.Sprintf("$%d", i+1)
	}
	if err := rows.Scan(into...); err != nil {
		t.Fatal(err)
	}
	out.insert = fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", name, strings.Join(out.columns, ", "), strings.Join(places, ", "))
	return out
}

// anew are the row's values with new ids.
func (r table) anew() []any {
	values := slices.Clone(r.values)
	for i, column := range r.columns {
		if slices.Contains([]string{"id", "reference", "draft_id", "case_id"}, column) {
			values[i] = rand.Text()
		}
	}
	return values
}

func (b *bare) insert(t *testing.T) error {
	tx, err := b.db.BeginTx(t.Context(), nil)
	if err != nil {
		return err
	}
	for _, row := range b.tables {
		if _, err := tx.ExecContext(t.Context(), row.insert, row.anew()...); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}
