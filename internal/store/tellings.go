package store

import (
	"context"
	"crypto/hmac"
	"time"

	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// purposeOfTellings keeps these digests apart from others.
const purposeOfTellings = "tellings.digest"

type tellingRow struct {
	Connector string
	ID        string
	Digest    []byte
	ToldAt    stamp
}

// TableName implements GORM's Tabler.
func (tellingRow) TableName() string { return "tellings" }

// TakeTelling implements delivery.Inbox. Two who are told the same at once wait
// for each other, as in TakeChange.
func (s *Deliveries) TakeTelling(ctx context.Context, connector, id, digest string, now time.Time) (bool, error) {
	op := "store.TakeTelling " + connector
	mac := s.db.ring.MAC(purposeOfTellings, digest)
	taken := s.db.writer(ctx).Clauses(clause.OnConflict{DoNothing: true}).
		Create(&tellingRow{Connector: connector, ID: id, Digest: mac, ToldAt: at(now)})
	if taken.Error != nil || taken.RowsAffected > 0 {
		return taken.Error == nil, fail(op, taken.Error)
	}
	var first tellingRow
	if err := s.db.writer(ctx).Where("connector = ? AND id = ?", connector, id).Take(&first).Error; err != nil {
		return false, fail(op, err)
	}
	if !hmac.Equal(first.Digest, mac) {
		return false, errs.New(errs.Conflict, op)
	}
	return false, nil
}

// FindStep implements delivery.Inbox. A reference is of one case.
func (s *Deliveries) FindStep(ctx context.Context, connector, reference string, seq int) (delivery.Delivery, error) {
	return one("store.FindStep "+connector, s.db.reader(ctx).
		Where("reference = ? AND connector = ? AND seq = ?", reference, connector, seq))
}
