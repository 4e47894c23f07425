package store

import (
	"context"

	"github.com/mittkoping/entre/internal/audit"
)

// Audit is the audit trail: it is an audit.Log.
type Audit struct{ db *DB }

// Audit returns the audit trail.
func (db *DB) Audit() *Audit { return &Audit{db} }

type auditRow struct {
	At      stamp
	Actor   string
	Action  string
	Subject string
	Detail  string
}

// TableName implements GORM's Tabler.
func (auditRow) TableName() string { return "audit_entries" }

// Append implements audit.Log.
func (s *Audit) Append(ctx context.Context, e audit.Entry) error {
	return fail("store.Append "+e.Subject, s.db.writer(ctx).Create(&auditRow{
		At: at(e.At), Actor: e.Actor, Action: string(e.Action), Subject: e.Subject, Detail: e.Detail,
	}).Error)
}
