package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery/gate"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/failpoint"
)

// errLeaseLost stops an attempt whose lease ran out and whose delivery
// somebody else has taken over: they look up what it did.
var errLeaseLost = errors.New("lease lost")

// early is how much too early a job may come, by another machine's clock. One
// that comes earlier still is of no use: whoever put the delivery off has a job
// for it, and if that is lost there is Sweep. So jobs that were enqueued twice
// do not live for ever.
const early = 10 * time.Second

// attempt is one claimed delivery on its way through an attempt.
type attempt struct {
	*Engine
	d       Delivery // as it is to be kept
	before  Delivery // as it was when it was claimed
	openErr error    // our own failure to open the file that was to be sent
	saved   State    // as it was last written
	sent    bool     // something may have been sent by this attempt
	begun   time.Time

	pass   *gate.Pass // that let it in to the back end
	lesson func()     // what was learnt of the back end
}

// Attempt looks at one delivery and does what is to be done with it now: looks
// it up, sends it, or neither. The queue's worker calls it.
//
// It returns done when the worker has nothing more to do with this delivery,
// and otherwise how long until it is to be called again. An error is a failure
// of our own side (the database), after which it is called again as well.
// Whatever happened to an attempt, an error included, the delivery is safe: it
// stays leased until the back end is surely done with it, and Sweep finds it
// after that.
//
// It opens transactions of its own, and none of them spans a call to a back
// end: ctx must not carry one.
func (e *Engine) Attempt(ctx context.Context, id string) (next time.Duration, done bool, err error) {
	op := "delivery.Attempt " + id
	d, err := e.cfg.Store.FindDelivery(ctx, id)
	if err != nil {
		return 0, false, errs.Op(op, err)
	}
	if next, done := e.when(d); done || next > 0 {
		return next, done, nil
	}
	pass, wait := e.enter(ctx, d.Connector)
	if pass == nil && wait > 0 {
		return wait, false, nil
	}
	a := &attempt{Engine: e, pass: pass, lesson: func() {}}
	if pass != nil {
		a.lesson = pass.Nothing
	}
	defer func() { a.lesson() }()
	if d, next, done, err = e.claim(ctx, id); err != nil || done || next > 0 {
		return next, done, errs.Op(op, err)
	}
	failpoint.Pass(failpoint.Claimed)
	a.d, a.before, a.saved, a.begun = d, d, d.State(), e.cfg.Clock.Now()
	err = a.run(ctx)
	if errors.Is(err, errLeaseLost) {
		e.cfg.Log.WarnContext(ctx, "delivery: lease lost, result dropped", "delivery", d.ID, "connector", d.Connector, "key", d.Key())
		return 0, true, nil
	}
	if err != nil {
		return e.lease(), false, errs.Op(op, err)
	}
	if a.d.final() {
		return 0, true, nil
	}
	return max(a.d.DueAt.Sub(e.cfg.Clock.Now()), 0), false, nil
}

// when returns how long it is until the delivery is to be looked at, and done
// when this is not for the one who asks to do.
func (e *Engine) when(d Delivery) (next time.Duration, done bool) {
	if d.final() {
		return 0, true
	}
	next = max(d.DueAt.Sub(e.cfg.Clock.Now()), 0)
	return next, next > early
}

// claim leases the delivery, when it is due and its turn.
func (e *Engine) claim(ctx context.Context, id string) (d Delivery, next time.Duration, done bool, err error) {
	err = e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		if d, err = e.cfg.Store.FindDelivery(ctx, id); err != nil {
			return err
		}
		if next, done = e.when(d); done || next > 0 {
			return nil
		}
		now := e.cfg.Clock.Now()
		d, err = e.cfg.Store.Claim(ctx, id, newID(), now, now.Add(e.lease()))
		if errs.Is(err, errs.Conflict) {
			// Another worker was quicker, or an earlier step is not delivered
			// yet and will enqueue this one.
			done = true
			return nil
		}
		return err
	})
	return d, next, done, err
}

