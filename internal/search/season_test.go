package search_test

import (
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
)

// asked is a catalogue of services that are alike, of which one is looked for
// all the year and one in winter, and of one that says more.
func asked(t *testing.T) *search.Index {
	t.Helper()
	entry := func(id, title string) catalogue.Entry {
		return catalogue.Entry{Service: catalogue.Service{ID: id, Title: i18n.Text{SV: title}}}
	}
	entries := []catalogue.Entry{
		entry("a-gata", "Felanmäl gata"), entry("b-gata", "Felanmäl gata"), entry("c-gata", "Felanmäl gata"),
		entry("d-halka", "Felanmäl halka på gata"), entry("e-skola", "Sök skola"),
	}
	start := catalogue.Start{
		Popular:  []string{"b-gata"},
		Seasonal: []catalogue.Season{{Months: []int{1, 2}, Services: []string{"c-gata", "b-gata"}}},
	}
	return search.New(catalogue.NewSnapshotOf(catalogue.Content{Version: 1, Entries: entries, Sheets: catalogue.Sheets{Start: start}}))
}

func TestSeasonBreaksTies(t *testing.T) {
	x := asked(t)
	for _, tt := range []struct {
		name, query string
		day         catalogue.Day
		want        string // the first ids
	}{
		{"all the year", "gata", "2026-07-01", "b-gata a-gata c-gata"},
		{"in winter", "gata", "2026-01-31", "b-gata c-gata a-gata"},
		{"on no day", "gata", "", "b-gata a-gata c-gata"},
		{"on a day that is none", "gata", "2026-13-45", "b-gata a-gata c-gata"},
		{"it is no match for a better answer", "halka gata", "2026-01-31", "d-halka"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, h := range x.Search(search.Query{Text: tt.query, Lang: i18n.SV, Limit: 3, Day: tt.day}).Hits {
				got = append(got, h.ID)
			}
			if !strings.HasPrefix(strings.Join(got, " ")+" ", tt.want+" ") {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

// TestExplainSeason tells what moved a hit, and nothing of what did not.
func TestExplainSeason(t *testing.T) {
	trace := asked(t).Explain(search.Query{Text: "gata", Lang: i18n.SV, Day: "2026-01-31"})
	if len(trace.Hits) < 3 || trace.Hits[1].ID != "c-gata" || trace.Hits[1].AskedFor <= 1 || trace.Hits[2].AskedFor != 1 {
		t.Fatalf("%+v", trace.Hits)
	}
	var b strings.Builder
	if err := trace.Write(&b); err != nil || strings.Count(b.String(), "many look for it now") != 2 {
		t.Errorf("%v\n%s", err, b.String())
	}
}
