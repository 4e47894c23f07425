package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
)

const fileOfAttachment = "attachments.file"

type attachmentRow struct {
	ID         string
	DraftID    string
	CaseID     string
	Question   string
	FileSealed []byte
	MediaType  string
	Size       int64
	UploadedAt stamp
	MessageID  string
	Sender     string
}

// TableName implements GORM's Tabler.
func (attachmentRow) TableName() string { return "attachments" }

// sealedFile is what is sealed of an attachment.
type sealedFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

func (db *DB) attachmentRow(a cases.Attachment) (attachmentRow, error) {
	sealed, err := db.seal(fileOfAttachment, a.ID, sealedFile{Name: a.Name, SHA256: a.SHA256})
	return attachmentRow{
		ID: a.ID, DraftID: a.DraftID, CaseID: a.CaseID, Question: a.Question, FileSealed: sealed,
		MediaType: a.MediaType, Size: a.Size, UploadedAt: at(a.UploadedAt), MessageID: a.MessageID, Sender: string(a.Sender),
	}, err
}

func (db *DB) attachment(r attachmentRow) (cases.Attachment, error) {
	var file sealedFile
	err := db.unseal(fileOfAttachment, r.ID, r.FileSealed, &file)
	return cases.Attachment{
		ID: r.ID, DraftID: r.DraftID, CaseID: r.CaseID, Question: r.Question, Name: file.Name,
		MediaType: r.MediaType, Size: r.Size, SHA256: file.SHA256, UploadedAt: r.UploadedAt.Time,
		MessageID: r.MessageID, Sender: cases.Party(r.Sender),
	}, err
}

// CreateAttachment implements cases.Attachments.
func (s *Cases) CreateAttachment(ctx context.Context, a cases.Attachment) error {
	op := "store.CreateAttachment " + a.ID
	row, err := s.db.attachmentRow(a)
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&row).Error)
}

// FindAttachment implements cases.Attachments.
func (s *Cases) FindAttachment(ctx context.Context, id string) (cases.Attachment, error) {
	const op = "store.FindAttachment" // without the id, which somebody typed
	var r attachmentRow
	if err := s.db.reader(ctx).Where("id = ?", id).Take(&r).Error; err != nil {
		return cases.Attachment{}, fail(op, err)
	}
	a, err := s.db.attachment(r)
	return a, fail(op+" "+r.ID, err)
}

// DeleteAttachment implements cases.Attachments.
func (s *Cases) DeleteAttachment(ctx context.Context, id string) error {
	op := "store.DeleteAttachment " + id
	deleted := s.db.writer(ctx).Where("id = ? AND case_id = ''", id).Delete(&attachmentRow{})
	if deleted.Error == nil && deleted.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, deleted.Error)
}

// AssignAttachments implements cases.Attachments. It is NotFound when one of
// them is not the draft's, or is a case's already; then none is assigned.
func (s *Cases) AssignAttachments(ctx context.Context, draftID, caseID string, ids []string) error {
	op := "store.AssignAttachments " + draftID
	if len(ids) == 0 {
		return nil
	}
	return s.assign(ctx, op, draftID, ids, map[string]any{"case_id": caseID})
}

// assign makes files that are no case's yet a case's, all or none.
func (s *Cases) assign(ctx context.Context, op, draftID string, ids []string, to map[string]any) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		assigned := s.db.writer(ctx).Model(&attachmentRow{}).
			Where("id IN ? AND draft_id = ? AND case_id = ''", ids, draftID).Updates(to)
		if assigned.Error == nil && assigned.RowsAffected != int64(len(ids)) {
			return errs.Wrap(errs.NotFound, op, fmt.Errorf("%d of %d", assigned.RowsAffected, len(ids)))
		}
		return fail(op, assigned.Error)
	})
}

// SaveWaiting implements cases.MessageFiles. One that is a case's by now stays as
// it is.
func (s *Cases) SaveWaiting(ctx context.Context, a cases.Attachment) error {
	op := "store.SaveWaiting " + a.ID
	row, err := s.db.attachmentRow(a)
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"file_sealed", "media_type", "size", "uploaded_at"}),
		Where:     clause.Where{Exprs: []clause.Expression{gorm.Expr("attachments.case_id = '' AND attachments.draft_id = ?", a.DraftID)}},
	}).Create(&row).Error)
}

// FindWaiting implements cases.MessageFiles.
func (s *Cases) FindWaiting(ctx context.Context, draftID string) ([]cases.Attachment, error) {
	return s.findAttachments(ctx, "store.FindWaiting", s.db.reader(ctx).Where("draft_id = ? AND case_id = ''", draftID))
}

// FindMessageFiles implements cases.MessageFiles.
func (s *Cases) FindMessageFiles(ctx context.Context, caseID string) ([]cases.Attachment, error) {
	return s.findAttachments(ctx, "store.FindMessageFiles "+caseID, s.db.reader(ctx).Where("case_id = ? AND case_id <> '' AND message_id <> ''", caseID))
}

func (s *Cases) findAttachments(_ context.Context, op string, query *gorm.DB) ([]cases.Attachment, error) {
	var rows []attachmentRow
	if err := query.Order("uploaded_at, id").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, s.db.attachment)
}

// AssignToMessage implements cases.MessageFiles.
func (s *Cases) AssignToMessage(ctx context.Context, draftID, caseID, messageID string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return s.assign(ctx, "store.AssignToMessage "+messageID, draftID, ids, map[string]any{"case_id": caseID, "message_id": messageID})
}

// waiting are the files that wait for a message: a draft's id has no colon.
const waiting = "case_id = '' AND draft_id LIKE '%:%'"

// DeleteWaiting implements cases.MessageFiles.
func (s *Cases) DeleteWaiting(ctx context.Context, before time.Time, limit int) (ids []string, err error) {
	const op = "store.DeleteWaiting"
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		found := s.db.writer(ctx).Model(&attachmentRow{}).Clauses(skipLocked).
			Where(waiting).Where("uploaded_at < ?", at(before)).Order("uploaded_at, id").Limit(limit).Pluck("id", &ids).Error
		if found != nil || len(ids) == 0 {
			return found
		}
		return s.db.writer(ctx).Where("id IN ?", ids).Delete(&attachmentRow{}).Error
	})
	if err != nil {
		return nil, fail(op, err)
	}
	return ids, nil
}
