package vocabulary

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/search"
)

// Drafted is a change in a draft.
type Drafted struct {
	Change
	Clashes bool // others have published something that it cannot be made beside
}

// Draft is what an editor has changed and not published.
type Draft struct {
	Changes []Drafted
	Version string // of these very changes, for Publish
}

// HasClashes reports whether it cannot be published as it is.
func (d Draft) HasClashes() bool {
	return slices.ContainsFunc(d.Changes, func(c Drafted) bool { return c.Clashes })
}

func (d desk) draft() Draft {
	out := Draft{Version: versionOf(d.changes)}
	for _, c := range d.changes {
		out.Changes = append(out.Changes, Drafted{c, d.clashes[c.ID]})
	}
	return out
}

func versionOf(changes []Change) string {
	sum := sha256.New()
	for _, c := range changes {
		sum.Write([]byte(c.ID))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// CountDraft returns how many changes the actor's draft has.
func (s *Service) CountDraft(ctx context.Context, actor identity.Actor) (int, error) {
	const op = "vocabulary.CountDraft"
	if err := identity.Can(actor, identity.EditWords, identity.Object{}, op); err != nil {
		return 0, err
	}
	changes, err := s.cfg.Store.FindDraft(ctx, actor.Staff.ID)
	return len(changes), errs.Op(op, err)
}

// Preview is what publishing a draft would do to search.
type Preview struct {
	Draft
	Judged        int            // queries that it was tried on
	Before, After search.Quality // of them
	Moved         []Moved        // those whose first hits change
	Said          []Moved        // what the draft itself says, as somebody would type it
}

// Moved is a query with its first hits before and after.
type Moved struct {
	Query                  string
	Expected               string   // the id that should come first; empty: nobody has judged it, or nothing answers it
	Before, After          []string // ids
	PlaceBefore, PlaceNow  int      // of the first right hit; 0: it is not among the first
	isJudged, hasOtherHits bool
}

// IsBetter and IsWorse say what a judged query came to.
func (m Moved) IsBetter() bool {
	return m.isJudged && m.PlaceNow != 0 && (m.PlaceBefore == 0 || m.PlaceNow < m.PlaceBefore)
}

// IsWorse is the other way.
func (m Moved) IsWorse() bool {
	return m.isJudged && m.PlaceBefore != 0 && (m.PlaceNow == 0 || m.PlaceNow > m.PlaceBefore)
}

// HasMoved reports whether its first hits change.
func (m Moved) HasMoved() bool { return m.hasOtherHits }

const (
	shownHits = 3  // that are compared
	maxSaid   = 30 // words of the draft that are tried
)

// Preview tries the actor's draft on the catalogue's judged queries and on its
// own words. It changes nothing.
func (s *Service) Preview(ctx context.Context, actor identity.Actor) (Preview, error) {
	const op = "vocabulary.Preview"
	d, err := s.open(ctx, actor, op)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Draft: d.draft()}
	if len(p.Changes) == 0 {
		return p, nil
	}
	select {
	case s.trying <- struct{}{}:
		defer func() { <-s.trying }()
	case <-ctx.Done():
		return Preview{}, errs.Wrap(errs.Unavailable, op, ctx.Err())
	}
	now := s.cfg.Catalogue.Current()
	t := trial{
		before: search.New(now.WithWording(d.published)), after: search.New(now.WithWording(d.drafted)),
		day: catalogue.DayOf(s.cfg.Clock.Now()),
	}
	judged := search.JudgedIn(now)
	p.Judged = len(judged)
	p.Before, p.After = t.before.EvaluateOn(judged, t.day).All, t.after.EvaluateOn(judged, t.day).All
	for _, j := range judged {
		if m := t.move(j); m.hasOtherHits {
			m.isJudged = true
			p.Moved = append(p.Moved, m)
		}
	}
	slices.SortStableFunc(p.Moved, func(a, b Moved) int { return a.rank() - b.rank() })
	var said []string
	for _, c := range d.changes {
		for _, word := range c.Edit.says() {
			if !slices.Contains(said, word) && len(said) < maxSaid {
				said = append(said, word)
				p.Said = append(p.Said, t.move(search.Judged{Query: word}))
			}
		}
	}
	return p, nil
}

// rank puts first what has become worse.
func (m Moved) rank() int {
	switch {
	case m.IsWorse():
		return 0
	case m.IsBetter():
		return 1
	default:
		return 2
	}
}

// trial is search before and after.
type trial struct {
	before, after *search.Index
	day           catalogue.Day
}

func (t trial) move(j search.Judged) Moved {
	m := Moved{Query: j.Query, Expected: j.Expected}
	m.Before, m.PlaceBefore = t.ask(t.before, j)
	m.After, m.PlaceNow = t.ask(t.after, j)
	m.hasOtherHits = !slices.Equal(m.Before, m.After)
	return m
}

func (t trial) ask(x *search.Index, j search.Judged) (first []string, place int) {
	found := x.Search(search.Query{Text: j.Query, Lang: i18n.SV, Limit: 10, Day: t.day})
	for i, h := range found.Hits {
		if place == 0 && (h.ID == j.Expected || slices.Contains(j.Acceptable, h.ID)) {
			place = i + 1
		}
		if i < shownHits {
			first = append(first, h.ID)
		}
	}
	return first, place
}

// Undo takes one change out of the actor's draft. That it is not there any more
// is as well.
func (s *Service) Undo(ctx context.Context, actor identity.Actor, id string) error {
	const op = "vocabulary.Undo"
	if err := identity.Can(actor, identity.EditWords, identity.Object{}, op); err != nil {
		return err
	}
	return errs.Op(op, s.cfg.Store.DeleteDraft(ctx, actor.Staff.ID, []string{id}))
}

// Discard throws the actor's draft away.
func (s *Service) Discard(ctx context.Context, actor identity.Actor) error {
	const op = "vocabulary.Discard"
	if err := identity.Can(actor, identity.EditWords, identity.Object{}, op); err != nil {
		return err
	}
	changes, err := s.cfg.Store.FindDraft(ctx, actor.Staff.ID)
	if err != nil {
		return errs.Op(op, err)
	}
	return errs.Op(op, s.cfg.Store.DeleteDraft(ctx, actor.Staff.ID, idsOf(changes)))
}

func idsOf(changes []Change) []string {
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = c.ID
	}
	return ids
}

// Publish makes the actor's draft what everybody's searches find by: all of it
// or nothing, on this node at once and on the others when they look again.
// Conflict: the draft is not the version that was previewed, or a change in it
// cannot be made any more.
func (s *Service) Publish(ctx context.Context, actor identity.Actor, version string) error {
	const op = "vocabulary.Publish"
	err := s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		d, err := s.open(ctx, actor, op)
		if err != nil {
			return err
		}
		if len(d.changes) == 0 || versionOf(d.changes) != version || len(d.clashes) > 0 {
			return errs.New(errs.Conflict, op)
		}
		if err := s.cfg.Wording.SaveWording(ctx, d.drafted, actor.String()); err != nil {
			return err
		}
		return s.cfg.Store.PublishDraft(ctx, actor.Staff.ID, idsOf(d.changes), s.cfg.Clock.Now())
	})
	if err != nil {
		return errs.Op(op, err)
	}
	if err := s.cfg.Catalogue.Refresh(ctx); err != nil { // it does so by itself soon
		s.cfg.Log.WarnContext(ctx, "what was published is not searched by yet", "error", err)
	}
	return nil
}