// run does what the delivery needs and keeps what came of it.
func (a *attempt) run(ctx context.Context) error {
	connector, ok := a.cfg.Registry.Connector(a.d.Connector)
	if !ok {
		return a.notReady(ctx, NoConnector, nil)
	}
	step, kept, err := a.prepare(ctx)
	if err != nil && ctx.Err() == nil {
		return a.notReady(ctx, NotReady, err)
	}
	if err == nil && step.Kind != KindCreate && step.RemoteID == "" {
		return a.refused(ctx, a.cfg.Clock.Now(), &RefusedError{Reason: noRemoteID})
	}
	if a.mayBeThere() && ctx.Err() == nil {
		receipt, found, err := a.find(ctx, connector, step)
		switch {
		case err != nil:
			return a.failed(ctx, err)
		case found:
			return a.received(ctx, receipt)
		case a.d.Ticket != "":
			// It was taken once: never sent again, however long its id takes.
			return a.received(ctx, Receipt{Ticket: a.d.Ticket})
		}
	}
	if ctx.Err() != nil { // we are stopping, and have not sent anything
		return a.release(ctx, a.cfg.Clock.Now(), 0)
	}
	return a.send(ctx, connector, step, kept)
}

// noRemoteID is why a step is refused whose case was confirmed by hand, without
// its id in the back end: there is nothing to send it to.
const noRemoteID = "no id of the case"

// fresh is how old a delivery may be and still be sent without a look first.
// An older one may have been sent by a database that this one was restored from.
const fresh = time.Minute

// mayBeThere reports whether the back end may have the step already, as far as
// we remember. Looking up costs as much as there is to look through, so what only
// waits for a back end that was away is not looked up.
func (a *attempt) mayBeThere() bool {
	switch {
	case a.d.Tries > 0:
		return true
	case a.cfg.Clock.Now().Sub(a.d.CreatedAt) <= fresh:
		return false
	default: // the clocks of two nodes may differ
		return a.cfg.Steady == nil || !a.d.CreatedAt.After(a.cfg.Steady().Add(fresh))
	}
}

// prepare makes the step that the delivery is, with the kept envelope or a new
// one.
func (a *attempt) prepare(ctx context.Context) (step Step, kept bool, err error) {
	d := a.d
	step = Step{Key: d.Key(), Kind: d.Kind, Ticket: d.Ticket, Since: d.FirstTryAt}
	if step.Since.IsZero() {
		step.Since = d.CreatedAt
	}
	step.Envelope, kept, err = a.cfg.Store.FindEnvelope(ctx, d.CaseID, d.Connector)
	if err == nil && !kept {
		step.Envelope, err = a.cfg.Source.Envelope(ctx, d.CaseID, d.Connector)
	}
	if err != nil || d.Kind == KindCreate {
		return step, kept, err
	}
	created, err := a.cfg.Store.FindFirst(ctx, d.CaseID, d.Connector)
	if err != nil {
		return step, kept, err
	}
	step.RemoteID = created.RemoteID
	return step, kept, a.fill(ctx, &step)
}

// fill gives a later step what it carries besides the envelope.
func (a *attempt) fill(ctx context.Context, step *Step) (err error) {
	d, files := a.d, step.Envelope.Files
	if d.ItemID != "" {
		of := d.Kind
		if of == KindAttachment {
			of = KindMessage
		}
		message, err := a.cfg.Source.Message(ctx, d.CaseID, of, d.ItemID)
		if err != nil {
			return err
		}
		files, message.Files = message.Files, nil
		step.Message = &message
	}
	switch d.Kind {
	case KindAttachment:
		step.Message = nil
		step.Attachment, err = a.attachment(files)
		return err
	case KindMessage, KindWithdrawal, KindSettled:
		if step.Message == nil {
			return errs.New(errs.NotFound, "delivery.fill: a "+string(d.Kind)+" without an item")
		}
		return nil
	default:
		return errs.New(errs.Internal, "delivery.fill: kind "+string(d.Kind))
	}
}

