package delivery

import (
	"context"
	"errors"

	"github.com/mittkoping/entre/internal/errs"
)

// More is a further step of a case that is owed already.
type More struct {
	Kind Kind // KindMessage, KindAttachment, KindWithdrawal or KindSettled
	// ItemID names the message or the withdrawal: EnvelopeSource.Message is asked
	// for it. Of a KindAttachment step it is the message that the file belongs
	// to; "" when it is one of the envelope's files.
	ItemID       string
	AttachmentID string // of a KindAttachment step
}

// valid reports whether the step says all that it must.
func (m More) valid() bool {
	switch m.Kind {
	case KindMessage, KindWithdrawal, KindSettled:
		return m.ItemID != "" && m.AttachmentID == ""
	case KindAttachment:
		return m.AttachmentID != ""
	default:
		return false
	}
}

// OweMore adds steps to what a case owes to a back end, in their order: what the
// citizen says after they have been given their receipt. It joins the caller's
// transaction, and may be called at any time: before the case itself is
// delivered, while a step is being sent, and when one was refused. The first is
// looked at now, unless it must wait for a step before it, which then sets it off.
//
// NotFound: the case owes nothing to the connector. Invalid: a step says too
// little. Adding the same twice sends it twice: whoever calls it for something
// notes that in the same transaction.
func (e *Engine) OweMore(ctx context.Context, caseID, connector string, steps []More) error {
	op := "delivery.OweMore " + caseID
	for _, m := range steps {
		if !m.valid() {
			return errs.Wrap(errs.Invalid, op, errors.New("a step needs its kind, and what it is to carry"))
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return errs.Op(op, e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		last, err := e.cfg.Store.FindLast(ctx, caseID, connector)
		if err != nil {
			return err
		}
		now := e.cfg.Clock.Now()
		added := make([]Delivery, len(steps))
		for i, m := range steps {
			added[i] = Delivery{
				ID: newID(), CaseID: caseID, Reference: last.Reference, Connector: connector, Seq: last.Seq + 1 + i,
				Kind: m.Kind, ItemID: m.ItemID, AttachmentID: m.AttachmentID, CreatedAt: now, DueAt: now,
			}
		}
		if err := e.cfg.Store.CreateDeliveries(ctx, added); err != nil || !last.outOfTheWay() {
			return err
		}
		return e.cfg.Queue.Enqueue(ctx, connector, added[0].ID, now)
	}))
}
