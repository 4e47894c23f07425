package store_test

import (
	"database/sql"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

// owes creates a case of the authority and its steps, made some minutes ago.
func owes(t testing.TB, db *store.DB, authority, service string, minutes, files int) []delivery.Delivery {
	t.Helper()
	c, ds := aCase(), steps("gata", files)
	c.ID, c.Reference, c.Authority, c.ServiceID = ds[0].CaseID, ds[0].Reference, authority, service
	must(t, db.Cases().CreateCase(t.Context(), c))
	for i := range ds {
		ds[i].CreatedAt = now.Add(-time.Duration(minutes) * time.Minute)
	}
	must(t, db.Deliveries().CreateDeliveries(t.Context(), ds))
	return ds
}

// refused writes the step as refused.
func refused(t testing.TB, s *store.Deliveries, d delivery.Delivery) delivery.Delivery {
	t.Helper()
	claimed := find[delivery.Delivery](t)(s.Claim(t.Context(), d.ID, "refused", now, now.Add(time.Minute)))
	claimed.RefusedAt, claimed.LastProblem, claimed.LeaseToken, claimed.LeasedUntil = now, delivery.BackEndRefused, "", time.Time{}
	must(t, s.SaveDelivery(t.Context(), claimed, "refused"))
	return claimed
}

const (
	streets   = "Tekniska nämnden"
	buildings = "Byggnadsnämnden"
)

// limits of these tests: half an hour, and five minutes for what is urgent.
var limits = watch.Deadlines{Default: now.Add(-30 * time.Minute), Services: map[string]time.Time{"akut": now.Add(-5 * time.Minute)}}

func TestWhatWaits(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Watch(), t.Context()
		old := owes(t, db, streets, "lampa", 60, 2)
		urgent := owes(t, db, streets, "akut", 10, 0)
		fresh := owes(t, db, streets, "lampa", 9, 0) // and waits for a time
		fresh[0].DueAt = now.Add(time.Hour)
		must(t, db.Deliveries().Postpone(ctx, []string{fresh[0].ID}, fresh[0].DueAt))
		permit := refused(t, db.Deliveries(), owes(t, db, buildings, "bygglov", 2, 1)[0])
		done := owes(t, db, streets, "lampa", 90, 1) // and its file is refused
		delivered(t, db.Deliveries(), done[0], "R1")
		number(t, db, done[0].ID, "BN 2026-00017")
		file := refused(t, db.Deliveries(), done[1])
		stray := steps("gata", 0) // of a case that is not there
		stray[0].CreatedAt = now.Add(-time.Minute)
		must(t, db.Deliveries().CreateDeliveries(ctx, stray))

		everything := watch.Query{Everything: true, Deadlines: limits, Limit: 100}
		of := func(part watch.Part, authorities ...string) watch.Query {
			return watch.Query{Part: part, Authorities: authorities, Deadlines: limits, Limit: 100}
		}
		for name, c := range map[string]struct {
			q    watch.Query
			want []string // ids
		}{
			"everything":         {everything, []string{file.ID, old[0].ID, urgent[0].ID, fresh[0].ID, permit.ID, stray[0].ID}},
			"of one authority":   {of(watch.PartAll, streets), []string{file.ID, old[0].ID, urgent[0].ID, fresh[0].ID}},
			"of another":         {of(watch.PartAll, buildings), []string{permit.ID}},
			"of two":             {of(watch.PartAll, buildings, streets), []string{file.ID, old[0].ID, urgent[0].ID, fresh[0].ID, permit.ID}},
			"of none":            {of(watch.PartAll), nil},
			"of one that is not": {of(watch.PartAll, "", "Kulturnämnden"), nil},
			"late":               {of(watch.PartLate, streets), []string{file.ID, old[0].ID, urgent[0].ID}},
			"late elsewhere":     {of(watch.PartLate, buildings), nil},
			"refused":            {of(watch.PartRefused, streets), []string{file.ID}},
			"at a connector":     {watch.Query{Everything: true, Connector: "gata", Part: watch.PartRefused, Deadlines: limits, Limit: 100}, []string{file.ID, permit.ID}},
			"at another":         {watch.Query{Everything: true, Connector: "bygg", Deadlines: limits, Limit: 100}, nil},
			"with a problem":     {watch.Query{Everything: true, Problem: delivery.BackEndRefused, Deadlines: limits, Limit: 100}, []string{file.ID, permit.ID}},
			"at it, with one":    {watch.Query{Everything: true, Connector: "gata", Problem: delivery.BackEndRefused, Deadlines: limits, Limit: 100}, []string{file.ID, permit.ID}},
			"at another, with":   {watch.Query{Everything: true, Connector: "bygg", Problem: delivery.BackEndRefused, Deadlines: limits, Limit: 100}, nil},
			"by a reference":     {watch.Query{Everything: true, Names: []string{done[0].Reference}, Deadlines: limits, Limit: 100}, byID(done[0].ID, file.ID)},
			"by a number":        {watch.Query{Everything: true, Names: []string{"x", "BN 2026-00017"}, Deadlines: limits, Limit: 100}, []string{done[0].ID}},
			"by another's":       {watch.Query{Authorities: []string{buildings}, Names: []string{done[0].Reference, "BN 2026-00017"}, Deadlines: limits, Limit: 100}, nil},
			"by no name":         {watch.Query{Everything: true, Names: []string{""}, Deadlines: limits, Limit: 100}, nil},
			"for a time":         {watch.Query{Everything: true, DueAfter: now, Deadlines: limits, Limit: 100}, []string{fresh[0].ID}},
			"a page":             {watch.Query{Everything: true, Deadlines: limits, Offset: 1, Limit: 2}, []string{old[0].ID, urgent[0].ID}},
		} {
			var got []string
			for _, item := range find[[]watch.Item](t)(s.FindWaiting(ctx, c.q)) {
				got = append(got, item.ID)
			}
			same(t, name, c.want, got)
			if c.q.Offset == 0 {
				if n := find[int](t)(s.CountWaiting(ctx, c.q)); n != len(c.want) {
					t.Errorf("%s: %d counted, %d are shown", name, n, len(c.want))
				}
			}
		}

		items := find[[]watch.Item](t)(s.FindWaiting(ctx, everything))
		c := aCase()
		same(t, "an item", watch.Item{
			Delivery: old[0], ServiceID: "lampa", Title: c.Title, Authority: streets, Behind: 2, IsLate: true,
		}, items[1])
		same(t, "a refused case", watch.Item{
			Delivery: permit, ServiceID: "bygglov", Title: c.Title, Authority: buildings, Behind: 1,
		}, items[4])
		same(t, "a refused file holds nothing back", 0, items[0].Behind)
		same(t, "a stray", watch.Item{Delivery: stray[0]}, items[5])

		same(t, "late", []watch.Late{{Connector: "gata", Count: 3, Oldest: file.CreatedAt}}, find[[]watch.Late](t)(s.FindLate(ctx, limits)))
		same(t, "without limits of their own", []watch.Late{{Connector: "gata", Count: 2, Oldest: file.CreatedAt}},
			find[[]watch.Late](t)(s.FindLate(ctx, watch.Deadlines{Default: limits.Default})))

		same(t, "found", streets, find[watch.Item](t)(s.FindItem(ctx, done[0].ID)).Authority)
		_, err := s.FindItem(ctx, newID())
		wantKind(t, err, errs.NotFound)
	})
}

