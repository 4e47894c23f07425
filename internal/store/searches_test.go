package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

var (
	lamp     = learning.Query{Text: "trasig lampa", Lang: "sv"}
	scooter  = learning.Query{Text: "<word>", Lang: "sv"}
	hover    = learning.Query{Text: "hoverboard", Lang: "sv"}
	sofa     = learning.Query{Text: "slänga soffa", Lang: "sv"}
	swimming = learning.Query{Text: "swimming", Lang: "en"}
)

func searches(day learning.Day, q learning.Query, words int, t learning.Tally) learning.QueryCount {
	return learning.QueryCount{Day: day, Query: q, Words: words, Tally: t}
}

// counted is some days of some queries.
func counted() learning.Counts {
	return learning.Counts{
		Queries: []learning.QueryCount{
			searches("2026-03-01", hover, 1, learning.Tally{Searches: 2, NoHit: 2}),
			searches("2026-03-02", lamp, 2, learning.Tally{Searches: 10, Clicks: 8, Found: 1}),
			searches("2026-03-02", scooter, 0, learning.Tally{Searches: 7, NoHit: 7}),
			searches("2026-03-02", sofa, 2, learning.Tally{Searches: 6, Clicks: 1, FoundNone: 3}),
			searches("2026-03-03", hover, 1, learning.Tally{Searches: 1, NoHit: 1}),
			searches("2026-03-03", swimming, 1, learning.Tally{Searches: 4, Unsure: 3, NoHit: 1, Clicks: 1}),
		},
		Choices: []learning.ChoiceCount{
			{Day: "2026-03-02", Query: lamp, Service: "gata", Position: 1, Clicks: 6},
			{Day: "2026-03-02", Query: lamp, Service: "gata", Position: 4, Clicks: 2},
			{Day: "2026-03-03", Query: lamp, Service: "park", Position: 2, Clicks: 3},
		},
		Services: []learning.ServiceCount{
			{Day: "2026-03-02", Service: "gata", Found: 5, FoundNone: 1},
			{Day: "2026-03-02", Service: "park", FoundNone: 2},
			{Day: "2026-03-03", Service: "pass", Found: 2},
		},
		Words: []learning.WordDay{{Day: "2026-03-01", Digest: "aa"}, {Day: "2026-03-02", Digest: "aa"}, {Day: "2026-03-02", Digest: "bb"}},
	}
}

func TestSearchesAreAddedUp(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), db.Searches()
		must(t, s.AddCounts(ctx, counted()))
		must(t, s.AddCounts(ctx, counted())) // another node's
		must(t, s.AddCounts(ctx, learning.Counts{}))
		same(t, "days", []learning.DayTally{
			{Day: "2026-03-02", Tally: learning.Tally{Searches: 46, NoHit: 14, Clicks: 18, Found: 2, FoundNone: 6}},
			{Day: "2026-03-03", Tally: learning.Tally{Searches: 10, NoHit: 4, Unsure: 6, Clicks: 2}},
		}, find[[]learning.DayTally](t)(s.FindDays(ctx, "2026-03-02")))
		same(t, "popular, without what has no words", []learning.Asked{
			{Query: lamp, Tally: learning.Tally{Searches: 20, Clicks: 16, Found: 2}, First: "2026-03-02", Last: "2026-03-02"},
			{Query: sofa, Tally: learning.Tally{Searches: 12, Clicks: 2, FoundNone: 6}, First: "2026-03-02", Last: "2026-03-02"},
		}, find[[]learning.Asked](t)(s.FindPopular(ctx, "2026-03-01", 2)))
		same(t, "chosen", []learning.Chosen{
			{Query: lamp, Service: "gata", Clicks: 16, Position: 1.75}, {Query: lamp, Service: "park", Clicks: 6, Position: 2},
		}, find[[]learning.Chosen](t)(s.FindChosen(ctx, "2026-03-01", []string{lamp.Text, sofa.Text})))
		same(t, "judged", []learning.Judged{
			{Service: "park", FoundNone: 4}, {Service: "gata", Found: 10, FoundNone: 2},
		}, find[[]learning.Judged](t)(s.FindJudged(ctx, "2026-03-01", 9)))
		same(t, "words of two days", []string{"aa"}, find[[]string](t)(s.FindWords(ctx, 2)))
	})
}

