package store_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

// steps returns the steps of a new case with n files.
func steps(connector string, n int) []delivery.Delivery {
	caseID := newID()
	ds := []delivery.Delivery{{Kind: delivery.KindCreate}}
	for range n {
		ds = append(ds, delivery.Delivery{Kind: delivery.KindAttachment, ItemID: newID(), AttachmentID: newID()})
	}
	for i := range ds {
		ds[i].ID, ds[i].CaseID, ds[i].Reference, ds[i].Connector = newID(), caseID, "MK-"+caseID[:8], connector
		ds[i].Seq, ds[i].CreatedAt, ds[i].DueAt = i+1, now, now.Add(time.Duration(i)*time.Second)
	}
	return ds
}

// delivered writes the step as done.
func delivered(t *testing.T, s *store.Deliveries, d delivery.Delivery, remoteID string) {
	t.Helper()
	claimed := find[delivery.Delivery](t)(s.Claim(t.Context(), d.ID, "delivered", now, now.Add(time.Minute)))
	claimed.DeliveredAt, claimed.RemoteID = now, remoteID
	must(t, s.SaveDelivery(t.Context(), claimed, "delivered"))
}

func TestDelivery(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, ds := db.Deliveries(), t.Context(), steps("gata", 2)
		must(t, s.CreateDeliveries(ctx, ds))
		must(t, s.CreateDeliveries(ctx, nil))
		for _, d := range ds {
			same(t, "created", d, find[delivery.Delivery](t)(s.FindDelivery(ctx, d.ID)))
		}
		same(t, "first", ds[0], find[delivery.Delivery](t)(s.FindFirst(ctx, ds[0].CaseID, "gata")))
		_, err := s.FindFirst(ctx, ds[0].CaseID, "another")
		wantKind(t, err, errs.NotFound)
		_, err = s.FindDelivery(ctx, newID())
		wantKind(t, err, errs.NotFound)

		twice := ds[1]
		twice.ID = newID()
		wantKind(t, s.CreateDeliveries(ctx, []delivery.Delivery{twice}), errs.Conflict) // the same step
	})
}

func TestClaimAndSave(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, d := db.Deliveries(), t.Context(), steps("gata", 0)[0]
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{d}))
		until := now.Add(time.Minute)
		d.LeaseToken, d.LeasedUntil, d.DueAt = "one", until, until
		same(t, "claimed", d, find[delivery.Delivery](t)(s.Claim(ctx, d.ID, "one", now, until)))
		same(t, "kept", d, find[delivery.Delivery](t)(s.FindDelivery(ctx, d.ID)))

		_, err := s.Claim(ctx, d.ID, "two", until.Add(-time.Microsecond), until)
		wantKind(t, err, errs.Conflict)
		d.Tries, d.FirstTryAt, d.Ticket, d.Number, d.LastProblem, d.Detail = 1, now, "t1", "2026-17", delivery.AnswerLost, "504"
		d.DueAt = until.Add(time.Second)
		must(t, s.SaveDelivery(ctx, d, "one"))
		same(t, "saved", d, find[delivery.Delivery](t)(s.FindDelivery(ctx, d.ID)))

		// The lease ends: another takes over, and the first can write no more.
		d.LeaseToken, d.LeasedUntil, d.DueAt = "two", until.Add(time.Minute), until.Add(time.Minute)
		same(t, "taken over", d, find[delivery.Delivery](t)(s.Claim(ctx, d.ID, "two", until, until.Add(time.Minute))))
		for _, token := range []string{"one", ""} {
			wantKind(t, s.SaveDelivery(ctx, delivery.Delivery{ID: d.ID, RefusedAt: now}, token), errs.Conflict)
		}
		same(t, "after refused writes", d, find[delivery.Delivery](t)(s.FindDelivery(ctx, d.ID)))

		d.LeaseToken, d.LeasedUntil, d.DeliveredAt, d.RemoteID, d.LastProblem = "", time.Time{}, until, "17", delivery.NoProblem
		must(t, s.SaveDelivery(ctx, d, "two"))
		same(t, "delivered", d, find[delivery.Delivery](t)(s.FindDelivery(ctx, d.ID)))
		wantKind(t, s.SaveDelivery(ctx, d, "two"), errs.Conflict)
		wantKind(t, s.SaveDelivery(ctx, d, ""), errs.Conflict)
		_, err = s.Claim(ctx, d.ID, "three", until.Add(time.Hour), until.Add(2*time.Hour))
		wantKind(t, err, errs.Conflict)
		_, err = s.Claim(ctx, newID(), "three", now, until)
		wantKind(t, err, errs.Conflict)
	})
}

