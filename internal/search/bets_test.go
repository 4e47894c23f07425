package search_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/search"
)

// TestBets: a recommended hit stands first for its very words, however they are
// written, on its days, and for nothing else.
func TestBets(t *testing.T) {
	const other = "lamna-en-synpunkt"
	entries := whole(t).Services("sv")
	var all []catalogue.Entry
	for _, e := range entries {
		all = append(all, *e)
	}
	last := all[len(all)-1].ID
	bets := catalogue.Bets{Bets: []catalogue.Bet{
		{ID: "lampa", Sayings: []string{"gatlampan är trasig", "Mörkt på vägen!"}, Service: last, From: "2026-11-01", Until: "2026-11-30"},
		{ID: "lampa-igen", Sayings: []string{"trasig gatlampa", "gatlampan trasig"}, Service: last, From: "2026-11-01", Until: "2026-11-30"},
		{ID: "rubbish", Sayings: []string{"xyzzy"}, Service: last, From: "2026-11-30", Until: "2026-11-30"},
		{ID: "nowhere", Sayings: []string{"xyzzy"}, Service: other + "-som-inte-finns", From: "2026-01-01", Until: "2026-12-31"},
		{ID: "fillers", Sayings: []string{"var är ni"}, Service: last, From: "2026-11-01", Until: "2026-11-30"},
	}}
	x := search.New(catalogue.NewSnapshotOf(catalogue.Content{Entries: all, Sheets: catalogue.Sheets{Bets: bets}}))
	for name, c := range map[string]struct {
		query string
		day   catalogue.Day
		want  []string // bets
	}{
		"its words":               {"gatlampan är trasig", "2026-11-25", []string{"lampa"}},
		"written otherwise":       {"Jag ser att GATLAMPAN  är trasig.", "2026-11-25", nil}, // “ser” and “att”: one of them says something
		"with words around":       {"hej, gatlampan är trasig?", "2026-11-25", []string{"lampa"}},
		"without dots":            {"morkt pa vagen", "2026-11-25", []string{"lampa"}},
		"on the first day":        {"gatlampan trasig", "2026-11-01", []string{"lampa"}},
		"on the last":             {"gatlampan trasig", "2026-11-30", []string{"lampa"}},
		"before":                  {"gatlampan trasig", "2026-10-31", nil},
		"after":                   {"gatlampan trasig", "2026-12-01", nil},
		"without a day":           {"gatlampan trasig", "", nil},
		"more than its words":     {"gatlampan är trasig vid skolan", "2026-11-25", nil},
		"a part of them":          {"gatlampan", "2026-11-25", nil},
		"where nothing is found":  {"xyzzy", "2026-11-30", []string{"rubbish"}},
		"words that say nothing":  {"Var är ni?", "2026-11-25", []string{"fillers"}},
		"of a service not there":  {"xyzzy", "2026-06-01", nil},
		"nothing at all":          {"", "2026-11-25", nil},
		"the other word of a bet": {"trasig gatlampa", "2026-11-25", []string{"lampa-igen"}},
	} {
		t.Run(name, func(t *testing.T) {
			q := search.Query{Text: c.query, Lang: "sv", Day: c.day}
			got := x.Search(q)
			if diff := cmp.Diff(c.want, got.Bets); diff != "" {
				t.Fatalf("bets (-want +got):\n%s", diff)
			}
			q.Day = ""
			plain := x.Search(q)
			if len(c.want) == 0 {
				if diff := cmp.Diff(plain, got); diff != "" {
					t.Errorf("it changes the hits (-without +with):\n%s", diff)
				}
				return
			}
			if got.Hits[0].ID != last || !got.BestGuess {
				t.Errorf("first is %+v, best guess %v", got.Hits[0], got.BestGuess)
			}
			var others, before []string
			for _, h := range got.Hits[1:] {
				others = append(others, h.ID)
			}
			for _, h := range plain.Hits {
				if h.ID != last {
					before = append(before, h.ID)
				}
			}
			if diff := cmp.Diff(before, others); diff != "" {
				t.Errorf("the others moved (-without +with):\n%s", diff)
			}
			if got.Total != len(got.Hits) {
				t.Errorf("%d hits, said to be %d", len(got.Hits), got.Total)
			}
			q.Day, q.Limit = c.day, 1
			if one := x.Search(q); len(one.Hits) != 1 || one.Hits[0].ID != last || one.Total != got.Total {
				t.Errorf("limited to one: %+v", one)
			}
			trace := x.Explain(q)
			var b strings.Builder
			if err := trace.Write(&b); err != nil || trace.Hits[0].Bet != c.want[0] || !strings.Contains(b.String(), "by the recommendation "+c.want[0]) {
				t.Errorf("the trace does not say so: %v\n%s", err, b.String())
			}
		})
	}
}