func TestSearchesThatLack(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), db.Searches()
		must(t, s.AddCounts(ctx, counted()))
		lacking := func(part learning.Part, since learning.Day) []learning.Query {
			t.Helper()
			q := learning.LackQuery{Part: part, Since: since, Limit: 9}
			var out []learning.Query
			for _, a := range find[[]learning.Asked](t)(s.FindLacking(ctx, q)) {
				out = append(out, a.Query)
			}
			same(t, "how many", len(out), find[int](t)(s.CountLacking(ctx, q)))
			return out
		}
		same(t, "no hit", []learning.Query{hover}, lacking(learning.PartNoHit, "2026-03-01"))
		same(t, "unsure", []learning.Query{swimming}, lacking(learning.PartUnsure, "2026-03-01"))
		same(t, "unclicked", []learning.Query{sofa}, lacking(learning.PartUnclicked, "2026-03-01"))
		must(t, s.AddCounts(ctx, learning.Counts{Queries: []learning.QueryCount{
			searches("2026-02-20", learning.Query{Text: "äldre", Lang: "sv"}, 1, learning.Tally{Searches: 1, NoHit: 1}),
			searches("2026-03-01", learning.Query{Text: "oftare", Lang: "sv"}, 1, learning.Tally{Searches: 3, NoHit: 3}),
		}}))
		same(t, "the oldest first, then the one asked most often", []string{"äldre", "hoverboard", "oftare"}, texts(lacking(learning.PartNoHit, "2026-02-01")))
		same(t, "the page", 1, len(find[[]learning.Asked](t)(s.FindLacking(ctx, learning.LackQuery{Since: "2026-02-01", Limit: 1, Offset: 2}))))

		must(t, s.SaveHandled(ctx, hover, "2026-03-02"))
		wantKind(t, s.SaveHandled(ctx, learning.Query{Text: "hoverboard", Lang: "en"}, "2026-03-02"), errs.NotFound)
		got := find[[]learning.Asked](t)(s.FindLacking(ctx, learning.LackQuery{Since: "2026-03-02", Limit: 9}))
		same(t, "asked again in vain", []learning.Asked{{Query: hover, Tally: learning.Tally{Searches: 1, NoHit: 1}, First: "2026-03-03", Last: "2026-03-03"}}, got)
		must(t, s.SaveHandled(ctx, hover, "2026-03-03"))
		same(t, "handled", []learning.Query(nil), lacking(learning.PartNoHit, "2026-03-02"))
	})
}

func texts(queries []learning.Query) []string {
	var out []string
	for _, q := range queries {
		out = append(out, q.Text)
	}
	return out
}

func TestOldSearchesGo(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), db.Searches()
		must(t, s.AddCounts(ctx, counted()))
		must(t, s.SaveHandled(ctx, hover, "2026-03-01"))
		same(t, "deleted", 3, find[int](t)(s.DeleteBefore(ctx, "2026-03-02", "2026-03-02")))
		same(t, "days", "2026-03-02", string(find[[]learning.DayTally](t)(s.FindDays(ctx, "2026-01-01"))[0].Day))
		same(t, "words", []string{"aa", "bb"}, find[[]string](t)(s.FindWords(ctx, 1)))
		find[int](t)(s.DeleteBefore(ctx, "9999", "9999"))
		pool := find[*sql.DB](t)(db.SQL())
		for _, table := range []string{"search_queries", "search_choices", "service_verdicts", "search_words", "search_handled"} {
			same(t, table, []string{"0"}, column(t, pool, "SELECT cast(count(*) AS text) FROM "+table))
		}
	})
}

