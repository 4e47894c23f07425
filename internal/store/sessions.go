package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/errs"
)

// Sessions keeps what web sessions remember, sealed, by the digest of the
// secret in the browser's cookie.
type Sessions struct{ db *DB }

// Sessions returns the store of web sessions.
func (db *DB) Sessions() *Sessions { return &Sessions{db} }

const dataOfSession = "sessions.data"

type sessionRow struct {
	ID         string
	DataSealed []byte
	ExpiresAt  stamp
}

// TableName implements GORM's Tabler.
func (sessionRow) TableName() string { return "sessions" }

// FindSession returns the session's data, or NotFound when there is none or it
// ran out before now.
func (s *Sessions) FindSession(ctx context.Context, id string, now time.Time) ([]byte, error) {
	const op = "store.FindSession"
	var r sessionRow
	if err := s.db.reader(ctx).Where("id = ? AND expires_at > ?", id, at(now)).Take(&r).Error; err != nil {
		return nil, fail(op, err)
	}
	var data []byte
	return data, fail(op, s.db.unseal(dataOfSession, r.ID, r.DataSealed, &data))
}

// SaveSession writes the session, over what it was.
func (s *Sessions) SaveSession(ctx context.Context, id string, data []byte, expires time.Time) error {
	const op = "store.SaveSession"
	sealed, err := s.db.seal(dataOfSession, id, data)
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"data_sealed", "expires_at"}),
	}).Create(&sessionRow{ID: id, DataSealed: sealed, ExpiresAt: at(expires)}).Error)
}

// UpdateSession writes over a session that is there. NotFound: it has ended.
func (s *Sessions) UpdateSession(ctx context.Context, id string, data []byte, expires time.Time) error {
	const op = "store.UpdateSession"
	sealed, err := s.db.seal(dataOfSession, id, data)
	if err != nil {
		return fail(op, err)
	}
	saved := s.db.writer(ctx).Select("data_sealed", "expires_at").Where("id = ?", id).
		Updates(&sessionRow{DataSealed: sealed, ExpiresAt: at(expires)})
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, saved.Error)
}

// DeleteSession ends the session, if there is one.
func (s *Sessions) DeleteSession(ctx context.Context, id string) error {
	return fail("store.DeleteSession", s.db.writer(ctx).Where("id = ?", id).Delete(&sessionRow{}).Error)
}

// DeleteSessions removes those that ran out before now, and returns how many.
func (s *Sessions) DeleteSessions(ctx context.Context, now time.Time) (int, error) {
	deleted := s.db.writer(ctx).Where("expires_at <= ?", at(now)).Delete(&sessionRow{})
	return int(deleted.RowsAffected), fail("store.DeleteSessions", deleted.Error)
}
