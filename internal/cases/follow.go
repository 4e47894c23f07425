package cases

import (
	"context"
	"crypto/subtle"
	"maps"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// View is a case as its citizen sees it.
type View struct {
	Case      Case
	Service   catalogue.Entry // as it is now: contact and handling time
	Sections  []forms.Section // the frozen answers
	Events    []Event         // oldest first
	Messages  []Message       // oldest first
	Documents []Document      // latest first
	Readings  []Reading       // latest first
	IsRead    bool            // it is known who has read it; false: nobody notes that there
	IsOwn     bool            // the actor is the person who sent it; otherwise a browser was let in
}

// IsNew reports whether the actor has not seen what we noted at the time: only
// for their own cases, and from before this view.
func (v View) IsNew(notedAt time.Time) bool { return v.IsOwn && notedAt.After(v.Case.SeenAt) }

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
	if c.NoFollowUp {
		return s.onlyReceipt(ctx, c)
	}
	if err := s.mayFollow(ctx, actor, identity.FollowCase, c); err != nil {
		return View{}, err
	}
	return s.view(ctx, c)
}

// onlyReceipt is the receipt of a case that nobody follows: that it is received
// and its reference, for a while, and never what it says.
func (s *Service) onlyReceipt(ctx context.Context, c Case) (View, error) {
	const op = "cases.onlyReceipt"
	if !s.cfg.Clock.Now().Before(c.ReceivedAt.Add(s.cfg.GrantLife)) {
		return View{}, errs.New(errs.NotFound, op)
	}
	entry, err := s.cfg.Services.FindService(ctx, c.ServiceID)
	return View{Case: c, Service: entry}, errs.Op(op, err)
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

// Show returns a case that the actor may open, with all that has been said and
// done in it, and notes that its person has seen it. NotFound when they may not.
func (s *Service) Show(ctx context.Context, actor identity.Actor, reference string) (View, error) {
	const op = "cases.Show"
	c, err := s.openCase(ctx, actor, identity.FollowCase, reference)
	if err != nil {
		return View{}, err
	}
	v, err := s.view(ctx, c)
	if err != nil {
		return View{}, err
	}
	messages, err := s.messages(ctx, c.ID)
	if err != nil {
		return View{}, errs.Op(op, err)
	}
	v.Messages, v.Documents = conversation(v.Events, messages), documents(messages)
	v.IsOwn = c.Person != "" && c.Person == actor.Person
	if s.cfg.Readers != nil {
		if v.Readings, v.IsRead, err = s.cfg.Readers.Readers(ctx, c); err != nil {
			return View{}, errs.Op(op, err)
		}
	}
	if v.IsOwn && c.HasNews() { // what came meanwhile is still news then
		err = s.cfg.Store.SaveSeen(ctx, c.ID, c.NewsAt)
	}
	return v, errs.Op(op, err)
}

// openCase returns the case with the reference if the actor may do the deed to
// it. NotFound otherwise.
func (s *Service) openCase(ctx context.Context, actor identity.Actor, deed identity.Deed, reference string) (Case, error) {
	c, err := s.cfg.Store.FindCaseByReference(ctx, reference)
	if err != nil {
		return Case{}, errs.Op("cases.openCase", err)
	}
	if err := s.mayFollow(ctx, actor, deed, c); err != nil {
		return Case{}, err
	}
	return c, nil
}

// MayWrite decides whether the actor may write in the case: NotFound otherwise.
func (s *Service) MayWrite(ctx context.Context, actor identity.Actor, reference string) error {
	_, err := s.openCase(ctx, actor, identity.WriteInCase, reference)
	return err
}

// File returns a file of a case that the actor may open, with its content: one
// that came with the case, or with a message of either party. Each reading is
// audited.
func (s *Service) File(ctx context.Context, actor identity.Actor, reference, fileID string) (Attachment, []byte, error) {
	const op = "cases.File"
	c, err := s.openCase(ctx, actor, identity.FollowCase, reference)
	if err != nil {
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
	object := identity.Object{Owner: identity.Owner{Person: c.Person}, NoFollowUp: c.NoFollowUp}
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

// view is a case with what it has had since it was received. It asks nobody for
// permission.
func (s *Service) view(ctx context.Context, c Case) (View, error) {
	const op = "cases.view"
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
