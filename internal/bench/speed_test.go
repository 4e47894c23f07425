package bench

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/testing/testdb"
	"github.com/mittkoping/entre/internal/testing/testdb/postgres"
)

var (
	measure = flag.Duration("measure", 0, "how long to measure each figure, and hold it to its floor; 0: only see that it can be measured")
	update  = flag.Bool("update", false, "write the table into docs/performance.md")
)

// clients is how many ask at the same time.
const clients = 16

// schedule is how long is measured.
type schedule struct {
	turns  int
	slice  time.Duration // of one side in a turn
	drafts int           // sent in a turn
}

func times() schedule {
	if *measure == 0 {
		return schedule{1, 20 * time.Millisecond, 20}
	}
	const turns, perSecond = 9, 100
	return schedule{turns, *measure / turns / 2, max(20, int(measure.Seconds()*perSecond/turns))}
}

// goal is what a figure should come to, and the floor that it is held to: far
// enough below that a machine with other things to do does not fail it.
type goal struct{ target, floor float64 }

// browser is what a browser says of itself.
var browser = map[string]string{"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html", "Accept-Language": "sv"}

// TestSpeed measures each page and the submission, and holds the ratios to their
// floors.
func TestSpeed(t *testing.T) {
	sqlite := testdb.DB{Dialect: testdb.SQLiteDialect, DSN: testdb.SQLite(t)}
	addr := openPortal(t, sqlite)
	own := fillIn(t, addr, asked())
	get := func(path string) request { return newRequest(http.MethodGet, path, addr, browser, "") }
	pages := []struct {
		name string
		ask  request
		goal
	}{
		{"start page", get("/"), goal{0.5, 0.5}},
		{"service page", get("/tjanst/felanmal-gatubelysning"), goal{0.5, 0.5}},
		{"all services", get("/tjanster"), goal{0, 0}},
		{"search page, a phrase", get("/sok?q=" + url.QueryEscape("gatlampan är trasig")), goal{0.15, 0.09}},
		{"search page, a word", get("/sok?q=bygglov"), goal{0.15, 0.09}},
		{"form step, of one's own draft", own.step, goal{0, 0.05}},
	}
	var figures []figure
	for _, p := range pages {
		figures = append(figures, measurePage(t, addr, p.name, p.ask, p.goal))
	}
	figures = append(figures, submitted(t, addr, sqlite, times(), goal{0.2, 0.1}))
	durable := testdb.DB{Dialect: testdb.PostgresDialect, DSN: durablePostgres(t)}
	figures = append(figures, submitted(t, openPortal(t, durable), durable, times(), goal{0.2, 0.08}))
	for _, f := range figures {
		t.Log(f)
		if *measure > 0 && f.ratio < f.floor {
			t.Errorf("%s: the ratio is %.2f, below the floor of %.2f", f.name, f.ratio, f.floor)
		}
	}
	if *update {
		table := bytes.NewBufferString("| | a second | the least, a second | ratio | target | p99 | page |\n|---|---|---|---|---|---|---|\n")
		for _, f := range figures {
			table.WriteString(f.String() + "\n")
		}
		writeTable(t, "../../docs/performance.md", table.Bytes())
	}
}

// measurePage compares a page with the same bytes as a constant.
func measurePage(t *testing.T, addr, name string, ask request, g goal) figure {
	t.Helper()
	page, zipped := dial(t, addr).fetch(t, ask)
	constant := openConstant(t, page)
	do := served(t, addr, clients, http.StatusOK, ask)
	baseline := served(t, constant, clients, http.StatusOK, newRequest(http.MethodGet, "/", constant, browser, ""))
	f := compare(t, name, clients, times(), do, baseline)
	f.goal, f.bytes, f.zipped = g, len(page), zipped
	return f
}

// durablePostgres starts a server that keeps what it commits, and returns its URL.
func durablePostgres(t *testing.T) string {
	t.Helper()
	server, err := postgres.StartDurable()
	if errors.Is(err, postgres.ErrNotInstalled) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server.URL
}

// String is a line of the table.
func (f figure) String() string {
	target, size := "", ""
	if f.target > 0 {
		target = fmt.Sprintf("≥ %.2f", f.target)
	}
	if f.bytes > 0 {
		size = fmt.Sprintf("%.1f KB, %.1f compressed", float64(f.bytes)/1000, float64(f.zipped)/1000)
	}
	return fmt.Sprintf("| %s | %.0f | %.0f | %.2f | %s | %.0f ms | %s |", f.name, f.perSecond, f.baseline, f.ratio, target, f.p99.Seconds()*1000, size)
}

const (
	begins = "<!-- made by make bench -->\n"
	ends   = "<!-- end -->\n"
)

// writeTable puts a table into a document, between its marks.
func writeTable(t *testing.T, document string, table []byte) {
	t.Helper()
	raw, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, isBegun := bytes.Cut(raw, []byte(begins))
	_, after, isEnded := bytes.Cut(rest, []byte(ends))
	if !isBegun || !isEnded {
		t.Fatalf("%s has no place for the table", document)
	}
	out := bytes.Join([][]byte{before, []byte(begins), table, []byte(ends), after}, nil)
	if err := os.WriteFile(document, out, 0o644); err != nil {
		t.Fatal(err)
	}
}
