package cases

import (
	"context"
	"net/url"
	"slices"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Start begins a draft of the service's form as it is today. NotFound when
// there is no such service; Invalid when it has no form; LoginNeeded when the
// service asks for a login and the actor is not logged in.
func (s *Service) Start(ctx context.Context, actor identity.Actor, serviceID string, lang i18n.Lang) (Filling, error) {
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
	def, err := s.definition(ctx, serviceID, entry.FormVersion)
	if err != nil {
		return Filling{}, err
	}
	now := s.cfg.Clock.Now()
	d := Draft{
		ID: newID(), ServiceID: serviceID, FormVersion: entry.FormVersion, Lang: lang, Owner: actor.Owner(),
		Answers: forms.Answers{}, SubmitToken: newID(), CreatedAt: now, SavedAt: now,
	}
	if err := s.cfg.Store.CreateDraft(ctx, d); err != nil {
		return Filling{}, errs.Op(op, err)
	}
	return Filling{Draft: d, Service: entry, Form: def, KeptTo: now.Add(s.cfg.DraftLife)}, nil
}

// Open returns the actor's own draft, submitted or not.
func (s *Service) Open(ctx context.Context, actor identity.Actor, draftID string) (Filling, error) {
	return s.draft(ctx, actor, draftID)
}

// Drafts returns the actor's drafts that are not submitted, latest saved first.
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
		f, err := s.draft(ctx, actor, d.ID)
		if err != nil {
			return nil, err
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
	received, problems, err := s.receive(ctx, step, f.Draft, in.Uploads)
	if err != nil {
		return Filling{}, nil, err
	}
	err = s.change(ctx, actor, in.DraftID, func(ctx context.Context, d *Draft) error {
		d.Answers = forms.Read(step, in.Values, d.Answers)
		for _, a := range received {
			if err := s.cfg.Store.CreateAttachment(ctx, a); err != nil {
				return err
			}
			answer := d.Answers[a.Question]
			answer.Files = append(answer.Files[:len(answer.Files):len(answer.Files)], a.AsFile())
			d.Answers[a.Question] = answer
		}
		f.Draft = *d
		return nil
	})
	if err != nil {
		return Filling{}, nil, errs.Op(op, err)
	}
	f.KeptTo = f.Draft.SavedAt.Add(s.cfg.DraftLife)
	if shown, ok := visibleStep(f.Form, in.StepID, f.Draft.Answers); ok {
		problems = append(problems, forms.ValidateStep(shown, f.Draft.Answers)...)
		f.Revealed = slices.ContainsFunc(shown.Questions, func(q forms.Question) bool {
			_, wasThere := step.Question(q.ID)
			return !wasThere
		})
	}
	return f, problems, nil
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
func (s *Service) change(ctx context.Context, actor identity.Actor, id string, fn func(context.Context, *Draft) error) error {
	const op = "cases.change"
	return s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		d, err := s.cfg.Store.FindDraft(ctx, id)
		if err != nil {
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
}
