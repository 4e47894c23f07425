package caseroom

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/identity"
)

// Message is what a handler writes to the citizen.
type Message struct {
	Text  string
	Files []Upload
}

// WriteToCitizen sends words and files to the citizen, and begins the case when
// nobody has. Invalid: there is nothing in it, or a file is empty or too large.
func (s *Service) WriteToCitizen(ctx context.Context, actor identity.Actor, seen Seen, m Message) error {
	const op = "caseroom.WriteToCitizen"
	if strings.TrimSpace(m.Text) == "" && len(m.Files) == 0 {
		return fault(op, "text", "message")
	}
	return s.answer(ctx, actor, seen, DeedWrite, m, func(c *Case, e *Event) error {
		e.Kind = EventWritten
		c.begin(e.At)
		return nil
	})
}

// maxWait is how long a citizen may be given to complete their case.
const maxWait = 366 * 24 * time.Hour

// AskCompletion asks the citizen for what is missing, until the end of a day in
// Swedish time. Invalid: the words are missing, or the day has passed or is more
// than a year away.
func (s *Service) AskCompletion(ctx context.Context, actor identity.Actor, seen Seen, m Message, lastDay time.Time) error {
	const op = "caseroom.AskCompletion"
	if strings.TrimSpace(m.Text) == "" {
		return fault(op, "text", "completion")
	}
	now := s.cfg.Clock.Now()
	if lastDay.IsZero() || endOfDay(lastDay, 0).Before(now) || lastDay.Sub(now) > maxWait {
		return fault(op, "last_day", "last_day")
	}
	return s.answer(ctx, actor, seen, DeedAsk, m, func(c *Case, e *Event) error {
		e.Kind, e.LastDay = EventAsked, endOfDay(lastDay, 0)
		c.begin(e.At)
		c.WaitingAt, c.CompleteBy = e.At, e.LastDay
		return nil
	})
}

// Decision is what an authority decides in a case.
type Decision struct {
	Outcome Outcome
	Text    string // the decision and its reasons (FL 32)
	Appeal  string // how to appeal (FL 33); it may be missing from what is approved in full
	Files   []Upload
	Close   bool // nothing more is to be done: close the case at once
}

// Decide decides the case. Invalid: outcome, reasons or how to appeal are
// missing.
func (s *Service) Decide(ctx context.Context, actor identity.Actor, seen Seen, d Decision) error {
	const op = "caseroom.Decide"
	switch {
	case !slices.Contains(Outcomes, d.Outcome):
		return fault(op, "outcome", "outcome")
	case strings.TrimSpace(d.Text) == "":
		return fault(op, "text", "decision")
	case strings.TrimSpace(d.Appeal) == "" && d.Outcome != OutcomeApproved:
		return fault(op, "appeal", "appeal")
	}
	return s.answer(ctx, actor, seen, DeedDecide, Message{d.Text, d.Files}, func(c *Case, e *Event) error {
		e.Kind, e.Outcome, e.Appeal = EventDecided, d.Outcome, strings.TrimSpace(d.Appeal)
		c.begin(e.At)
		c.stopWaiting()
		c.DecidedAt = e.At
		if d.Close {
			c.ClosedAt = e.At
		}
		return nil
	})
}

// Close closes the case. The words are to the citizen. They may only be missing
// when the citizen knows already: by a decision, or since they took it back.
func (s *Service) Close(ctx context.Context, actor identity.Actor, seen Seen, m Message) error {
	const op = "caseroom.Close"
	return s.answer(ctx, actor, seen, DeedClose, m, func(c *Case, e *Event) error {
		if e.Text == "" && c.DecidedAt.IsZero() && c.WithdrawnAt.IsZero() {
			return fault(op, "text", "closing")
		}
		e.Kind = EventClosed
		c.begin(e.At)
		c.stopWaiting()
		c.ClosedAt = e.At
		return nil
	})
}

// answer does a deed whose words and files go to the citizen.
func (s *Service) answer(ctx context.Context, actor identity.Actor, seen Seen, deed Deed, m Message, do func(c *Case, e *Event) error) error {
	op := "caseroom." + string(deed)
	if len(m.Files) > maxUploads {
		return fault(op, "files", "files")
	}
	for _, f := range m.Files {
		if len(f.Content) == 0 || len(f.Content) > maxUpload {
			return fault(op, "files", "file")
		}
	}
	files, err := s.keep(ctx, m.Files)
	if err != nil {
		return err
	}
	err = s.work(ctx, actor, seen, deed, func(_ context.Context, c *Case, e *Event) error {
		e.Text, e.Files = strings.TrimSpace(m.Text), files
		return do(c, e)
	})
	s.discardAfter(ctx, err, files)
	return err
}
