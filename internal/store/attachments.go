package store

import (
	"context"
	"fmt"

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
}

// TableName implements GORM's Tabler.
func (attachmentRow) TableName() string { return "attachments" }

// sealedFile is what is sealed of an attachment.
type sealedFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// CreateAttachment implements cases.Attachments.
func (s *Cases) CreateAttachment(ctx context.Context, a cases.Attachment) error {
	op := "store.CreateAttachment " + a.ID
	sealed, err := s.db.seal(fileOfAttachment, a.ID, sealedFile{Name: a.Name, SHA256: a.SHA256})
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&attachmentRow{
		ID: a.ID, DraftID: a.DraftID, CaseID: a.CaseID, Question: a.Question, FileSealed: sealed,
		MediaType: a.MediaType, Size: a.Size, UploadedAt: at(a.UploadedAt),
	}).Error)
}

// FindAttachment implements cases.Attachments.
func (s *Cases) FindAttachment(ctx context.Context, id string) (cases.Attachment, error) {
	op := "store.FindAttachment " + id
	var r attachmentRow
	if err := s.db.reader(ctx).Where("id = ?", id).Take(&r).Error; err != nil {
		return cases.Attachment{}, fail(op, err)
	}
	var file sealedFile
	if err := s.db.unseal(fileOfAttachment, r.ID, r.FileSealed, &file); err != nil {
		return cases.Attachment{}, fail(op, err)
	}
	return cases.Attachment{
		ID: r.ID, DraftID: r.DraftID, CaseID: r.CaseID, Question: r.Question, Name: file.Name,
		MediaType: r.MediaType, Size: r.Size, SHA256: file.SHA256, UploadedAt: r.UploadedAt.Time,
	}, nil
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
	return s.db.InTx(ctx, func(ctx context.Context) error {
		assigned := s.db.writer(ctx).Model(&attachmentRow{}).
			Where("id IN ? AND draft_id = ? AND case_id = ''", ids, draftID).Update("case_id", caseID)
		if assigned.Error == nil && assigned.RowsAffected != int64(len(ids)) {
			return errs.Wrap(errs.NotFound, op, fmt.Errorf("%d of %d", assigned.RowsAffected, len(ids)))
		}
		return fail(op, assigned.Error)
	})
}
