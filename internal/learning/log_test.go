package learning_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/learning"
)

// memory is a LogStore that remembers what it was given.
type memory struct {
	mu     sync.Mutex
	added  []learning.Counts
	words  map[learning.WordDay]bool
	failed error
	gone   []learning.Day
}

func (m *memory) AddCounts(_ context.Context, c learning.Counts) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failed != nil {
		return m.failed
	}
	m.added = append(m.added, c)
	for _, w := range c.Words {
		m.words[w] = true
	}
	return nil
}

func (m *memory) FindWords(_ context.Context, days int) ([]string, error) {
	on := map[string]int{}
	for w := range m.words {
		on[w.Digest]++
	}
	var out []string
	for digest, n := range on {
		if n >= days {
			out = append(out, digest)
		}
	}
	return out, nil
}

func (m *memory) DeleteBefore(_ context.Context, day, words learning.Day) (int, error) {
	m.gone = append(m.gone, day, words)
	return 0, nil
}

// evening is 23.30 in Sweden, and another day in UTC.
var evening = time.Date(2026, 11, 26, 23, 30, 0, 0, time.FixedZone("CET", 3600))

func mac(purpose, value string) []byte {
	h := hmac.New(sha256.New, []byte("key"))
	fmt.Fprint(h, purpose, "\x00", value)
	return h.Sum(nil)
}

func newLog(change func(*learning.LogConfig)) (*learning.Log, *memory, *clock.Fake) {
	store, at := &memory{words: map[learning.WordDay]bool{}}, clock.NewFake(evening)
	cfg := learning.LogConfig{
		Store: store, Lexicon: lexicon{}, IsCrisis: func(text string) bool { return strings.Contains(text, "vill inte leva") },
		MAC: mac, Clock: at, Log: slog.New(slog.DiscardHandler), Days: 90,
	}
	if change != nil {
		change(&cfg)
	}
	return learning.NewLog(cfg), store, at
}

func flush(t *testing.T, l *learning.Log) {
	t.Helper()
	if err := l.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func query(text string) learning.Query { return learning.Query{Text: text, Lang: "sv"} }

func TestLogAddsUp(t *testing.T) {
	l, store, _ := newLog(nil)
	l.NoteSearch(learning.Search{Text: "Jag vill slänga en soffa", Lang: "sv", Hits: 3, BestGuess: true})
	l.NoteSearch(learning.Search{Text: "bygglov", Lang: "sv", Hits: 3})
	l.NoteSearch(learning.Search{Text: "hoverboard", Lang: "sv"})
	l.NoteChoice(learning.Choice{Text: "bygglov", Lang: "sv", Service: "lov", Position: 2})
	l.NoteChoice(learning.Choice{Text: "bygglov", Lang: "sv", Service: "lov", Position: 2})
	l.NoteChoice(learning.Choice{Text: "bygglov", Lang: "sv", Service: "lov", Position: 400})
	l.NoteVerdict(learning.Verdict{Text: "bygglov", Lang: "sv", Found: true})
	l.NoteVerdict(learning.Verdict{Service: "lov", Found: true})
	l.NoteVerdict(learning.Verdict{Service: "lov"})
	flush(t, l)
	flush(t, l) // nothing is added twice
	const day = "2026-11-26"
	digest := hex.EncodeToString(mac("learning.word", "hoverboard")[:16])
	same(t, "counts", []learning.Counts{{
		Queries: []learning.QueryCount{
			{Day: day, Query: query("<word>"), Tally: learning.Tally{Searches: 1, NoHit: 1}},
			{Day: day, Query: query("bygglov"), Words: 1, Tally: learning.Tally{Searches: 1, Unsure: 1, Clicks: 3, Found: 1}},
			{Day: day, Query: query("slänga soffa"), Words: 2, Tally: learning.Tally{Searches: 1}},
		},
		Choices: []learning.ChoiceCount{
			{Day: day, Query: query("bygglov"), Service: "lov", Position: 2, Clicks: 2},
			{Day: day, Query: query("bygglov"), Service: "lov", Position: learning.MaxPosition, Clicks: 1},
		},
		Services: []learning.ServiceCount{{Day: day, Service: "lov", Found: 1, FoundNone: 1}},
		Words:    []learning.WordDay{{Day: day, Digest: digest}},
	}}, store.added)
}

func TestLogNotesNoCrisis(t *testing.T) {
	l, store, _ := newLog(nil)
	const typed = "jag vill inte leva"
	l.NoteSearch(learning.Search{Text: typed, Lang: "sv"})
	l.NoteChoice(learning.Choice{Text: typed, Lang: "sv", Service: "lov", Position: 1})
	l.NoteVerdict(learning.Verdict{Text: typed, Lang: "sv"})
	flush(t, l)
	same(t, "counts", 0, len(store.added))
}

func TestLogThatIsOffNotesNothing(t *testing.T) {
	l, store, _ := newLog(func(cfg *learning.LogConfig) { cfg.Days = 0 })
	l.NoteSearch(learning.Search{Text: "bygglov", Lang: "sv"})
	l.NoteChoice(learning.Choice{Text: "bygglov", Lang: "sv", Service: "lov", Position: 1})
	l.NoteVerdict(learning.Verdict{Service: "lov"})
	flush(t, l)
	same(t, "counts", 0, len(store.added))
	if _, err := l.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "what was there goes, today's too", []learning.Day{"2026-11-28", "2026-11-28"}, store.gone)
}

