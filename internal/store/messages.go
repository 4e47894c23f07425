package store

import (
	"context"

	"github.com/mittkoping/entre/internal/cases"
)

const textOfMessage = "case_messages.text"

type messageRow struct {
	ID         string
	CaseID     string
	Sender     string
	Kind       string
	At         stamp
	NotedAt    stamp
	Token      string
	TextSealed []byte
}

// TableName implements GORM's Tabler.
func (messageRow) TableName() string { return "case_messages" }

// sealedMessage is what is sealed of a message.
type sealedMessage struct {
	Text    string   `json:"text"`
	Missing []string `json:"missing,omitempty"`
}

// CreateMessage implements cases.Messages. It is NotFound when there is no such
// case.
func (s *Cases) CreateMessage(ctx context.Context, m cases.Message) error {
	op := "store.CreateMessage " + m.ID
	sealed, err := s.db.seal(textOfMessage, m.ID, sealedMessage{Text: m.Text, Missing: m.Missing})
	if err != nil {
		return fail(op, err)
	}
	return fail(op, s.db.writer(ctx).Create(&messageRow{
		ID: m.ID, CaseID: m.CaseID, Sender: string(m.Sender), Kind: string(m.Kind), At: at(m.At), NotedAt: at(m.NotedAt),
		Token: m.Token, TextSealed: sealed,
	}).Error)
}

// FindMessages implements cases.Messages. Messages of the same time are in the
// order in which they were written.
func (s *Cases) FindMessages(ctx context.Context, caseID string) ([]cases.Message, error) {
	op := "store.FindMessages " + caseID
	var rows []messageRow
	if err := s.db.reader(ctx).Where("case_id = ?", caseID).Order("at, position").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, s.db.message)
}

// FindMessageByToken implements cases.Messages.
func (s *Cases) FindMessageByToken(ctx context.Context, caseID, token string) (cases.Message, error) {
	op := "store.FindMessageByToken " + caseID
	var r messageRow
	if err := s.db.reader(ctx).Where("case_id = ? AND token = ? AND token <> ''", caseID, token).Take(&r).Error; err != nil {
		return cases.Message{}, fail(op, err)
	}
	m, err := s.db.message(r)
	return m, fail(op, err)
}

func (db *DB) message(r messageRow) (cases.Message, error) {
	var said sealedMessage
	err := db.unseal(textOfMessage, r.ID, r.TextSealed, &said)
	return cases.Message{
		ID: r.ID, CaseID: r.CaseID, Sender: cases.Party(r.Sender), Kind: cases.MessageKind(r.Kind), At: r.At.Time, NotedAt: r.NotedAt.Time,
		Token: r.Token, Text: said.Text, Missing: said.Missing,
	}, err
}
