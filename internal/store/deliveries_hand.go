package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// byHand changes the delivery when it is among those of the query, and returns
// it as it then stands. NotFound; Conflict when it is not among them.
func (s *Deliveries) byHand(ctx context.Context, op, id string, may func(*gorm.DB) *gorm.DB, change map[string]any) (delivery.Delivery, error) {
	op += " " + id
	changed := may(s.db.writer(ctx).Model(&deliveryRow{}).Where("id = ?", id)).Updates(change)
	if changed.Error != nil {
		return delivery.Delivery{}, fail(op, changed.Error)
	}
	d, err := s.FindDelivery(ctx, id)
	if err == nil && changed.RowsAffected == 0 {
		return delivery.Delivery{}, errs.New(errs.Conflict, op)
	}
	return d, errs.Op(op, err)
}

// Reopen implements delivery.Hands.
func (s *Deliveries) Reopen(ctx context.Context, id string, due time.Time) (delivery.Delivery, error) {
	return s.byHand(ctx, "store.Reopen", id,
		func(q *gorm.DB) *gorm.DB { return q.Where(refused) },
		map[string]any{"refused_at": nil, "held_at": nil, "due_at": at(due)})
}

// Hasten implements delivery.Hands.
func (s *Deliveries) Hasten(ctx context.Context, id string, now time.Time) (delivery.Delivery, error) {
	return s.byHand(ctx, "store.Hasten", id,
		func(q *gorm.DB) *gorm.DB {
			return q.Where(notHeldHere).Where(isFree, at(now)).Where(firstInLine)
		},
		map[string]any{"due_at": at(now)})
}

// Hold implements delivery.Hands.
func (s *Deliveries) Hold(ctx context.Context, id string, now time.Time) (delivery.Delivery, error) {
	return s.byHand(ctx, "store.Hold", id,
		func(q *gorm.DB) *gorm.DB { return q.Where(notHeldHere) },
		map[string]any{"held_at": at(now)})
}

// Release implements delivery.Hands.
func (s *Deliveries) Release(ctx context.Context, id string, now time.Time) (delivery.Delivery, error) {
	return s.byHand(ctx, "store.Release", id,
		func(q *gorm.DB) *gorm.DB { return q.Where(notFinalHere).Where("held_at IS NOT NULL") },
		map[string]any{"held_at": nil, "due_at": at(now)})
}

// Confirm implements delivery.Hands. Who had it leased before can write no more.
func (s *Deliveries) Confirm(ctx context.Context, id string, h delivery.ByHand, actor string, now time.Time) (delivery.Delivery, error) {
	return s.byHand(ctx, "store.Confirm", id,
		func(q *gorm.DB) *gorm.DB {
			return q.Where("(CASE WHEN delivered_at IS NULL AND moved_at IS NULL THEN 1 END) = 1").Where(isFree, at(now))
		},
		map[string]any{
			"delivered_at": at(now), "confirmed_by": actor, "remote_id": h.RemoteID, "number": h.Number,
			"refused_at": nil, "held_at": nil, "leased_until": nil, "lease_token": "", "last_problem": "", "detail": "",
		})
}

// OweAgain implements delivery.Hands.
func (s *Deliveries) OweAgain(ctx context.Context, d delivery.Delivery, now time.Time) error {
	_, err := s.byHand(ctx, "store.OweAgain", d.ID,
		func(q *gorm.DB) *gorm.DB {
			return q.Where("delivered_at = ? AND remote_id = ? AND confirmed_by = ''", at(d.DeliveredAt), d.RemoteID)
		},
		map[string]any{
			"delivered_at": nil, "remote_id": "", "number": "", "ticket": "", "tries": gorm.Expr("CASE WHEN tries > 0 THEN tries ELSE 1 END"),
			"held_at": nil, "due_at": at(now), "last_problem": "", "detail": "",
		})
	return err
}

// MoveAway implements delivery.Hands.
func (s *Deliveries) MoveAway(ctx context.Context, caseID, connector string, now time.Time) error {
	op := "store.MoveAway " + caseID
	steps := func() *gorm.DB {
		return s.db.writer(ctx).Model(&deliveryRow{}).Where("case_id = ? AND connector = ? AND delivered_at IS NULL", caseID, connector)
	}
	moved := steps().Where(isFree, at(now)).Updates(map[string]any{"moved_at": at(now), "refused_at": at(now), "held_at": nil})
	if moved.Error != nil {
		return fail(op, moved.Error)
	}
	var left int64
	if err := steps().Where("moved_at IS NULL").Count(&left).Error; err != nil {
		return fail(op, err)
	}
	if left > 0 {
		return errs.New(errs.Conflict, op)
	}
	return nil
}