func TestClaimByManyIsGivenToOne(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, ds := db.Deliveries(), t.Context(), steps("gata", 0)
		must(t, s.CreateDeliveries(ctx, ds))
		var got atomic.Int32
		must(t, concurrently(20, func(int) error {
			_, err := s.Claim(ctx, ds[0].ID, newID(), now, now.Add(time.Minute))
			if errs.Is(err, errs.Conflict) {
				return nil
			}
			got.Add(1)
			return err
		}))
		if got.Load() != 1 {
			t.Errorf("%d claims were given, want one", got.Load())
		}
	})
}

func TestStepsWaitForTheOnesBefore(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, ds := db.Deliveries(), t.Context(), steps("gata", 2)
		elsewhere := steps("another", 0)[0]
		elsewhere.CaseID = ds[0].CaseID // the same case at another connector
		must(t, s.CreateDeliveries(ctx, append(ds, elsewhere)))
		claimable := func(want ...delivery.Delivery) {
			t.Helper()
			may := map[string]bool{}
			for _, d := range want {
				may[d.ID] = true
			}
			overdue := append(
				find[[]delivery.Delivery](t)(s.FindOverdue(ctx, "gata", now.Add(time.Hour), 10)),
				find[[]delivery.Delivery](t)(s.FindOverdue(ctx, "another", now.Add(time.Hour), 10))...)
			for _, d := range append(ds, elsewhere) {
				_, err := s.Claim(ctx, d.ID, "x", now.Add(24*time.Hour), now.Add(24*time.Hour)) // a lease that has ended at once
				if got := err == nil; got != may[d.ID] {
					t.Errorf("step %d at %s is claimable: %v, want %v (%v)", d.Seq, d.Connector, got, may[d.ID], err)
				}
			}
			if len(overdue) > len(want) {
				t.Errorf("%d are overdue, want at most those that can be claimed: %d", len(overdue), len(want))
			}
		}
		next := func(after delivery.Delivery, want int) {
			t.Helper()
			d, ok, err := s.FindNext(ctx, after)
			must(t, err)
			if got := d.Seq; ok != (want > 0) || got != want {
				t.Errorf("the next after %d is %d (%v), want %d", after.Seq, got, ok, want)
			}
		}

		claimable(ds[0], elsewhere)
		next(ds[0], 2)
		finish := func(d delivery.Delivery, change func(*delivery.Delivery)) {
			t.Helper()
			claimed := find[delivery.Delivery](t)(s.Claim(ctx, d.ID, "f", now.Add(48*time.Hour), now.Add(49*time.Hour)))
			change(&claimed)
			claimed.LeasedUntil, claimed.LeaseToken = time.Time{}, ""
			must(t, s.SaveDelivery(ctx, claimed, "f"))
		}
		finish(ds[0], func(d *delivery.Delivery) { d.DeliveredAt = now })
		claimable(ds[1], elsewhere)
		finish(ds[1], func(d *delivery.Delivery) { d.RefusedAt = now })
		claimable(ds[2], elsewhere) // a refused file holds nothing back
		next(ds[0], 3)
		next(ds[2], 0)
		finish(elsewhere, func(d *delivery.Delivery) { d.RefusedAt = now })
		after := elsewhere
		after.ID, after.Seq, after.Kind, after.ItemID = newID(), 2, delivery.KindMessage, newID()
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{after}))
		ds = append(ds, after)
		claimable(ds[2]) // a refused case holds all back
	})
}

func TestLastStep(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, ds := db.Deliveries(), t.Context(), steps("gata", 2)
		elsewhere := steps("another", 4)
		must(t, s.CreateDeliveries(ctx, append(ds, elsewhere...)))
		same(t, "last", ds[2], find[delivery.Delivery](t)(s.FindLast(ctx, ds[0].CaseID, "gata")))
		_, err := s.FindLast(ctx, ds[0].CaseID, "another")
		wantKind(t, err, errs.NotFound)
	})
}

// TestManyAddSteps: each takes the next number, and none is refused.
func TestManyAddSteps(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, first := db.Deliveries(), t.Context(), steps("gata", 0)[0]
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{first}))
		const many = 20
		must(t, concurrently(many, func(int) error {
			return s.InTx(ctx, func(ctx context.Context) error {
				last, err := s.FindLast(ctx, first.CaseID, "gata")
				if err != nil {
					return err
				}
				last.ID, last.Seq, last.Kind, last.ItemID = newID(), last.Seq+1, delivery.KindMessage, newID()
				return s.CreateDeliveries(ctx, []delivery.Delivery{last})
			})
		}))
		if last := find[delivery.Delivery](t)(s.FindLast(ctx, first.CaseID, "gata")); last.Seq != 1+many {
			t.Errorf("the last step is %d, want %d", last.Seq, 1+many)
		}
	})
}

