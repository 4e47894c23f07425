package caseroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Arrival is a case as it comes to be registered.
type Arrival struct {
	Key          string // of the step: the same arrival has the same key
	Reference    string
	ServiceID    string
	Title        string // of the service
	Authority    string // by its name, as the catalogue says it
	Function     identity.FunctionID
	HandlingDays int // the service's own limit; 0: none
	Lang         i18n.Lang
	ReceivedAt   time.Time
	Dossier      Dossier
}

// Registration is what a case has become here.
type Registration struct {
	ID     string
	Diary  DiaryNumber
	Status Status
}

// SettingError says that a case cannot be registered before somebody has mended
// a setting: nothing has been kept of it. It names no person.
type SettingError struct{ Reason string }

// Error implements error.
func (e *SettingError) Error() string { return e.Reason }

// Register registers a case with the next diary number of its authority. The
// same arrival again gives the same registration. A SettingError says that the
// organisation has no place for it, Invalid that it can never be registered.
func (s *Service) Register(ctx context.Context, a Arrival) (Registration, error) {
	const op = "caseroom.Register"
	if a.Key == "" || a.Reference == "" || a.ReceivedAt.IsZero() {
		return Registration{}, errs.Wrap(errs.Invalid, op, errors.New("a case needs key, reference and time of receipt"))
	}
	authority, function, err := s.place(a.Authority, a.Function)
	if err != nil {
		return Registration{}, errs.Wrap(errs.Unavailable, op+" "+a.Key, err)
	}
	id := newID()
	id, err = s.once(ctx, a.Key, id, func(ctx context.Context) error {
		now := s.cfg.Clock.Now()
		citizen, err := s.cfg.Citizens.PersonOf(ctx, a.Reference)
		if err != nil {
			return err
		}
		year := diaryYear(now)
		number, err := s.cfg.Store.NextDiaryNumber(ctx, authority, year)
		if err != nil {
			return err
		}
		c := Case{
			ID: id, Reference: a.Reference, Diary: DiaryNumber{authority, year, number}, ServiceID: a.ServiceID,
			Title: a.Title, Lang: a.Lang, Authority: authority, Function: function, Citizen: citizen,
			ReceivedAt: a.ReceivedAt, RegisteredAt: now, Revision: 1,
		}
		if a.HandlingDays > 0 {
			c.DueAt = endOfDay(a.ReceivedAt, a.HandlingDays)
		}
		if err := s.cfg.Store.CreateCase(ctx, c, a.Dossier); err != nil {
			return err
		}
		if err := s.cfg.Store.CreateEvent(ctx, Event{ID: newID(), CaseID: id, At: now, Kind: EventRegistered}); err != nil {
			return err
		}
		return s.cfg.Audit.Append(ctx, audit.Entry{
			At: now, Actor: portal, Action: audit.CaseroomRegistered, Subject: subject(c), Detail: c.Diary.String(),
		})
	})
	if err != nil {
		return Registration{}, errs.Op(op+" "+a.Key, err)
	}
	return s.registration(ctx, id)
}

// portal is who does what citizens do, in the audit trail: who they are the
// portal knows.
const portal = "system"

// place returns which function of which authority works a case: the one asked
// for, or the only one of the authority that works cases.
func (s *Service) place(name string, asked identity.FunctionID) (identity.AuthorityCode, identity.FunctionID, error) {
	authority, ok := s.cfg.Organisation.AuthorityNamed(name)
	if !ok {
		return "", "", &SettingError{fmt.Sprintf("the organisation has no authority called %q", name)}
	}
	function, err := functionFor(authority, asked)
	return authority.Code, function, err
}

// CheckPlace tells whether the authority of the name can work cases by the
// function, or by its only one when that is "". The error is a SettingError.
func (s *Service) CheckPlace(authority string, function identity.FunctionID) error {
	_, _, err := s.place(authority, function)
	return err
}

// functionFor returns which of the authority's functions works a case: the one
// asked for, or the only one that there is to choose from. The error is a
// SettingError that says what to write instead.
func functionFor(authority identity.Authority, asked identity.FunctionID) (identity.FunctionID, error) {
	var working []identity.FunctionID
	for _, f := range authority.Functions {
		if f.Has(identity.PowerHandle) {
			working = append(working, f.ID)
		}
	}
	switch {
	case asked != "" && slices.Contains(working, asked):
		return asked, nil
	case asked == "" && len(working) == 1:
		return working[0], nil
	case len(working) == 0:
		return "", &SettingError{fmt.Sprintf("%s has no function that works cases", authority.Code)}
	default: // what was asked for may have been computed from answers: it is not repeated
		return "", &SettingError{fmt.Sprintf("name a function of %s that works cases: %s", authority.Code, list(working))}
	}
}

