package catalogue

import (
	"cmp"
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
)

// What two services have in common weighs by how much it says: the same event
// of life most, since whoever it happens to needs both.
const (
	relatedByLifeEvent = 4
	relatedByCategory  = 2
	relatedByOwner     = 2
	relatedByAuthority = 1
	relatedByAudience  = 1
	relatedByVerb      = 1
)

// everyone is the audience that tells nobody apart.
const everyone = "alla"

// Related returns at most n other services that whoever needs e may need too,
// the nearest first.
func (s *Snapshot) Related(e *Entry, lang i18n.Lang, n int) []*Entry {
	type near struct {
		entry *Entry
		score int
	}
	var found []near
	for _, other := range s.ordered[lang] {
		if score := relation(e, other); other.ID != e.ID && score > 0 {
			found = append(found, near{other, score})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(b.score, a.score) })
	var out []*Entry
	for _, f := range found[:min(len(found), n)] {
		out = append(out, f.entry)
	}
	return out
}

// relation is how near two services are; 0 when they share neither an event of
// life nor their category.
func relation(a, b *Entry) int {
	score := 0
	for _, event := range a.LifeEvents {
		if slices.Contains(b.LifeEvents, event) {
			score += relatedByLifeEvent
		}
	}
	if a.Category == b.Category {
		score += relatedByCategory
	}
	if score == 0 {
		return 0
	}
	for _, code := range a.Audience {
		if code != everyone && slices.Contains(b.Audience, code) {
			score += relatedByAudience
		}
	}
	for _, same := range []struct {
		is     bool
		weighs int
	}{
		{a.Owner == b.Owner, relatedByOwner},
		{a.Authority == b.Authority, relatedByAuthority},
		{firstWord(a.Title.SV) == firstWord(b.Title.SV), relatedByVerb},
	} {
		if same.is {
			score += same.weighs
		}
	}
	return score
}
