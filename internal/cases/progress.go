package cases

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/filetype"
)

// Progress is what a back end says has happened to a case.
type Progress struct {
	At        time.Time // by the back end's clock; zero: it does not say, so now
	Kind      EventKind // EventReceived, EventStarted, EventWaiting, EventAsked, EventClosed; EventMessage: no new status
	Note      string    // words to the citizen; of EventAsked, what is asked for
	Until     time.Time // of EventAsked: some time of the last day; zero: none is said
	Decision  bool      // Note and Files are a decision in the case
	Number    string    // what the back end calls the case from now on; "": as before
	Files     []ReceivedFile
	Connector string // who says it
}

// ReceivedFile is a file that a back end has sent along.
type ReceivedFile struct {
	ID        string // as KeepDocument was given it
	Name      string // as the back end says
	IsMissing bool   // it could not be had, or is none that we take
}

// hasWords reports whether the citizen is told anything but a status.
func (p Progress) hasWords() bool { return p.Note != "" || len(p.Files) > 0 }

// Deliver notes that a case is in a back end, which calls it number. That of a
// copy is none of the citizen's. It joins the transaction in ctx.
func (s *Service) Deliver(ctx context.Context, caseID, connector, number string) error {
	const op = "cases.Deliver"
	c, err := s.cfg.Store.FindCase(ctx, caseID)
	if err != nil {
		return errs.Op(op+" "+caseID, err)
	}
	if connector != c.Connector {
		return nil
	}
	if !c.DeliveredAt.IsZero() { // the back end had lost it, and has it under another number
		if number == c.Number || number == "" {
			return nil
		}
		c.Number = number
		return errs.Op(op+" "+caseID, s.cfg.Store.SaveCase(ctx, c))
	}
	c.DeliveredAt, c.Number = s.cfg.Clock.Now(), number
	if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
		return errs.Op(op+" "+caseID, err)
	}
	return errs.Op(op+" "+caseID, s.cfg.Store.CreateEvent(ctx, Event{
		ID: newID(), CaseID: caseID, At: c.DeliveredAt, NotedAt: c.DeliveredAt, Kind: EventDelivered,
	}))
}

// DeliverWithdrawal notes that a case's back end knows that it is withdrawn. It
// joins the transaction in ctx.
func (s *Service) DeliverWithdrawal(ctx context.Context, caseID string) error {
	op := "cases.DeliverWithdrawal " + caseID
	c, err := s.cfg.Store.FindCase(ctx, caseID)
	if err != nil {
		return errs.Op(op, err)
	}
	if !c.isWithdrawnUnknown() {
		return nil
	}
	c.closeKnown(s.cfg.Clock.Now())
	return errs.Op(op, s.cfg.Store.SaveCase(ctx, c))
}

// isWithdrawnUnknown reports whether the case is withdrawn and its back end does
// not know yet: ClosedAt is when the citizen closed it, and later when it does.
func (c Case) isWithdrawnUnknown() bool {
	return !c.WithdrawnAt.IsZero() && c.ClosedAt.Equal(c.WithdrawnAt)
}

// closeKnown notes when the back end closed the case, or learnt that it is closed.
func (c *Case) closeKnown(at time.Time) {
	c.ClosedAt = at
	if !c.WithdrawnAt.IsZero() && !at.After(c.WithdrawnAt) {
		c.ClosedAt = c.WithdrawnAt.Add(time.Microsecond) // its clock is behind ours
	}
}

// Progress adds to a case's timeline what happened in its back end, keeps what it
// says, and moves the case's status. What is older than the latest known does not
// move it back, what is to come happens now, and who has a copy has no say. It joins the transaction in ctx; telling it once is the caller's
// business. NotFound: there is no such case, or a file was not kept.
func (s *Service) Progress(ctx context.Context, caseID string, p Progress) error {
	op := "cases.Progress " + caseID
	c, err := s.cfg.Store.FindCase(ctx, caseID)
	if err != nil {
		return errs.Op(op, err)
	}
	if p.Connector != c.Connector {
		return nil
	}
	now := s.cfg.Clock.Now()
	if p.At.IsZero() || p.At.After(now.Add(clockSkew)) { // nothing has happened that is to come: it would hold back all that comes before it
		p.At = now
	}
	if p.Number != "" {
		c.Number = p.Number
	}
	before := c.Status()
	kinds := c.apply(p)
	if p.hasWords() || p.Decision || isNews(before, c.Status()) {
		c.NewsAt = now
	}
	if p.hasWords() {
		m, err := s.hear(ctx, c, p, now)
		if err != nil {
			return errs.Op(op, err)
		}
		if c.Asked.At.Equal(p.At) && p.Kind == EventAsked {
			c.Asked.MessageID = m.ID
		}
	}
	if err := s.cfg.Store.SaveCase(ctx, c); err != nil {
		return errs.Op(op, err)
	}
	at := p.At
	for _, known := range []time.Time{c.ReceivedAt, c.DeliveredAt} {
		if at.Before(known) { // its clock is behind, or counts whole seconds: nothing happens there before it has the case
			at = known
		}
	}
	for _, kind := range kinds {
		if err := s.cfg.Store.CreateEvent(ctx, Event{ID: newID(), CaseID: caseID, At: at, NotedAt: now, Kind: kind}); err != nil {
			return errs.Op(op, err)
		}
		entry := audit.Entry{At: now, Actor: "connector:" + p.Connector, Action: audit.CaseStatusChanged, Subject: "case:" + caseID, Detail: string(kind)}
		if err := s.cfg.Audit.Append(ctx, entry); err != nil {
			return errs.Op(op, err)
		}
	}
	return nil
}

