package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
)

const (
	// undelivered is of which the index deliveries_waiting_at is.
	undelivered = "deliveries.delivered_at IS NULL AND deliveries.moved_at IS NULL"
	// byItself is of which the index deliveries_done is.
	byItself = "deliveries.delivered_at IS NOT NULL AND deliveries.confirmed_by = ''"

	// maxTrend is how many deliveries a trend is made of, the latest.
	maxTrend = 20_000
	// longest is how many of those that have waited longest are asked for how they fared.
	longest = 20
)

// isMany reports whether more wait at a connector than are counted.
func (s *Watch) isMany(ctx context.Context, connector string) bool {
	var ids []string // when it cannot be asked, neither can what it is asked for
	_ = s.db.reader(ctx).Table("deliveries").Where(undelivered).Where("connector = ?", connector).Offset(watch.MaxCount).Limit(1).Pluck("id", &ids)
	return len(ids) > 0
}

// FindConnectors implements watch.Store. It steps from name to name in the index,
// however much waits for each.
func (s *Watch) FindConnectors(ctx context.Context) ([]string, error) {
	const least = "SELECT min(connector) FROM deliveries WHERE " + undelivered
	var names []string
	found := s.db.reader(ctx).Raw("WITH RECURSIVE known (name) AS (" + least + " UNION ALL SELECT (" + least +
		" AND connector > known.name) FROM known WHERE known.name IS NOT NULL) SELECT name FROM known WHERE name IS NOT NULL").Scan(&names)
	return names, fail("store.FindConnectors", found.Error)
}

type pendingRow struct {
	CaseID      string
	CreatedAt   stamp
	LastProblem string
	Detail      string
	RefusedAt   stamp
	HeldAt      stamp
	IsLate      bool
	ID          string
}

func (r pendingRow) pending() watch.Pending {
	return watch.Pending{
		CaseID: r.CaseID, CreatedAt: r.CreatedAt.Time, Problem: delivery.Problem(r.LastProblem), Detail: r.Detail,
		IsRefused: !r.RefusedAt.IsZero(), IsHeld: !r.HeldAt.IsZero(), IsLate: r.IsLate,
	}
}

// FindLoad implements watch.Store.
func (s *Watch) FindLoad(ctx context.Context, connector string, since time.Time, d watch.Deadlines) (watch.Load, error) {
	op := "store.FindLoad " + connector
	var l watch.Load
	late, args := isLate(d)
	var rows []pendingRow
	err := s.withCases(ctx).Where(waits).Where("deliveries.connector = ?", connector).
		Select("deliveries.id, deliveries.case_id, deliveries.created_at, deliveries.last_problem, deliveries.detail, "+
			"deliveries.refused_at, deliveries.held_at, ("+late+") AS is_late", args...).
		Order("deliveries.created_at, deliveries.id").Limit(watch.MaxCount + 1).Find(&rows).Error
	if err != nil {
		return l, fail(op, err)
	}
	var ids []string
	for _, r := range rows {
		l.Pending = append(l.Pending, r.pending())
		if len(ids) < longest && r.RefusedAt.IsZero() && r.HeldAt.IsZero() {
			ids = append(ids, r.ID)
		}
	}
	if l.LastDone, err = s.latest(ctx, "deliveries", "delivered_at", func(q *gorm.DB) *gorm.DB {
		return q.Where(byItself).Where("connector = ?", connector)
	}); err != nil {
		return l, fail(op, err)
	}
	if len(ids) > 0 {
		if l.LastFailure, err = s.latest(ctx, "delivery_attempts", "last_at", func(q *gorm.DB) *gorm.DB {
			return q.Where("delivery_id IN ? AND actor = ''", ids).
				Where("outcome IN ?", []string{string(delivery.BackEndDown), string(delivery.AnswerLost)})
		}); err != nil {
			return l, fail(op, err)
		}
	}
	return l, fail(op, s.trend(ctx, connector, since, &l.Hours))
}

// latest is the latest time in a column of some rows; zero when there are none.
func (s *Watch) latest(ctx context.Context, table, column string, some func(*gorm.DB) *gorm.DB) (time.Time, error) {
	var times []stamp
	err := some(s.db.reader(ctx).Table(table)).Order(column+" DESC").Limit(1).Pluck(column, &times).Error
	if err != nil || len(times) == 0 {
		return time.Time{}, err
	}
	return times[0].Time, nil
}

// trend counts what came through in each hour, and what was made in it and waits.
func (s *Watch) trend(ctx context.Context, connector string, since time.Time, hours *[watch.TrendHours]watch.Hour) error {
	count := func(column, which string, add func(h *watch.Hour, n int)) error {
		hour := "CAST(floor(extract(epoch FROM " + column + " - ?) / 3600) AS integer)"
		if s.db.Dialect() == SQLite {
			hour = "(" + column + " - ?) / 3600000000"
		}
		some := s.db.reader(ctx).Table("deliveries").Select(column).Where(which).Where("connector = ?", connector).
			Where(column+" >= ?", at(since)).Order(column + " DESC").Limit(maxTrend)
		var rows []struct{ Hour, N int }
		err := s.db.reader(ctx).Table("(?) AS waiting", some).Select(hour+" AS hour, count(*) AS n", at(since)).Group("hour").Find(&rows).Error
		for _, r := range rows {
			if r.Hour >= 0 && r.Hour < len(hours) {
				add(&hours[r.Hour], r.N)
			}
		}
		return err
	}
	if err := count("delivered_at", byItself, func(h *watch.Hour, n int) { h.Done += n }); err != nil {
		return err
	}
	return count("created_at", undelivered, func(h *watch.Hour, n int) { h.Waiting += n })
}
