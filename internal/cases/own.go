package cases

import (
	"context"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// mayEdit decides whether the draft is the actor's. NotFound otherwise;
// LoginNeeded when it is a person's and the actor is not logged in.
func mayEdit(actor identity.Actor, d Draft, op string) error {
	return identity.Can(actor, identity.EditDraft, identity.Object{Owner: d.Owner}, op)
}

// mayUse decides whether the actor may use the service: LoginNeeded when it
// asks for a login and the actor has none.
func mayUse(actor identity.Actor, service catalogue.Entry, op string) error {
	return identity.Can(actor, identity.UseService, identity.Object{NeedsLogin: service.NeedsLogin()}, op)
}

// Claim makes the drafts that the actor began before logging in their own, as
// the person they are. Cases that a visitor has sent stay nobody's: they were
// sent without a name.
func (s *Service) Claim(ctx context.Context, actor identity.Actor) error {
	const op = "cases.Claim"
	if !actor.IsPerson() {
		return errs.New(errs.Forbidden, op)
	}
	if actor.Visitor == "" {
		return nil
	}
	return errs.Op(op, s.cfg.Store.AssignDrafts(ctx, actor.Visitor, actor.Person))
}

// Own returns the cases of the person that the actor is, latest received first,
// and none of a visitor's.
func (s *Service) Own(ctx context.Context, actor identity.Actor) ([]Case, error) {
	if !actor.IsPerson() {
		return nil, nil
	}
	own, err := s.cfg.Store.FindCases(ctx, actor.Person)
	return own, errs.Op("cases.Own", err)
}
