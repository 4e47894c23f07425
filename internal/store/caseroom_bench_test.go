package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// BenchmarkInbox opens inboxes among 100,000 cases of ten authorities with three
// functions each, of which one in twenty is open: a small municipality after
// some years.
func BenchmarkInbox(b *testing.B) {
	for _, at := range []testdb.DB{
		{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(b)}, {Dialect: testdb.PostgresDialect, DSN: migrated.Postgres(b)},
	} {
		db := open(b, config(at, newRing(b)))
		fill(b, db, 100_000)
		one := caseroom.Query{Functions: []identity.FunctionID{"A1/f1"}, Me: "me", Now: now}
		whole := caseroom.Query{Authorities: []identity.AuthorityCode{"A1"}, Functions: []identity.FunctionID{"A1/f1"}, Me: "me", Now: now}
		all := caseroom.Query{Me: "me", Now: now}
		for i := range 10 {
			all.Authorities = append(all.Authorities, identity.AuthorityCode(fmt.Sprintf("A%d", i)))
		}
		for _, bench := range []struct {
			name   string
			query  caseroom.Query
			filter caseroom.Filter
		}{
			{"a function", one, caseroom.Filter{}},
			{"an authority", whole, caseroom.Filter{}},
			{"everything", all, caseroom.Filter{}},
			{"everything, closed too", all, caseroom.Filter{Status: caseroom.StatusAny, Sort: caseroom.SortNewest}},
			{"a number among everything", all, caseroom.Filter{Status: caseroom.StatusAny}},
		} {
			q := bench.query
			q.Filter = bench.filter
			if bench.name == "a number among everything" {
				q.Keys = []string{"202654321"}
			}
			b.Run(at.Dialect+"/"+bench.name, func(b *testing.B) {
				s := db.Caseroom()
				for b.Loop() {
					find[[]caseroom.Case](b)(s.FindCases(b.Context(), q))
					for _, f := range []caseroom.Facet{
						caseroom.FacetWhose, caseroom.FacetStatus, caseroom.FacetFunction, caseroom.FacetService, caseroom.FacetOverdue, caseroom.FacetNews,
					} {
						find[map[string]int](b)(s.CountCases(b.Context(), q, f))
					}
				}
			})
		}
	}
}

// fill registers n cases.
func fill(b *testing.B, db *store.DB, n int) {
	b.Helper()
	must(b, db.InTx(b.Context(), func(ctx context.Context) error {
		for i := range n {
			a := identity.AuthorityCode(fmt.Sprintf("A%d", i%10))
			c := caseroom.Case{
				ID: fmt.Sprintf("%032d", i), Reference: fmt.Sprintf("MK-2026-%04d-%04d", i/10000, i%10000),
				Diary: caseroom.DiaryNumber{Authority: "XX", Year: 2026, Number: i + 1}, ServiceID: fmt.Sprintf("s%d", i%40), Authority: a,
				Function: identity.FunctionID(fmt.Sprintf("%s/f%d", a, i/10%3)), ReceivedAt: now.Add(-time.Duration(i) * time.Minute), RegisteredAt: now,
				StartedAt: now, ClosedAt: now, DueAt: now.Add(time.Duration(i%1000-500) * time.Hour),
			}
			if i%20 == 7 {
				c.ClosedAt = time.Time{}
			}
			if err := db.Caseroom().CreateCase(ctx, c, caseroom.Dossier{}); err != nil {
				return err
			}
		}
		return nil
	}))
}
