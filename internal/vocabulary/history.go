package vocabulary

import (
	"context"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/search"
)

// Published is a change that was published, with whose it was.
type Published struct {
	Change
	Name   string // of who made it, while they hold the function; empty: they do not any more
	IsMine bool
}

// History returns a page of what was published, the latest first, and whether
// there is more.
func (s *Service) History(ctx context.Context, actor identity.Actor, page int) ([]Published, bool, error) {
	const op = "vocabulary.History"
	if err := identity.Can(actor, identity.EditWords, identity.Object{}, op); err != nil {
		return nil, false, err
	}
	changes, err := s.cfg.Store.FindPublished(ctx, (max(page, 1)-1)*PageSize, PageSize+1)
	if err != nil {
		return nil, false, errs.Op(op, err)
	}
	more := len(changes) > PageSize
	names := map[identity.FunctionID]map[identity.PersonID]string{}
	out := make([]Published, min(len(changes), PageSize))
	for i := range out {
		c := changes[i]
		if names[c.Function] == nil {
			if names[c.Function], err = s.holders(ctx, c.Function); err != nil {
				return nil, false, errs.Op(op, err)
			}
		}
		out[i] = Published{Change: c, Name: names[c.Function][c.Person], IsMine: c.Person == actor.Staff.ID}
	}
	return out, more, nil
}

func (s *Service) holders(ctx context.Context, f identity.FunctionID) (map[identity.PersonID]string, error) {
	found, err := s.cfg.Holders.FindHolders(ctx, f, s.cfg.Clock.Now())
	names := make(map[identity.PersonID]string, len(found))
	for _, c := range found {
		names[c.ID] = c.Name
	}
	return names, err
}

const tracedHits = 10

// Explain says why the first hits of a query come where they do, today: as
// everybody is answered, or as they would be with the actor's draft.
func (s *Service) Explain(ctx context.Context, actor identity.Actor, text string, lang i18n.Lang, withDraft bool) (search.Trace, error) {
	const op = "vocabulary.Explain"
	if err := identity.Can(actor, identity.EditWords, identity.Object{}, op); err != nil {
		return search.Trace{}, err
	}
	q := search.Query{Text: text, Lang: lang, Limit: tracedHits, Day: catalogue.DayOf(s.cfg.Clock.Now())}
	if !withDraft {
		return s.cfg.Search.Explain(q), nil
	}
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return search.Trace{}, err
	}
	s.trying <- struct{}{}
	defer func() { <-s.trying }()
	return search.New(s.cfg.Catalogue.Current().WithWording(d.drafted)).Explain(q), nil
}
