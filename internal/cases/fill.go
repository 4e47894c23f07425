package cases

import (
	"context"
	"net/url"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Start begins a draft of the service's form as it is today, with the answers
// that are known of the actor from their login. NotFound when
// there is no such service; Invalid when it has no form; LoginNeeded when the
// service asks for a login and the actor is not logged in; TooMany when the actor
// has begun more than anybody needs.
func (s *Service) Start(ctx context.Context, actor identity.Actor, serviceID string, lang i18n.Lang, known forms.Known) (Filling, error) {
	const op = "cases.Start"
	if actor.IsNobody() {
		return Filling{}, errs.New(errs.Forbidden, op)
	}
	entry, err := s.cfg.Services.FindService(ctx, serviceID)
	if err != nil {
		return Filling{}, errs.Op(op, err)
	}
	if entry.FormVersion == 0 {
		return Filling{}, errs.New(errs.Invalid, op)
	}
	if err := mayUse(actor, entry, op); err != nil {
		return Filling{}, err
	}
	begun, err := s.CountDrafts(ctx, actor)
	if err != nil {
		return Filling{}, errs.Op(op, err)
	}
	if begun >= maxDrafts {
		return Filling{}, errs.New(errs.TooMany, op).WithText("case.too_many_drafts")
	}
	form, err := s.form(ctx, serviceID, entry.FormVersion)
	if err != nil {
		return Filling{}, errs.Op(op, err)
	}
	now := s.cfg.Clock.Now()
	d := Draft{
		ID: newID(), ServiceID: serviceID, FormVersion: entry.FormVersion, Lang: lang, Owner: actor.Owner(),
		Answers: form.Prefill(known), SubmitToken: newID(), CreatedAt: now, SavedAt: now,
	}
	if err := s.cfg.Store.CreateDraft(ctx, d); err != nil {
		return Filling{}, errs.Op(op, err)
	}
	return s.filling(ctx, d)
}

// Open returns the actor's own draft, submitted or not.
func (s *Service) Open(ctx context.Context, actor identity.Actor, draftID string) (Filling, error) {
	return s.draft(ctx, actor, draftID)
}

// Owns reports whether the draft is the actor's own: NotFound when it is not.
func (s *Service) Owns(ctx context.Context, actor identity.Actor, draftID string) error {
	_, err := s.own(ctx, actor, draftID)
	return err
}

// CountDrafts returns how many drafts the actor has that are not submitted.
func (s *Service) CountDrafts(ctx context.Context, actor identity.Actor) (int, error) {
	if actor.IsNobody() {
		return 0, nil
	}
	n, err := s.cfg.Store.CountDrafts(ctx, actor.Owner())
	return n, errs.Op("cases.CountDrafts", err)
}

// Drafts returns the actor's drafts that are not submitted, latest saved first.
// One that cannot be gone on with, because its service is gone, is left out.
func (s *Service) Drafts(ctx context.Context, actor identity.Actor) ([]Filling, error) {
	if actor.IsNobody() {
		return nil, nil
	}
	drafts, err := s.cfg.Store.FindDrafts(ctx, actor.Owner())
	if err != nil {
		return nil, errs.Op("cases.Drafts", err)
	}
	out := make([]Filling, 0, len(drafts))
	for _, d := range drafts {
		f, err := s.filling(ctx, d)
		if err != nil {
			s.cfg.Log.WarnContext(ctx, "a draft cannot be gone on with", "service", d.ServiceID, "error", err)
			continue
		}
		out = append(out, f)
	}
	return out, nil
}

// StepInput is what was posted on one step of a form.
type StepInput struct {
	DraftID string
	StepID  string
	Values  url.Values
	Uploads []Upload
}

// SaveStep keeps what was posted on one step, right or wrong, and returns the
// draft with what there is to mend on that step. Only that step's visible
// questions are changed, so that two open pages do not undo each other. Files
// that cannot be received are told among the problems; the others are kept.
//
// NotFound: the draft is not the actor's, or the step is not among those that
// the answers show. Conflict: the draft has been submitted.
func (s *Service) SaveStep(ctx context.Context, actor identity.Actor, in StepInput) (Filling, []forms.Problem, error) {
	const op = "cases.SaveStep"
	f, err := s.draft(ctx, actor, in.DraftID)
	if err != nil {
		return Filling{}, nil, err
	}
	step, ok := visibleStep(f.Form, in.StepID, f.Draft.Answers)
	if !ok {
		return Filling{}, nil, errs.New(errs.NotFound, op)
	}
	if !f.Draft.SubmittedAt.IsZero() { // before a byte of its files is kept
		return Filling{}, nil, errs.New(errs.Conflict, op).WithText("case.already_submitted")
	}
	received, problems, err := s.receive(ctx, step, f.Draft, in.Uploads)
	if err == nil {
		f.Draft, err = s.change(ctx, actor, in.DraftID, func(ctx context.Context, d *Draft) error {
			d.Answers = forms.Read(step, in.Values, d.Answers)
			return s.attach(ctx, step, d, received)
		})
	}
	if err != nil {
		s.discard(ctx, attachmentIDs(received)...)
		return Filling{}, nil, errs.Op(op, err)
	}
	f.KeptTo, f.Resume = f.Draft.SavedAt.Add(s.cfg.DraftLife), f.Form.Resume(f.Draft.Answers, s.cfg.Clock.Now())
	if shown, ok := visibleStep(f.Form, in.StepID, f.Draft.Answers); ok {
		var asked []forms.Question
		for _, q := range shown.Questions {
			if _, wasThere := step.Question(q.ID); wasThere {
				asked = append(asked, q)
			} else if f.Revealed == "" {
				f.Revealed = q.ID
			}
		}
		shown.Questions = asked // nobody is scolded for what they have not seen
		problems = append(problems, forms.ValidateStep(shown, f.Draft.Answers, s.cfg.Clock.Now())...)
	}
	return f, problems, nil
}

// attach makes the received files answers of the draft. It is a Conflict when
// others have come meanwhile, so that they are too many together.
func (s *Service) attach(ctx context.Context, step forms.Step, d *Draft, received []Attachment) error {
	for _, a := range received {
		answer := d.Answers[a.Question]
		q, _ := step.Question(a.Question)
		if q.CheckFileCount(len(answer.Files)+1) != nil {
			return errs.New(errs.Conflict, "cases.attach").WithText("case.files_meanwhile")
		}
		if err := s.cfg.Store.CreateAttachment(ctx, a); err != nil {
			return err
		}
		answer.Files = append(answer.Files[:len(answer.Files):len(answer.Files)], a.AsFile())
		d.Answers[a.Question] = answer
	}
	return nil
}

// visibleStep returns a step as the answers show it, and false when they lead
// past it.
func visibleStep(form *forms.Definition, id string, answers forms.Answers) (forms.Step, bool) {
	for _, step := range form.Visible(answers) {
		if step.ID == id {
			return step, true
		}
	}
	return forms.Step{}, false
}

// change applies fn to the actor's own draft in one transaction, gives it a
// new token and saves it. A submitted draft is a Conflict.
func (s *Service) change(ctx context.Context, actor identity.Actor, id string, fn func(context.Context, *Draft) error) (d Draft, err error) {
	const op = "cases.change"
	err = s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		if d, err = s.cfg.Store.FindDraft(ctx, id); err != nil {
			return err
		}
		if err := mayEdit(actor, d, op); err != nil {
			return err
		}
		if !d.SubmittedAt.IsZero() {
			return errs.New(errs.Conflict, op).WithText("case.already_submitted")
		}
		if err := fn(ctx, &d); err != nil {
			return err
		}
		d.SavedAt = s.cfg.Clock.Now()
		d.SubmitToken = newID()
		return s.cfg.Store.SaveDraft(ctx, d)
	})
	return d, err
}