// byID is the order of what was made at the same time.
func byID(ids ...string) []string {
	slices.Sort(ids)
	return ids
}

// number gives a delivery its back end's number.
func number(t testing.TB, db *store.DB, id, number string) {
	t.Helper()
	pool := find[*sql.DB](t)(db.SQL())
	_, err := pool.ExecContext(t.Context(), "UPDATE deliveries SET number = '"+number+"' WHERE id = '"+id+"'")
	must(t, err)
}

// TestLoad: what waits at a connector and how it has fared there, hour by hour.
func TestLoad(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Watch(), t.Context()
		same(t, "no connectors", []string(nil), find[[]string](t)(s.FindConnectors(ctx)))
		since := now.Truncate(time.Hour).Add(-(watch.TrendHours - 1) * time.Hour)
		same(t, "no load", watch.Load{}, find[watch.Load](t)(s.FindLoad(ctx, "gata", since, limits)))

		old := owes(t, db, streets, "lampa", 24*60+59, 1) // its steps are before the trend
		waits := owes(t, db, streets, "lampa", 0, 0)[0]
		permit := refused(t, db.Deliveries(), owes(t, db, buildings, "bygglov", 0, 0)[0])
		held := owes(t, db, streets, "akut", 10, 0)[0]
		_, err := db.Deliveries().Hold(ctx, held.ID, now)
		must(t, err)
		delivered(t, db.Deliveries(), owes(t, db, streets, "lampa", 3, 0)[0], "R1")
		_, err = db.Deliveries().Confirm(ctx, owes(t, db, streets, "lampa", 3, 0)[0].ID, delivery.ByHand{RemoteID: "R2"}, "staff:siv", now.Add(time.Hour))
		must(t, err)
		must(t, db.Deliveries().MoveAway(ctx, owes(t, db, streets, "lampa", 500, 0)[0].CaseID, "gata", now))
		elsewhere := steps("bygg", 0)
		must(t, db.Deliveries().CreateDeliveries(ctx, elsewhere))
		failed := delivery.HistoryLine{ID: newID(), DeliveryID: old[0].ID, At: now, LastAt: now.Add(-time.Minute), Times: 1, Outcome: delivery.Outcome(delivery.BackEndDown)}
		must(t, db.Deliveries().AppendHistory(ctx, failed))
		failed.ID, failed.LastAt, failed.Outcome = newID(), now, delivery.Outcome(delivery.NotYetConfirmed) // which is no failure
		must(t, db.Deliveries().AppendHistory(ctx, failed))

		same(t, "connectors", []string{"bygg", "gata"}, find[[]string](t)(s.FindConnectors(ctx)))
		got := find[watch.Load](t)(s.FindLoad(ctx, "gata", since, limits))
		want := watch.Load{LastDone: got.LastDone, LastFailure: now.Add(-time.Minute)}
		want.Pending = []watch.Pending{
			{CaseID: old[0].CaseID, CreatedAt: old[0].CreatedAt, IsLate: true},
			{CaseID: held.CaseID, CreatedAt: held.CreatedAt, IsLate: true, IsHeld: true},
			{CaseID: waits.CaseID, CreatedAt: waits.CreatedAt},
			{CaseID: permit.CaseID, CreatedAt: permit.CreatedAt, Problem: delivery.BackEndRefused, IsRefused: true},
		}
		if permit.ID < waits.ID {
			want.Pending[2], want.Pending[3] = want.Pending[3], want.Pending[2]
		}
		hour := func(at time.Time) int { return int(at.Sub(since) / time.Hour) }
		want.Hours[hour(got.LastDone)].Done++
		for _, d := range []delivery.Delivery{waits, permit, held} {
			want.Hours[hour(d.CreatedAt)].Waiting++
		}
		if got.LastDone.IsZero() || got.LastDone.After(now.Add(time.Minute)) {
			t.Errorf("last done %s: what a person confirmed is not the back end's doing", got.LastDone)
		}
		same(t, "load", want, got)
	})
}

