package search_test

import (
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/internal/search/searchtest"
)

// asked are the judged queries of all kinds: words, sentences, misspelt, in other
// languages, about nothing here, and in a crisis.
func askedQueries(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, name := range []string{"development.tsv", "own.tsv", "negative.tsv", "crisis.tsv"} {
		for _, j := range searchtest.Judged(t, "../..", name) {
			out = append(out, j.Query)
		}
	}
	return out
}

// timed calls do for each of the texts in turn, on one core, and reports the
// median, the 99th percentile and the longest of their times. A text's time is
// the median of its turns: of a machine that does other things beside, the rest
// tells nothing of us.
func timed(b *testing.B, texts []string, do func(text string)) {
	b.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	turns := make([][]time.Duration, len(texts))
	i := 0
	for b.Loop() {
		begun := time.Now()
		do(texts[i%len(texts)])
		turns[i%len(texts)] = append(turns[i%len(texts)], time.Since(begun))
		i++
	}
	took := make([]time.Duration, 0, len(texts))
	for _, t := range turns[:min(i, len(turns))] {
		slices.Sort(t)
		took = append(took, t[len(t)/2])
	}
	slices.Sort(took)
	micros := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	b.ReportMetric(micros(took[len(took)/2]), "p50-µs")
	b.ReportMetric(micros(took[len(took)*99/100]), "p99-µs")
	b.ReportMetric(micros(took[len(took)-1]), "max-µs")
}

// used is what this process has used of the processor: on a machine that does
// other things beside, it tells more than the clock.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkSearch is what a query and a suggestion for each letter typed cost,
// how long the index takes to make, and what it weighs, over the demo's
// catalogue and two that have grown from it.
func BenchmarkSearch(b *testing.B) {
	queries := askedQueries(b)
	for _, n := range []int{263, 5_000, 150_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := searchtest.Grown(searchtest.Mittkoping(b, "../.."), n)
			before, begun, usedBefore := heap(), time.Now(), used()
			x := search.New(s)
			build, buildUsed := time.Since(begun), used()-usedBefore
			memory := heap() - before
			b.Run("query", func(b *testing.B) {
				timed(b, queries, func(text string) { x.Search(search.Query{Text: text, Lang: i18n.SV, Limit: 10}) })
				b.ReportMetric(float64(build.Milliseconds()), "build-ms")
				b.ReportMetric(float64(buildUsed.Milliseconds()), "build-cpu-ms")
				b.ReportMetric(float64(memory)/(1<<20), "MB")
			})
			b.Run("suggest", func(b *testing.B) {
				timed(b, typed(queries), func(text string) { x.Suggest(text, i18n.SV, 8) })
			})
			runtime.KeepAlive(s)
		})
	}
}

// typed are the texts letter by letter, of every fifth of them.
func typed(texts []string) []string {
	var out []string
	for i := 0; i < len(texts); i += 5 {
		for j := range texts[i] {
			if j > 0 {
				out = append(out, texts[i][:j])
			}
		}
	}
	return out
}
