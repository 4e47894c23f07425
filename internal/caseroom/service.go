package caseroom

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Config is what the caseroom needs. Every field is required.
type Config struct {
	Store        Store
	Files        Files
	Staff        Staff
	Citizens     Citizens
	Organisation *identity.Organisation
	Audit        Audit
	Clock        clock.Clock
	Log          *slog.Logger
}

// Service is the caseroom. It is safe for concurrent use.
type Service struct{ cfg Config }

// New returns a caseroom.
func New(cfg Config) *Service { return &Service{cfg} }

// Seen is a case as the handler saw it when they began to type: a deed is done
// only if nothing has happened to the case since.
type Seen struct {
	Reference string
	Revision  int
}

// FieldError says what is wrong with something that a handler typed. Its kind
// is errs.Invalid.
type FieldError struct {
	Field string // "text", "last_day", "outcome", "appeal", "reason", "to", "files"
	Text  string // key of a text that says how to mend it
}

// Error implements error.
func (e *FieldError) Error() string { return e.Field + ": " + e.Text }

func fault(op, field, text string) error {
	key := "caseroom.fault." + text
	return &errs.Error{Kind: errs.Invalid, Op: op, Text: key, Err: &FieldError{Field: field, Text: key}}
}

// changed is the Conflict of somebody who works with a case that has moved on.
func changed(op string) error {
	return errs.New(errs.Conflict, op).WithText("caseroom.changed")
}

// inCase finds a case, asks whether the actor may, and does the rest, all in one
// transaction. That somebody at work tried a case that is not theirs is audited
// after it, since it takes all back.
func (s *Service) inCase(ctx context.Context, actor identity.Actor, reference string, needs identity.Deed, op string, do func(context.Context, Case) error) error {
	var refused Case
	err := s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		c, err := s.cfg.Store.FindCase(ctx, reference)
		if err != nil {
			return err
		}
		if err := identity.Can(actor, needs, c.object(), op); err != nil {
			refused = c
			return err
		}
		return do(ctx, c)
	})
	if refused.ID != "" && actor.IsStaff() {
		entry := audit.Entry{At: s.cfg.Clock.Now(), Actor: actor.String(), Action: audit.CaseroomRefused, Subject: subject(refused), Detail: string(needs)}
		if errAudit := s.cfg.Audit.Append(ctx, entry); errAudit != nil {
			return errs.Op(op, errAudit)
		}
	}
	return errs.Op(op, err)
}

// work does a deed to a case: NotFound when the actor may not, Conflict when
// the case has changed since they saw it or is not in a state for it. do
// changes the case and says in the event what happened; the rest of the event
// follows from that.
func (s *Service) work(ctx context.Context, actor identity.Actor, seen Seen, deed Deed, do func(ctx context.Context, c *Case, e *Event) error) error {
	op, rule := "caseroom."+string(deed), rules[deed]
	return s.inCase(ctx, actor, seen.Reference, rule.needs, op, func(ctx context.Context, c Case) error {
		// A note says nothing about how the case stands, so it is never too late.
		if deed != DeedNote && c.Revision != seen.Revision || !slices.Contains(rule.from, c.Status()) {
			return changed(op)
		}
		before := c
		e := Event{At: s.cfg.Clock.Now(), By: s.author(actor, c)}
		if err := do(ctx, &c, &e); err != nil {
			return err
		}
		return s.save(ctx, before, c, e, actor.String(), "caseroom."+audit.Action(e.Kind))
	})
}

// save keeps a case that has changed, what happened, and who did it. It tells
// the citizen what is theirs to know: words to them, and where the case stands.
func (s *Service) save(ctx context.Context, before, c Case, e Event, actor string, action audit.Action) error {
	c.Revision++
	if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
		return err
	}
	if e.ID == "" {
		e.ID = newID()
	}
	e.CaseID = c.ID
	if c.Status() != before.Status() {
		e.Status = c.Status()
	}
	if e.isTold(before.Status()) {
		var err error
		if e.Told, err = s.cfg.Store.NextTold(ctx); err != nil {
			return err
		}
	}
	if err := s.cfg.Store.CreateEvent(ctx, e); err != nil {
		return err
	}
	for _, f := range e.Files {
		f.CaseID, f.EventID, f.AddedAt = c.ID, e.ID, e.At
		if err := s.cfg.Store.CreateFile(ctx, f); err != nil {
			return err
		}
	}
	return s.cfg.Audit.Append(ctx, audit.Entry{At: e.At, Actor: actor, Action: action, Subject: subject(c), Detail: e.detail()})
}

// isTold reports whether a citizen whose case had the status before is told of
// the event: words and files to them, and where the case stands now. Decided
// and closed are the same to them.
func (e Event) isTold(before Status) bool {
	if speaksToCitizen[e.Kind] && (e.Text != "" || len(e.Files) > 0) {
		return true
	}
	return e.Kind != EventWithdrawn && e.Status != "" && (!e.Status.isDone() || !before.isDone())
}

// detail is the code in the audit trail that the event's kind does not say.
func (e Event) detail() string {
	switch e.Kind {
	case EventForwarded:
		return e.To // a function's id; of EventAssigned it is a name
	case EventDecided:
		return string(e.Outcome)
	default:
		return ""
	}
}

func subject(c Case) string { return "caseroom:" + c.ID }

// author returns the actor as who may work the case: by the function that works
// it, or by one that registers for its authority.
func (s *Service) author(actor identity.Actor, c Case) Author {
	a := Author{Colleague: identity.Colleague{ID: actor.Staff.ID, Name: actor.Staff.Name}, Function: c.Function}
	if !actor.Staff.Holds(c.Function) {
		i := slices.IndexFunc(actor.Staff.Functions, func(f identity.Function) bool {
			return f.Has(identity.PowerRegister) && f.ID.Authority() == c.Authority
		})
		if i >= 0 {
			a.Function = actor.Staff.Functions[i].ID
		}
	}
	return a
}

// title returns what a function is called today.
func (s *Service) title(id identity.FunctionID) i18n.Text {
	if f, ok := s.cfg.Organisation.Function(id); ok {
		return f.Title
	}
	return i18n.Text{SV: string(id)}
}

// Check tells whether the caseroom can take cases: Unavailable when its
// database does not answer.
func (s *Service) Check(ctx context.Context) error {
	_, err := s.cfg.Store.FindStep(ctx, "")
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	if err == nil && len(s.cfg.Organisation.Authorities()) == 0 {
		err = errs.Wrap(errs.Invalid, "caseroom.Check", errors.New("there are no authorities; a case needs one that registers it"))
	}
	return errs.Op("caseroom.Check", err)
}

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