func TestHasten(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, ds := db.Deliveries(), t.Context(), steps("gata", 1)
		ds[0].DueAt = now.Add(time.Hour)
		must(t, s.CreateDeliveries(ctx, ds))
		_, err := s.Hasten(ctx, newID(), now)
		wantKind(t, err, errs.NotFound)
		_, err = s.Hasten(ctx, ds[1].ID, now)
		wantKind(t, err, errs.Conflict) // behind the other

		want := ds[0]
		want.DueAt = now
		same(t, "hastened", want, find[delivery.Delivery](t)(s.Hasten(ctx, ds[0].ID, now)))
		same(t, "kept", want, find[delivery.Delivery](t)(s.FindDelivery(ctx, ds[0].ID)))

		held := find[delivery.Delivery](t)(s.Claim(ctx, ds[0].ID, "a", now, now.Add(time.Minute)))
		_, err = s.Hasten(ctx, held.ID, now.Add(time.Second))
		wantKind(t, err, errs.Conflict)
		same(t, "held", held, find[delivery.Delivery](t)(s.FindDelivery(ctx, held.ID)))
		want, want.DueAt = held, now.Add(time.Minute)
		same(t, "when the lease is over", want, find[delivery.Delivery](t)(s.Hasten(ctx, held.ID, now.Add(time.Minute))))

		held.RefusedAt = now
		must(t, s.SaveDelivery(ctx, held, "a"))
		_, err = s.Hasten(ctx, held.ID, now.Add(time.Hour))
		wantKind(t, err, errs.Conflict)
	})
}

