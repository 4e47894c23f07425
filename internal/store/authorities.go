package store

import (
	"context"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// directoryRow is the one row of the authorities.
type directoryRow struct {
	ID           int
	Document     string // the authorities as JSON
	Revision     int
	Hash         string
	ImportedHash string
	UpdatedAt    stamp
}

// TableName implements GORM's Tabler.
func (directoryRow) TableName() string { return "authority_directory" }

// Directory implements catalogue.Store.
func (s *Catalogue) Directory(ctx context.Context) (catalogue.Directory, error) {
	const op = "store.Directory"
	var r directoryRow
	err := s.db.reader(ctx).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return catalogue.Directory{}, nil
	}
	if err != nil {
		return catalogue.Directory{}, fail(op, err)
	}
	d := catalogue.Directory{Revision: r.Revision, Hash: r.Hash, ImportedHash: r.ImportedHash, UpdatedAt: r.UpdatedAt.Time}
	return d, fail(op, json.Unmarshal([]byte(r.Document), &d.Authorities))
}

// SaveDirectory implements catalogue.Store.
func (s *Catalogue) SaveDirectory(ctx context.Context, d catalogue.Directory) error {
	const op = "store.SaveDirectory"
	document, err := json.Marshal(d.Authorities)
	if err != nil {
		return fail(op, err)
	}
	row := directoryRow{
		ID: 1, Document: string(document), Revision: d.Revision, Hash: d.Hash, ImportedHash: d.ImportedHash, UpdatedAt: at(d.UpdatedAt),
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.raiseVersion(ctx, op); err != nil {
			return err
		}
		if row.Revision == 1 {
			return fail(op, s.db.writer(ctx).Create(&row).Error)
		}
		saved := s.db.writer(ctx).Select("document", "revision", "hash", "imported_hash", "updated_at").
			Where("id = 1 AND revision = ?", row.Revision-1).Updates(&row)
		if saved.Error == nil && saved.RowsAffected == 0 {
			return errs.New(errs.Conflict, op)
		}
		return fail(op, saved.Error)
	})
}
