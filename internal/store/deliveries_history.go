package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/delivery"
)

type historyRow struct {
	ID           string
	DeliveryID   string
	At           stamp
	LastAt       stamp
	Times        int
	Actor        string
	Outcome      string
	Detail       string
	Sent         bool
	TookUS       int64
	ReasonSealed []byte
}

// TableName implements GORM's Tabler.
func (historyRow) TableName() string { return "delivery_attempts" }

const reasonColumn = "delivery_attempts.reason"

// AppendHistory implements delivery.History.
func (s *Deliveries) AppendHistory(ctx context.Context, l delivery.HistoryLine) error {
	op := "store.AppendHistory " + l.DeliveryID
	row := historyRow{
		ID: l.ID, DeliveryID: l.DeliveryID, At: at(l.At), LastAt: at(l.LastAt), Times: l.Times, Actor: l.Actor,
		Outcome: string(l.Outcome), Detail: l.Detail, Sent: l.Sent, TookUS: l.Took.Microseconds(),
	}
	if l.Reason != "" {
		var err error
		if row.ReasonSealed, err = s.db.seal(reasonColumn, l.ID, l.Reason); err != nil {
			return fail(op, err)
		}
	}
	return fail(op, s.db.writer(ctx).Create(&row).Error)
}

// RepeatHistory implements delivery.History.
func (s *Deliveries) RepeatHistory(ctx context.Context, l delivery.HistoryLine) (bool, error) {
	latest := s.db.reader(ctx).Model(&historyRow{}).Select("id").Where("delivery_id = ?", l.DeliveryID).Order("last_at DESC, id DESC").Limit(1)
	repeated := s.db.writer(ctx).Model(&historyRow{}).Where("id = (?)", latest).
		Where("actor = '' AND outcome = ? AND detail = ? AND sent = ?", string(l.Outcome), l.Detail, l.Sent).
		Updates(map[string]any{"times": gorm.Expr("times + ?", l.Times), "last_at": at(l.LastAt), "took_us": l.Took.Microseconds()})
	return repeated.RowsAffected > 0, fail("store.RepeatHistory "+l.DeliveryID, repeated.Error)
}

// FindHistory implements delivery.History.
func (s *Deliveries) FindHistory(ctx context.Context, deliveryID string) ([]delivery.HistoryLine, error) {
	op := "store.FindHistory " + deliveryID
	var rows []historyRow
	if err := s.db.reader(ctx).Where("delivery_id = ?", deliveryID).Order("last_at, id").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r historyRow) (delivery.HistoryLine, error) {
		l := delivery.HistoryLine{
			ID: r.ID, DeliveryID: r.DeliveryID, At: r.At.Time, LastAt: r.LastAt.Time, Times: r.Times, Actor: r.Actor,
			Outcome: delivery.Outcome(r.Outcome), Detail: r.Detail, Sent: r.Sent, Took: time.Duration(r.TookUS) * time.Microsecond,
		}
		if len(r.ReasonSealed) == 0 {
			return l, nil
		}
		return l, s.db.unseal(reasonColumn, r.ID, r.ReasonSealed, &l.Reason)
	})
}

// PurgeHistory implements delivery.History.
func (s *Deliveries) PurgeHistory(ctx context.Context, before time.Time, limit int) (int, error) {
	old := s.db.reader(ctx).Table("delivery_attempts AS a").Select("a.id").
		Joins("JOIN deliveries ON deliveries.id = a.delivery_id AND deliveries.delivered_at < ?", at(before)).
		Where("a.actor = '' AND a.last_at < ?", at(before)).Order("a.last_at").Limit(limit)
	purged := s.db.writer(ctx).Where("id IN (?)", old).Delete(&historyRow{})
	return int(purged.RowsAffected), fail("store.PurgeHistory", purged.Error)
}
