package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/i18n"
)

// Watch finds deliveries that wait, with whose cases they are of: it is a
// watch.Store.
type Watch struct{ base }

// Watch returns the store of package delivery/watch.
func (db *DB) Watch() *Watch { return &Watch{base{db}} }

// waitingRow is a delivery with what its case says of it.
type waitingRow struct {
	Delivery  deliveryRow `gorm:"embedded"`
	ServiceID string
	TitleSV   string
	TitleEN   string
	Authority string
	Behind    int
	IsLate    bool
}

const (
	// waits: refused, or first in line.
	waits = "deliveries.delivered_at IS NULL AND deliveries.moved_at IS NULL AND (deliveries.refused_at IS NOT NULL OR " + firstInLine + ")"
	// refusedHere is waits of what was refused, said so that no index of all that waits
	// seems to do for it.
	refusedHere = "deliveries.refused_at IS NOT NULL AND coalesce(deliveries.delivered_at, deliveries.moved_at) IS NULL"
	// waitingFor is how many steps a delivery holds back, counted as firstInLine does.
	waitingFor = `CASE WHEN deliveries.refused_at IS NULL OR deliveries.kind = 'create' THEN
		(SELECT coalesce(sum(CASE WHEN later.delivered_at IS NULL AND later.refused_at IS NULL THEN 1 END), 0)
		FROM deliveries later WHERE later.case_id = deliveries.case_id AND later.connector = deliveries.connector
		AND later.seq > deliveries.seq) ELSE 0 END AS behind`
	ofCase = `coalesce(cases.service_id, '') AS service_id, coalesce(cases.title_sv, '') AS title_sv,
		coalesce(cases.title_en, '') AS title_en, coalesce(cases.authority, '') AS authority`
)

func (r waitingRow) item() watch.Item {
	return watch.Item{
		Delivery: r.Delivery.delivery(), ServiceID: r.ServiceID, Title: i18n.Text{SV: r.TitleSV, EN: r.TitleEN},
		Authority: r.Authority, Behind: r.Behind, IsLate: r.IsLate,
	}
}

// isLate is the condition that a delivery was made before its service's
// deadline. The catalogue has few services with one of their own.
func isLate(d watch.Deadlines) (condition string, args []any) {
	services := slices.Sorted(maps.Keys(d.Services))
	if len(services) == 0 {
		return "deliveries.created_at < ?", []any{at(d.Default)}
	}
	args = []any{services, at(d.Default)}
	for _, service := range services {
		args = append(args, service, at(d.Services[service]))
	}
	own := strings.Repeat(" OR cases.service_id = ? AND deliveries.created_at < ?", len(services))
	return "(coalesce(cases.service_id, '') NOT IN ? AND deliveries.created_at < ?" + own + ")", args
}

// withCases is the deliveries beside their cases. A delivery without a case is
// shown all the same, to whoever sees everything.
func (s *Watch) withCases(ctx context.Context) *gorm.DB {
	return s.db.reader(ctx).Table("deliveries").Joins("LEFT JOIN cases ON cases.id = deliveries.case_id")
}

func (s *Watch) waiting(ctx context.Context, q watch.Query) *gorm.DB {
	found := s.withCases(ctx)
	switch {
	case q.Names != nil:
		found = found.Where("(deliveries.reference IN ? OR deliveries.number IN ? AND deliveries.number <> '')", q.Names, q.Names)
	case q.Part == watch.PartRefused:
		found = found.Where(refusedHere)
	default:
		found = found.Where(waits)
	}
	if !q.Everything {
		found = found.Where("cases.authority IN ?", q.Authorities)
	}
	there, with := "deliveries.connector = ?", "deliveries.last_problem = ?"
	if q.Connector != "" && q.Problem != "" { // by the index that finds fewer: the other condition is written so that none does for it
		if s.isMany(ctx, q.Connector) {
			there = "coalesce(deliveries.connector, '') = ?"
		} else {
			with = "coalesce(deliveries.last_problem, '') = ?"
		}
	}
	if q.Connector != "" {
		found = found.Where(there, q.Connector)
	}
	if q.Problem != "" {
		found = found.Where(with, string(q.Problem))
	}
	if !q.DueAfter.IsZero() {
		found = found.Where("deliveries.refused_at IS NULL").Where(notHeld).Where("deliveries.due_at > ?", at(q.DueAfter))
	}
	switch q.Part {
	case watch.PartLate:
		condition, args := isLate(q.Deadlines)
		found = found.Where(condition, args...)
	case watch.PartRefused:
		if q.Names != nil {
			found = found.Where("deliveries.refused_at IS NOT NULL")
		}
	}
	return found
}

// FindWaiting implements watch.Store.
func (s *Watch) FindWaiting(ctx context.Context, q watch.Query) ([]watch.Item, error) {
	const op = "store.FindWaiting"
	late, args := isLate(q.Deadlines)
	var rows []waitingRow
	found := s.waiting(ctx, q).Select("deliveries.*, "+ofCase+", "+waitingFor+", ("+late+") AS is_late", args...).
		Order("deliveries.created_at, deliveries.id").Offset(q.Offset).Limit(q.Limit).Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	return mapRows(op, rows, func(r waitingRow) (watch.Item, error) { return r.item(), nil })
}

// CountWaiting implements watch.Store.
func (s *Watch) CountWaiting(ctx context.Context, q watch.Query) (int, error) {
	var n int64
	some := s.waiting(ctx, q).Select("deliveries.id").Limit(watch.MaxCount + 1)
	err := s.db.reader(ctx).Table("(?) AS waiting", some).Count(&n).Error
	return int(n), fail("store.CountWaiting", err)
}

// FindItem implements watch.Store.
func (s *Watch) FindItem(ctx context.Context, id string) (watch.Item, error) {
	var row waitingRow
	err := s.withCases(ctx).Select("deliveries.*, "+ofCase+", "+waitingFor).Where("deliveries.id = ?", id).Take(&row).Error
	return row.item(), fail("store.FindItem "+id, err)
}

// FindHistory implements watch.Store.
func (s *Watch) FindHistory(ctx context.Context, deliveryID string) ([]delivery.HistoryLine, error) {
	return s.db.Deliveries().FindHistory(ctx, deliveryID)
}

// FindLate implements watch.Store.
func (s *Watch) FindLate(ctx context.Context, d watch.Deadlines) ([]watch.Late, error) {
	const op = "store.FindLate"
	condition, args := isLate(d)
	some := s.withCases(ctx).Where(waits).Where(condition, args...).Select("deliveries.connector, deliveries.created_at").
		Order("deliveries.created_at, deliveries.id").Limit(watch.MaxCount)
	var rows []backlogRow
	found := s.db.reader(ctx).Table("(?) AS waiting", some).Select("connector, count(*) AS n, min(created_at) AS oldest").
		Group("connector").Order("connector").Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	return mapRows(op, rows, func(r backlogRow) (watch.Late, error) {
		return watch.Late{Connector: r.Connector, Count: r.N, Oldest: r.Oldest.Time}, nil
	})
}
