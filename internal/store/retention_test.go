package store_test

import (
	"database/sql"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/store"
)

// TestWhatIsNotConfirmedStays: whatever removes cases one day, the database itself
// lets none go that its back end has not got, nor what is owed of it.
func TestWhatIsNotConfirmedStays(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		done, half, free := aCase(), aCase(), aCase()
		done.ID, half.ID, free.ID = newID(), newID(), newID()
		done.Reference, half.Reference, free.Reference = "MK-1", "MK-2", "MK-3"
		done.DraftID, half.DraftID, free.DraftID = newID(), newID(), newID()
		all, some := steps("gata", 1), steps("gata", 1)
		for i := range 2 {
			all[i].CaseID, some[i].CaseID = done.ID, half.ID
			all[i].DeliveredAt = now
		}
		some[0].DeliveredAt = now
		must(t, db.Cases().CreateCase(ctx, done))
		must(t, db.Cases().CreateCase(ctx, half))
		must(t, db.Cases().CreateCase(ctx, free))
		must(t, db.Deliveries().CreateDeliveries(ctx, append([]delivery.Delivery{}, append(all, some...)...)))
		pool := find[*sql.DB](t)(db.SQL())
		remove := func(table, id string, may bool) {
			t.Helper()
			_, err := pool.ExecContext(ctx, "DELETE FROM "+table+" WHERE id = $1", id)
			if (err == nil) != may {
				t.Errorf("removing from %s: %v, allowed %v", table, err, may)
			}
		}
		remove("cases", half.ID, false)
		remove("deliveries", some[1].ID, false)
		remove("deliveries", some[0].ID, true)
		remove("cases", half.ID, false)
		remove("cases", done.ID, true)
		remove("cases", free.ID, true)
	})
}