func TestLogPurges(t *testing.T) {
	for _, tt := range []struct {
		days int
		want []learning.Day
	}{
		{90, []learning.Day{"2026-08-28", "2026-10-27"}},
		{7, []learning.Day{"2026-11-19", "2026-11-19"}},
	} {
		l, store, _ := newLog(func(cfg *learning.LogConfig) { cfg.Days = tt.days })
		if _, err := l.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, "before", tt.want, store.gone)
	}
}

// TestLogKeepsWhatManyTyped: a word that nobody knows is kept from the day after
// it was typed on a third.
func TestLogKeepsWhatManyTyped(t *testing.T) {
	l, store, at := newLog(nil)
	for day := 1; day <= 4; day++ {
		for range 5 { // many times a day is one
			l.NoteSearch(learning.Search{Text: "hoverboard", Lang: "sv"})
		}
		l.NoteSearch(learning.Search{Text: "Karin", Lang: "sv"})
		l.NoteSearch(learning.Search{Text: "elvin kvarnbo", Lang: "sv"})
		flush(t, l)
		var got []string
		for _, q := range store.added[len(store.added)-1].Queries {
			got = append(got, q.Text)
		}
		want := []string{"<name>", "<word>"}
		if day == 4 {
			want = append(want, "hoverboard")
		}
		same(t, fmt.Sprintf("day %d", day), want, got)
		at.Advance(24 * time.Hour)
	}
	same(t, "words", 3, len(store.words))
}

func TestLogIsBounded(t *testing.T) {
	l, store, _ := newLog(func(cfg *learning.LogConfig) { cfg.Most = 2 })
	for _, text := range []string{"bygglov", "soffa", "lampa", "bygglov", "skola"} {
		l.NoteSearch(learning.Search{Text: text, Lang: "sv"})
	}
	l.NoteVerdict(learning.Verdict{Service: "lov"})
	flush(t, l)
	same(t, "dropped", int64(3), l.Dropped())
	same(t, "held", 2, len(store.added[0].Queries))
	same(t, "what is held goes on", 2, store.added[0].Queries[0].Searches)
	l.NoteSearch(learning.Search{Text: "skola", Lang: "sv"})
	flush(t, l)
	same(t, "room again", "skola", store.added[1].Queries[0].Text)
}

func TestLogHoldsWhatTheStoreDidNotTake(t *testing.T) {
	l, store, _ := newLog(nil)
	store.failed = errors.New("down")
	note := func() {
		l.NoteSearch(learning.Search{Text: "bygglov hoverboard", Lang: "sv"})
		l.NoteChoice(learning.Choice{Text: "bygglov", Lang: "sv", Service: "lov", Position: 1})
		l.NoteVerdict(learning.Verdict{Service: "lov"})
	}
	note()
	if err := l.Flush(t.Context()); err == nil {
		t.Error("nobody was told")
	}
	note()
	store.failed = nil
	flush(t, l)
	got := store.added[0]
	same(t, "searches", 2, got.Queries[1].Searches)
	same(t, "choices", 2, got.Choices[0].Clicks)
	same(t, "verdicts", 2, got.Services[0].FoundNone)
	same(t, "words", 1, len(got.Words))
}

func TestLogRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, store, _ := newLog(nil)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { l.Run(ctx, 10*time.Second); close(ended) }()
		synctest.Wait()
		l.NoteSearch(learning.Search{Text: "bygglov", Lang: "sv"})
		time.Sleep(11 * time.Second)
		synctest.Wait()
		same(t, "after a while", 1, len(store.added))
		l.NoteSearch(learning.Search{Text: "bygglov", Lang: "sv"})
		stop()
		<-ended
		same(t, "and in the end", 2, len(store.added))
	})
}

func TestLogIsSafeForAll(t *testing.T) {
	l, store, _ := newLog(nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				l.NoteSearch(learning.Search{Text: "bygglov", Lang: "sv"})
			}
			_ = l.Flush(t.Context())
		})
	}
	all.Wait()
	flush(t, l)
	n := 0
	for _, c := range store.added {
		for _, q := range c.Queries {
			n += q.Searches
		}
	}
	same(t, "searches", 800, n)
}

func BenchmarkNoteSearch(b *testing.B) {
	l, _, _ := newLog(nil)
	for b.Loop() {
		l.NoteSearch(learning.Search{Text: "hur gör jag för att slänga en trasig lampa och min hoverboard", Lang: "sv", Hits: 3})
	}
}
