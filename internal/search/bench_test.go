package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
)

// grown is a catalogue of so many services: the demo's own, and more whose
// words are drawn from theirs and from invented ones, as often as Zipf has it.
func grown(t testing.TB, services int) *catalogue.Snapshot {
	t.Helper()
	known := entries(t)
	random := rand.New(rand.NewPCG(1, 2))
	var pool []string
	for _, e := range known {
		for _, k := range e.Keywords {
			pool = append(pool, strings.Fields(k.SV)...)
		}
		pool = append(pool, strings.Fields(e.Title.SV+" "+e.Summary.SV)...)
	}
	slices.Sort(pool)
	for range services {
		pool = append(pool, invented(random))
	}
	zipf := rand.NewZipf(random, 1.1, 8, uint64(len(pool)-1))
	phrase := func(words int) string {
		out := make([]string, words)
		for i := range out {
			out[i] = pool[zipf.Uint64()]
		}
		return strings.Join(out, " ")
	}
	out := slices.Clone(known)
	for i := len(out); i < services; i++ {
		s := catalogue.Service{ID: fmt.Sprintf("tjanst-%d", i), Title: i18n.Text{SV: phrase(4)}, Summary: i18n.Text{SV: phrase(10)}}
		for range 12 {
			s.Keywords = append(s.Keywords, i18n.Text{SV: phrase(2)})
		}
		out = append(out, catalogue.Entry{Service: s})
	}
	return catalogue.NewSnapshot(1, out)
}

func invented(random *rand.Rand) string {
	syllables := strings.Fields("ba ko ri sten lund hus vatten gat skol barn for an mal bygg lov par kering sop tun na fa li mo ter el")
	var b strings.Builder
	for range 2 + random.IntN(3) {
		b.WriteString(syllables[random.IntN(len(syllables))])
	}
	return b.String()
}

var benchQueries = []string{
	"gatlampan utanför vårt hus är trasig", "bygglov", "bygg lov altan", "forskola", "gatubelysinng", "hur ansöker jag om plats i förskola",
	"street light broken", "sophämtning", "barnet är sjukt", "avloppstillstånd", "by", "parkeringstillstånd rörelsehindrad", "recept på pannkakor",
}

// BenchmarkQuery reports the median and the 99th percentile of a query's time.
func BenchmarkQuery(b *testing.B) {
	for _, n := range []int{300, 5_000, 150_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			begun := time.Now()
			x := search.New(grown(b, n))
			b.ReportMetric(float64(time.Since(begun).Milliseconds()), "build-ms")
			var took []time.Duration
			i := 0
			for b.Loop() {
				begun := time.Now()
				x.Search(search.Query{Text: benchQueries[i%len(benchQueries)], Lang: i18n.SV, Limit: 10})
				took = append(took, time.Since(begun))
				i++
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

// BenchmarkSuggest is a suggestion for each letter that somebody types.
func BenchmarkSuggest(b *testing.B) {
	x := search.New(grown(b, 5_000))
	var typed []string
	for _, q := range benchQueries {
		for i := range q {
			typed = append(typed, q[:i+1])
		}
	}
	var took []time.Duration
	i := 0
	for b.Loop() {
		begun := time.Now()
		x.Suggest(typed[i%len(typed)], i18n.SV, 8)
		took = append(took, time.Since(begun))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
