package caseroom

import (
	"context"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// View is a case as somebody sees it who may open it.
type View struct {
	Case      Case
	Dossier   Dossier
	Function  i18n.Text // that works it
	Authority identity.Authority
	Events    []Event // oldest first, with their files
	Files     []File  // all of the case, oldest first
	Deeds     []Deed  // what they may do to it now

	Functions  []identity.Function  // that it can be forwarded to
	Colleagues []identity.Colleague // whom it can be assigned to, but for who has it
}

// Seen is what a deed that follows from this view is done to.
func (v View) Seen() Seen { return Seen{v.Case.Reference, v.Case.Revision} }

// Open returns a case that the actor may open, and NotFound otherwise. That it
// was read is noted, for the citizen and in the audit trail. What the citizen
// has said is no longer news when the one who handles the case has opened it,
// or, when nobody does, anybody of its function.
func (s *Service) Open(ctx context.Context, actor identity.Actor, reference string) (View, error) {
	const op = "caseroom.Open"
	var v View
	err := s.inCase(ctx, actor, reference, identity.OpenCase, op, func(ctx context.Context, c Case) (err error) {
		now, by := s.cfg.Clock.Now(), s.author(actor, c)
		if err := s.cfg.Store.CreateRead(ctx, Read{CaseID: c.ID, Function: by.Function, Staff: by.ID, At: now}); err != nil {
			return err
		}
		entry := audit.Entry{At: now, Actor: actor.String(), Action: audit.CaseroomOpened, Subject: subject(c), Detail: string(by.Function)}
		if err := s.cfg.Audit.Append(ctx, entry); err != nil {
			return err
		}
		if c.HasNews() && actor.Staff.Holds(c.Function) && (c.Handler.ID == "" || c.Handler.ID == by.ID) {
			c.NewsAt = time.Time{}
			if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
				return err
			}
		}
		v, err = s.view(ctx, actor, c)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

func (s *Service) view(ctx context.Context, actor identity.Actor, c Case) (View, error) {
	v := View{Case: c, Function: s.title(c.Function), Deeds: c.deedsOf(actor)}
	v.Authority, _ = s.cfg.Organisation.Authority(c.Authority)
	v.Functions = slices.DeleteFunc(slices.Clone(v.Authority.Functions), func(f identity.Function) bool {
		return f.ID == c.Function || !f.Has(identity.PowerHandle)
	})
	var err error
	if v.Dossier, err = s.cfg.Store.FindDossier(ctx, c.ID); err != nil {
		return View{}, err
	}
	if v.Files, err = s.cfg.Store.FindFiles(ctx, c.ID); err != nil {
		return View{}, err
	}
	if v.Events, err = s.cfg.Store.FindEvents(ctx, c.ID); err != nil {
		return View{}, err
	}
	for i, e := range v.Events {
		if e.By.Function != "" {
			v.Events[i].By.Title = s.title(e.By.Function)
		}
		v.Events[i].Files = filesOf(e.ID, v.Files)
	}
	if slices.Contains(v.Deeds, DeedAssign) {
		v.Colleagues, err = s.colleagues(ctx, c)
	}
	return v, err
}

// colleagues returns whom a case can be assigned to: who holds its function,
// but for who has it and for its citizen.
func (s *Service) colleagues(ctx context.Context, c Case) ([]identity.Colleague, error) {
	holders, err := s.cfg.Staff.FindHolders(ctx, c.Function, s.cfg.Clock.Now())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(holders), func(h identity.Colleague) bool {
		return h.ID == "" || h.ID == c.Handler.ID || h.ID == c.Citizen
	}), nil
}

// filesOf returns the files that belong to an event.
func filesOf(eventID string, files []File) []File {
	var of []File
	for _, f := range files {
		if f.EventID == eventID {
			of = append(of, f)
		}
	}
	return of
}

// Reader is a function that has opened a case, and when it last did so that day.
type Reader struct {
	Function i18n.Text
	At       time.Time
}

// Readers returns which functions have opened the case with the reference, one
// for each function and Swedish day, newest first: what a citizen may know.
// Nobody has opened what the caseroom does not have. It asks nobody for
// permission; whose case it is the caller knows.
func (s *Service) Readers(ctx context.Context, reference string) ([]Reader, error) {
	const op = "caseroom.Readers"
	c, err := s.cfg.Store.FindCase(ctx, reference)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, errs.Op(op, err)
	}
	reads, err := s.cfg.Store.FindReads(ctx, c.ID)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	readers := make([]Reader, len(reads))
	for i, r := range reads {
		readers[i] = Reader{Function: s.title(r.Function), At: r.At}
	}
	return readers, nil
}
