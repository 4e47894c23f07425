package search_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
)

// odd are texts that something may stumble over.
var odd = []string{
	"gatlampan är trasig", "", "å", "\xff\x00", "a-b_c", "bygg lov till bygg nad", "İstanbul ẞ ﬁ ½ ǅ",
	"e" + strings.Repeat("́̂", 500), "é̂́̂", "موقف 车 🚲 курси", "👩‍👩‍👧‍👦 förskola 👩🏽‍🚒", "한국어 유치원", "a\u200bb\u202eltr",
	strings.Repeat("x", 10_000), strings.Repeat("gatubelysinng ", 1_000), strings.Repeat("ab ", 3_000), strings.Repeat("förskoleklasslärarvikariepool", 300),
	strings.Repeat("\u0301", 10_000), strings.Repeat("سّ", 5_000), strings.Repeat("🚲", 2_500), strings.Repeat("jag vill dö ", 800),
}

// inTime is longer than anything takes here, on a machine that does much else.
const inTime = 2 * time.Second

// FuzzSearch looks for a text that a search, a suggestion or its trace cannot
// take, or not each time the same way, or not in time.
func FuzzSearch(f *testing.F) {
	for _, text := range odd {
		f.Add(text)
	}
	x := search.New(whole(f))
	f.Fuzz(func(t *testing.T, text string) {
		begun := time.Now()
		q := search.Query{Text: text, Lang: i18n.SV, Limit: 5}
		r, again := x.Search(q), x.Search(q)
		if len(r.Hits) > 5 || len(r.Hits) > r.Total || len(r.Hits) != len(again.Hits) {
			t.Errorf("%d hits of %d, and then %d", len(r.Hits), r.Total, len(again.Hits))
		}
		for i, h := range r.Hits {
			if h != again.Hits[i] || h.Score <= 0 || i > 0 && h.Score > r.Hits[i-1].Score {
				t.Errorf("hit %d is %+v, and then %+v", i, h, again.Hits[i])
			}
		}
		if traced := x.Explain(q); len(traced.Hits) != len(r.Hits) {
			t.Errorf("%d hits, and %d of them explained", len(r.Hits), len(traced.Hits))
		}
		if got := x.Suggest(text, i18n.EN, 8); len(got) > 8 {
			t.Errorf("%d suggestions", len(got))
		}
		if took := time.Since(begun); took > inTime {
			t.Errorf("%d bytes took %v", len(text), took)
		}
	})
}

// FuzzIndex looks for a text that a service cannot have: that an index cannot be
// made of, or whose own words do not find it.
func FuzzIndex(f *testing.F) {
	for _, text := range odd {
		f.Add(text, "en annan tjänst")
	}
	f.Fuzz(func(t *testing.T, text, other string) {
		begun := time.Now()
		entry := func(id, text string) catalogue.Entry {
			both := i18n.Text{SV: text, EN: text}
			return catalogue.Entry{Service: catalogue.Service{ID: id, Title: both, Summary: both, Keywords: []i18n.Text{both}}}
		}
		words := catalogue.Vocabulary{
			Language: "ar", Services: map[string][]string{"this": {text}, "that": {other}},
			Synonyms: []catalogue.SynonymGroup{{From: []string{text}, To: []string{other}, Weight: 1, Both: true}},
		}
		swedish := words
		swedish.Language = "sv"
		x := search.New(catalogue.NewSnapshot(1, []catalogue.Entry{entry("this", text), entry("that", other)}, words, swedish))
		said := len(x.Explain(search.Query{Text: text, Lang: i18n.SV}).Hits) > 0
		for _, lang := range i18n.Langs {
			r := x.Search(search.Query{Text: text, Lang: lang, Literal: true})
			if said && r.Total == 0 {
				t.Errorf("%q is not found by its own words", text)
			}
		}
		if took := time.Since(begun); took > inTime {
			t.Errorf("%d and %d bytes took %v", len(text), len(other), took)
		}
	})
}

// FuzzCrisis looks for a text of which nobody can tell whether it is of a crisis.
func FuzzCrisis(f *testing.F) {
	for _, text := range odd {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		begun := time.Now()
		if got := search.CrisisOf(text); (got.Kind == search.NoCrisis) != (got.Lang == "") {
			t.Errorf("%+v", got)
		}
		if took := time.Since(begun); took > inTime {
			t.Errorf("%d bytes took %v", len(text), took)
		}
	})
}