// copies makes n more deliveries like the one with the id, each a second older,
// of cases that are not there.
func copies(t testing.TB, db *store.DB, id string, n int) {
	t.Helper()
	older := "created_at - n.i * interval '1 second'"
	if db.Dialect() == store.SQLite {
		older = "created_at - n.i * 1000000"
	}
	pool := find[*sql.DB](t)(db.SQL())
	_, err := pool.ExecContext(t.Context(), `INSERT INTO deliveries (id, case_id, reference, connector, seq, kind, item_id, attachment_id, created_at,
		due_at, lease_token, tries, ticket, remote_id, number, last_problem, detail)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < `+strconv.Itoa(n)+`)
		SELECT 'copy-' || n.i, 'case-' || n.i, reference, connector, seq, kind, item_id, attachment_id, `+older+`,
		due_at, lease_token, tries, ticket, remote_id, number, last_problem, detail FROM deliveries, n WHERE id = '`+id+`'`)
	must(t, err)
}

// TestVeryManyWait is a back end that has been away for long: the list, the
// alarm and the sweep answer all the same.
func TestVeryManyWait(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, s := t.Context(), db.Watch()
		first := owes(t, db, streets, "lampa", 60, 0)[0]
		copies(t, db, first.ID, 100_000)
		for name, q := range map[string]watch.Query{
			"everything":    {Everything: true, Deadlines: limits, Limit: watch.PageSize},
			"at one":        {Everything: true, Connector: "gata", Deadlines: limits, Limit: watch.PageSize},
			"without fault": {Everything: true, Connector: "gata", Problem: delivery.BackEndDown, Deadlines: limits, Limit: watch.PageSize},
			"the last page": {Everything: true, Deadlines: limits, Offset: watch.MaxCount - watch.PageSize, Limit: watch.PageSize},
			"late":          {Everything: true, Part: watch.PartLate, Deadlines: limits, Limit: watch.PageSize},
			"one's own":     {Authorities: []string{streets}, Deadlines: limits, Limit: watch.PageSize},
		} {
			begun := time.Now()
			shown, counted := len(find[[]watch.Item](t)(s.FindWaiting(ctx, q))), find[int](t)(s.CountWaiting(ctx, q))
			took := time.Since(begun)
			want := [2]int{watch.PageSize, watch.MaxCount + 1}
			if !q.Everything {
				want = [2]int{1, 1}
			}
			if q.Problem != "" {
				want = [2]int{0, 0}
			}
			if [2]int{shown, counted} != want {
				t.Errorf("%s: shown and counted %d, %d, want %v", name, shown, counted, want)
			}
			t.Logf("%s: %s", name, took)
			if took > 10*time.Second {
				t.Errorf("%s took %s", name, took)
			}
		}
		begun := time.Now()
		load := find[watch.Load](t)(s.FindLoad(ctx, "gata", now.Add(-24*time.Hour), limits))
		names := find[[]string](t)(s.FindConnectors(ctx))
		took := time.Since(begun)
		t.Logf("health: %s", took)
		if len(load.Pending) != watch.MaxCount+1 || len(names) != 1 || took > 10*time.Second {
			t.Errorf("%d wait at %v, which took %s", len(load.Pending), names, took)
		}
		begun = time.Now()
		overdue := len(find[[]delivery.Delivery](t)(db.Deliveries().FindOverdue(ctx, "gata", now.Add(time.Hour), 200)))
		took = time.Since(begun)
		t.Logf("overdue: %s", took)
		if overdue != 200 || took > 10*time.Second {
			t.Errorf("%d are overdue, which took %s", overdue, took)
		}
	})
}
