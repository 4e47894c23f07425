package cases

import (
	"context"
	"crypto/subtle"
	"maps"
	"slices"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// View is a case as its citizen sees it.
type View struct {
	Case     Case
	Service  catalogue.Entry // as it is now: contact and handling time
	Sections []forms.Section // the frozen answers
	Events   []Event         // oldest first
}

// Receipt returns the case that the actor's own draft became. NotFound when
// the draft is not the actor's, is not submitted, or was submitted so long ago
// that reference and code are asked for.
func (s *Service) Receipt(ctx context.Context, actor identity.Actor, draftID string) (View, error) {
	const op = "cases.Receipt"
	d, err := s.cfg.Store.FindDraft(ctx, draftID)
	if err != nil {
		return View{}, errs.Op(op, err)
	}
	if err := mayEdit(actor, d, op); err != nil {
		return View{}, err
	}
	if d.CaseID == "" {
		return View{}, errs.New(errs.NotFound, op)
	}
	c, err := s.cfg.Store.FindCase(ctx, d.CaseID)
	if err != nil {
		return View{}, errs.Op(op, err)
	}
	return s.view(ctx, actor, c)
}

// Follow lets whoever knows a case's reference and code open it for a while
// from the actor's browser, unless it is a person's own. A wrong reference and a wrong code give the same
// answer: NotFound, with the text case.follow_wrong. Each attempt is audited;
// the caller limits their rate.
func (s *Service) Follow(ctx context.Context, actor identity.Actor, reference, code string) (Case, error) {
	const op = "cases.Follow"
	if actor.Visitor == "" { // it is a browser that is let in, not a person
		return Case{}, errs.New(errs.Forbidden, op)
	}
	wrong := errs.New(errs.NotFound, op).WithText("case.follow_wrong")
	ref, ok := NormalizeReference(reference)
	if !ok {
		return Case{}, wrong
	}
	c, err := s.cfg.Store.FindCaseByReference(ctx, ref)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return Case{}, errs.Op(op, err)
	}
	// A reference that nobody has goes the same way, so that the time it takes
	// tells nothing.
	now := s.cfg.Clock.Now()
	entry := audit.Entry{At: now, Actor: actor.String(), Action: audit.CaseFollowed, Subject: "case:" + c.ID}
	isRight := subtle.ConstantTimeCompare([]byte(normalizeText(code)), []byte(c.FollowUpCode)) == 1
	if c.FollowUpCode == "" || !isRight { // no case, or a person's, which has no code
		entry.Action = audit.CaseFollowRefused
		if err := s.cfg.Audit.Append(ctx, entry); err != nil {
			return Case{}, errs.Op(op, err)
		}
		return Case{}, wrong
	}
	err = s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.cfg.Store.SaveGrant(ctx, Grant{CaseID: c.ID, Visitor: actor.Visitor, Until: now.Add(s.cfg.GrantLife)}); err != nil {
			return err
		}
		return s.cfg.Audit.Append(ctx, entry)
	})
	if err != nil {
		return Case{}, errs.Op(op, err)
	}
	return c, nil
}

// Show returns a case that the actor may open. NotFound otherwise.
func (s *Service) Show(ctx context.Context, actor identity.Actor, reference string) (View, error) {
	c, err := s.cfg.Store.FindCaseByReference(ctx, reference)
	if err != nil {
		return View{}, errs.Op("cases.Show", err)
	}
	return s.view(ctx, actor, c)
}

// File returns a file of a case that the actor may open, with its content.
// Each reading is audited.
func (s *Service) File(ctx context.Context, actor identity.Actor, reference, fileID string) (Attachment, []byte, error) {
	const op = "cases.File"
	c, err := s.cfg.Store.FindCaseByReference(ctx, reference)
	if err != nil {
		return Attachment{}, nil, errs.Op(op, err)
	}
	if err := s.mayFollow(ctx, actor, identity.FollowCase, c); err != nil {
		return Attachment{}, nil, err
	}
	a, err := s.cfg.Store.FindAttachment(ctx, fileID)
	if err != nil {
		return Attachment{}, nil, errs.Op(op, err)
	}
	if a.CaseID != c.ID {
		return Attachment{}, nil, errs.New(errs.NotFound, op)
	}
	entry := audit.Entry{At: s.cfg.Clock.Now(), Actor: actor.String(), Action: audit.AttachmentRead, Subject: "case:" + c.ID, Detail: a.ID}
	if err := s.cfg.Audit.Append(ctx, entry); err != nil {
		return Attachment{}, nil, errs.Op(op, err)
	}
	content, err := s.cfg.Files.Get(ctx, a.ID)
	if err != nil {
		return Attachment{}, nil, errs.Op(op+" "+a.ID, err)
	}
	return a, content, nil
}

// mayFollow decides whether the actor may do a deed to a case that they follow:
// their own, or one with a grant that has not run out. NotFound otherwise.
func (s *Service) mayFollow(ctx context.Context, actor identity.Actor, deed identity.Deed, c Case) error {
	const op = "cases.mayFollow"
	object := identity.Object{Owner: identity.Owner{Person: c.Person}}
	isOver := false
	if actor.Visitor != "" {
		g, err := s.cfg.Store.FindGrant(ctx, c.ID, actor.Visitor)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return errs.Op(op, err)
		}
		object.IsGranted = err == nil && s.cfg.Clock.Now().Before(g.Until)
		isOver = err == nil && !object.IsGranted
	}
	err := identity.Can(actor, deed, object, op)
	if err != nil && isOver {
		return errs.New(errs.NotFound, op).WithText("case.grant_over")
	}
	return err
}

func (s *Service) view(ctx context.Context, actor identity.Actor, c Case) (View, error) {
	const op = "cases.view"
	if err := s.mayFollow(ctx, actor, identity.FollowCase, c); err != nil {
		return View{}, err
	}
	entry, err := s.cfg.Services.FindService(ctx, c.ServiceID)
	if err != nil {
		return View{}, errs.Op(op, err)
	}
	form, err := s.form(ctx, c.ServiceID, c.FormVersion)
	if err != nil {
		return View{}, err
	}
	events, err := s.cfg.Store.FindEvents(ctx, c.ID)
	if err != nil {
		return View{}, errs.Op(op, err)
	}
	return View{Case: c, Service: entry, Sections: form.Summary(c.Lang, c.Answers), Events: events}, nil
}

// Preview returns the form of a service as it is today, for a look at its
// questions before one begins. NotFound when it has none.
func (s *Service) Preview(ctx context.Context, serviceID string) (*forms.Definition, error) {
	entry, err := s.cfg.Services.FindService(ctx, serviceID)
	if err != nil {
		return nil, errs.Op("cases.Preview", err)
	}
	if entry.FormVersion == 0 {
		return nil, errs.New(errs.NotFound, "cases.Preview")
	}
	form, err := s.form(ctx, serviceID, entry.FormVersion)
	if err != nil {
		return nil, err
	}
	return form.Definition, nil
}

// fileIDs returns the ids of the files that the answers hold, by question and
// in the order they were received.
func fileIDs(answers forms.Answers) []string {
	var ids []string
	for _, q := range slices.Sorted(maps.Keys(answers)) {
		for _, f := range answers[q].Files {
			ids = append(ids, f.ID)
		}
	}
	return ids
}
