package delivery

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/failpoint"
)

const (
	// keepTimeout is how long the write of a result may take when the attempt
	// itself has been called off: what a back end said is not thrown away
	// because we are about to stop.
	keepTimeout = 10 * time.Second

	maxDetail = 200 // bytes of an error that are kept
)

// received keeps what the back end answered when it took the step, or when the
// step was found there.
func (a *attempt) received(ctx context.Context, r Receipt) error {
	switch {
	case r.RemoteID != "":
		return a.delivered(ctx, r)
	case r.Ticket != "":
		now := a.cfg.Clock.Now()
		a.d.Ticket = r.Ticket
		a.d.LastProblem, a.d.Detail = NotYetConfirmed, ""
		return a.release(ctx, now, a.backoff(a.d, now))
	default:
		return a.failed(ctx, errors.New("answer without an id"))
	}
}

// delivered keeps that the back end has the step, and sets off the next one.
func (a *attempt) delivered(ctx context.Context, r Receipt) error {
	keeping, cancel := keeping(ctx)
	defer cancel()
	taken, err := a.isTaken(keeping, a.d, r.RemoteID)
	if err != nil {
		return err
	}
	if taken {
		return a.failed(ctx, errors.New("the back end answered with the id of another case"))
	}
	now := a.cfg.Clock.Now()
	a.d.RemoteID, a.d.Number, a.d.DeliveredAt = r.RemoteID, r.Number, now
	a.d.LastProblem, a.d.Detail = NoProblem, ""
	return a.finish(ctx, now, audit.DeliveryConfirmed, func(ctx context.Context) error {
		if err := a.cfg.Changes.Delivered(ctx, a.d); err != nil {
			return err
		}
		return a.goOn(ctx, a.d, now)
	})
}

// goOn sets off the step after d, when there is one.
func (e *Engine) goOn(ctx context.Context, d Delivery, now time.Time) error {
	following, ok, err := e.cfg.Store.FindNext(ctx, d)
	if err != nil || !ok {
		return err
	}
	if err := e.cfg.Store.Postpone(ctx, []string{following.ID}, now); err != nil {
		return err
	}
	return e.cfg.Queue.Enqueue(ctx, following.Connector, following.ID, now)
}

// isTaken reports whether another case than that of d has the back end's id.
func (e *Engine) isTaken(ctx context.Context, d Delivery, remoteID string) (bool, error) {
	if d.Kind != KindCreate || remoteID == "" {
		return false, nil
	}
	other, err := e.cfg.Store.FindByRemoteID(ctx, d.Connector, remoteID)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return other.ID != d.ID, err
}

// failed keeps why a look-up or a sending did not deliver.
func (a *attempt) failed(ctx context.Context, err error) error {
	now := a.cfg.Clock.Now()
	sent := a.d.Tries > a.before.Tries
	// A look-up refuses too what the back end had only accepted until then.
	if refused, ok := errors.AsType[*RefusedError](err); ok && (sent || a.d.Ticket != "") {
		return a.refused(ctx, now, refused)
	}
	if unavailable, ok := errors.AsType[*UnavailableError](err); ok {
		a.d.Tries, a.d.FirstTryAt = a.before.Tries, a.before.FirstTryAt // nothing was sent after all
		if a.openErr != nil {
			return a.notReady(ctx, NotReady, a.openErr)
		}
		a.d.LastProblem, a.d.Detail = BackEndDown, clip(err.Error())
		return a.release(ctx, now, max(a.backoff(a.d, now), min(unavailable.RetryAfter, maxRetryAfter)))
	}
	a.d.LastProblem, a.d.Detail = AnswerLost, clip(err.Error())
	if !sent {
		return a.release(ctx, now, a.backoff(a.d, now))
	}
	// The lease is kept: nobody looks before the back end is done with it.
	a.d.LeasedUntil = now.Add(a.cfg.Settle)
	a.d.DueAt = now.Add(max(a.backoff(a.d, now), a.cfg.Settle))
	return a.keep(ctx, nil)
}

// refused keeps that the back end will not have the step. The steps after it go
// on, unless it is the case itself: then they wait for a person.
func (a *attempt) refused(ctx context.Context, now time.Time, r *RefusedError) error {
	a.d.RefusedAt = now
	a.d.LastProblem, a.d.Detail = BackEndRefused, clip(r.Reason)
	return a.finish(ctx, now, audit.DeliveryRefused, func(ctx context.Context) error {
		if err := a.cfg.Changes.Refused(ctx, a.d); err != nil || !a.d.outOfTheWay() {
			return err
		}
		return a.goOn(ctx, a.d, now)
	})
}

// notReady keeps that our own side was not able to make the attempt. It is
// tried again slowly: a person must mend it.
func (a *attempt) notReady(ctx context.Context, p Problem, err error) error {
	a.d.LastProblem, a.d.Detail = p, ""
	if err != nil {
		a.d.Detail = errs.KindOf(err).String()
		a.cfg.Log.ErrorContext(ctx, "delivery: not ready", "delivery", a.d.ID, "connector", a.d.Connector, "key", a.d.Key(), "error", err)
	}
	return a.release(ctx, a.cfg.Clock.Now(), a.cfg.Backoff.Max)
}

// release ends the lease of a delivery that is due again after wait.
func (a *attempt) release(ctx context.Context, now time.Time, wait time.Duration) error {
	a.d.LeasedUntil, a.d.LeaseToken = time.Time{}, ""
	a.d.DueAt = now.Add(wait)
	return a.keep(ctx, nil)
}

// finish ends the delivery for good, with what belongs to that.
func (a *attempt) finish(ctx context.Context, now time.Time, deed audit.Action, also func(context.Context) error) error {
	a.d.LeasedUntil, a.d.LeaseToken = time.Time{}, ""
	return a.keep(ctx, func(ctx context.Context) error {
		if err := also(ctx); err != nil {
			return err
		}
		return a.cfg.Audit.Append(ctx, audit.Entry{
			At: now, Actor: "connector:" + a.d.Connector, Action: deed, Subject: "delivery:" + a.d.ID, Detail: a.d.Key(),
		})
	})
}

// keep writes what came of the attempt, and what follows from it, in one
// transaction.
func (a *attempt) keep(ctx context.Context, also func(context.Context) error) error {
	ctx, cancel := keeping(ctx)
	defer cancel()
	err := a.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		if err := a.save(ctx); err != nil {
			return err
		}
		if err := a.remember(ctx); err != nil {
			return err
		}
		if also != nil {
			if err := also(ctx); err != nil {
				return err
			}
		}
		failpoint.Pass(failpoint.Keeping)
		return nil
	})
	if err == nil {
		failpoint.Pass(failpoint.Kept)
		a.log(ctx)
	}
	return err
}

// keeping returns a context that outlives the calling off of ctx, for a while.
func keeping(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), keepTimeout)
}

// log says what came of the attempt: ids and codes, never contents.
func (a *attempt) log(ctx context.Context) {
	level := slog.LevelWarn
	switch a.d.State() {
	case StateDelivered, StateAccepted:
		level = slog.LevelInfo
	case StateRefused:
		level = slog.LevelError
	}
	a.cfg.Log.Log(ctx, level, "delivery: attempt", "delivery", a.d.ID, "connector", a.d.Connector, "key", a.d.Key(),
		"state", a.d.State(), "problem", a.d.LastProblem, "detail", a.d.Detail, "tries", a.d.Tries)
}

// clip is what is kept of an error: nothing of anybody, and cut between two
// characters.
func clip(s string) string {
	s = redact(strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) <= maxDetail {
		return s
	}
	cut := maxDetail
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}
