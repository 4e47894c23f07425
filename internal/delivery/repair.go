package delivery

import (
	"context"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
)

// byReconciliation is who does what a reconciliation does.
const byReconciliation = "system"

// repair mends a finding when that is safe, and reports whether it did. What
// somebody else has changed meanwhile is left to the next reconciliation.
func (r *reconciling) repair(ctx context.Context, f Finding) (bool, error) {
	switch {
	case f.What == FindingMissing && r.inspected[f.CaseID].Presence == Absent:
		return r.repairCase(ctx, f.Delivery)
	case f.What == FindingMissing:
		return r.repairStep(ctx, f.Delivery)
	case f.What == FindingStatus:
		return done(r.statusAgain(ctx, f.Delivery, r.inspected[f.CaseID].Status))
	default:
		return false, nil
	}
}

// done reports whether something was done: in a conflict somebody else was quicker.
func done(err error) (bool, error) {
	if errs.Is(err, errs.Conflict) {
		return false, nil
	}
	return err == nil, err
}

// repairCase has a case owed again that is lost whole, once, whichever of its steps
// was asked for. One that is closed here is left to a person: its back end may have
// weeded it out.
func (r *reconciling) repairCase(ctx context.Context, d Delivery) (again bool, err error) {
	if again, ok := r.again[d.CaseID]; ok {
		return again, nil
	}
	defer func() { r.again[d.CaseID] = again }()
	if closed, err := r.isClosed(ctx, d); err != nil || closed {
		return false, err
	}
	first, err := r.cfg.Store.FindFirst(ctx, d.CaseID, d.Connector)
	if err != nil || first.State() != StateDelivered || !r.isSettled(first) {
		return false, err
	}
	return done(r.owedAgain(ctx, first))
}

// repairStep has a step owed again whose case is there.
func (r *reconciling) repairStep(ctx context.Context, d Delivery) (bool, error) {
	if !r.isSettled(d) {
		return false, nil
	}
	if closed, err := r.isClosed(ctx, d); err != nil || closed {
		return false, err
	}
	return done(r.owedAgain(ctx, d))
}

// isClosed reports whether nothing more of a case is to be sent.
func (r *reconciling) isClosed(ctx context.Context, d Delivery) (bool, error) {
	if r.Standing == nil {
		return false, nil
	}
	ours, err := r.Standing(ctx, d.CaseID, d.Connector)
	return ours.Closed, err
}

// isSettled reports whether a step came there so long ago that a look-up must see it.
func (r *reconciling) isSettled(d Delivery) bool { return r.begun.Sub(d.DeliveredAt) >= r.cfg.Settle }

// owedAgain has a step that its back end surely has lost owed again, and with the case
// itself all that it had of it: with their old keys, so that whatever is there after all is
// found before anything is sent. It writes their history and audits it, all or nothing.
// Conflict: the step is not as it was when it was looked for.
func (e *Engine) owedAgain(ctx context.Context, d Delivery) error {
	return errs.Op("delivery.owedAgain "+d.ID, e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		now := e.cfg.Clock.Now()
		lost := []Delivery{d}
		if d.Kind == KindCreate {
			later, err := e.cfg.Store.FindLater(ctx, d)
			if err != nil {
				return err
			}
			for _, step := range later {
				if step.State() == StateDelivered {
					lost = append(lost, step)
				}
			}
		}
		for _, step := range lost {
			if err := e.loseOne(ctx, step, now); err != nil {
				return err
			}
		}
		return e.cfg.Queue.Enqueue(ctx, d.Connector, d.ID, now)
	}))
}

func (e *Engine) loseOne(ctx context.Context, d Delivery, now time.Time) error {
	if !mayMove(d.State(), StateUnknown) {
		return errs.New(errs.Conflict, "delivery.loseOne "+d.ID)
	}
	if err := e.cfg.Store.OweAgain(ctx, d, now); err != nil {
		return err
	}
	// The id that is gone is what somebody who looks for it there has to go by.
	if err := e.cfg.Store.AppendHistory(ctx, HistoryLine{
		ID: newID(), DeliveryID: d.ID, At: now, LastAt: now, Times: 1, Actor: byReconciliation, Outcome: OutcomeMissing, Detail: clip("was " + d.RemoteID),
	}); err != nil {
		return err
	}
	return e.cfg.Audit.Append(ctx, audit.Entry{
		At: now, Actor: byReconciliation, Action: audit.DeliveryMissing, Subject: "delivery:" + d.ID, Detail: d.Key(),
	})
}

// statusAgain takes the status that the back end says now, as if it had told it: once
// a day for each status, whoever else does so too. Conflict: it was taken already.
func (e *Engine) statusAgain(ctx context.Context, created Delivery, status Status) error {
	return errs.Op("delivery.statusAgain "+created.ID, e.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		now := e.cfg.Clock.Now()
		key := "reconciled " + created.ID + " " + string(status) + " " + now.Format(time.DateOnly)
		first, err := e.cfg.Store.TakeChange(ctx, created.Connector, key, now)
		if err != nil {
			return err
		}
		if !first {
			return errs.New(errs.Conflict, "delivery.statusAgain")
		}
		change := Change{Key: key, RemoteID: created.RemoteID, At: now, Status: status}
		return e.cfg.Changes.Changed(ctx, created.CaseID, created.Connector, change, nil)
	}))
}
