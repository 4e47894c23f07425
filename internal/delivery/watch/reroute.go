package watch

import (
	"context"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Target is where a case could be worked instead.
type Target struct {
	Connector string
	Function  identity.FunctionID // who works it in the caseroom; "" elsewhere
	Title     i18n.Text           // of that function
	Authority string              // whose it then is, by name
}

// ID tells targets apart.
func (t Target) ID() string { return t.Connector + ":" + string(t.Function) }

// Rerouting is what a person says who sends a case another way.
type Rerouting struct {
	Target string // its ID
	Ground string // between authorities: one of cases' grounds
	Reason string
}

// Router knows the ways that a case can go, and sends it another.
type Router interface {
	// Targets returns where a case could be worked instead of where it is. NotFound:
	// there is no such case.
	Targets(ctx context.Context, caseID string) ([]Target, error)
	// Reroute has a case of an authority worked at one of them: all or nothing, with
	// its events and audit. Invalid, with a text, when a reason or a ground is
	// missing; Conflict when it is closed, has been there, is another authority's by
	// now, or something is being sent right now.
	Reroute(ctx context.Context, caseID, authority string, to Target, r Rerouting, actor string) error
}

// Rerouted is a delivery whose case may go another way, and which ways there are.
type Rerouted struct {
	Item
	Targets []Target
}

// Targets returns where the case of a delivery could be worked instead. What the
// case says is not shown. NotFound when it is not of the actor's authorities.
func (s *Service) Targets(ctx context.Context, actor identity.Actor, deliveryID string) (Rerouted, error) {
	op := "watch.Targets " + deliveryID
	item, err := s.find(ctx, actor, identity.RerouteCase, deliveryID)
	if err != nil {
		return Rerouted{}, errs.Op(op, err)
	}
	targets, err := s.cfg.Router.Targets(ctx, item.CaseID)
	return Rerouted{Item: item, Targets: targets}, errs.Op(op, err)
}

// Reroute has the case of a delivery worked elsewhere: see Router. NotFound when
// it is not of the actor's authorities, or there is no such way.
func (s *Service) Reroute(ctx context.Context, actor identity.Actor, deliveryID string, r Rerouting) error {
	op := "watch.Reroute " + deliveryID
	found, err := s.Targets(ctx, actor, deliveryID)
	if err != nil {
		return err
	}
	for _, t := range found.Targets {
		if t.ID() == r.Target {
			return errs.Op(op, s.cfg.Router.Reroute(ctx, found.CaseID, found.Authority, t, r, actor.String()))
		}
	}
	return errs.New(errs.Invalid, op).WithText("office.deliveries.reroute.target_missing")
}
