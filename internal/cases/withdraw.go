package cases

import (
	"context"
	"net/url"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// FieldReason is the field of the form that a case is withdrawn by.
const FieldReason = "reason"

// withdrawalForm is what is asked of whoever withdraws a case: why, if they wish.
var withdrawalForm = forms.Step{ID: "withdrawal", Questions: []forms.Question{
	{ID: FieldReason, Type: forms.TypeLongText, Rules: forms.Rules{MaxLength: 2_000}},
}}

// ReasonQuestion is the field of the form with its limits.
func ReasonQuestion() forms.Question {
	q, _ := withdrawalForm.Question(FieldReason)
	return q
}

// Withdraw closes a case that the actor may withdraw, in one transaction with its
// event, the audit entry and what is owed to the back end. Nothing is deleted: what
// has been received is kept (see law.md). Again is the same. It returns what is to
// mend in the reason, in which case nothing is done.
//
// NotFound: the case is not the actor's to withdraw. Conflict: it is closed.
func (s *Service) Withdraw(ctx context.Context, actor identity.Actor, reference string, values url.Values) ([]forms.Problem, error) {
	const op = "cases.Withdraw"
	c, err := s.openCase(ctx, actor, identity.WithdrawCase, reference)
	if err != nil {
		return nil, err
	}
	answers := forms.Read(withdrawalForm, values, nil)
	if problems := forms.ValidateStep(withdrawalForm, answers, s.cfg.Clock.Now()); len(problems) > 0 {
		return problems, nil
	}
	return nil, errs.Op(op, s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		return s.withdraw(ctx, actor, c.ID, answers[FieldReason].Text)
	}))
}

// withdraw is Withdraw inside its transaction.
func (s *Service) withdraw(ctx context.Context, actor identity.Actor, caseID, reason string) error {
	const op = "cases.withdraw"
	c, err := s.cfg.Store.FindCase(ctx, caseID) // which makes others wait
	if err != nil {
		return err
	}
	if err := s.mayFollow(ctx, actor, identity.WithdrawCase, c); err != nil {
		return err
	}
	switch c.Status() {
	case StatusWithdrawn:
		return nil
	case StatusClosed:
		return errs.New(errs.Conflict, op).WithText("case.withdraw.closed")
	default:
	}
	now := s.cfg.Clock.Now()
	c.WithdrawnAt, c.ClosedAt = now, now
	m := Message{
		ID: newID(), CaseID: c.ID, Sender: PartyCitizen, Kind: MessageWithdrawal, At: now, NotedAt: now, Text: reason,
	}
	if err := s.cfg.Store.CreateMessage(ctx, m); err != nil {
		return err
	}
	return s.note(ctx, actor, c, EventWithdrawn, audit.CaseWithdrawn, OwedMore{
		CaseID: c.ID, Connector: c.Connector, MessageID: m.ID, IsWithdrawal: true,
	})
}
