package bench

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

const (
	submitsPerSecond = 50
	backEndTakes     = 5 * time.Millisecond
)

// lamp is an errand that goes to a back end of its own.
func lamp() errand {
	return errand{"felanmal-gatubelysning", []map[string]string{
		{"fel": "slackt"},
		{"plats.text": "Provgatan 1", "antal": "en"},
		{"ovrigt": "Lyktan är släckt."},
		{"kontakt.name": "Testia Provsson", "kontakt.email": "testia@example.com"},
	}}
}

// TestConfirmed measures how long it takes from the receipt until the case is
// confirmed by a back end that answers in 5 ms, while 50 cases come in a second,
// on a PostgreSQL that writes each commit to the disk. No floor is held, since
// time says as much of the machine as of the program; that all are confirmed is.
func TestConfirmed(t *testing.T) {
	department, err := open311.New(open311.Config{APIKey: "k", Services: outside.StreetServices(), Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(backEndTakes)
		department.ServeHTTP(w, r)
	}))
	t.Cleanup(backend.Close)
	db := testdb.DB{Dialect: testdb.PostgresDialect, DSN: durablePostgres(t)}
	portal := prepare(t, db)
	streets := portal.cfg.Connectors["gatukontoret"].Options
	streets["base_url"], streets["api_key"] = backend.URL+"/v2/", "k"
	addr := portal.run(t)
	many := max(10, int(measure.Seconds()*submitsPerSecond))
	given := submitSteadily(t, addr, fillInMany(t, addr, lamp(), many))
	took := confirmedAfter(t, db, many)
	if got := len(department.Requests()); got != many {
		t.Errorf("%d cases in the back end, want %d", got, many)
	}
	quantile := func(of []time.Duration, percent int) string {
		slices.Sort(of)
		return fmt.Sprintf("%.0f ms", of[min(len(of)*percent/100, len(of)-1)].Seconds()*1000)
	}
	table := fmt.Sprintf("| | p50 | p99 | most |\n|---|---|---|---|\n| from the receipt to confirmed | %s | %s | %s |\n| from sending the form to the receipt | %s | %s | %s |\n",
		quantile(took, 50), quantile(took, 99), quantile(took, 100), quantile(given, 50), quantile(given, 99), quantile(given, 100))
	t.Log("\n" + table)
	if *update {
		writeTable(t, "../../docs/reliability.md", []byte(table))
	}
}

// submitSteadily sends the drafts at their times, whatever becomes of those
// before, and returns how long each took.
func submitSteadily(t *testing.T, addr string, drafts []filled) []time.Duration {
	t.Helper()
	took := make([]time.Duration, len(drafts))
	free := make(chan *connection, clients)
	for range clients {
		free <- dial(t, addr)
	}
	var wg sync.WaitGroup
	tick := time.NewTicker(time.Second / submitsPerSecond)
	defer tick.Stop()
	for i, d := range drafts {
		<-tick.C
		begun := time.Now()
		wg.Go(func() {
			c := <-free // waiting for one counts
			status, err := c.do(d.submit)
			if err != nil || status != http.StatusSeeOther {
				t.Errorf("a submission: %d %v", status, err)
			}
			took[i] = time.Since(begun)
			free <- c
		})
	}
	wg.Wait()
	return took
}

// confirmedAfter waits until all is confirmed, and returns how long each case
// took by the portal's own record.
func confirmedAfter(t *testing.T, db testdb.DB, many int) []time.Duration {
	t.Helper()
	conn, err := sql.Open("pgx", db.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 600 {
		var n int
		if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM deliveries WHERE delivered_at IS NOT NULL").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == many {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	rows, err := conn.QueryContext(t.Context(), "SELECT created_at, delivered_at FROM deliveries WHERE delivered_at IS NOT NULL")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var took []time.Duration
	for rows.Next() {
		var from, to time.Time
		if err := rows.Scan(&from, &to); err != nil {
			t.Fatal(err)
		}
		took = append(took, to.Sub(from))
	}
	if err := rows.Err(); err != nil || len(took) != many {
		t.Fatalf("%d of %d are confirmed, %v", len(took), many, err)
	}
	return took
}
