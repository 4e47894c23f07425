package cases

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// Progress is what a back end says has happened to a case.
type Progress struct {
	At        time.Time // by the back end's clock; zero: it does not say
	Kind      EventKind
	Note      string // words to the citizen
	Connector string // who says it
}

// Deliver notes that a case is in its back end, which calls it number. It
// joins the transaction in ctx.
func (s *Service) Deliver(ctx context.Context, caseID, number string) error {
	const op = "cases.Deliver"
	c, err := s.cfg.Store.FindCase(ctx, caseID)
	if err != nil {
		return errs.Op(op+" "+caseID, err)
	}
	if !c.DeliveredAt.IsZero() {
		return nil
	}
	c.DeliveredAt, c.Number = s.cfg.Clock.Now(), number
	if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
		return errs.Op(op+" "+caseID, err)
	}
	return errs.Op(op+" "+caseID, s.cfg.Store.CreateEvent(ctx, Event{ID: newID(), CaseID: caseID, At: c.DeliveredAt, Kind: EventDelivered}))
}

// Progress adds to a case's timeline what happened in its back end, and moves
// its status. What is older than the latest known does not move it back. It
// joins the transaction in ctx; telling it once is the caller's business.
func (s *Service) Progress(ctx context.Context, caseID string, p Progress) error {
	const op = "cases.Progress"
	c, err := s.cfg.Store.FindCase(ctx, caseID)
	if err != nil {
		return errs.Op(op+" "+caseID, err)
	}
	if p.At.IsZero() { // it does not say when: now, as far as anybody knows
		p.At = s.cfg.Clock.Now()
	}
	kind := c.apply(p)
	if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
		return errs.Op(op+" "+caseID, err)
	}
	if err := s.cfg.Store.CreateEvent(ctx, Event{ID: newID(), CaseID: caseID, At: p.At, Kind: kind, Note: p.Note}); err != nil {
		return errs.Op(op+" "+caseID, err)
	}
	entry := audit.Entry{At: s.cfg.Clock.Now(), Actor: "connector:" + p.Connector, Action: audit.CaseStatusChanged, Subject: "case:" + caseID, Detail: string(kind)}
	return errs.Op(op+" "+caseID, s.cfg.Audit.Append(ctx, entry))
}

// apply moves the case's timestamps by what happened and returns what to call
// it in the timeline. Only what is later than the latest status moves it; of
// two at the same time, a closing counts.
func (c *Case) apply(p Progress) EventKind {
	if p.Kind == EventMessage {
		return p.Kind
	}
	isNews := p.At.After(c.StatusAt) || p.Kind == EventClosed && p.At.Equal(c.StatusAt)
	if !isNews {
		return p.Kind
	}
	c.StatusAt = p.At
	wasClosed := !c.ClosedAt.IsZero()
	if c.StartedAt.IsZero() && p.Kind != EventReceived {
		c.StartedAt = p.At
	}
	c.ClosedAt = time.Time{}
	switch {
	case p.Kind == EventClosed:
		c.ClosedAt = p.At
	case wasClosed:
		return EventReopened
	}
	return p.Kind
}

// purgeBatch is how many drafts one transaction of Purge removes.
const purgeBatch = 200

// Purge removes drafts that nobody has saved for as long as drafts are kept,
// and returns how many. Cases are never touched.
func (s *Service) Purge(ctx context.Context) (int, error) {
	removed := 0
	for {
		var ids []string
		n := 0
		err := s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
			var err error
			n, ids, err = s.cfg.Store.DeleteDrafts(ctx, s.cfg.Clock.Now().Add(-s.cfg.DraftLife), purgeBatch)
			return err
		})
		if err != nil {
			return removed, errs.Op("cases.Purge", err)
		}
		s.discard(ctx, ids...)
		removed += n
		if n < purgeBatch {
			return removed, nil
		}
	}
}
