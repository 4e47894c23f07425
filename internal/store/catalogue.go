package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
)

// Catalogue keeps the services and their forms: it is a catalogue.Store.
type Catalogue struct{ base }

// Catalogue returns the store of package catalogue.
func (db *DB) Catalogue() *Catalogue { return &Catalogue{base{db}} }

type serviceRow struct {
	ID           string
	Document     string // the service as JSON
	Revision     int
	Hash         string
	ImportedHash string
	FormVersion  int
	UpdatedAt    stamp
}

// TableName implements GORM's Tabler.
func (serviceRow) TableName() string { return "services" }

func rowOfEntry(e catalogue.Entry) (serviceRow, error) {
	document, err := json.Marshal(e.Service)
	return serviceRow{
		ID: e.ID, Document: string(document), Revision: e.Revision, Hash: e.Hash, ImportedHash: e.ImportedHash,
		FormVersion: e.FormVersion, UpdatedAt: at(e.UpdatedAt),
	}, err
}

func (r serviceRow) entry() (catalogue.Entry, error) {
	e := catalogue.Entry{
		Revision: r.Revision, Hash: r.Hash, ImportedHash: r.ImportedHash, FormVersion: r.FormVersion, UpdatedAt: r.UpdatedAt.Time,
	}
	if err := json.Unmarshal([]byte(r.Document), &e.Service); err != nil {
		return catalogue.Entry{}, fmt.Errorf("service %s: %w", r.ID, err)
	}
	return e, nil
}

type formRow struct {
	ServiceID  string
	Version    int
	Definition string // JSON
	Route      string // JSON
	CreatedAt  stamp
}

// TableName implements GORM's Tabler.
func (formRow) TableName() string { return "forms" }

// Entries implements catalogue.Store. The version is that of the entries or
// an earlier one, so that who keeps both reads again rather than too seldom.
func (s *Catalogue) Entries(ctx context.Context) ([]catalogue.Entry, int64, error) {
	const op = "store.Entries"
	version, err := s.Version(ctx)
	if err != nil {
		return nil, 0, err
	}
	var rows []serviceRow
	if err := s.db.reader(ctx).Order("id").Find(&rows).Error; err != nil {
		return nil, 0, fail(op, err)
	}
	entries, err := mapRows(op, rows, serviceRow.entry)
	return entries, version, err
}

// Version implements catalogue.Store.
func (s *Catalogue) Version(ctx context.Context) (int64, error) {
	var version int64
	err := s.db.reader(ctx).Table("catalogue_version").Select("version").Take(&version).Error
	return version, fail("store.Version", err)
}

// SaveEntry implements catalogue.Store.
func (s *Catalogue) SaveEntry(ctx context.Context, e catalogue.Entry, form *catalogue.Form) error {
	op := "store.SaveEntry " + e.ID
	row, err := rowOfEntry(e)
	if err != nil {
		return fail(op, err)
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.raiseVersion(ctx, op); err != nil {
			return err
		}
		if err := s.saveService(ctx, op, row); err != nil {
			return err
		}
		if form == nil {
			return nil
		}
		route, err := json.Marshal(form.Route)
		if err != nil {
			return fail(op, err)
		}
		return fail(op, s.db.writer(ctx).Create(&formRow{
			ServiceID: form.ServiceID, Version: form.Version, Definition: string(form.Definition), Route: string(route), CreatedAt: at(form.CreatedAt),
		}).Error)
	})
}

// raiseVersion comes first in a transaction that changes the catalogue, so that
// two who save wait here and not for each other's rows.
func (s *Catalogue) raiseVersion(ctx context.Context, op string) error {
	return fail(op, s.db.writer(ctx).Table("catalogue_version").Where("id = 1").Update("version", gorm.Expr("version + 1")).Error)
}

// saveService writes the row if its revision follows on the stored one.
func (s *Catalogue) saveService(ctx context.Context, op string, row serviceRow) error {
	if row.Revision == 1 {
		return fail(op, s.db.writer(ctx).Create(&row).Error)
	}
	saved := s.db.writer(ctx).Select("document", "revision", "hash", "imported_hash", "form_version", "updated_at").
		Where("id = ? AND revision = ?", row.ID, row.Revision-1).Updates(&row)
	if saved.Error == nil && saved.RowsAffected == 0 {
		return errs.New(errs.Conflict, op)
	}
	return fail(op, saved.Error)
}

// FindForm implements catalogue.Store.
func (s *Catalogue) FindForm(ctx context.Context, serviceID string, version int) (catalogue.Form, error) {
	op := fmt.Sprintf("store.FindForm %s/%d", serviceID, version)
	var r formRow
	if err := s.db.reader(ctx).Where("service_id = ? AND version = ?", serviceID, version).Take(&r).Error; err != nil {
		return catalogue.Form{}, fail(op, err)
	}
	form := catalogue.Form{ServiceID: r.ServiceID, Version: r.Version, Definition: json.RawMessage(r.Definition), CreatedAt: r.CreatedAt.Time}
	return form, fail(op, json.Unmarshal([]byte(r.Route), &form.Route))
}
