package delivery

import (
	"context"
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
	What   FindingKind
	Detail string // of FindingUnknown: why nobody knows
}

// FindingKind is what is wrong with it.
type FindingKind string

// The findings.
const (
	FindingMissing FindingKind = "missing" // the back end surely does not have it any more
	FindingOther   FindingKind = "other"   // it has it under another id than it said
	FindingUnknown FindingKind = "unknown" // it could not be asked
)

// Reconciliation is what a comparison came to.
type Reconciliation struct {
	Connector string
	Present   int // as we remember it
	ByHand    int // confirmed by a person, who may have used no key of ours: not asked for
	Findings  []Finding
}

const reconcilePage = 200

// Reconcile asks the back end for each step that it has confirmed of the cases of
// a period, by the step's key, as before a second sending. It changes nothing,
// neither there nor here. What is not confirmed yet is no part of it: that is seen
// where deliveries wait. It goes at the connector's pace, and ends with what it has
// when the back end is away.
//
// NotFound: there is no such connector. Unavailable: the back end is away.
func (e *Engine) Reconcile(ctx context.Context, connector string, p Period) (Reconciliation, error) {
	op := "delivery.Reconcile " + connector
	c, ok := e.cfg.Registry.Connector(connector)
	if !ok {
		return Reconciliation{}, errs.New(errs.NotFound, op)
	}
	out := Reconciliation{Connector: connector}
	for after := ""; ; {
		page, err := e.cfg.Store.FindConfirmed(ctx, connector, p, after, reconcilePage)
		if err != nil {
			return out, errs.Op(op, err)
		}
		for _, d := range page {
			after = d.ID
			if d.State() == StateConfirmed {
				out.ByHand++
				continue
			}
			if err := e.compare(ctx, c, d, &out); err != nil {
				return out, errs.Op(op, err)
			}
		}
		if len(page) < reconcilePage {
			return out, nil
		}
	}
}

// compare asks for one step and notes what is there.
func (e *Engine) compare(ctx context.Context, c Connector, d Delivery, out *Reconciliation) error {
	a := &attempt{Engine: e, d: d, before: d, lesson: func() {}}
	step, _, err := a.prepare(ctx)
	if err != nil {
		return err
	}
	for a.pass == nil { // enter waits
		a.pass, _ = e.enter(ctx, d.Connector)
		if a.pass == nil && (ctx.Err() != nil || !e.Shut(d.Connector).IsZero()) {
			return errs.New(errs.Unavailable, "delivery.compare")
		}
	}
	receipt, found, err := a.find(ctx, c, step)
	a.lesson()
	switch {
	case err != nil && ctx.Err() != nil:
		return errs.Wrap(errs.Unavailable, "delivery.compare", ctx.Err())
	case err != nil:
		out.Findings = append(out.Findings, Finding{Delivery: d, What: FindingUnknown, Detail: clip(err.Error())})
	case !found:
		out.Findings = append(out.Findings, Finding{Delivery: d, What: FindingMissing})
	case receipt.RemoteID != d.RemoteID:
		out.Findings = append(out.Findings, Finding{Delivery: d, What: FindingOther})
	default:
		out.Present++
	}
	return nil
}