// TestAddingWhileTheLastIsFinished: either who adds sees that the last step is
// done, or who finishes it sees the new step. Otherwise nobody sets it off.
func TestAddingWhileTheLastIsFinished(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		for range 20 {
			first := steps("gata", 0)[0]
			must(t, s.CreateDeliveries(ctx, []delivery.Delivery{first}))
			claimed := find[delivery.Delivery](t)(s.Claim(ctx, first.ID, "x", now, now.Add(time.Minute)))
			claimed.DeliveredAt, claimed.RemoteID = now, first.ID
			var done, seen atomic.Bool
			must(t, concurrently(2, func(i int) error {
				return s.InTx(ctx, func(ctx context.Context) error {
					if i == 0 {
						if err := s.SaveDelivery(ctx, claimed, "x"); err != nil {
							return err
						}
						_, next, err := s.FindNext(ctx, claimed)
						seen.Store(next)
						return err
					}
					last, err := s.FindLast(ctx, first.CaseID, "gata")
					if err != nil {
						return err
					}
					done.Store(!last.DeliveredAt.IsZero())
					last.ID, last.Seq, last.Kind, last.ItemID, last.DeliveredAt = newID(), 2, delivery.KindMessage, newID(), time.Time{}
					return s.CreateDeliveries(ctx, []delivery.Delivery{last})
				})
			}))
			if done.Load() == seen.Load() {
				t.Fatalf("who added saw the last step done: %v; who finished it saw the next: %v", done.Load(), seen.Load())
			}
		}
	})
}

func TestOverdue(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		var first []delivery.Delivery
		for i := range 4 {
			ds := steps("gata", 1)
			ds[0].DueAt = now.Add(-time.Duration(i) * time.Minute)
			ds[1].DueAt = now.Add(-time.Hour)
			must(t, s.CreateDeliveries(ctx, ds))
			first = append(first, ds[0])
		}
		gone := steps("gone", 0)
		gone[0].DueAt = now.Add(-time.Hour)
		must(t, s.CreateDeliveries(ctx, gone)) // of a connector that is not asked for
		ids := func(before time.Time, limit int) []string {
			t.Helper()
			found := []string{}
			for _, d := range find[[]delivery.Delivery](t)(s.FindOverdue(ctx, "gata", before, limit)) {
				found = append(found, d.ID)
			}
			return found
		}
		same(t, "longest due first, without the one due at that very time",
			[]string{first[3].ID, first[2].ID, first[1].ID}, ids(now, 10))
		same(t, "limited", []string{first[3].ID, first[2].ID}, ids(now, 2))

		delivered(t, s, first[3], "3")
		must(t, s.Postpone(ctx, []string{first[1].ID, first[2].ID}, now.Add(time.Hour)))
		must(t, s.Postpone(ctx, nil, now))
		second, ok, err := s.FindNext(ctx, first[3])
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		same(t, "after a delivery and a postponement", []string{second.ID}, ids(now, 10))

		postponed := first[1]
		postponed.DueAt = now.Add(time.Hour)
		same(t, "postponed, not leased", postponed, find[delivery.Delivery](t)(s.FindDelivery(ctx, first[1].ID)))
	})
}

func TestNoteOrphans(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		due, early, final, known := steps("gone", 0)[0], steps("gone", 0)[0], steps("gone", 0)[0], steps("gata", 0)[0]
		early.DueAt = now.Add(time.Minute)
		due.LastProblem, due.Detail = delivery.AnswerLost, "504"
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{due, early, final, known}))
		delivered(t, s, final, "1")
		final = find[delivery.Delivery](t)(s.FindDelivery(ctx, final.ID))
		note := func(connectors []string, want int) {
			t.Helper()
			if n := find[int](t)(s.NoteOrphans(ctx, connectors, now.Add(time.Second))); n != want {
				t.Errorf("noted %d, want %d", n, want)
			}
		}
		note([]string{"gata", "gone"}, 0)
		note([]string{"gata"}, 1)
		note([]string{"gata"}, 0) // has it already
		due.LastProblem, due.Detail = delivery.NoConnector, ""
		for _, d := range []delivery.Delivery{due, early, final, known} {
			same(t, "after the note", d, find[delivery.Delivery](t)(s.FindDelivery(ctx, d.ID)))
		}
		note(nil, 1) // no connector is configured at all
	})
}