// hear keeps what a back end says to the citizen, with its files.
func (s *Service) hear(ctx context.Context, c Case, p Progress, now time.Time) (Message, error) {
	m := Message{ID: newID(), CaseID: c.ID, Sender: PartyAuthority, Kind: MessagePlain, At: p.At, NotedAt: now, Text: p.Note}
	switch {
	case p.Decision:
		m.Kind = MessageDecision
	case p.Kind == EventAsked:
		m.Kind = MessageAsk
	}
	var ids []string
	for _, f := range p.Files {
		if f.IsMissing {
			m.Missing = append(m.Missing, filetype.CleanName(f.Name))
		} else {
			ids = append(ids, f.ID)
		}
	}
	if err := s.cfg.Store.CreateMessage(ctx, m); err != nil {
		return Message{}, err
	}
	return m, s.cfg.Store.AssignToMessage(ctx, documentsFor(c.ID), c.ID, m.ID, ids)
}

// isNews reports whether the citizen is to be told that a case has come from one
// status to another: not when its back end has only taken in what they sent.
func isNews(from, to Status) bool { return from != to && from != StatusAnswered }

// apply moves the case's timestamps by what happened and returns what to call
// it in the timeline: nothing for what only names the case. Only what is later
// than the latest status moves it; of two at the same time, what the citizen must
// know counts.
func (c *Case) apply(p Progress) []EventKind {
	var kinds []EventKind
	if p.Decision {
		if p.At.After(c.DecidedAt) {
			c.DecidedAt = p.At
		}
		kinds = append(kinds, EventDecided)
	}
	switch {
	case p.Kind != EventMessage:
		return append(kinds, c.move(p))
	case p.hasWords() && !p.Decision:
		return append(kinds, EventMessage)
	default:
		return kinds
	}
}

// move is apply for a status.
func (c *Case) move(p Progress) EventKind {
	counts := p.Kind == EventClosed || p.Kind == EventAsked
	if !p.At.After(c.StatusAt) && (!counts || !p.At.Equal(c.StatusAt)) {
		return p.Kind
	}
	c.StatusAt = p.At
	if c.StartedAt.IsZero() && p.Kind != EventReceived {
		c.StartedAt = p.At
	}
	if p.Kind != EventWaiting { // who waits for somebody else may still wait for the citizen too
		c.Asked = Asked{}
	}
	c.WaitingAt = time.Time{}
	switch p.Kind {
	case EventAsked:
		c.Asked = Asked{At: p.At, Until: p.Until}
	case EventWaiting:
		c.WaitingAt = p.At
	default:
	}
	return c.open(p)
}

// clockSkew is how far a back end's clock may be from ours.
const clockSkew = time.Minute

// open closes the case or opens it again, and returns what to call that. What the
// citizen has withdrawn stays withdrawn until the back end opens it knowing that.
func (c *Case) open(p Progress) EventKind {
	stays := c.isWithdrawnUnknown() || !c.WithdrawnAt.IsZero() && !p.At.After(c.ClosedAt.Add(clockSkew))
	switch {
	case p.Kind == EventClosed:
		c.closeKnown(p.At)
		return EventClosed
	case c.IsClosed() && stays:
		return p.Kind
	case c.IsClosed():
		c.ClosedAt, c.WithdrawnAt = time.Time{}, time.Time{}
		return EventReopened
	default:
		return p.Kind
	}
}

// purgeBatch is how many drafts one transaction of Purge removes.
const purgeBatch = 200

// Purge removes drafts that nobody has saved for as long as drafts are kept,
// and returns how many; and files that wait for a message that never came. Cases
// are never touched.
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
			return removed, s.purgeWaiting(ctx)
		}
	}
}

// waitingLife is how long a file may wait for its message. A back end's change
// that cannot be told brings its files again.
const waitingLife = 3 * 24 * time.Hour

// purgeWaiting removes files whose message never came.
func (s *Service) purgeWaiting(ctx context.Context) error {
	for {
		var ids []string
		err := s.cfg.Store.InTx(ctx, func(ctx context.Context) (err error) {
			ids, err = s.cfg.Store.DeleteWaiting(ctx, s.cfg.Clock.Now().Add(-waitingLife), purgeBatch)
			return err
		})
		if err != nil {
			return errs.Op("cases.purgeWaiting", err)
		}
		s.discard(ctx, ids...)
		if len(ids) < purgeBatch {
			return nil
		}
	}
}
