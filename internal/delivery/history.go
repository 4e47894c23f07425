package delivery

import (
	"context"
	"regexp"
	"time"
)

// HistoryLine is one thing that was tried or done with a delivery. Attempts that
// come one after the other to the same are one line.
type HistoryLine struct {
	ID         string
	DeliveryID string
	At         time.Time // when the first of them ended
	LastAt     time.Time // and the last
	Times      int       // how many they are
	Actor      string    // the person whose deed it is; "": an attempt of the engine's
	Outcome    Outcome
	Detail     string        // as Delivery.Detail: a code or a status line, no personal data
	Sent       bool          // something may have been sent; otherwise it was looked up at most
	Took       time.Duration // the last of them
	Reason     string        // what the person says for it; kept sealed
}

// Outcome is what an attempt came to, or what a person did: Delivered, one of the
// Problems, or a deed.
type Outcome string

// The outcomes that are no Problem.
const (
	OutcomeDelivered Outcome = "delivered"
	OutcomeMissing   Outcome = "missing" // the back end has lost it: it is owed again

	DeedHeld      Outcome = "held"
	DeedReleased  Outcome = "released"
	DeedRetried   Outcome = "retried"
	DeedHastened  Outcome = "hastened"
	DeedConfirmed Outcome = "confirmed"
	DeedMoved     Outcome = "moved"
)

// History keeps what was tried and done. It joins the transaction in ctx.
type History interface {
	// AppendHistory adds a line.
	AppendHistory(ctx context.Context, l HistoryLine) error
	// RepeatHistory counts the line as one more of its delivery's latest, when
	// that is of the engine's and says the same; otherwise it returns false, and
	// nothing is changed.
	RepeatHistory(ctx context.Context, l HistoryLine) (bool, error)
	// FindHistory returns the lines of a delivery, the oldest first.
	FindHistory(ctx context.Context, deliveryID string) ([]HistoryLine, error)
	// PurgeHistory removes up to limit lines of attempts whose last was before the
	// time and whose delivery the back end has had since before it. It returns how
	// many. Deeds of persons stay as long as the delivery.
	PurgeHistory(ctx context.Context, before time.Time, limit int) (int, error)
}

// outcome is what the attempt has come to.
func (a *attempt) outcome() Outcome {
	if a.d.LastProblem == NoProblem {
		return OutcomeDelivered
	}
	return Outcome(a.d.LastProblem)
}

// remember writes the attempt into the delivery's history.
func (a *attempt) remember(ctx context.Context) error {
	now := a.cfg.Clock.Now()
	line := HistoryLine{
		ID: newID(), DeliveryID: a.d.ID, At: now, LastAt: now, Times: 1, Outcome: a.outcome(), Detail: a.d.Detail,
		Sent: a.sent, Took: now.Sub(a.begun),
	}
	if a.before.LastProblem == a.d.LastProblem {
		if repeated, err := a.cfg.Store.RepeatHistory(ctx, line); err != nil || repeated {
			return err
		}
	}
	return a.cfg.Store.AppendHistory(ctx, line)
}

// purgePage is how many lines of history are removed at a time.
const purgePage = 1000

// PurgeHistory removes attempts of longer ago than age at deliveries that the
// back end has had for as long, and returns how many. What is not confirmed
// keeps its whole history.
func (e *Engine) PurgeHistory(ctx context.Context, age time.Duration) (int, error) {
	before := e.cfg.Clock.Now().Add(-age)
	for purged := 0; ; {
		n, err := e.cfg.Store.PurgeHistory(ctx, before, purgePage)
		purged += n
		if err != nil || n < purgePage {
			return purged, err
		}
	}
}

var (
	addressLike = regexp.MustCompile(`[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+`)
	numberLike  = regexp.MustCompile(`(?:\d{2})?\d{6}[-+ _.]?\d{4}`) // also within a word: “pnr_…”
	queryLike   = regexp.MustCompile(`\?[^\s"'<>]+`)
)

// Redact takes out what an error may say of somebody, and keeps no more of it than
// fits where errors are kept.
func Redact(s string) string { return clip(s) }

// redact takes out of a back end's words what may be about somebody: what looks
// like an e-mail address, a personal number, or what an address asks for. A connector
// says codes and status lines; this is for the one that says more.
func redact(s string) string {
	s = addressLike.ReplaceAllString(s, "…")
	s = queryLike.ReplaceAllString(s, "?…")
	return numberLike.ReplaceAllString(s, "…")
}
