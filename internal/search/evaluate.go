package search

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// Judged is a query with what somebody has judged to be right answers.
type Judged struct {
	Query      string
	Kind       string   // "everyday", "question", "english" …
	Expected   string   // the id that should come first; "" of a query that nothing here answers
	Acceptable []string // ids that are right too
}

// ReadJudged reads judged queries from a table with tabs: query, kind, expected,
// acceptable (ids with spaces between). Its first line names the columns.
func ReadJudged(r io.Reader) ([]Judged, error) {
	var out []Judged
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		if n == 1 || strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if len(cells) < 3 {
			return nil, fmt.Errorf("search: line %d: write query, kind and expected with tabs between", n)
		}
		j := Judged{Query: cells[0], Kind: cells[1], Expected: strings.TrimSpace(cells[2])}
		if len(cells) > 3 {
			j.Acceptable = strings.Fields(cells[3])
		}
		out = append(out, j)
	}
	return out, lines.Err()
}

// Quality is how well queries were answered, each figure 0 to 1.
type Quality struct {
	Queries  int
	First    float64 // success@1: the first hit is right
	Three    float64 // success@3: one of the first three is
	Rank     float64 // MRR: the mean of 1 by the place of the first right hit
	Gain     float64 // nDCG@10: the expected service counts 2, acceptable ones 1
	Modestly float64 // of the queries that nothing answers: no best guess
}

// Miss is a query whose first hit was not right.
type Miss struct {
	Judged
	Place int      // of the first right hit; 0: among none
	Hits  []string // the first three
}

// Report is the quality in all and by kind, and the misses.
type Report struct {
	All    Quality
	ByKind map[string]Quality
	Misses []Miss
}

// Evaluate answers the judged queries and compares. Recommended hits, which come
// and go, are left out: the figures are of search itself.
func (x *Index) Evaluate(judged []Judged) Report { return x.EvaluateOn(judged, "") }

// EvaluateOn is Evaluate as people are answered on a day, recommended hits too.
func (x *Index) EvaluateOn(judged []Judged, day catalogue.Day) Report {
	return Evaluate(judged, func(text string) Result { return x.Search(Query{Text: text, Lang: i18n.SV, Limit: 10, Day: day}) })
}

// Evaluate compares answers to the judged queries, whoever gives them.
func Evaluate(judged []Judged, answer func(text string) Result) Report {
	r := Report{ByKind: map[string]Quality{}}
	sums := map[string]*tally{}
	all := &tally{}
	for _, j := range judged {
		result := answer(j.Query)
		kind := sums[j.Kind]
		if kind == nil {
			kind = &tally{}
			sums[j.Kind] = kind
		}
		place := all.note(j, result)
		kind.note(j, result)
		isMiss := place != 1
		if j.Expected == "" {
			isMiss = result.BestGuess
		}
		if isMiss {
			r.Misses = append(r.Misses, Miss{Judged: j, Place: place, Hits: ids(result.Hits, 3)})
		}
	}
	r.All = all.quality()
	for kind, t := range sums {
		r.ByKind[kind] = t.quality()
	}
	return r
}

func ids(hits []Hit, limit int) []string {
	var out []string
	for _, h := range hits[:min(len(hits), limit)] {
		out = append(out, h.ID)
	}
	return out
}

type tally struct {
	answered, unanswerable, modest int
	first, three                   int
	rank, gain                     float64
}

// note counts a result and returns the place of the first right hit.
func (t *tally) note(j Judged, r Result) int {
	if j.Expected == "" {
		t.unanswerable++
		if !r.BestGuess {
			t.modest++
		}
		return 0
	}
	t.answered++
	place := 0
	var gain float64
	for i, h := range r.Hits {
		worth := 0.0
		switch {
		case h.ID == j.Expected:
			worth = 2
		case slices.Contains(j.Acceptable, h.ID):
			worth = 1
		}
		if worth > 0 && place == 0 {
			place = i + 1
		}
		gain += worth / math.Log2(float64(i+2))
	}
	ideal := 2.0
	for i := range min(len(j.Acceptable), 9) {
		ideal += 1 / math.Log2(float64(i+3))
	}
	t.gain += gain / ideal
	if place == 1 {
		t.first++
	}
	if place >= 1 && place <= 3 {
		t.three++
	}
	if place > 0 {
		t.rank += 1 / float64(place)
	}
	return place
}

func (t *tally) quality() Quality {
	n, none := float64(max(t.answered, 1)), float64(max(t.unanswerable, 1))
	return Quality{
		Queries: t.answered + t.unanswerable, First: float64(t.first) / n, Three: float64(t.three) / n,
		Rank: t.rank / n, Gain: t.gain / n, Modestly: float64(t.modest) / none,
	}
}

// Write prints the report as a table and the misses below it.
func (r Report) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-18s %8s %8s %8s %8s %8s %8s\n", "", "queries", "@1", "@3", "MRR", "nDCG@10", "modest")
	line := func(name string, q Quality) {
		fmt.Fprintf(&b, "%-18s %8d %8.3f %8.3f %8.3f %8.3f %8.3f\n", name, q.Queries, q.First, q.Three, q.Rank, q.Gain, q.Modestly)
	}
	kinds := make([]string, 0, len(r.ByKind))
	for kind := range r.ByKind {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, cmp.Compare)
	for _, kind := range kinds {
		line(kind, r.ByKind[kind])
	}
	line("all", r.All)
	for _, m := range r.Misses {
		fmt.Fprintf(&b, "miss (%s, place %d): %s\n  want %s\n  got  %s\n", m.Kind, m.Place, m.Query, m.Expected, strings.Join(m.Hits, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
