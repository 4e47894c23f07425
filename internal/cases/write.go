package cases

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// The fields of the form that a message is written in.
const (
	FieldText  = "text"
	FieldFiles = "files"
)

// messageForm is what is asked of a message: words, files, or both.
var messageForm = forms.Step{ID: "message", Questions: []forms.Question{
	{ID: FieldText, Type: forms.TypeLongText, Rules: forms.Rules{MaxLength: 10_000}},
	{ID: FieldFiles, Type: forms.TypeFile},
}}

// MessageQuestion is the field of a message's form with its limits.
func MessageQuestion(field string) forms.Question {
	q, _ := messageForm.Question(field)
	return q
}

// maxMessages is how many messages a citizen may send in one case: more than
// anybody needs, fewer than anybody can do harm with.
const maxMessages = 200

// MessageInput is a message as it was posted. Nothing in it is trusted.
type MessageInput struct {
	Reference string
	Token     string // of the form, see NewMessageToken
	Values    url.Values
	Kept      []string // ids of files that an earlier posting of the same form left
	Remove    string   // the id of one of them to take away: then nothing is sent
	Uploads   []Upload
	Hold      bool // keep what can be kept and say what is wrong, but send nothing
}

// Writing is what became of a posted message.
type Writing struct {
	IsSent   bool            // it is the case's, now or since before
	Answers  forms.Answers   // when it is not: what was typed, and the files that are kept and will be sent along
	Problems []forms.Problem // when it is not: what to mend, if anything
}

// NewMessageToken returns the token of a form that a message is written in:
// whatever is posted with it becomes one message at most.
func NewMessageToken() string { return newID() }

// Write sends a message of the citizen's in a case that the actor may write in,
// in one transaction: the message with its files, its event, the audit entry and
// what is owed to the back end. In a closed case it opens nothing. While the
// citizen is asked to complete the case, it is the answer.
//
// With something to mend nothing is sent, but what was typed is returned and the
// files that may be received are kept for the next try. A form sent again is the
// same message.
//
// NotFound: the case is not the actor's to write in. Invalid: the token cannot
// be ours. TooMany: the citizen has written more than anybody needs.
func (s *Service) Write(ctx context.Context, actor identity.Actor, in MessageInput) (Writing, error) {
	const op = "cases.Write"
	c, err := s.openCase(ctx, actor, identity.WriteInCase, in.Reference)
	if err != nil {
		return Writing{}, err
	}
	if !isID(in.Token) {
		return Writing{}, errs.New(errs.Invalid, op)
	}
	place := waitingFor(c.ID, in.Token)
	answers := forms.Read(messageForm, in.Values, nil)
	if answers[FieldFiles], err = s.keptFiles(ctx, place, in); err != nil {
		return Writing{}, errs.Op(op, err)
	}
	received, problems, err := s.receiveWaiting(ctx, place, answers, in.Uploads)
	if err != nil {
		return Writing{}, errs.Op(op, err)
	}
	files := answers[FieldFiles].Files
	for _, a := range received {
		files = append(files, a.AsFile())
	}
	answers[FieldFiles] = forms.Answer{Files: files}
	if in.Remove == "" {
		problems = append(problems, forms.ValidateStep(messageForm, answers, s.cfg.Clock.Now())...)
	}
	if answers[FieldText].Text == "" && len(files) == 0 && len(problems) == 0 && !in.Hold && in.Remove == "" {
		problems = append(problems, forms.Problem{Question: FieldText, Message: textOf("case.message.empty")})
	}
	if in.Hold || in.Remove != "" || len(problems) > 0 {
		return Writing{Answers: answers, Problems: problems}, nil
	}
	isNew := false
	err = s.cfg.Store.InTx(ctx, func(ctx context.Context) (err error) {
		isNew, err = s.say(ctx, actor, c.ID, place, Message{Token: in.Token, Text: answers[FieldText].Text}, files)
		return err
	})
	if err != nil || !isNew {
		s.dropWaiting(ctx, received)
	}
	return Writing{IsSent: err == nil}, errs.Op(op, err)
}

