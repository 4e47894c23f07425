package rivals

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/internal/search/searchtest"
)

var (
	full   = flag.Bool("full", false, "all judged queries, at 5,000 services too")
	update = flag.Bool("update", false, "with -full, write the table into docs/search.md")
)

const (
	root = "../../.."

	leadFirst = 0.02 // by how much our first hit is right more often, at least
	leadTime  = 4    // how many times our p99 goes into theirs, at least
)

// answerer is a search that is ready: it returns the ids of at most ten services,
// the best first.
type answerer struct {
	name   string
	answer func(query string) []string
}

// document is a service as the rivals are given it: the texts that our own index
// is made of. What is neither Swedish nor English stands among the keywords of
// other languages.
type document struct {
	ID                   string
	Title, TitleEN       string
	Keywords, KeywordsEN string
	Summary, SummaryEN   string
	Foreign              string
}

func documents(s *catalogue.Snapshot) []document {
	var out []document
	for _, e := range s.Services(i18n.SV) {
		d := document{ID: e.ID, Title: e.Title.SV, TitleEN: e.Title.EN, Summary: e.Summary.SV, SummaryEN: e.Summary.EN}
		var sv, en, foreign []string
		for _, k := range e.Keywords {
			sv, en = append(sv, k.SV), append(en, k.EN)
		}
		for _, lang := range s.WordLanguages() {
			switch words := s.Words(lang)[e.ID]; lang {
			case "sv":
				sv = append(sv, words...)
			case "en":
				en = append(en, words...)
			default:
				foreign = append(foreign, words...)
			}
		}
		d.Keywords, d.KeywordsEN, d.Foreign = strings.Join(sv, ". "), strings.Join(en, ". "), strings.Join(foreign, ". ")
		out = append(out, d)
	}
	return out
}

func ours(t *testing.T, s *catalogue.Snapshot) answerer {
	t.Helper()
	x := search.New(s)
	return answerer{"Entré", func(text string) []string {
		var out []string
		for _, h := range x.Search(search.Query{Text: text, Lang: i18n.SV, Limit: 10}).Hits {
			out = append(out, h.ID)
		}
		return out
	}}
}

// figure is how well and how fast one of them answers.
type figure struct {
	name     string
	quality  search.Quality
	p50, p99 time.Duration
}

// compare asks each of the judged queries of all, by turns, so that they share
// whatever the machine does beside. A query's time is the median of its turns.
func compare(all []answerer, queries []search.Judged, turns int) []figure {
	took := make([][][]time.Duration, len(all))
	answers := make([]map[string][]string, len(all))
	for i := range all {
		took[i], answers[i] = make([][]time.Duration, len(queries)), map[string][]string{}
	}
	for range turns {
		for q := range queries {
			for i := range all {
				begun := time.Now()
				answers[i][queries[q].Query] = all[i].answer(queries[q].Query)
				took[i][q] = append(took[i][q], time.Since(begun))
			}
		}
	}
	var out []figure
	for i := range all {
		var times []time.Duration
		for _, t := range took[i] {
			slices.Sort(t)
			times = append(times, t[len(t)/2])
		}
		slices.Sort(times)
		report := search.Evaluate(queries, func(text string) search.Result {
			var r search.Result
			for _, id := range answers[i][text] {
				r.Hits = append(r.Hits, search.Hit{ID: id})
			}
			return r
		})
		out = append(out, figure{all[i].name, report.All, times[len(times)/2], times[len(times)*99/100]})
	}
	return out
}

// round is one comparison.
type round struct{ services, turns, every int } // every: of so many queries, one is asked

var (
	shortRound = round{263, 3, 1}
	largeRound = round{5_000, 1, 4} // PostgreSQL takes seconds for some
)

// TestLeads: our first hit is right more often than any rival's, and sooner. In
// the short run the queries are those that nobody has tuned our ranking by.
func TestLeads(t *testing.T) {
	queries := searchtest.Judged(t, root, "own.tsv")
	rounds := []round{shortRound}
	if *full {
		queries, rounds = append(queries, searchtest.Judged(t, root, "development.tsv")...), append(rounds, largeRound)
	}
	table := bytes.NewBufferString("| services | | first right | among three | MRR | nDCG@10 | p50 | p99 |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range rounds {
		s := searchtest.Grown(searchtest.Mittkoping(t, root), r.services)
		docs := documents(s)
		rivals := []answerer{ours(t, s), bleveIndex(t, docs), sqliteIndex(t, docs), postgresIndex(t, docs)}
		rivals = slices.DeleteFunc(rivals, func(a answerer) bool { return a.answer == nil })
		var some []search.Judged
		for i := 0; i < len(queries); i += r.every {
			some = append(some, queries[i])
		}
		figures := compare(rivals, some, r.turns)
		us := figures[0]
		for i, f := range figures {
			fmt.Fprintf(table, "| %d | %s\n", r.services, f)
			if i == 0 {
				continue
			}
			if us.quality.First < f.quality.First+leadFirst {
				t.Errorf("%d services: our first hit is right in %.3f, that of %s in %.3f", r.services, us.quality.First, f.name, f.quality.First)
			}
			if us.p99*leadTime > f.p99 {
				t.Errorf("%d services: our p99 is %v, that of %s %v", r.services, us.p99, f.name, f.p99)
			}
		}
	}
	t.Logf("\n%s", table)
	if *full && *update && !t.Failed() {
		write(t, table.Bytes())
	}
}

func (f figure) String() string {
	q := f.quality
	millis := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("%s | %.3f | %.3f | %.3f | %.3f | %.2f ms | %.2f ms |", f.name, q.First, q.Three, q.Rank, q.Gain, millis(f.p50), millis(f.p99))
}

// write puts the table into the documentation, between its marks.
func write(t *testing.T, table []byte) {
	t.Helper()
	const document = root + "/docs/search.md"
	begins, ends := []byte("<!-- made by make bench-search -->\n"), []byte("<!-- end -->\n")
	raw, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, isBegun := bytes.Cut(raw, begins)
	_, after, isEnded := bytes.Cut(rest, ends)
	if !isBegun || !isEnded {
		t.Fatalf("%s has no place for the table", document)
	}
	if err := os.WriteFile(document, slices.Concat(before, begins, table, ends, after), 0o600); err != nil {
		t.Fatal(err)
	}
}
