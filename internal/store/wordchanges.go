package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/vocabulary"
)

// WordChanges keeps what editors change of the words by which services are
// found: it is a vocabulary.Store.
type WordChanges struct{ base }

// WordChanges returns the store of package vocabulary.
func (db *DB) WordChanges() *WordChanges { return &WordChanges{base{db}} }

type wordChangeRow struct {
	ID          string
	Person      string
	Function    string
	Edit        string // JSON
	CreatedAt   stamp
	PublishedAt stamp
}

// TableName implements GORM's Tabler.
func (wordChangeRow) TableName() string { return "word_changes" }

func (r wordChangeRow) change() (vocabulary.Change, error) {
	c := vocabulary.Change{
		ID: r.ID, Person: identity.PersonID(r.Person), Function: identity.FunctionID(r.Function), At: r.CreatedAt.Time, PublishedAt: r.PublishedAt.Time,
	}
	return c, json.Unmarshal([]byte(r.Edit), &c.Edit)
}

// CreateChange implements vocabulary.Store.
func (s *WordChanges) CreateChange(ctx context.Context, c vocabulary.Change) error {
	op := "store.CreateChange " + c.ID
	edit, err := json.Marshal(c.Edit)
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&wordChangeRow{
		ID: c.ID, Person: string(c.Person), Function: string(c.Function), Edit: string(edit), CreatedAt: at(c.At), PublishedAt: at(c.PublishedAt),
	}).Error)
}

// FindDraft implements vocabulary.Store.
func (s *WordChanges) FindDraft(ctx context.Context, person identity.PersonID) ([]vocabulary.Change, error) {
	const op = "store.FindDraft"
	var rows []wordChangeRow
	found := s.db.reader(ctx).Where("person = ? AND published_at IS NULL", string(person)).Order("created_at, id").Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	return mapRows(op, rows, wordChangeRow.change)
}

// DeleteDraft implements vocabulary.Store.
func (s *WordChanges) DeleteDraft(ctx context.Context, person identity.PersonID, ids []string) error {
	return fail("store.DeleteDraft", s.db.writer(ctx).
		Where("person = ? AND published_at IS NULL AND id IN ?", string(person), ids).Delete(&wordChangeRow{}).Error)
}

// PublishDraft implements vocabulary.Store.
func (s *WordChanges) PublishDraft(ctx context.Context, person identity.PersonID, ids []string, when time.Time) error {
	return fail("store.PublishDraft", s.db.writer(ctx).Model(&wordChangeRow{}).
		Where("person = ? AND published_at IS NULL AND id IN ?", string(person), ids).Update("published_at", at(when)).Error)
}

// FindPublished implements vocabulary.Store.
func (s *WordChanges) FindPublished(ctx context.Context, offset, limit int) ([]vocabulary.Change, error) {
	const op = "store.FindPublished"
	var rows []wordChangeRow
	found := s.db.reader(ctx).Where("published_at IS NOT NULL").Order("published_at DESC, created_at DESC, id").Offset(offset).Limit(limit).Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	return mapRows(op, rows, wordChangeRow.change)
}
