package search

import (
	"slices"

	"github.com/mittkoping/entre/internal/catalogue"
)

// synonyms are the words that stand for others, by the stem of the first word
// that somebody types of them.
type synonyms map[stemKey][]synonym

type stemKey struct {
	tongue tongue
	stem   string
}

// synonym is what a row of the vocabulary says, in stems.
type synonym struct {
	from   []string  // stems, the first being the key's
	to     []meaning // with the row's weight
	tongue tongue
}

// readSynonyms returns the rows that stand for something in the index.
func (x *Index) readSynonyms(rows []catalogue.Synonym) synonyms {
	out := synonyms{}
	for _, row := range rows {
		t := languageTongue(row.Lang)
		s := synonym{tongue: t}
		for _, w := range words(row.From) {
			if !isFiller(w) {
				s.from = append(s.from, stemOf(w, t))
			}
		}
		var to []word
		for _, w := range words(row.To) {
			if !isFiller(w) {
				to = append(to, w)
			}
		}
		for _, w := range to {
			if e := x.entry(stemOf(w, t), t); e != none {
				s.to = append(s.to, meaning{e, sureSynonym * float32(row.Weight) / max(1, 0.7*float32(len(to))), bySynonym})
			}
		}
		if len(s.from) == 0 || len(s.to) < len(to) { // what it stands for is not said here
			continue
		}
		key := stemKey{t, s.from[0]}
		out[key] = append(out[key], s)
	}
	return out
}

// addSynonyms lets the words mean what they stand for.
func (x *Index) addSynonyms(all []asked) {
	for i := range all {
		for _, t := range []tongue{inSwedish, inEnglish} {
			for _, s := range x.synonyms[stemKey{t, all[i].stems[t]}] {
				if !standsAt(all[i:], s) {
					continue
				}
				for j := range s.from {
					all[i+j].meanings = appendMeanings(all[i+j].meanings, s.to)
				}
			}
		}
	}
}

// appendMeanings adds meanings that the word does not have already by itself.
func appendMeanings(has, more []meaning) []meaning {
	for _, m := range more {
		if !slices.ContainsFunc(has, func(h meaning) bool { return h.entry == m.entry && h.sure >= m.sure }) {
			has = append(has, m)
		}
	}
	return has
}

// standsAt reports whether the words begin with all that the synonym is of.
func standsAt(all []asked, s synonym) bool {
	if len(s.from) > len(all) {
		return false
	}
	for j, stem := range s.from {
		if all[j].stems[s.tongue] != stem {
			return false
		}
	}
	return true
}
