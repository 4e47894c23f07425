package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

func TestHeldIsLeftAlone(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, ds := db.Deliveries(), t.Context(), steps("gata", 1)
		must(t, s.CreateDeliveries(ctx, ds))
		id, later := ds[0].ID, now.Add(time.Hour)
		worker := find[delivery.Delivery](t)(s.Claim(ctx, id, "w", now, now.Add(time.Minute)))
		want := worker
		want.HeldAt = now
		same(t, "held while it is sent", want, find[delivery.Delivery](t)(s.Hold(ctx, id, now)))
		worker.Tries, worker.LeaseToken, worker.LeasedUntil, worker.DueAt = 1, "", time.Time{}, now
		must(t, s.SaveDelivery(ctx, worker, "w")) // who knows nothing of it
		want = worker
		want.HeldAt = now
		same(t, "after the attempt", want, find[delivery.Delivery](t)(s.FindDelivery(ctx, id)))

		_, err := s.Claim(ctx, id, "x", later, later)
		wantKind(t, err, errs.Conflict)
		_, err = s.Hasten(ctx, id, later)
		wantKind(t, err, errs.Conflict)
		_, err = s.Hold(ctx, id, later)
		wantKind(t, err, errs.Conflict)
		_, err = s.Hold(ctx, newID(), later)
		wantKind(t, err, errs.NotFound)
		_, err = s.Release(ctx, ds[1].ID, later)
		wantKind(t, err, errs.Conflict)
		if got := find[[]delivery.Delivery](t)(s.FindOverdue(ctx, "gata", later, 10)); len(got) > 0 {
			t.Errorf("overdue: %v", got)
		}

		want.HeldAt, want.DueAt = time.Time{}, later
		same(t, "released", want, find[delivery.Delivery](t)(s.Release(ctx, id, later)))
		find[delivery.Delivery](t)(s.Claim(ctx, id, "x", later, later))
	})
}

func TestConfirm(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, d := db.Deliveries(), t.Context(), steps("gata", 0)[0]
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{d}))
		h := delivery.ByHand{RemoteID: "A-7", Number: "D 7", Reason: "not here"}
		worker := find[delivery.Delivery](t)(s.Claim(ctx, d.ID, "w", now, now.Add(time.Minute)))
		_, err := s.Confirm(ctx, d.ID, h, "staff:siv", now)
		wantKind(t, err, errs.Conflict) // it is being sent
		find[delivery.Delivery](t)(s.Hold(ctx, d.ID, now))

		end := now.Add(time.Minute)
		want := d
		want.DueAt, want.DeliveredAt, want.ConfirmedBy, want.RemoteID, want.Number = worker.DueAt, end, "staff:siv", "A-7", "D 7"
		same(t, "confirmed", want, find[delivery.Delivery](t)(s.Confirm(ctx, d.ID, h, "staff:siv", end)))
		wantKind(t, s.SaveDelivery(ctx, worker, "w"), errs.Conflict) // the worker comes too late
		_, err = s.Confirm(ctx, d.ID, h, "staff:siv", end)
		wantKind(t, err, errs.Conflict)
		_, err = s.Confirm(ctx, newID(), h, "staff:siv", end)
		wantKind(t, err, errs.NotFound)

		refused := steps("gata", 0)[0]
		refused.RefusedAt = now
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{refused}))
		_, err = s.Confirm(ctx, refused.ID, h, "staff:siv", end)
		wantKind(t, err, errs.Conflict) // another case has the id
		h.RemoteID = ""
		if got := find[delivery.Delivery](t)(s.Confirm(ctx, refused.ID, h, "staff:siv", end)); !got.RefusedAt.IsZero() || got.State() != delivery.StateConfirmed {
			t.Errorf("a refused one: %+v", got)
		}
	})
}

func TestDeliveryHistory(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		line := func(of string, minutes int) delivery.HistoryLine {
			at := now.Add(time.Duration(minutes) * time.Minute)
			return delivery.HistoryLine{ID: newID(), DeliveryID: of, At: at, LastAt: at, Times: 1, Outcome: "unavailable", Detail: "503", Sent: true, Took: 1500 * time.Microsecond}
		}
		repeated := func(want bool, l delivery.HistoryLine) {
			t.Helper()
			if got := find[bool](t)(s.RepeatHistory(ctx, l)); got != want {
				t.Errorf("repeated %v, want %v: %+v", got, want, l)
			}
		}
		repeated(false, line("d", 0))
		first := line("d", 1)
		must(t, s.AppendHistory(ctx, first))
		must(t, s.AppendHistory(ctx, line("another", 9)))
		again := line("d", 2)
		again.Took = time.Second
		repeated(true, again)
		first.Times, first.LastAt, first.Took = 2, again.LastAt, again.Took
		other := line("d", 3)
		other.Outcome = "refused"
		repeated(false, other)
		byHand := line("d", 4)
		byHand.Actor, byHand.Reason, byHand.Outcome = "staff:siv", "Ligger där.", delivery.DeedConfirmed
		must(t, s.AppendHistory(ctx, byHand))
		repeated(false, line("d", 5))
		same(t, "history", []delivery.HistoryLine{first, byHand}, find[[]delivery.HistoryLine](t)(s.FindHistory(ctx, "d")))
		same(t, "of none", []delivery.HistoryLine{}, find[[]delivery.HistoryLine](t)(s.FindHistory(ctx, "none")))
	})
}

