package cases

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

// Party is a side of a case.
type Party string

// The parties.
const (
	PartyCitizen   Party = "citizen"
	PartyAuthority Party = "authority" // whoever works it
)

// MessageKind is what sort of message it is.
type MessageKind string

// The kinds of message.
const (
	MessagePlain      MessageKind = "message"
	MessageAsk        MessageKind = "ask"        // what the citizen is to complete the case with
	MessageAnswer     MessageKind = "answer"     // to the latest of those
	MessageDecision   MessageKind = "decision"   // in the case
	MessageWithdrawal MessageKind = "withdrawal" // why; it may say nothing
)

// Message is something said in a case, by either party, with the files that came
// along. It is never changed.
type Message struct {
	ID      string // unguessable
	CaseID  string
	Sender  Party
	Kind    MessageKind
	At      time.Time    // when it was sent, by the clock of where it was written
	NotedAt time.Time    // when we had it, by our clock
	Token   string       // of the form that it came by; "" otherwise
	Text    string       // sealed at rest; may be empty when there are files
	Missing []string     // names of files that were to come along and could not be had; sealed at rest
	Files   []Attachment // kept by themselves
}

// Said returns what the citizen said in a case by the message's id, with its
// files. It is for the delivery of cases, not for people: it asks nobody for
// permission.
func (s *Service) Said(ctx context.Context, caseID, messageID string) (Message, error) {
	const op = "cases.Said"
	messages, err := s.messages(ctx, caseID)
	if err != nil {
		return Message{}, errs.Op(op+" "+caseID, err)
	}
	i := slices.IndexFunc(messages, func(m Message) bool { return m.ID == messageID && m.Sender == PartyCitizen })
	if i < 0 {
		return Message{}, errs.New(errs.NotFound, op+" "+messageID)
	}
	return messages[i], nil
}

// messages returns a case's messages with their files, oldest first.
func (s *Service) messages(ctx context.Context, caseID string) ([]Message, error) {
	messages, err := s.cfg.Store.FindMessages(ctx, caseID)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	files, err := s.cfg.Store.FindMessageFiles(ctx, caseID)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if i := slices.IndexFunc(messages, func(m Message) bool { return m.ID == f.MessageID }); i >= 0 {
			messages[i].Files = append(messages[i].Files, f)
		}
	}
	return messages, nil
}

// conversation is what has been said in a case, oldest first: the messages, and
// the notes of events from before there were any.
func conversation(events []Event, messages []Message) []Message {
	all := slices.Clone(messages)
	for _, e := range events {
		if e.Note != "" {
			all = append(all, Message{ID: e.ID, CaseID: e.CaseID, Sender: PartyAuthority, Kind: MessagePlain, At: e.At, NotedAt: e.NotedAt, Text: e.Note})
		}
	}
	slices.SortStableFunc(all, func(a, b Message) int { return a.At.Compare(b.At) })
	return all
}

// Document is a file that whoever works the case has sent.
type Document struct {
	Attachment
	At         time.Time
	IsDecision bool
}

// documents are the files of the authority's messages, latest first.
func documents(messages []Message) []Document {
	var out []Document
	for _, m := range messages {
		for _, f := range m.Files {
			if m.Sender == PartyAuthority {
				out = append(out, Document{Attachment: f, At: m.At, IsDecision: m.Kind == MessageDecision})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Document) int { return cmp.Compare(b.At.UnixNano(), a.At.UnixNano()) })
	return out
}
