package store

import (
	"context"
	"encoding/json"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// vocabularyRow is the words of one language.
type vocabularyRow struct {
	Language     string
	Document     string // the vocabulary as JSON
	Revision     int
	Hash         string
	ImportedHash string
	UpdatedAt    stamp
}

// TableName implements GORM's Tabler.
func (vocabularyRow) TableName() string { return "vocabularies" }

func (r vocabularyRow) vocabulary() (catalogue.Vocabulary, error) {
	var v catalogue.Vocabulary
	err := json.Unmarshal([]byte(r.Document), &v)
	v.Revision, v.Hash, v.ImportedHash, v.UpdatedAt = r.Revision, r.Hash, r.ImportedHash, r.UpdatedAt.Time
	return v, err
}

// Vocabularies implements catalogue.Store.
func (s *Catalogue) Vocabularies(ctx context.Context) ([]catalogue.Vocabulary, error) {
	const op = "store.Vocabularies"
	var rows []vocabularyRow
	if err := s.db.reader(ctx).Order("language").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, vocabularyRow.vocabulary)
}

// SaveVocabulary implements catalogue.Store.
func (s *Catalogue) SaveVocabulary(ctx context.Context, v catalogue.Vocabulary) error {
	op := "store.SaveVocabulary " + v.Language
	row := vocabularyRow{Language: v.Language, Revision: v.Revision, Hash: v.Hash, ImportedHash: v.ImportedHash, UpdatedAt: at(v.UpdatedAt)}
	v.Revision = 0 // it is a column
	document, err := json.Marshal(v)
	if err != nil {
		return fail(op, err)
	}
	row.Document = string(document)
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.raiseVersion(ctx, op); err != nil {
			return err
		}
		if row.Revision == 1 {
			return fail(op, s.db.writer(ctx).Create(&row).Error)
		}
		saved := s.db.writer(ctx).Select("document", "revision", "hash", "imported_hash", "updated_at").
			Where("language = ? AND revision = ?", row.Language, row.Revision-1).Updates(&row)
		if saved.Error == nil && saved.RowsAffected == 0 {
			return errs.New(errs.Conflict, op)
		}
		return fail(op, saved.Error)
	})
}
