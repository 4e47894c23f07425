package store_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/school"
	"github.com/mittkoping/entre/internal/store"
)

func TestBlocks(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Blocks(), t.Context()
		anna, karim := numberOf(t, "197901049283"), numberOf(t, "197902069272")
		put := func(b school.Block) school.Block {
			t.Helper()
			must(t, s.CreateBlock(ctx, b))
			b.OfPerson, b.Number = !b.Number.IsZero(), pnr.Number{}
			return b
		}
		everybody := put(school.Block{ID: "a", System: "skola", Child: "c1", At: now})
		pair := put(school.Block{ID: "b", System: "skola", Child: "c2", Number: anna, At: now.Add(time.Second)})
		person := put(school.Block{ID: "c", Number: karim, At: now.Add(2 * time.Second)})

		same(t, "all", []school.Block{everybody, pair, person}, find[[]school.Block](t)(s.FindBlocks(ctx)))
		same(t, "Anna's", []school.Block{everybody, pair}, find[[]school.Block](t)(s.FindBlocksOf(ctx, anna)))
		same(t, "Karim's", []school.Block{everybody, person}, find[[]school.Block](t)(s.FindBlocksOf(ctx, karim)))
		same(t, "Elsa's", []school.Block{everybody}, find[[]school.Block](t)(s.FindBlocksOf(ctx, numberOf(t, "198402179298"))))

		wantKind(t, s.CreateBlock(ctx, everybody), errs.Conflict)
		if err := s.CreateBlock(ctx, school.Block{ID: "d", At: now}); err == nil {
			t.Error("a block of everybody from all children is kept")
		}
		must(t, s.DeleteBlock(ctx, "a"))
		wantKind(t, s.DeleteBlock(ctx, "a"), errs.NotFound)
		same(t, "after lifting", []school.Block{pair}, find[[]school.Block](t)(s.FindBlocksOf(ctx, anna)))
	})
}
