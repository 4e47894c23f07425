package cases

import (
	"context"
	"slices"
	"strings"
	"unicode"

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
// and none of a visitor's. What nobody follows is not among them.
func (s *Service) Own(ctx context.Context, actor identity.Actor) ([]Case, error) {
	if !actor.IsPerson() {
		return nil, nil
	}
	own, err := s.cfg.Store.FindCases(ctx, actor.Person)
	return slices.DeleteFunc(own, func(c Case) bool { return c.NoFollowUp }), errs.Op("cases.Own", err)
}

// Matches reports whether somebody who looks for the words may mean the case: by
// its reference, its back end's number or its title, however they are written.
// What holds neither letters nor digits matches all.
func (c Case) Matches(words string) bool {
	sought := lettersOf(words)
	for _, name := range []string{c.Reference, c.Number, c.Title.SV, c.Title.EN} {
		if strings.Contains(lettersOf(name), sought) {
			return true
		}
	}
	return false
}

// lettersOf drops all but letters and digits, and makes letters small.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