func TestReopen(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, d := db.Deliveries(), t.Context(), steps("gata", 0)[0]
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{d}))
		_, err := s.Reopen(ctx, newID(), now)
		wantKind(t, err, errs.NotFound)
		_, err = s.Reopen(ctx, d.ID, now)
		wantKind(t, err, errs.Conflict)

		claimed := find[delivery.Delivery](t)(s.Claim(ctx, d.ID, "one", now, now.Add(time.Minute)))
		claimed.LeaseToken, claimed.LeasedUntil, claimed.Tries, claimed.FirstTryAt = "", time.Time{}, 2, now
		claimed.RefusedAt, claimed.LastProblem, claimed.Detail = now, delivery.BackEndRefused, "400"
		must(t, s.SaveDelivery(ctx, claimed, "one"))

		want := claimed
		want.RefusedAt, want.DueAt = time.Time{}, now.Add(time.Hour)
		same(t, "reopened", want, find[delivery.Delivery](t)(s.Reopen(ctx, d.ID, want.DueAt)))
		same(t, "kept", want, find[delivery.Delivery](t)(s.FindDelivery(ctx, d.ID)))
		_, err = s.Reopen(ctx, d.ID, now)
		wantKind(t, err, errs.Conflict)

		delivered(t, s, want, "1")
		_, err = s.Reopen(ctx, d.ID, now)
		wantKind(t, err, errs.Conflict)
	})
}

func TestRemoteID(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		one, two, elsewhere := steps("gata", 1), steps("gata", 1), steps("another", 0)
		for _, ds := range [][]delivery.Delivery{one, two, elsewhere} {
			must(t, s.CreateDeliveries(ctx, ds))
		}
		delivered(t, s, one[0], "17")
		delivered(t, s, elsewhere[0], "17")
		if got := find[delivery.Delivery](t)(s.FindByRemoteID(ctx, "gata", "17")); got.ID != one[0].ID {
			t.Errorf("17 is of %s, want %s", got.ID, one[0].ID)
		}
		delivered(t, s, one[1], "17") // an attachment may have any id

		claimed := find[delivery.Delivery](t)(s.Claim(ctx, two[0].ID, "x", now, now.Add(time.Minute)))
		claimed.RemoteID = "17"
		wantKind(t, s.SaveDelivery(ctx, claimed, "x"), errs.Conflict)
		for _, unknown := range []string{"18", ""} {
			_, err := s.FindByRemoteID(ctx, "gata", unknown)
			wantKind(t, err, errs.NotFound)
		}
	})
}

func TestUnconfirmed(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		want := func(since time.Time, some bool) {
			t.Helper()
			got, ok, err := s.FindUnconfirmed(ctx, "gata")
			must(t, err)
			if ok != some || got != since {
				t.Errorf("unconfirmed since %v (%v), want %v (%v)", got, ok, since, some)
			}
		}
		try := func(d delivery.Delivery, at time.Time) {
			t.Helper()
			claimed := find[delivery.Delivery](t)(s.Claim(ctx, d.ID, "x", now, now))
			claimed.Tries, claimed.FirstTryAt = 1, at
			must(t, s.SaveDelivery(ctx, claimed, "x"))
		}
		one, two, elsewhere := steps("gata", 0)[0], steps("gata", 0)[0], steps("another", 0)[0]
		must(t, s.CreateDeliveries(ctx, []delivery.Delivery{one, two, elsewhere}))
		try(elsewhere, now.Add(-time.Hour))
		want(time.Time{}, false)
		try(one, now.Add(time.Minute))
		try(two, now)
		want(now, true)
		delivered(t, s, two, "17")
		want(now.Add(time.Minute), true)
	})
}

