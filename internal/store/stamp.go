package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// stamp is a time in a row: timestamptz in PostgreSQL, whole microseconds since
// 1970 in SQLite, NULL for the zero time. It is read back in UTC, equal to what
// was written (package clock gives whole microseconds).
type stamp struct{ time.Time }

func at(t time.Time) stamp { return stamp{t} }

// GormDataType keeps GORM from taking the struct for a table of its own.
func (stamp) GormDataType() string { return "stamp" }

// GormValue writes the time as the dialect keeps it.
func (s stamp) GormValue(_ context.Context, db *gorm.DB) clause.Expr {
	var v any
	switch {
	case s.IsZero():
		v = nil
	case db.Name() == string(SQLite):
		v = s.UnixMicro()
	default:
		v = s.UTC()
	}
	return clause.Expr{SQL: "?", Vars: []any{v}}
}

// Scan reads the time as either dialect keeps it.
func (s *stamp) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		s.Time = time.Time{}
	case int64:
		s.Time = time.UnixMicro(v).UTC()
	case time.Time:
		s.Time = v.UTC()
	default:
		return fmt.Errorf("store: a %T is no time", src)
	}
	return nil
}