// TestNodesAddTogether lets two nodes write the same rows at once.
func TestNodesAddTogether(t *testing.T) {
	const rounds = 20
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		ring := newRing(t)
		nodes := []*store.DB{open(t, config(at, ring)), open(t, config(at, ring))}
		failed := make([]error, len(nodes))
		var all sync.WaitGroup
		for i, node := range nodes {
			all.Go(func() {
				for range rounds {
					failed[i] = errors.Join(failed[i], node.Searches().AddCounts(t.Context(), counted()))
				}
			})
		}
		all.Wait()
		must(t, errors.Join(failed...))
		got := find[[]learning.Asked](t)(nodes[0].Searches().FindPopular(t.Context(), "2026-03-01", 1))
		same(t, "searches", 2*rounds*10, got[0].Searches)
	})
}

// knowsOne is a lexicon of one word.
type knowsOne struct{}

func (knowsOne) Known(word string) (string, bool) { return word, word == "faktura" }
func (knowsOne) Compound(string) bool             { return false }

// planted is what must be nowhere in the database, however it was typed.
var planted = []string{"19121212-1212", "191212121212", "0701740635", "070-174 06 35", "Larsson", "Grimståhl", "Kvarnbo", "Elvinella", "karin@example.se", "Storgatan", "hoverboard"}

// TestNothingPersonalIsKeptOfSearches types what is personal in all ways that
// are noted, for days, and looks through the whole database.
func TestNothingPersonalIsKeptOfSearches(t *testing.T) {
	look := func(t *testing.T, db *store.DB, contents func() map[string]string) {
		t.Helper()
		at := clock.NewFake(now)
		ring := newRing(t)
		log := learning.NewLog(learning.LogConfig{
			Store: db.Searches(), Lexicon: knowsOne{}, IsCrisis: func(text string) bool { return strings.Contains(strings.ToLower(text), "elvinella") },
			MAC: ring.MAC, Clock: at, Log: slog.New(slog.DiscardHandler), Days: 30,
		})
		for range 2 { // on a third day, a word that many have typed is nobody's
			for _, p := range planted {
				for _, typed := range []string{p, "faktura " + p, p + " faktura", "jag heter " + p, strings.ToLower(p), strings.ToUpper(p)} {
					log.NoteSearch(learning.Search{Text: typed, Lang: "sv"})
					log.NoteChoice(learning.Choice{Text: typed, Lang: "sv", Service: "gata", Position: 1})
					log.NoteVerdict(learning.Verdict{Text: typed, Lang: "sv"})
				}
			}
			must(t, log.Flush(t.Context()))
			at.Advance(24 * time.Hour)
		}
		all := contents()
		kept := false
		for where, content := range all {
			kept = kept || strings.Contains(content, "faktura <number>")
			for _, p := range planted {
				for _, form := range []string{p, fmt.Sprintf("%x", p)} {
					if strings.Contains(strings.ToLower(content), strings.ToLower(form)) {
						t.Errorf("%s has %q", where, p)
					}
				}
			}
		}
		if !kept {
			t.Error("nothing was kept of the searches: what was looked through?")
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		path := migrated.SQLite(t)
		look(t, open(t, config(testdb.DB{Dialect: testdb.SQLiteDialect, DSN: path}, newRing(t))), func() map[string]string {
			out := map[string]string{}
			for _, file := range find[[]string](t)(filepath.Glob(path + "*")) {
				out[filepath.Base(file)] = string(find[[]byte](t)(os.ReadFile(file)))
			}
			return out
		})
	})
	t.Run("postgres", func(t *testing.T) {
		db := open(t, config(testdb.DB{Dialect: testdb.PostgresDialect, DSN: migrated.Postgres(t)}, newRing(t)))
		look(t, db, func() map[string]string {
			out := map[string]string{}
			pool := find[*sql.DB](t)(db.SQL())
			for _, table := range column(t, pool, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") {
				out[table] = strings.Join(column(t, pool, "SELECT t::text FROM "+table+" t"), "\n")
			}
			return out
		})
	})
}
