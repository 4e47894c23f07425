package store

import (
	"context"
	"encoding/json"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// sheetRow is a file of the catalogue that is about no one service.
type sheetRow struct {
	Name         string
	Document     string // JSON
	Revision     int
	Hash         string
	ImportedHash string
	UpdatedAt    stamp
}

// TableName implements GORM's Tabler.
func (sheetRow) TableName() string { return "catalogue_sheets" }

// Sheets implements catalogue.Store.
func (s *Catalogue) Sheets(ctx context.Context) ([]catalogue.Sheet, error) {
	const op = "store.Sheets"
	var rows []sheetRow
	if err := s.db.reader(ctx).Order("name").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r sheetRow) (catalogue.Sheet, error) {
		return catalogue.Sheet{
			Name: r.Name, Content: json.RawMessage(r.Document), Revision: r.Revision, Hash: r.Hash, ImportedHash: r.ImportedHash, UpdatedAt: r.UpdatedAt.Time,
		}, nil
	})
}

// SaveSheet implements catalogue.Store.
func (s *Catalogue) SaveSheet(ctx context.Context, sheet catalogue.Sheet) error {
	op := "store.SaveSheet " + sheet.Name
	row := sheetRow{
		Name: sheet.Name, Document: string(sheet.Content), Revision: sheet.Revision, Hash: sheet.Hash, ImportedHash: sheet.ImportedHash,
		UpdatedAt: at(sheet.UpdatedAt),
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.raiseVersion(ctx, op); err != nil {
			return err
		}
		if row.Revision == 1 {
			return fail(op, s.db.writer(ctx).Create(&row).Error)
		}
		saved := s.db.writer(ctx).Select("document", "revision", "hash", "imported_hash", "updated_at").
			Where("name = ? AND revision = ?", row.Name, row.Revision-1).Updates(&row)
		if saved.Error == nil && saved.RowsAffected == 0 {
			return errs.New(errs.Conflict, op)
		}
		return fail(op, saved.Error)
	})
}