// TestPurgeDeliveryHistory: what is not confirmed keeps all of it, and so do deeds.
func TestPurgeDeliveryHistory(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		done, lately, owed := steps("gata", 0)[0], steps("gata", 0)[0], steps("gata", 0)[0]
		done.DeliveredAt, lately.DeliveredAt = now, now.Add(time.Hour)
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{done, lately, owed}))
		for _, d := range []delivery.Delivery{done, lately, owed} {
			for i, actor := range []string{"", "", "staff:siv"} {
				at := now.Add(time.Duration(i) * time.Second)
				must(t, s.AppendHistory(ctx, delivery.HistoryLine{ID: newID(), DeliveryID: d.ID, At: at, LastAt: at, Times: 1, Actor: actor}))
			}
		}
		before := now.Add(time.Minute)
		for _, want := range []int{1, 1, 0} {
			if got := find[int](t)(s.PurgeHistory(ctx, before, 1)); got != want {
				t.Errorf("purged %d, want %d", got, want)
			}
		}
		for of, want := range map[string]int{done.ID: 1, lately.ID: 3, owed.ID: 3} {
			if got := len(find[[]delivery.HistoryLine](t)(s.FindHistory(ctx, of))); got != want {
				t.Errorf("%d lines are left, want %d", got, want)
			}
		}
	})
}

// TestMoveAway: what is moved is neither owed nor refused, and waits for nobody.
func TestMoveAway(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, all := db.Deliveries(), t.Context(), steps("gata", 2)
		must(t, s.CreateDeliveries(ctx, all))
		caseID := all[0].CaseID
		worker := find[delivery.Delivery](t)(s.Claim(ctx, all[0].ID, "w", now, now.Add(time.Minute)))
		err := db.InTx(ctx, func(ctx context.Context) error { return s.MoveAway(ctx, caseID, "gata", now) })
		wantKind(t, err, errs.Conflict) // it is being sent, and nothing at all is moved
		if got := find[delivery.Delivery](t)(s.FindDelivery(ctx, all[1].ID)); got.State() != delivery.StateOwed {
			t.Errorf("a step after it: %s", got.State())
		}
		worker.DeliveredAt, worker.RemoteID, worker.LeasedUntil, worker.LeaseToken = now, "G-1", time.Time{}, ""
		must(t, s.SaveDelivery(ctx, worker, "w"))

		must(t, s.MoveAway(ctx, caseID, "park", now)) // which has nothing of it
		must(t, s.MoveAway(ctx, caseID, "gata", now))
		for i, want := range []delivery.State{delivery.StateDelivered, delivery.StateMoved, delivery.StateMoved} {
			if got := find[delivery.Delivery](t)(s.FindDelivery(ctx, all[i].ID)); got.State() != want {
				t.Errorf("step %d is %s, want %s", i+1, got.State(), want)
			}
		}
		if refused := find[[]delivery.Delivery](t)(s.FindRefused(ctx, 10)); len(refused) > 0 {
			t.Errorf("refused: %v", refused)
		}
		if backlog := find[[]delivery.Backlog](t)(s.FindBacklog(ctx)); len(backlog) > 0 {
			t.Errorf("backlog: %v", backlog)
		}
		if n := find[int](t)(db.Watch().CountWaiting(ctx, watch.Query{Everything: true})); n > 0 {
			t.Errorf("%d wait", n)
		}
		for name, do := range map[string]func() (delivery.Delivery, error){
			"reopened": func() (delivery.Delivery, error) { return s.Reopen(ctx, all[1].ID, now) },
			"confirmed": func() (delivery.Delivery, error) {
				return s.Confirm(ctx, all[1].ID, delivery.ByHand{}, "staff:siv", now)
			},
			"claimed": func() (delivery.Delivery, error) { return s.Claim(ctx, all[1].ID, "w", now, now.Add(time.Minute)) },
		} {
			if _, err := do(); !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: %v, want a conflict", name, err)
			}
		}
	})
}

func TestFindConfirmed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		var made []string
		for i := range 4 {
			ds := steps("gata", 1)
			for j := range ds {
				ds[j].ID = string(rune('a'+i)) + string(rune('0'+j))
				ds[j].CreatedAt = now.Add(time.Duration(i) * time.Hour)
			}
			ds[0].DeliveredAt = now.Add(48 * time.Hour) // and its file is not there
			must(t, s.CreateDeliveries(ctx, ds))
			made = append(made, ds[0].ID)
		}
		elsewhere := steps("bygg", 0)
		elsewhere[0].DeliveredAt = now
		must(t, s.CreateDeliveries(ctx, elsewhere))
		ids := func(p delivery.Period, after string, limit int) (found []string) {
			t.Helper()
			for _, d := range find[[]delivery.Delivery](t)(s.FindConfirmed(ctx, "gata", p, after, limit)) {
				found = append(found, d.ID)
			}
			return found
		}
		all := delivery.Period{From: now, To: now.Add(24 * time.Hour)}
		same(t, "all", made, ids(all, "", 10))
		same(t, "page", made[1:3], ids(all, made[0], 2))
		same(t, "period", made[1:3], ids(delivery.Period{From: now.Add(time.Hour), To: now.Add(3 * time.Hour)}, "", 10))
	})
}
