package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/identity"
)

const noteOfEvent = "case_events.note"

type eventRow struct {
	ID         string
	CaseID     string
	At         stamp
	Kind       string
	NoteSealed []byte
	NotedAt    stamp
}

// TableName implements GORM's Tabler.
func (eventRow) TableName() string { return "case_events" }

// CreateEvent implements cases.CaseHistory. It is NotFound when there is no
// such case.
func (s *Cases) CreateEvent(ctx context.Context, e cases.Event) error {
	op := "store.CreateEvent " + e.ID
	sealed, err := s.db.seal(noteOfEvent, e.ID, e.Note)
	if err != nil {
		return fail(op, err)
	}
	row := eventRow{ID: e.ID, CaseID: e.CaseID, At: at(e.At), Kind: string(e.Kind), NoteSealed: sealed, NotedAt: at(e.NotedAt)}
	return fail(op, s.db.writer(ctx).Create(&row).Error)
}

// FindEvents implements cases.CaseHistory. Events of the same time are in the
// order in which they were written.
func (s *Cases) FindEvents(ctx context.Context, caseID string) ([]cases.Event, error) {
	op := "store.FindEvents " + caseID
	var rows []eventRow
	if err := s.db.reader(ctx).Where("case_id = ?", caseID).Order("at, position").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r eventRow) (cases.Event, error) {
		e := cases.Event{ID: r.ID, CaseID: r.CaseID, At: r.At.Time, Kind: cases.EventKind(r.Kind), NotedAt: r.NotedAt.Time}
		return e, s.db.unseal(noteOfEvent, r.ID, r.NoteSealed, &e.Note)
	})
}

type grantRow struct {
	CaseID  string
	Visitor string
	Until   stamp
}

// TableName implements GORM's Tabler.
func (grantRow) TableName() string { return "case_grants" }

// SaveGrant implements cases.CaseHistory. It is NotFound when there is no such
// case.
func (s *Cases) SaveGrant(ctx context.Context, g cases.Grant) error {
	return fail("store.SaveGrant "+g.CaseID, s.db.writer(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "case_id"}, {Name: "visitor"}},
		DoUpdates: clause.AssignmentColumns([]string{"until"}),
	}).Create(&grantRow{CaseID: g.CaseID, Visitor: string(g.Visitor), Until: at(g.Until)}).Error)
}

// FindGrant implements cases.CaseHistory. It also returns one that has run out.
func (s *Cases) FindGrant(ctx context.Context, caseID string, v identity.Visitor) (cases.Grant, error) {
	var r grantRow
	if err := s.db.reader(ctx).Where("case_id = ? AND visitor = ?", caseID, string(v)).Take(&r).Error; err != nil {
		return cases.Grant{}, fail("store.FindGrant "+caseID, err)
	}
	return cases.Grant{CaseID: r.CaseID, Visitor: identity.Visitor(r.Visitor), Until: r.Until.Time}, nil
}
