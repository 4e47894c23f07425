package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

func TestTakeTelling(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		for _, test := range []struct {
			connector, id, digest string
			want                  bool
			conflict              bool
		}{
			{"gata", "e1", "a", true, false},
			{"gata", "e1", "a", false, false},
			{"gata", "e1", "b", false, true},
			{"another", "e1", "b", true, false},
			{"gata", "e2", "a", true, false},
		} {
			got, err := s.TakeTelling(ctx, test.connector, test.id, test.digest, now)
			if got != test.want || errs.Is(err, errs.Conflict) != test.conflict || err != nil && !test.conflict {
				t.Errorf("%s %s %s: %v, %v", test.connector, test.id, test.digest, got, err)
			}
		}
		// What is rolled back was not told.
		must(t, orNothing(s.InTx(ctx, func(ctx context.Context) error {
			if got := find[bool](t)(s.TakeTelling(ctx, "gata", "e3", "a", now)); !got {
				t.Error("the first time is not")
			}
			return errRolledBack
		})))
		if got := find[bool](t)(s.TakeTelling(ctx, "gata", "e3", "b", now)); !got {
			t.Error("what was rolled back was told")
		}
	})
}

var errRolledBack = errors.New("rolled back")

func orNothing(err error) error {
	if errors.Is(err, errRolledBack) {
		return nil
	}
	return err
}

// TestTellingsAtOnce: of many who are told the same one takes it.
func TestTellingsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s := db.Deliveries()
		var first atomic.Int64
		var running sync.WaitGroup
		for range 8 {
			running.Go(func() {
				must(t, s.InTx(t.Context(), func(ctx context.Context) error {
					taken, err := s.TakeTelling(ctx, "gata", "e1", "a", now)
					if taken {
						first.Add(1)
					}
					return err
				}))
			})
		}
		running.Wait()
		if first.Load() != 1 {
			t.Errorf("%d took it, want one", first.Load())
		}
	})
}

func TestFindStep(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		var ds []delivery.Delivery
		for i, connector := range []string{"gata", "another"} {
			for seq := range 2 {
				ds = append(ds, delivery.Delivery{
					ID: fmt.Sprintf("d%d%d", i, seq), CaseID: "c1", Reference: "MK-1", Connector: connector, Seq: seq + 1, Kind: delivery.KindCreate,
					CreatedAt: now, DueAt: now,
				})
			}
		}
		must(t, s.CreateDeliveries(ctx, ds))
		if got := find[delivery.Delivery](t)(s.FindStep(ctx, "gata", "MK-1", 2)); got.ID != "d01" {
			t.Errorf("got %s", got.ID)
		}
		for _, no := range []struct {
			connector, reference string
			seq                  int
		}{{"gata", "MK-1", 3}, {"gata", "MK-2", 1}, {"third", "MK-1", 1}} {
			if _, err := s.FindStep(ctx, no.connector, no.reference, no.seq); !errs.Is(err, errs.NotFound) {
				t.Errorf("%+v: %v, want NotFound", no, err)
			}
		}
	})
}
