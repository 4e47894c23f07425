package cases

import (
	"context"
	"crypto/subtle"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/failpoint"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// Review returns the actor's own draft with all that is to mend in it.
func (s *Service) Review(ctx context.Context, actor identity.Actor, draftID string) (Filling, []forms.Problem, error) {
	f, err := s.draft(ctx, actor, draftID)
	if err != nil {
		return Filling{}, nil, err
	}
	return f, f.Form.Validate(f.Draft.Answers, s.cfg.Clock.Now()), nil
}

// Submission is what became of an attempt to submit.
type Submission struct {
	Case     Case            // when it is submitted, now or before
	Problems []forms.Problem // when it is not: what to mend
	Stale    bool            // when it is not: the answers changed after the page that was sent was shown
}

// referenceTries is how often a new reference is drawn when one is taken. With
// 27 thousand million references a year, even the second is a rarity.
const referenceTries = 5

// Submit turns the actor's own draft into a case, in one transaction: the case
// with its reference and frozen answers, its files, its first event, the audit
// entry, and what is owed to the back end. token is the draft's SubmitToken as
// it stood on the review page.
//
// A draft becomes one case, however often it is submitted: again is the same
// case.
func (s *Service) Submit(ctx context.Context, actor identity.Actor, draftID, token string) (Submission, error) {
	const op = "cases.Submit"
	var err error
	for range referenceTries {
		var out Submission
		var unused []string
		err = s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
			out, unused, err = s.submit(ctx, actor, draftID, token)
			return err
		})
		if errs.Is(err, errs.Conflict) {
			continue
		}
		if err != nil {
			return Submission{}, errs.Op(op, err)
		}
		failpoint.Pass(failpoint.Submitted)
		s.discard(ctx, unused...)
		return out, nil
	}
	return Submission{}, errs.Op(op, err)
}

// submit is Submit inside its transaction. unused are files that the frozen
// answers do not hold, whose contents go when the transaction has committed.
func (s *Service) submit(ctx context.Context, actor identity.Actor, draftID, token string) (out Submission, unused []string, err error) {
	d, err := s.own(ctx, actor, draftID)
	if err != nil {
		return out, nil, err
	}
	if !d.SubmittedAt.IsZero() {
		out.Case, err = s.cfg.Store.FindCase(ctx, d.CaseID)
		return out, nil, err
	}
	f, err := s.furnished(ctx, d)
	if err != nil {
		return out, nil, err
	}
	if err := mayUse(actor, f.Service, "cases.submit"); err != nil { // the service may ask for more than it did
		return out, nil, err
	}
	if subtle.ConstantTimeCompare([]byte(token), []byte(d.SubmitToken)) != 1 {
		return Submission{Stale: true}, nil, nil
	}
	answers := f.Form.Prune(d.Answers)
	if problems := f.Form.Validate(answers, s.cfg.Clock.Now()); len(problems) > 0 {
		return Submission{Problems: problems}, nil, nil
	}
	kept, unused := splitFiles(answers, d.Answers)
	for _, id := range unused {
		if err := s.cfg.Store.DeleteAttachment(ctx, id); err != nil {
			return out, nil, err
		}
	}
	// A value that cannot be computed stops the delivery, where a person sees it:
	// not the citizen, who has done what they should.
	ways, _ := Ways(f.version.expressions, f.version.route, answers)
	out.Case = s.newCase(d, f, answers)
	out.Case.Connector = ways[0].Connector
	owed := Owed{CaseID: out.Case.ID, Reference: out.Case.Reference, ServiceID: out.Case.ServiceID, Connector: out.Case.Connector, AttachmentIDs: kept}
	for _, w := range ways[1:] {
		owed.Copies = append(owed.Copies, w.Connector)
	}
	if err := s.record(ctx, actor, d, out.Case, owed); err != nil {
		return Submission{}, nil, err
	}
	failpoint.Pass(failpoint.Submitting)
	return out, unused, nil
}

func (s *Service) newCase(d Draft, f Filling, answers forms.Answers) Case {
	now := s.cfg.Clock.Now()
	code := ""
	if d.Owner.Person == "" && !f.Service.NoFollowUp {
		code = newCode()
	}
	c := Case{
		ID: newID(), Reference: newReference(s.cfg.ReferencePrefix, now), ServiceID: d.ServiceID, FormVersion: d.FormVersion,
		DraftID: d.ID, Lang: d.Lang, Title: f.Service.Title, Authority: f.Service.Authority,
		Answers: answers, FollowUpCode: code, Person: d.Owner.Person, NoFollowUp: f.Service.NoFollowUp, ReceivedAt: now,
	}
	if c.Person != "" {
		c.SeenAt = now // what they have just sent is no news to them
	}
	return c
}

// record writes all that a submission leaves behind.
func (s *Service) record(ctx context.Context, actor identity.Actor, d Draft, c Case, owed Owed) error {
	if err := s.cfg.Store.CreateCase(ctx, c); err != nil {
		return err
	}
	if err := s.cfg.Store.AssignAttachments(ctx, d.ID, c.ID, owed.AttachmentIDs); err != nil {
		return err
	}
	if err := s.cfg.Store.CreateEvent(ctx, Event{ID: newID(), CaseID: c.ID, At: c.ReceivedAt, NotedAt: c.ReceivedAt, Kind: EventReceived}); err != nil {
		return err
	}
	if c.FollowUpCode != "" {
		if err := s.cfg.Store.SaveGrant(ctx, Grant{CaseID: c.ID, Visitor: actor.Visitor, Until: c.ReceivedAt.Add(s.cfg.GrantLife)}); err != nil {
			return err
		}
	}
	d.SubmittedAt, d.SavedAt, d.CaseID = c.ReceivedAt, c.ReceivedAt, c.ID
	d.Answers = forms.Answers{} // they are the case's now; one copy is enough
	if err := s.cfg.Store.SaveDraft(ctx, d); err != nil {
		return err
	}
	entry := audit.Entry{At: c.ReceivedAt, Actor: actor.String(), Action: audit.CaseSubmitted, Subject: "case:" + c.ID, Detail: c.ServiceID}
	if err := s.cfg.Audit.Append(ctx, entry); err != nil {
		return err
	}
	return s.cfg.Outbox.Owe(ctx, owed)
}

// splitFiles returns the ids of the files that the kept answers hold, and of
// those that only all has.
func splitFiles(kept, all forms.Answers) (in, out []string) {
	holds := map[string]bool{}
	for _, id := range fileIDs(kept) {
		holds[id] = true
		in = append(in, id)
	}
	for _, id := range fileIDs(all) {
		if !holds[id] {
			out = append(out, id)
		}
	}
	return in, out
}