// attachment returns the file of a KindAttachment step, ready to be opened.
func (a *attempt) attachment(files []EnvelopeFile) (*EnvelopeFile, error) {
	at := slices.IndexFunc(files, func(f EnvelopeFile) bool { return f.ID == a.d.AttachmentID })
	if at < 0 {
		return nil, errs.New(errs.NotFound, "delivery.attachment "+a.d.AttachmentID)
	}
	file := files[at]
	file.Open = func(ctx context.Context) (content io.ReadCloser, err error) {
		content, a.openErr = a.cfg.Source.OpenFile(ctx, a.d.CaseID, file.ID)
		return content, a.openErr
	}
	return &file, nil
}

// find asks the back end for what an earlier attempt may have left there.
func (a *attempt) find(stopping context.Context, connector Connector, step Step) (receipt Receipt, found bool, err error) {
	ctx, cancel := context.WithTimeout(stopping, a.cfg.Timeout)
	defer cancel()
	err = a.guarded(ctx, step.Key, func() (err error) {
		receipt, found, err = connector.Find(ctx, step)
		return err
	})
	failpoint.Pass(failpoint.LookedUp)
	a.learn(stopping, err)
	return receipt, found, err
}

// send notes that something is about to be sent, sends it, and keeps what came
// of it.
func (a *attempt) send(ctx context.Context, connector Connector, step Step, kept bool) error {
	// Counted from before the note: a process that is stopped in between and
	// goes on when the lease has run out finds its time used up.
	sending, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	if err := a.note(ctx, step.Envelope, kept); err != nil {
		return err
	}
	failpoint.Pass(failpoint.Noted)
	a.saved = a.d.State()
	if isUsedUp(sending) {
		return a.failed(ctx, &UnavailableError{Err: errLate})
	}
	a.sent = true
	step.Since = a.d.FirstTryAt
	var receipt Receipt
	err := a.guarded(ctx, step.Key, func() (err error) {
		receipt, err = connector.Send(sending, step)
		return err
	})
	failpoint.Pass(failpoint.Sent)
	a.learn(ctx, err)
	if err != nil {
		return a.failed(ctx, err)
	}
	return a.received(ctx, receipt)
}

// errLate says that the time to send in was over before anything was sent.
var errLate = errors.New("frozen, or too slow to begin")

// isUsedUp reports whether the time of ctx is over. When a process goes on that was
// stopped, its clock says so before its timers do, and ctx only hears of it from those.
func isUsedUp(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !clock.System{}.Now().Before(deadline) || ctx.Err() != nil
}

// note writes that something may be sent from now on, and what. It also proves
// that the lease is still ours, and starts it anew.
func (a *attempt) note(ctx context.Context, envelope Envelope, kept bool) error {
	return a.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		now := a.cfg.Clock.Now()
		a.d.Tries = a.before.Tries + 1 // not counted up: this may be run again
		if a.d.FirstTryAt.IsZero() {
			a.d.FirstTryAt = now
		}
		a.d.LeasedUntil = now.Add(a.lease())
		a.d.DueAt = a.d.LeasedUntil
		if err := a.save(ctx); err != nil || kept {
			return err
		}
		return a.cfg.Store.SaveEnvelope(ctx, a.d.CaseID, a.d.Connector, envelope)
	})
}

// save writes the delivery, if the lease is still ours: each move of an attempt
// is made here.
func (a *attempt) save(ctx context.Context) error {
	if !mayMove(a.saved, a.d.State()) {
		return errs.New(errs.Internal, "delivery.save "+a.d.ID+": "+string(a.saved)+" to "+string(a.d.State()))
	}
	err := a.cfg.Store.SaveDelivery(ctx, a.d, a.before.LeaseToken)
	if errs.Is(err, errs.Conflict) {
		return errLeaseLost
	}
	return err
}

// guarded calls a connector and turns a panic into an error: nobody knows how
// far it came. What it panicked with may hold personal data, so only its type
// is told.
func (e *Engine) guarded(ctx context.Context, what string, call func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("connector panicked with %T", value)
			e.cfg.Log.ErrorContext(ctx, "delivery: connector panicked", "at", what,
				"type", fmt.Sprintf("%T", value), "stack", string(debug.Stack()))
		}
	}()
	return call()
}
