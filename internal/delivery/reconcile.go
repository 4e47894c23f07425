package delivery

import (
	"context"
	"errors"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

// Period is what a reconciliation looks at: what was made in it.
type Period struct {
	From, To time.Time // To itself is not in it
}

// Finding is a delivery that is not in the back end as we remember it.
type Finding struct {
	Delivery
	What     FindingKind
	Detail   string // of FindingUnknown: why nobody knows; of FindingStatus: theirs and ours
	Repaired bool
}

// FindingKind is what is wrong with it.
type FindingKind string

// The findings.
const (
	FindingMissing FindingKind = "missing" // the back end surely does not have it any more
	FindingUnseen  FindingKind = "unseen"  // it is not found, which need not mean that it is not there
	FindingOther   FindingKind = "other"   // it has it under another id than it said
	FindingUnknown FindingKind = "unknown" // it could not be asked
	FindingStatus  FindingKind = "status"  // the case stands otherwise there
)

// Reconciliation is what a comparison came to.
type Reconciliation struct {
	Connector string
	Present   int // as we remember it
	ByHand    int // confirmed by a person, who may have used no key of ours: not asked for
	Findings  []Finding
}

// Repaired returns how many of the findings were mended.
func (r Reconciliation) Repaired() (n int) {
	for _, f := range r.Findings {
		if f.Repaired {
			n++
		}
	}
	return n
}

// Reconciling is what is to be compared, and what is to come of it.
type Reconciling struct {
	Period
	Repair bool
	// Standing says where a case of the connector stands with us. Nil: nothing is known of any.
	Standing func(ctx context.Context, caseID, connector string) (Standing, error)
	// Progress is called after each page: an error ends it. May be nil.
	Progress func(ctx context.Context) error
}

// Standing is where a case stands with us.
type Standing struct {
	Status Status // "": it is not compared
	Closed bool   // it is not sent again, whatever has become of it there
}

const reconcilePage = 200

// Reconcile asks the back end for each step that it has confirmed of the cases of
// a period: for the case as its Inspector says, otherwise by the step's key, as before a
// second sending. What is not confirmed yet is no part of it: that is seen
// where deliveries wait. It goes at the connector's pace, and ends with what it has
// when the back end is away.
//
// Without Repair it changes nothing, neither there nor here. With it, what is surely
// missing is owed again (see OweAgain), and a status is taken as the back end says
// it. It polls first, so that nothing is taken for a difference that is only on its way.
//
// NotFound: there is no such connector. Unavailable: the back end is away.
func (e *Engine) Reconcile(ctx context.Context, connector string, what Reconciling) (Reconciliation, error) {
	op := "delivery.Reconcile " + connector
	c, ok := e.cfg.Registry.Connector(connector)
	if !ok {
		return Reconciliation{}, errs.New(errs.NotFound, op)
	}
	r := &reconciling{
		Engine: e, Reconciling: what, connector: c, inspected: map[string]Inspection{}, again: map[string]bool{}, begun: e.cfg.Clock.Now(), out: Reconciliation{Connector: connector},
	}
	r.inspector, _ = c.(Inspector)
	if what.Standing != nil {
		if err := e.Poll(ctx, connector); err != nil {
			r.stale = true
			e.cfg.Log.WarnContext(ctx, "delivery: reconciled without statuses", "connector", connector, "error", err)
		}
	}
	for after := ""; ; {
		page, err := e.cfg.Store.FindConfirmed(ctx, connector, what.Period, after, reconcilePage)
		if err != nil {
			return r.out, errs.Op(op, err)
		}
		for _, d := range page {
			after = d.ID
			if err := r.compare(ctx, d); err != nil {
				return r.out, errs.Op(op, err)
			}
		}
		if what.Progress != nil {
			if err := what.Progress(ctx); err != nil {
				return r.out, errs.Op(op, err)
			}
		}
		if len(page) < reconcilePage {
			return r.out, nil
		}
	}
}

// reconciling is one reconciliation of a connector.
type reconciling struct {
	*Engine
	Reconciling
	connector Connector
	inspector Inspector             // nil: it is none
	inspected map[string]Inspection // by case
	again     map[string]bool       // cases that were missing, and whether they are owed again
	stale     bool                  // what it says of a status may be news
	begun     time.Time
	out       Reconciliation
}

// compare asks for one step and notes what is there.
func (r *reconciling) compare(ctx context.Context, d Delivery) error {
	if d.State() == StateConfirmed {
		r.out.ByHand++
		return nil
	}
	a := &attempt{Engine: r.Engine, d: d, before: d, lesson: func() {}}
	step, _, err := a.prepare(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil: // our own fault with one case, not with all the others
		return r.found(ctx, d, FindingUnknown, errs.KindOf(err).String())
	}
	var known Inspection
	if r.inspector != nil {
		if known, err = r.inspect(ctx, a, step); err != nil {
			return r.unknown(ctx, d, err)
		}
		if known.Presence == Absent { // what belongs to a case goes with it
			return r.found(ctx, d, FindingMissing, "")
		}
		if d.Kind == KindCreate {
			return r.stands(ctx, d, known)
		}
	}
	if err := r.letIn(ctx, a); err != nil {
		return err
	}
	receipt, found, err := a.find(ctx, r.connector, step)
	a.lesson()
	switch {
	case err != nil:
		return r.unknown(ctx, d, err)
	case !found && r.inspector != nil && !known.Steps:
		return r.found(ctx, d, FindingUnseen, "")
	case !found:
		return r.found(ctx, d, FindingMissing, "")
	case receipt.RemoteID != d.RemoteID:
		return r.found(ctx, d, FindingOther, "")
	}
	r.out.Present++
	return nil
}

// inspect asks for the case of a step, once.
func (r *reconciling) inspect(ctx context.Context, a *attempt, step Step) (found Inspection, err error) {
	if known, ok := r.inspected[a.d.CaseID]; ok {
		return known, nil
	}
	if step.Kind == KindCreate {
		step.RemoteID = a.d.RemoteID
	}
	step.Kind, step.Key, step.Attachment, step.Message, step.Ticket = KindCreate, StepKey(a.d.Reference, 1), nil, nil, ""
	if err := r.letIn(ctx, a); err != nil {
		return Inspection{}, err
	}
	asking, cancel := context.WithTimeout(ctx, r.cfg.Timeout)
	defer cancel()
	err = r.guarded(ctx, step.Key, func() (err error) {
		found, err = r.inspector.Inspect(asking, step)
		return err
	})
	a.learn(ctx, err)
	a.lesson()
	if err == nil {
		r.inspected[a.d.CaseID] = found
	}
	return found, err
}

// stands notes how a case that is not absent stands.
func (r *reconciling) stands(ctx context.Context, d Delivery, is Inspection) error {
	if is.Presence != Present {
		return r.found(ctx, d, FindingUnseen, "")
	}
	if r.Standing == nil || is.Status == "" || r.stale {
		r.out.Present++
		return nil
	}
	standing, err := r.Standing(ctx, d.CaseID, d.Connector)
	if err != nil {
		return err
	}
	ours := standing.Status
	if ours == "" || ours == is.Status {
		r.out.Present++
		return nil
	}
	return r.found(ctx, d, FindingStatus, string(is.Status)+", "+string(ours)+" here")
}

// errAway ends a reconciliation: the back end is left in peace.
var errAway = errs.New(errs.Unavailable, "delivery.compare")

// letIn waits until the gate lets the attempt in.
func (r *reconciling) letIn(ctx context.Context, a *attempt) error {
	a.pass = nil
	for a.pass == nil { // enter waits
		a.pass, _ = r.enter(ctx, a.d.Connector)
		if a.pass == nil && (ctx.Err() != nil || !r.Shut(a.d.Connector).IsZero()) {
			return errAway
		}
	}
	return nil
}

// unknown notes that the back end gave no answer, unless that ends it all.
func (r *reconciling) unknown(ctx context.Context, d Delivery, err error) error {
	if errors.Is(err, errAway) {
		return err
	}
	if ctx.Err() != nil {
		return errs.Wrap(errs.Unavailable, "delivery.compare", ctx.Err())
	}
	return r.found(ctx, d, FindingUnknown, clip(err.Error()))
}

// found notes what is wrong, and mends it when that is wished for and safe.
func (r *reconciling) found(ctx context.Context, d Delivery, what FindingKind, detail string) (err error) {
	f := Finding{Delivery: d, What: what, Detail: detail}
	if r.Repair && r.inspector != nil { // no other is sure
		f.Repaired, err = r.repair(ctx, f)
	}
	r.out.Findings = append(r.out.Findings, f)
	return err
}