func list(ids []identity.FunctionID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, ", ")
}

func (s *Service) registration(ctx context.Context, id string) (Registration, error) {
	c, err := s.cfg.Store.FindCaseByID(ctx, id)
	return Registration{ID: c.ID, Diary: c.Diary, Status: c.Status()}, err
}

// Registered returns what the step with the key became here, and false when it
// surely has not come. The registration is of cases only; of other steps it has
// the id alone.
func (s *Service) Registered(ctx context.Context, key string) (Registration, bool, error) {
	const op = "caseroom.Registered"
	id, err := s.cfg.Store.FindStep(ctx, key)
	if errs.Is(err, errs.NotFound) {
		return Registration{}, false, nil
	}
	if err != nil {
		return Registration{}, false, errs.Op(op+" "+key, err)
	}
	r, err := s.registration(ctx, id)
	if errs.Is(err, errs.NotFound) { // a file or a message
		return Registration{ID: id}, true, nil
	}
	return r, err == nil, errs.Op(op+" "+key, err)
}

// once does a step in a transaction, which makes it id, unless it has been done.
// It returns the id of what it became, the first time.
func (s *Service) once(ctx context.Context, key, id string, do func(ctx context.Context) error) (string, error) {
	known, err := s.cfg.Store.FindStep(ctx, key)
	if !errs.Is(err, errs.NotFound) {
		return known, err
	}
	err = s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		// First, so that another who does the same waits here and takes no number.
		if err := s.cfg.Store.CreateStep(ctx, key, id, s.cfg.Clock.Now()); err != nil {
			return err
		}
		return do(ctx)
	})
	if errs.Is(err, errs.Conflict) {
		if known, findErr := s.cfg.Store.FindStep(ctx, key); findErr == nil {
			return known, nil
		}
	}
	return id, err
}

// Word is what a citizen says after the case has come.
type Word struct {
	Key    string
	CaseID string
	Text   string
	At     time.Time // when the portal received it; zero: now
}

// AddMessage adds what the citizen has written, which ends the waiting for a
// completion. It returns the message's id. NotFound: there is no such case.
func (s *Service) AddMessage(ctx context.Context, w Word) (string, error) {
	return s.hear(ctx, w, EventMessage, func(*Case, time.Time) {})
}

// Withdraw notes that the citizen has taken the case back, and closes it unless
// it is decided: nothing is deleted, and a handler may open it again. They are
// not told what they have done themselves. It returns the withdrawal's id.
// NotFound: there is no such case.
func (s *Service) Withdraw(ctx context.Context, w Word) (string, error) {
	return s.hear(ctx, w, EventWithdrawn, func(c *Case, now time.Time) {
		c.WithdrawnAt = now
		if !c.Status().isDone() {
			c.ClosedAt = now
		}
	})
}

// Settle closes a safety copy, because the case has come to where it belongs:
// what was noted here stays, and a handler may open it again. That it is closed is
// among the tidings, and nobody passes on those of a copy. It returns the note's
// id. NotFound: there is no such case.
func (s *Service) Settle(ctx context.Context, w Word) (string, error) {
	return s.hear(ctx, w, EventNoted, func(c *Case, now time.Time) {
		if !c.Status().isDone() {
			c.ClosedAt = now
		}
	})
}

// hear keeps what a citizen says, once.
func (s *Service) hear(ctx context.Context, w Word, kind EventKind, apply func(c *Case, now time.Time)) (string, error) {
	op := "caseroom." + string(kind) + " " + w.Key
	if w.Key == "" {
		return "", errs.Wrap(errs.Invalid, op, errors.New("a step needs a key"))
	}
	e := Event{ID: newID(), At: w.At, Kind: kind, Text: w.Text}
	id, err := s.once(ctx, w.Key, e.ID, func(ctx context.Context) error {
		c, err := s.cfg.Store.FindCaseByID(ctx, w.CaseID)
		if err != nil {
			return err
		}
		now := s.cfg.Clock.Now()
		before := c
		c.hear(now)
		apply(&c, now)
		if e.At.IsZero() {
			e.At = now
		}
		return s.save(ctx, before, c, e, portal, "caseroom."+audit.Action(kind))
	})
	return id, errs.Op(op, err)
}

// hear marks that the citizen has said something, which ends the waiting for it.
func (c *Case) hear(now time.Time) {
	c.NewsAt = now
	c.stopWaiting()
}
