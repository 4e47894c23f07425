package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Cases keeps drafts, attachments and cases: it is a cases.Store.
type Cases struct{ base }

// Cases returns the store of package cases.
func (db *DB) Cases() *Cases { return &Cases{base{db}} }

const answersOfDraft = "drafts.answers"

type draftRow struct {
	ID            string
	ServiceID     string
	FormVersion   int
	Lang          string
	Owner         string
	Person        string
	AnswersSealed []byte
	SubmitToken   string
	CreatedAt     stamp
	SavedAt       stamp
	SubmittedAt   stamp
	CaseID        string
}

// TableName implements GORM's Tabler.
func (draftRow) TableName() string { return "drafts" }

func (db *DB) draftRow(d cases.Draft) (draftRow, error) {
	sealed, err := db.seal(answersOfDraft, d.ID, d.Answers)
	return draftRow{
		ID: d.ID, ServiceID: d.ServiceID, FormVersion: d.FormVersion, Lang: string(d.Lang), Owner: string(d.Owner.Visitor), Person: string(d.Owner.Person),
		AnswersSealed: sealed, SubmitToken: d.SubmitToken, CreatedAt: at(d.CreatedAt), SavedAt: at(d.SavedAt),
		SubmittedAt: at(d.SubmittedAt), CaseID: d.CaseID,
	}, err
}

func (db *DB) draft(r draftRow) (cases.Draft, error) {
	var answers forms.Answers
	err := db.unseal(answersOfDraft, r.ID, r.AnswersSealed, &answers)
	return cases.Draft{
		ID: r.ID, ServiceID: r.ServiceID, FormVersion: r.FormVersion, Lang: i18n.Lang(r.Lang),
		Owner:   identity.Owner{Visitor: identity.Visitor(r.Owner), Person: identity.PersonID(r.Person)},
		Answers: answers, SubmitToken: r.SubmitToken, CreatedAt: r.CreatedAt.Time, SavedAt: r.SavedAt.Time,
		SubmittedAt: r.SubmittedAt.Time, CaseID: r.CaseID,
	}, err
}

// CreateDraft implements cases.Drafts.
func (s *Cases) CreateDraft(ctx context.Context, d cases.Draft) error {
	op := "store.CreateDraft " + d.ID
	row, err := s.db.draftRow(d)
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&row).Error)
}

// FindDraft implements cases.Drafts.
func (s *Cases) FindDraft(ctx context.Context, id string) (cases.Draft, error) {
	const op = "store.FindDraft" // without the id, which somebody typed
	var row draftRow
	if err := s.db.locking(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return cases.Draft{}, fail(op, err)
	}
	d, err := s.db.draft(row)
	return d, fail(op, err)
}

// FindDrafts implements cases.Drafts.
func (s *Cases) FindDrafts(ctx context.Context, owner identity.Owner) ([]cases.Draft, error) {
	const op = "store.FindDrafts"
	var rows []draftRow
	if owner == (identity.Owner{}) {
		return nil, nil
	}
	found := s.draftsOf(ctx, owner).Order("saved_at DESC, id").Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	return mapRows(op, rows, s.db.draft)
}

// CountDrafts implements cases.Drafts.
func (s *Cases) CountDrafts(ctx context.Context, owner identity.Owner) (int, error) {
	if owner == (identity.Owner{}) {
		return 0, nil
	}
	var n int64
	err := s.draftsOf(ctx, owner).Count(&n).Error
	return int(n), fail("store.CountDrafts", err)
}

// isPersons is whose something is. It says that somebody is not nobody, in the
// words of the indexes: SQLite takes them for no less.
const isPersons = "person = ? AND person <> ''"

// draftsOf narrows to what an owner has begun. All who are logged in have the
// same visitor, none.
func (s *Cases) draftsOf(ctx context.Context, owner identity.Owner) *gorm.DB {
	drafts := s.db.reader(ctx).Model(&draftRow{}).Where("submitted_at IS NULL AND owner = ?", string(owner.Visitor))
	if owner.Person == "" {
		return drafts.Where("person = ''")
	}
	return drafts.Where(isPersons, string(owner.Person))
}

// SaveDraft implements cases.Drafts.
func (s *Cases) SaveDraft(ctx context.Context, d cases.Draft) error {
	op := "store.SaveDraft " + d.ID
	row, err := s.db.draftRow(d)
	if err != nil {
		return fail(op, err)
	}
	saved := s.db.writer(ctx).
		Select("answers_sealed", "submit_token", "saved_at", "submitted_at", "case_id").
		Where("id = ? AND submitted_at IS NULL", d.ID).Updates(&row)
	if saved.Error != nil || saved.RowsAffected == 1 {
		return fail(op, saved.Error)
	}
	if err := s.db.reader(ctx).Select("id").Where("id = ?", d.ID).Take(&draftRow{}).Error; err != nil {
		return fail(op, err)
	}
	return errs.New(errs.Conflict, op) // it is submitted
}

// AssignDrafts implements cases.Belongings.
func (s *Cases) AssignDrafts(ctx context.Context, v identity.Visitor, p identity.PersonID) error {
	return fail("store.AssignDrafts "+string(p), s.db.writer(ctx).Model(&draftRow{}).
		Where("owner = ? AND person = '' AND submitted_at IS NULL", string(v)).
		Updates(map[string]any{"owner": "", "person": string(p)}).Error)
}

// DeleteDrafts implements cases.Drafts.
func (s *Cases) DeleteDrafts(ctx context.Context, savedBefore time.Time, limit int) (drafts int, attachmentIDs []string, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		drafts, attachmentIDs, err = s.deleteDrafts(ctx, savedBefore, limit)
		return err
	})
	if err != nil {
		return 0, nil, fail("store.DeleteDrafts", err)
	}
	return drafts, attachmentIDs, nil
}

// skipLocked leaves rows that somebody is changing just now, for another time.
var skipLocked = clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked}

func (s *Cases) deleteDrafts(ctx context.Context, savedBefore time.Time, limit int) (int, []string, error) {
	var ids, attachmentIDs []string
	// One that somebody is saving or submitting just now is not abandoned.
	err := s.db.writer(ctx).Model(&draftRow{}).Clauses(skipLocked).
		Where("submitted_at IS NULL AND saved_at < ?", at(savedBefore)).Order("saved_at").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, nil, err
	}
	if err := s.db.writer(ctx).Model(&attachmentRow{}).Where("draft_id IN ?", ids).Order("id").Pluck("id", &attachmentIDs).Error; err != nil {
		return 0, nil, err
	}
	if err := s.db.writer(ctx).Where("draft_id IN ?", ids).Delete(&attachmentRow{}).Error; err != nil {
		return 0, nil, err
	}
	return len(ids), attachmentIDs, s.db.writer(ctx).Where("id IN ?", ids).Delete(&draftRow{}).Error
}

// locking returns where ctx reads one row: in a transaction it keeps the row
// from others until the end (on SQLite all others wait anyhow).
func (db *DB) locking(ctx context.Context) *gorm.DB {
	if db.txOf(ctx) == nil {
		return db.reader(ctx)
	}
	return db.reader(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
}

// mapRows makes the domain's values of rows, or fails with the operation.
func mapRows[R, V any](op string, rows []R, value func(R) (V, error)) ([]V, error) {
	values := make([]V, len(rows))
	for i, r := range rows {
		v, err := value(r)
		if err != nil {
			return nil, fail(op, err)
		}
		values[i] = v
	}
	return values, nil
}
