package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
)

func (m *memory) SaveSeen(_ context.Context, caseID string, seen time.Time) error {
	c, err := find(m, m.cases, caseID)
	if err != nil {
		return err
	}
	c.SeenAt = seen
	return keep(m, m.cases, caseID, c)
}

func (m *memory) CreateMessage(_ context.Context, said cases.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.messages = append(m.messages, said)
	return nil
}

func (m *memory) FindMessages(_ context.Context, caseID string) ([]cases.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.messages), func(said cases.Message) bool { return said.CaseID != caseID }), nil
}

func (m *memory) FindMessageByToken(ctx context.Context, caseID, token string) (cases.Message, error) {
	all, _ := m.FindMessages(ctx, caseID)
	for _, said := range all {
		if said.Token == token {
			return said, nil
		}
	}
	return cases.Message{}, errs.New(errs.NotFound, "memory")
}

func (m *memory) SaveWaiting(_ context.Context, a cases.Attachment) error {
	return keep(m, m.attachments, a.ID, a)
}

func (m *memory) attachmentsWhere(is func(cases.Attachment) bool) []cases.Attachment {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []cases.Attachment
	for _, a := range m.attachments {
		if is(a) {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(a, b cases.Attachment) int {
		return cmp.Or(a.UploadedAt.Compare(b.UploadedAt), cmp.Compare(a.ID, b.ID))
	})
	return found
}

func (m *memory) FindWaiting(_ context.Context, draftID string) ([]cases.Attachment, error) {
	return m.attachmentsWhere(func(a cases.Attachment) bool { return a.DraftID == draftID && a.CaseID == "" }), nil
}

func (m *memory) FindMessageFiles(_ context.Context, caseID string) ([]cases.Attachment, error) {
	return m.attachmentsWhere(func(a cases.Attachment) bool { return a.CaseID == caseID && a.MessageID != "" }), nil
}

func (m *memory) AssignToMessage(_ context.Context, draftID, caseID, messageID string, ids []string) error {
	for _, id := range ids {
		a, err := find(m, m.attachments, id)
		if err != nil || a.DraftID != draftID {
			return errs.New(errs.NotFound, "memory")
		}
		a.CaseID, a.MessageID = caseID, messageID
		if err := keep(m, m.attachments, id, a); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) DeleteWaiting(context.Context, time.Time, int) ([]string, error) { return nil, nil }

func (m *memory) Readers(context.Context, cases.Case) ([]cases.Reading, bool, error) {
	return m.readings, m.readings != nil, nil
}
