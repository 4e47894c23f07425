package caseroom

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/identity"
)

// Take makes the case the actor's own and begins it. They may also take over
// what a colleague has.
func (s *Service) Take(ctx context.Context, actor identity.Actor, seen Seen) error {
	return s.work(ctx, actor, seen, DeedTake, func(_ context.Context, c *Case, e *Event) error {
		c.Handler = e.By.Colleague
		c.begin(e.At)
		e.Kind = EventTaken
		return nil
	})
}

// begin notes that somebody works on the case.
func (c *Case) begin(now time.Time) {
	if c.StartedAt.IsZero() {
		c.StartedAt = now
	}
}

// Assign gives the case to a colleague who holds its function, or back to the
// function when to is "". Invalid: they do not hold it, or it is their own case.
func (s *Service) Assign(ctx context.Context, actor identity.Actor, seen Seen, to identity.PersonID) error {
	const op = "caseroom.Assign"
	return s.work(ctx, actor, seen, DeedAssign, func(ctx context.Context, c *Case, e *Event) error {
		e.Kind = EventAssigned
		if to == "" {
			c.Handler = identity.Colleague{}
			return nil
		}
		colleagues, err := s.colleagues(ctx, *c)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(colleagues, func(h identity.Colleague) bool { return h.ID == to })
		if i < 0 {
			return fault(op, "to", "colleague")
		}
		c.Handler, e.To = colleagues[i], colleagues[i].Name
		return nil
	})
}

// Forward gives the case to another function of the same authority, where
// nobody has it yet. Between authorities there is secrecy (OSL 8:1): that is
// Invalid, as are an unknown function and a missing reason.
func (s *Service) Forward(ctx context.Context, actor identity.Actor, seen Seen, to identity.FunctionID, reason string) error {
	const op = "caseroom.Forward"
	return s.work(ctx, actor, seen, DeedForward, func(_ context.Context, c *Case, e *Event) error {
		if to.Authority() != c.Authority {
			return fault(op, "to", "other_authority")
		}
		if f, ok := s.cfg.Organisation.Function(to); !ok || !f.Has(identity.PowerHandle) || to == c.Function {
			return fault(op, "to", "function")
		}
		if e.Text = strings.TrimSpace(reason); e.Text == "" {
			return fault(op, "reason", "reason")
		}
		c.Function, c.Handler = to, identity.Colleague{}
		e.Kind, e.To = EventForwarded, string(to)
		return nil
	})
}

// Start begins the case, or goes on with it without the completion.
func (s *Service) Start(ctx context.Context, actor identity.Actor, seen Seen) error {
	return s.work(ctx, actor, seen, DeedStart, func(_ context.Context, c *Case, e *Event) error {
		c.begin(e.At)
		c.stopWaiting()
		e.Kind = EventStarted
		return nil
	})
}

func (c *Case) stopWaiting() { c.WaitingAt, c.CompleteBy = time.Time{}, time.Time{} }

// Note writes something that only those see who may open the case. It is never
// too late for it.
func (s *Service) Note(ctx context.Context, actor identity.Actor, seen Seen, text string) error {
	const op = "caseroom.Note"
	return s.work(ctx, actor, seen, DeedNote, func(_ context.Context, _ *Case, e *Event) error {
		e.Kind, e.Text = EventNoted, strings.TrimSpace(text)
		if e.Text == "" {
			return fault(op, "text", "note")
		}
		return nil
	})
}

// Reopen opens a case again that was decided or closed. The reason stays
// between handlers; the citizen is told that it is worked on again.
func (s *Service) Reopen(ctx context.Context, actor identity.Actor, seen Seen, reason string) error {
	const op = "caseroom.Reopen"
	return s.work(ctx, actor, seen, DeedReopen, func(_ context.Context, c *Case, e *Event) error {
		e.Kind, e.Text = EventReopened, strings.TrimSpace(reason)
		if e.Text == "" {
			return fault(op, "reason", "reason")
		}
		c.DecidedAt, c.ClosedAt = time.Time{}, time.Time{}
		c.stopWaiting()
		c.begin(e.At)
		return nil
	})
}
