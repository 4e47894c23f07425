package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

const sealedEnvelope = "envelopes.envelope"

type envelopeRow struct {
	CaseID         string
	Connector      string
	EnvelopeSealed []byte
}

// TableName implements GORM's Tabler.
func (envelopeRow) TableName() string { return "envelopes" }

// FindEnvelope implements delivery.Envelopes.
func (s *Deliveries) FindEnvelope(ctx context.Context, caseID, connector string) (delivery.Envelope, bool, error) {
	op := "store.FindEnvelope " + caseID
	var rows []envelopeRow
	if err := s.db.reader(ctx).Where("case_id = ? AND connector = ?", caseID, connector).Find(&rows).Error; err != nil {
		return delivery.Envelope{}, false, fail(op, err)
	}
	if len(rows) == 0 {
		return delivery.Envelope{}, false, nil
	}
	var e delivery.Envelope
	if err := s.db.unseal(sealedEnvelope, caseID+"/"+connector, rows[0].EnvelopeSealed, &e); err != nil {
		return delivery.Envelope{}, false, fail(op, err)
	}
	return e, true, nil
}

// SaveEnvelope implements delivery.Envelopes.
func (s *Deliveries) SaveEnvelope(ctx context.Context, caseID, connector string, e delivery.Envelope) error {
	op := "store.SaveEnvelope " + caseID
	sealed, err := s.db.seal(sealedEnvelope, caseID+"/"+connector, e)
	if err != nil {
		return fail(op, err)
	}
	row := envelopeRow{CaseID: caseID, Connector: connector, EnvelopeSealed: sealed}
	return fail(op, s.db.writer(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error)
}

type connectorRow struct {
	Connector   string
	Cursor      string
	LeasedUntil stamp
}

// TableName implements GORM's Tabler.
func (connectorRow) TableName() string { return "connector_state" }

// ClaimPoll implements delivery.Inbox.
func (s *Deliveries) ClaimPoll(ctx context.Context, connector string, now, until time.Time) (string, error) {
	op := "store.ClaimPoll " + connector
	var cursors []string
	claimed := s.db.writer(ctx).Raw(`INSERT INTO connector_state (connector, cursor, leased_until) VALUES (?, '', ?)
		ON CONFLICT (connector) DO UPDATE SET leased_until = excluded.leased_until
		WHERE connector_state.leased_until IS NULL OR connector_state.leased_until <= ?
		RETURNING cursor`, connector, at(until), at(now)).Scan(&cursors)
	if claimed.Error != nil {
		return "", fail(op, claimed.Error)
	}
	if len(cursors) == 0 {
		return "", errs.New(errs.Conflict, op)
	}
	return cursors[0], nil
}

// SaveCursor implements delivery.Inbox.
func (s *Deliveries) SaveCursor(ctx context.Context, connector, cursor string) error {
	return fail("store.SaveCursor "+connector, s.db.writer(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "connector"}},
		DoUpdates: clause.AssignmentColumns([]string{"cursor", "leased_until"}),
	}).Create(&connectorRow{Connector: connector, Cursor: cursor}).Error)
}

// FindUnconfirmed implements delivery.Inbox.
func (s *Deliveries) FindUnconfirmed(ctx context.Context, connector string) (time.Time, bool, error) {
	oldest, err := one("store.FindUnconfirmed "+connector, s.db.reader(ctx).
		Where("connector = ? AND kind = ? AND tries > 0", connector, string(delivery.KindCreate)).Where(notFinal).Order("first_try_at"))
	if errs.Is(err, errs.NotFound) {
		return time.Time{}, false, nil
	}
	return oldest.FirstTryAt, err == nil, err
}

// FindByRemoteID implements delivery.Inbox.
func (s *Deliveries) FindByRemoteID(ctx context.Context, connector, remoteID string) (delivery.Delivery, error) {
	return one("store.FindByRemoteID "+connector, s.db.reader(ctx).
		Where("connector = ? AND remote_id = ? AND kind = ? AND remote_id <> ''", connector, remoteID, string(delivery.KindCreate)))
}

type changeRow struct {
	Connector string
	Key       string
	TakenAt   stamp
}

// TableName implements GORM's Tabler.
func (changeRow) TableName() string { return "changes" }

// TakeChange implements delivery.Inbox. Two who take the same at once wait for
// each other: the second is told false, or true when the first rolled back.
func (s *Deliveries) TakeChange(ctx context.Context, connector, key string, now time.Time) (bool, error) {
	op := "store.TakeChange " + connector
	taken := s.db.writer(ctx).Clauses(clause.OnConflict{DoNothing: true}).
		Create(&changeRow{Connector: connector, Key: key, TakenAt: at(now)})
	if taken.Error != nil || taken.RowsAffected == 0 {
		return false, fail(op, taken.Error)
	}
	held := s.db.writer(ctx).Where("connector = ? AND key = ?", connector, key).Delete(&heldChangeRow{})
	return true, fail(op, held.Error)
}

// FindTaken implements delivery.Inbox.
func (s *Deliveries) FindTaken(ctx context.Context, connector, key string) (bool, error) {
	var n int64
	found := s.db.reader(ctx).Model(&changeRow{}).Where("connector = ? AND key = ?", connector, key).Count(&n)
	return n > 0, fail("store.FindTaken "+connector, found.Error)
}

type heldChangeRow struct {
	Connector string
	Key       string
	Since     stamp
}

// TableName implements GORM's Tabler.
func (heldChangeRow) TableName() string { return "held_changes" }

// HoldChange implements delivery.Inbox.
func (s *Deliveries) HoldChange(ctx context.Context, connector, key string, now time.Time) (time.Time, error) {
	op := "store.HoldChange " + connector
	held := heldChangeRow{Connector: connector, Key: key, Since: at(now)}
	if err := s.db.writer(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&held).Error; err != nil {
		return time.Time{}, fail(op, err)
	}
	var first heldChangeRow
	if err := s.db.reader(ctx).Where("connector = ? AND key = ?", connector, key).Take(&first).Error; err != nil {
		return time.Time{}, fail(op, err)
	}
	return first.Since.Time, nil
}
