package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/oncall"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

func anAlarm(deliveryID, channel string) oncall.Alarm {
	return oncall.Alarm{ID: newID(), DeliveryID: deliveryID, Escalation: oncall.Stuck, Channel: channel, Connector: "gata", MadeAt: now, DueAt: now}
}

func TestUrgent(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Alarms(), t.Context()
		owe := func(minutes int, change func(d *delivery.Delivery)) delivery.Delivery {
			t.Helper()
			ds := steps("gata", 2)
			ds[1].ItemID, ds[2].ItemID = "", "m1" // of the case, and of a message
			ds[0].UrgentAt = now.Add(time.Duration(minutes) * time.Minute)
			if change != nil {
				change(&ds[0])
			}
			must(t, db.Deliveries().CreateDeliveries(ctx, ds))
			return ds[0]
		}
		fine := owe(5, nil)
		due := owe(0, nil)
		refused := owe(3, func(d *delivery.Delivery) { d.RefusedAt = now })
		away := owe(4, func(d *delivery.Delivery) { d.LastProblem = delivery.BackEndDown })
		shut := owe(6, func(d *delivery.Delivery) { d.Connector = "bygg" })
		lost := owe(7, func(d *delivery.Delivery) { d.LastProblem = delivery.AnswerLost }) // it may be there
		owe(-9, func(d *delivery.Delivery) { d.DeliveredAt = now })
		owe(-9, func(d *delivery.Delivery) { d.UrgentAt, d.LastProblem = time.Time{}, delivery.BackEndDown }) // it can wait
		owe(-9, func(d *delivery.Delivery) { d.MovedAt, d.RefusedAt = now, now })                             // it is another's to be late
		ids := func(ws []oncall.Waiting, err error) []string {
			t.Helper()
			must(t, err)
			found := []string{}
			for _, w := range ws {
				found = append(found, w.DeliveryID)
			}
			return found
		}
		same(t, "stuck", []string{refused.ID, away.ID}, ids(s.FindStuck(ctx, nil, 10)))
		same(t, "stuck, limited", []string{refused.ID}, ids(s.FindStuck(ctx, nil, 1)))
		same(t, "stuck, with a back end that is left in peace", []string{refused.ID, away.ID, shut.ID}, ids(s.FindStuck(ctx, []string{"bygg"}, 10)))
		same(t, "late", []string{due.ID}, ids(s.FindLate(ctx, now, 10)))
		same(t, "late, later", []string{due.ID, refused.ID, away.ID, fine.ID, shut.ID, lost.ID}, ids(s.FindLate(ctx, now.Add(time.Hour), 10)))

		w := find[[]oncall.Waiting](t)(s.FindLate(ctx, now, 10))[0]
		if w.CaseID != due.CaseID || w.Reference != due.Reference || w.Connector != "gata" || !w.CreatedAt.Equal(due.CreatedAt) || len(w.AttachmentIDs) != 1 {
			t.Errorf("waits as %+v", w)
		}
		must(t, second(s.CreateAlarm(ctx, anAlarm(away.ID, "log"))))
		same(t, "stuck, without what is told of", []string{refused.ID}, ids(s.FindStuck(ctx, nil, 10)))
		if !find[bool](t)(s.IsOwed(ctx, due.CaseID, "gata")) || find[bool](t)(s.IsOwed(ctx, due.CaseID, "rummet")) {
			t.Error("it is owed to another than it is")
		}
	})
}

func second[V any](_ V, err error) error { return err }

