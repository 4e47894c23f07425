package store_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/reconcile"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

// TestNightsAreOneNodes: of those who begin a connector's night one gets it, and
// another only when that one is gone.
func TestNightsAreOneNodes(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Reconciliations(), t.Context()
		until, later := now.Add(time.Minute), now.Add(time.Hour)
		report := func(night string) reconcile.Report {
			return reconcile.Report{
				ID: newID(), Connector: "gata", Night: night, StartedAt: now, Period: delivery.Period{From: now.Add(-time.Hour), To: now}, Repair: true,
			}
		}
		first := report("2026-11-23")
		if id := find[string](t)(s.BeginReport(ctx, first, "a", now, until)); id != first.ID {
			t.Errorf("begun as %s", id)
		}
		_, err := s.BeginReport(ctx, report("2026-11-23"), "b", now, until)
		wantKind(t, err, errs.Conflict)
		must(t, s.ExtendReport(ctx, first.ID, "a", later))
		_, err = s.BeginReport(ctx, report("2026-11-23"), "b", until, later)
		wantKind(t, err, errs.Conflict)
		if id := find[string](t)(s.BeginReport(ctx, report("2026-11-23"), "b", later, later.Add(time.Minute))); id != first.ID {
			t.Errorf("taken over as %s", id)
		}
		wantKind(t, s.ExtendReport(ctx, first.ID, "a", later), errs.Conflict)
		wantKind(t, s.EndReport(ctx, first, "a"), errs.Conflict)

		first.EndedAt, first.Present, first.ByHand, first.Wrong, first.Repaired, first.Problem = later, 7, 1, 2, 1, "unavailable"
		first.Findings = []reconcile.Finding{
			{DeliveryID: "d1", What: delivery.FindingMissing, Repaired: true}, {DeliveryID: "d2", What: delivery.FindingStatus, Detail: "closed, started here"},
		}
		must(t, s.EndReport(ctx, first, "b"))
		_, err = s.BeginReport(ctx, report("2026-11-23"), "c", later.Add(time.Hour), later)
		wantKind(t, err, errs.Conflict) // it is done

		for range 2 { // those that somebody asks for are as many as they are
			r := report("")
			r.StartedAt = later
			find[string](t)(s.BeginReport(ctx, r, newID(), now, until))
		}
		got := find[[]reconcile.Report](t)(s.FindReports(ctx, 10))
		if len(got) != 3 {
			t.Fatalf("%d reports", len(got))
		}
		same(t, "the night", first, got[2])
		must(t, s.PurgeReports(ctx, later))
		if got := find[[]reconcile.Report](t)(s.FindReports(ctx, 10)); len(got) != 2 {
			t.Errorf("%d reports are left", len(got))
		}
	})
}

// TestOweAgain: only what is delivered as it was when somebody looked.
func TestOweAgain(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, ds := db.Deliveries(), t.Context(), steps("gata", 2)
		for i := range ds {
			ds[i].DeliveredAt, ds[i].RemoteID, ds[i].Number, ds[i].Ticket = now, ds[i].ID+"R", "D 1", "T"
		}
		ds[2].ConfirmedBy = "staff:siv"
		must(t, s.CreateDeliveries(ctx, ds))
		same(t, "later", ds[1:], find[[]delivery.Delivery](t)(s.FindLater(ctx, ds[0])))
		later := now.Add(time.Hour)
		for _, other := range []func(*delivery.Delivery){
			func(d *delivery.Delivery) { d.RemoteID = "another" },
			func(d *delivery.Delivery) { d.DeliveredAt = later },
		} {
			seen := ds[0]
			other(&seen)
			wantKind(t, s.OweAgain(ctx, seen, later), errs.Conflict)
		}
		wantKind(t, s.OweAgain(ctx, ds[2], later), errs.Conflict)
		must(t, s.OweAgain(ctx, ds[0], later))
		want := ds[0]
		want.DeliveredAt, want.RemoteID, want.Number, want.Ticket, want.Tries, want.DueAt = time.Time{}, "", "", "", 1, later
		got := find[delivery.Delivery](t)(s.FindDelivery(ctx, ds[0].ID))
		same(t, "owed again", want, got)
		if got.State() != delivery.StateUnknown {
			t.Errorf("it is %s", got.State())
		}
		wantKind(t, s.OweAgain(ctx, ds[0], later), errs.Conflict) // another node was quicker
	})
}
