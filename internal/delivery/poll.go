package delivery

import (
	"cmp"
	"context"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/failpoint"
)

const (
	pollPages = 100 // of one poll; what is left is fetched by the next

	// clockSkew is how far the clock of a back end may be behind ours.
	clockSkew = time.Minute
)

// Poll fetches what has happened at a connector's back end and hands each
// change over once. It does nothing when another node is polling. Its
// transactions are its own, and none spans a call to the back end.
//
// The changes of a case are handed over in their order. One that cannot be
// holds back those after it of the same case, and the cursor, so that they come
// again next time; the changes of other cases go on. The error is the first.
//
// A change's files are fetched and kept before it is told: it is told with them
// or not at all. One whose files cannot be had now waits for them, but not for
// longer than FilePatience: the words are worth more than the files.
func (e *Engine) Poll(ctx context.Context, name string) error {
	op := "delivery.Poll " + name
	connector, ok := e.cfg.Registry.Connector(name)
	if !ok {
		return errs.New(errs.NotFound, op)
	}
	now := e.cfg.Clock.Now()
	cursor, err := e.cfg.Store.ClaimPoll(ctx, name, now, now.Add(e.lease()))
	if errs.Is(err, errs.Conflict) {
		return nil
	}
	if err != nil {
		return errs.Op(op, err)
	}
	p := &poll{Engine: e, name: name, connector: connector, held: map[string]bool{}}
	cursor, pollErr := p.fetch(ctx, cursor)
	failpoint.Pass(failpoint.Told)
	ctx, cancel := keeping(ctx)
	defer cancel()
	if err := e.cfg.Store.SaveCursor(ctx, name, cursor); err != nil {
		return errs.Op(op, err)
	}
	return errs.Op(op, pollErr)
}

// poll is one poll of a connector.
type poll struct {
	*Engine
	name      string
	connector Connector
	held      map[string]bool // the cases whose changes must come again, by remote id
	err       error           // the first change's that could not be handed over
	unfetched int             // files that could not be had now
}

// fetch reads from the cursor on, page by page, for as long as one call to the
// back end may take. It returns the cursor to begin with next time: behind the
// last change that is surely dealt with.
func (p *poll) fetch(ctx context.Context, cursor string) (string, error) {
	// Fetching files takes its own time. If the lease ends meanwhile another node
	// polls as well, which costs time and tells nothing twice.
	polling, cancel := context.WithTimeout(ctx, p.cfg.Timeout)
	defer cancel()
	next := cursor
	for range pollPages {
		var batch Batch
		err := p.guarded(ctx, p.name, func() (err error) {
			batch, err = p.connector.Poll(polling, cursor)
			return err
		})
		if err != nil {
			return next, err
		}
		failpoint.Pass(failpoint.Polled)
		if err := p.apply(ctx, batch.Changes); err != nil {
			return next, err
		}
		if len(p.held) == 0 {
			next = batch.Cursor
		}
		if !batch.More || batch.Cursor == cursor {
			break
		}
		cursor = batch.Cursor
	}
	return next, p.err
}

// apply hands the changes over in their order. It holds a case when one of its
// changes cannot be handed over, and when it may be one whose id is still on its
// way to us. The error says that no further change can be handed over either.
func (p *poll) apply(ctx context.Context, changes []Change) error {
	// Asked before the changes' cases are looked up: a case that is confirmed
	// in between is then found there.
	since, unconfirmed, err := p.cfg.Store.FindUnconfirmed(ctx, p.name)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if p.held[c.RemoteID] {
			continue
		}
		known, err := p.applyOne(ctx, c)
		switch {
		case err != nil && ctx.Err() != nil:
			return err
		case err != nil:
			p.held[c.RemoteID] = true
			p.err = cmp.Or(p.err, err)
			p.cfg.Log.ErrorContext(ctx, "delivery: change held", "connector", p.name, "change", c.Key, "error", err)
		case !known && unconfirmed && (c.At.IsZero() || c.At.After(since.Add(-clockSkew))):
			p.held[c.RemoteID] = true
		}
	}
	return nil
}

// applyOne hands a change over, unless that has been done or it is of a case
// that did not come from us.
func (p *poll) applyOne(ctx context.Context, c Change) (known bool, err error) {
	created, err := p.cfg.Store.FindByRemoteID(ctx, p.name, c.RemoteID)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var files []ReceivedFile
	if len(c.Files) > 0 {
		taken, err := p.cfg.Store.FindTaken(ctx, p.name, c.Key)
		if err != nil || taken {
			return true, err
		}
		if files, err = p.receive(ctx, created.CaseID, c); err != nil {
			return true, err
		}
	}
	return true, p.cfg.Store.InTx(ctx, func(ctx context.Context) error { return p.tell(ctx, created, c, files) })
}

// tell hands a change of the case over, the first time that it is told. It joins
// the caller's transaction.
func (p *poll) tell(ctx context.Context, created Delivery, c Change, files []ReceivedFile) error {
	first, err := p.cfg.Store.TakeChange(ctx, p.name, c.Key, p.cfg.Clock.Now())
	if err != nil || !first {
		return err
	}
	p.cfg.Log.InfoContext(ctx, "delivery: change", "connector", p.name, "key", created.Key(), "change", c.Key, "status", c.Status)
	return p.cfg.Changes.Changed(ctx, created.CaseID, p.name, c, files)
}