func TestAlarms(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Alarms(), t.Context()
		a := anAlarm("d1", "sms-1")
		twice := a
		twice.ID = newID()
		if !find[bool](t)(s.CreateAlarm(ctx, a)) || find[bool](t)(s.CreateAlarm(ctx, twice)) {
			t.Error("there are two of the same, or none")
		}
		if !find[bool](t)(s.HasAlarm(ctx, "d1", "sms-1")) || find[bool](t)(s.HasAlarm(ctx, "d1", "log")) || find[bool](t)(s.HasAlarm(ctx, "d2", "sms-1")) {
			t.Error("has what it has not")
		}
		claim := func(token string, at time.Time, want bool) oncall.Alarm {
			t.Helper()
			got, found, err := s.ClaimAlarm(ctx, token, at, at.Add(time.Minute))
			if err != nil || found != want {
				t.Fatalf("claimed %v (%v), want %v", found, err, want)
			}
			return got
		}
		claim("early", now.Add(-time.Second), false)
		want := a
		want.LeaseToken, want.LeasedUntil = "one", now.Add(time.Minute)
		same(t, "claimed", want, claim("one", now, true))
		claim("two", now.Add(time.Minute-time.Microsecond), false)
		claim("two", now.Add(time.Minute), true)
		wantKind(t, s.SaveAlarm(ctx, want, "one"), errs.Conflict) // too late
		want.LeaseToken, want.LeasedUntil, want.Tries, want.DueAt, want.Detail = "", time.Time{}, 1, now.Add(time.Hour), "502"
		must(t, s.SaveAlarm(ctx, want, "two"))
		claim("three", now.Add(time.Hour-time.Microsecond), false)
		want.LeaseToken, want.LeasedUntil = "four", now.Add(time.Hour+time.Minute)
		same(t, "tried again", want, claim("four", now.Add(time.Hour), true))
		same(t, "waiting", 1, find[int](t)(s.CountWaiting(ctx)))
		want.GivenAt = now
		must(t, s.SaveAlarm(ctx, want, "four"))
		same(t, "waiting, when it is given", 0, find[int](t)(s.CountWaiting(ctx)))
		claim("five", now.Add(24*time.Hour), false)
	})
}

func TestAnAlarmIsGivenToOne(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s := db.Alarms()
		must(t, second(s.CreateAlarm(t.Context(), anAlarm("d1", "log"))))
		var got atomic.Int32
		must(t, concurrently(20, func(int) error {
			_, found, err := s.ClaimAlarm(t.Context(), newID(), now, now.Add(time.Minute))
			if found {
				got.Add(1)
			}
			return err
		}))
		if got.Load() != 1 {
			t.Errorf("%d claims were given, want one", got.Load())
		}
	})
}

// TestEpisodes: one of each trouble of a connector lasts at a time, whoever sees it.
func TestEpisodes(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, later := db.Alarms(), t.Context(), now.Add(time.Minute)
		episode := func(connector string, at time.Time) oncall.Episode {
			return oncall.Episode{ID: newID(), Connector: connector, Trouble: oncall.Down, BeganAt: at, SeenAt: at}
		}
		first := episode("gata", now)
		if !find[bool](t)(s.SeeEpisode(ctx, first)) {
			t.Error("it does not begin")
		}
		if find[bool](t)(s.SeeEpisode(ctx, episode("gata", now))) {
			t.Error("it begins twice")
		}
		if !find[bool](t)(s.SeeEpisode(ctx, episode("bygg", later))) {
			t.Error("another connector's does not begin")
		}
		same(t, "lapsed", []oncall.Episode{first}, find[[]oncall.Episode](t)(s.FindLapsed(ctx, later)))
		find[bool](t)(s.SeeEpisode(ctx, episode("gata", later))) // another node sees it after all
		if find[bool](t)(s.EndEpisode(ctx, first.ID, later, later)) {
			t.Error("one that lasts is ended")
		}
		end := later.Add(time.Minute)
		if !find[bool](t)(s.EndEpisode(ctx, first.ID, end, end)) || find[bool](t)(s.EndEpisode(ctx, first.ID, end, end)) {
			t.Error("it is not ended once")
		}
		if !find[bool](t)(s.SeeEpisode(ctx, episode("gata", end))) {
			t.Error("the next does not begin")
		}
	})
}