func TestEnvelope(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, id := db.Deliveries(), t.Context(), newID()
		e := delivery.Envelope{
			Reference: "MK-2026-7F3K-9Q2C", ServiceID: "x", ReceivedAt: now, Params: map[string]string{"service_code": "1"},
			Sections: []delivery.Section{{Title: "Plats", Rows: []delivery.Row{{Question: "plats", Label: "Var?", Lines: []string{"Storgatan 1"}}}}},
			Place:    &delivery.Place{HasPoint: true, Lat: 59.123456789, Long: 15.1},
			Files:    []delivery.EnvelopeFile{{ID: newID(), Name: "lampa.jpg", Size: 3}},
		}
		_, ok, err := s.FindEnvelope(ctx, id, "gata")
		if ok || err != nil {
			t.Errorf("an envelope before there is one: %v, %v", ok, err)
		}
		must(t, s.SaveEnvelope(ctx, id, "gata", e))
		must(t, s.SaveEnvelope(ctx, id, "gata", delivery.Envelope{Reference: "another"})) // the first one stays
		got, ok, err := s.FindEnvelope(ctx, id, "gata")
		if !ok || err != nil {
			t.Fatalf("no envelope: %v, %v", ok, err)
		}
		same(t, "envelope", e, got)
		if _, ok, err := s.FindEnvelope(ctx, id, "another"); ok || err != nil {
			t.Errorf("an envelope for another connector: %v, %v", ok, err)
		}
	})
}

func TestPolling(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, until := db.Deliveries(), t.Context(), now.Add(time.Minute)
		claim := func(at time.Time, want string) {
			t.Helper()
			if got := find[string](t)(s.ClaimPoll(ctx, "gata", at, until)); got != want {
				t.Errorf("cursor %q, want %q", got, want)
			}
		}
		claim(now, "")
		_, err := s.ClaimPoll(ctx, "gata", until.Add(-time.Microsecond), until)
		wantKind(t, err, errs.Conflict)
		find[string](t)(s.ClaimPoll(ctx, "another", now, until))
		must(t, s.SaveCursor(ctx, "gata", "c1"))
		claim(now, "c1")
		claim(until, "c1") // who had it was killed
		must(t, s.SaveCursor(ctx, "new", "c0"))

		var got atomic.Int32
		must(t, concurrently(20, func(int) error {
			_, err := s.ClaimPoll(ctx, "crowded", now, until)
			if errs.Is(err, errs.Conflict) {
				return nil
			}
			got.Add(1)
			return err
		}))
		if got.Load() != 1 {
			t.Errorf("%d got the poll, want one", got.Load())
		}
	})
}

func TestTakeChange(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		take := func(connector, key string, want bool) {
			t.Helper()
			if got := find[bool](t)(s.TakeChange(ctx, connector, key, now)); got != want {
				t.Errorf("TakeChange(%s, %s) = %v, want %v", connector, key, got, want)
			}
		}
		take("gata", "17:closed", true)
		take("gata", "17:closed", false)
		take("another", "17:closed", true)
		take("gata", "18:closed", true)

		for key, want := range map[string]bool{"17:closed": true, "19": false} {
			if got := find[bool](t)(s.FindTaken(ctx, "gata", key)); got != want {
				t.Errorf("%s has been taken: %v, want %v", key, got, want)
			}
		}
		hold := func(connector string, at, want time.Time) {
			t.Helper()
			if got := find[time.Time](t)(s.HoldChange(ctx, connector, "19", at)); !got.Equal(want) {
				t.Errorf("held since %v, want %v", got, want)
			}
		}
		hold("gata", now, now)
		hold("gata", now.Add(time.Hour), now)
		hold("another", now.Add(time.Minute), now.Add(time.Minute))
		take("gata", "19", true)
		hold("gata", now.Add(time.Hour), now.Add(time.Hour)) // forgotten when it was taken
		hold("another", now.Add(time.Hour), now.Add(time.Minute))
	})
}

func TestBacklog(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Deliveries(), t.Context()
		old, other, done := steps("gata", 1), steps("park", 0), steps("skola", 0)
		old[0].CreatedAt = now.Add(-time.Hour)
		for _, ds := range [][]delivery.Delivery{old, other, done} {
			must(t, s.CreateDeliveries(ctx, ds))
		}
		delivered(t, s, done[0], "S1")
		refused := find[delivery.Delivery](t)(s.Claim(ctx, other[0].ID, "refused", now, now.Add(time.Minute)))
		refused.RefusedAt = now
		must(t, s.SaveDelivery(ctx, refused, "refused"))
		got := find[[]delivery.Backlog](t)(s.FindBacklog(ctx))
		same(t, "backlog", []delivery.Backlog{
			{Connector: "gata", Owed: 2, Oldest: now.Add(-time.Hour)}, {Connector: "park", Refused: 1},
		}, got)
		list := find[[]delivery.Delivery](t)(s.FindRefused(ctx, 10))
		if len(list) != 1 || list[0].ID != other[0].ID {
			t.Errorf("refused are %v", list)
		}
	})
}