// say is Write inside its transaction. It returns false when the form has become
// a message already.
func (s *Service) say(ctx context.Context, actor identity.Actor, caseID, place string, m Message, files []forms.File) (bool, error) {
	const op = "cases.say"
	c, err := s.cfg.Store.FindCase(ctx, caseID) // which makes others wait
	if err != nil {
		return false, err
	}
	if err := s.mayFollow(ctx, actor, identity.WriteInCase, c); err != nil {
		return false, err
	}
	if _, err := s.cfg.Store.FindMessageByToken(ctx, c.ID, m.Token); !errs.Is(err, errs.NotFound) {
		return false, err
	}
	said, err := s.cfg.Store.FindMessages(ctx, c.ID)
	if err != nil {
		return false, err
	}
	said = slices.DeleteFunc(said, func(m Message) bool { return m.Sender != PartyCitizen })
	if len(said) >= maxMessages {
		return false, errs.New(errs.TooMany, op).WithText("case.message.too_many")
	}
	now := s.cfg.Clock.Now()
	m.ID, m.CaseID, m.Sender, m.Kind, m.At, m.NotedAt = newID(), c.ID, PartyCitizen, MessagePlain, now, now
	kind := EventWrote
	if !c.IsClosed() && !c.Asked.At.IsZero() {
		m.Kind, kind = MessageAnswer, EventAnswered
		c.Asked.AnsweredAt = now
	}
	var ids []string
	for _, f := range files {
		ids = append(ids, f.ID)
	}
	if err := s.cfg.Store.CreateMessage(ctx, m); err != nil {
		return false, err
	}
	if err := s.cfg.Store.AssignToMessage(ctx, place, c.ID, m.ID, ids); err != nil {
		return false, err
	}
	return true, s.note(ctx, actor, c, kind, audit.CaseMessageSent, OwedMore{
		CaseID: c.ID, Connector: c.Connector, MessageID: m.ID, AttachmentIDs: ids,
	})
}

// note writes what follows from something that the citizen said just now.
func (s *Service) note(ctx context.Context, actor identity.Actor, c Case, kind EventKind, deed audit.Action, owed OwedMore) error {
	now := s.cfg.Clock.Now()
	if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
		return err
	}
	if err := s.cfg.Store.CreateEvent(ctx, Event{ID: newID(), CaseID: c.ID, At: now, NotedAt: now, Kind: kind}); err != nil {
		return err
	}
	entry := audit.Entry{At: now, Actor: actor.String(), Action: deed, Subject: "case:" + c.ID, Detail: owed.MessageID}
	if err := s.cfg.Audit.Append(ctx, entry); err != nil {
		return err
	}
	return s.cfg.Outbox.OweMore(ctx, owed)
}

// waitingFor names the place where files wait for the message that a form
// becomes. It is no draft's id.
func waitingFor(caseID, token string) string { return "message:" + caseID + ":" + token }

// keptFiles returns the files of earlier postings of the form, as an answer,
// without the one that is to be taken away.
func (s *Service) keptFiles(ctx context.Context, place string, in MessageInput) (forms.Answer, error) {
	var kept forms.Answer
	waiting, err := s.cfg.Store.FindWaiting(ctx, place)
	for _, a := range waiting {
		switch {
		case a.ID == in.Remove:
			s.dropWaiting(ctx, []Attachment{a})
		case slices.Contains(in.Kept, a.ID):
			kept.Files = append(kept.Files, a.AsFile())
		}
	}
	return kept, err
}

// receiveWaiting keeps those of the uploads that may be received, beside the
// files that are there, and tells what is wrong with the others.
func (s *Service) receiveWaiting(ctx context.Context, place string, there forms.Answers, uploads []Upload) ([]Attachment, []forms.Problem, error) {
	received, problems, err := s.receive(ctx, messageForm, Draft{ID: place, Answers: there}, uploads)
	saved := 0
	for ; err == nil && saved < len(received); saved++ {
		if err = s.cfg.Store.SaveWaiting(ctx, received[saved]); err != nil {
			break
		}
	}
	if err != nil {
		s.dropWaiting(ctx, received[:saved])
		s.discard(ctx, attachmentIDs(received[saved:])...)
		return nil, nil, err
	}
	return received, problems, nil
}

// dropWaiting takes away files that no message will have. One that a message has
// after all stays, and what fails is left for Purge.
func (s *Service) dropWaiting(ctx context.Context, files []Attachment) {
	for _, f := range files {
		if err := s.cfg.Store.DeleteAttachment(ctx, f.ID); err != nil {
			s.cfg.Log.WarnContext(ctx, "a file that no message has is still there", "attachment", f.ID, "error", err)
			continue
		}
		s.discard(ctx, f.ID)
	}
}

// isID reports whether s can be one of our ids: see newID.
func isID(s string) bool { return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == "" }

// textOf is a text of the interface in every language.
func textOf(key string) i18n.Text {
	return i18n.Text{SV: i18n.In(i18n.SV, key), EN: i18n.In(i18n.EN, key)}
}
