package search

import (
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
)

// How sure one can be that an entry is what a word means.
const (
	sureWord     = 1.0
	sureStem     = 0.95
	sureTogether = 0.9  // “bygg lov”
	surePart     = 0.62 // of a word that is put together
	sureSlip     = 0.8  // one slip of the finger
	sureSlips    = 0.62 // two
	surePrefix   = 0.5  // the beginning of a word; more, the more of it there is

	otherTongue = 0.93 // what a word of a language other than the page's counts

	maxBeginnings = 60
	minBeginning  = 3
)

// meaning is an entry that a word may mean.
type meaning struct {
	entry int32
	sure  float32
	how   how
}

// how says by what an entry was found.
type how uint8

const (
	byWord how = iota
	byStem
	byPart
	byTogether
	bySlip
	byBeginning
)

// asked is one word of a query with what it may mean.
type asked struct {
	word
	meanings  []meaning
	parts     [][]meaning // of a word that is put together: what each part may mean
	corrected string      // how the word it most likely meant is written, when it is misspelt
	rarity    float32     // what it tells
}

// read returns the words of a query that say something, each with its
// meanings.
func (x *Index) read(q Query) []asked {
	var out []asked
	all := queryWords(q.Text)
	telling := slices.DeleteFunc(slices.Clone(all), func(w word) bool { return isFiller(w.surface) })
	for i, w := range telling {
		a := asked{word: w}
		a.meanings = x.meanings(w, q.Lang)
		a.parts = x.parts(w, len(a.meanings) > 0)
		isUnknown := len(a.meanings) == 0
		if isUnknown && len(a.parts) == 0 {
			a.corrected, a.meanings = x.slipped(w, q.Lang)
		}
		if isUnknown || i == len(telling)-1 {
			a.meanings = append(a.meanings, x.begun(w, q.Lang, isUnknown)...)
		}
		out = append(out, a)
	}
	x.joinNeighbours(out, q.Lang)
	for i := range out {
		out[i].rarity = x.tells(out[i])
	}
	return out
}

// tells returns the rarity of what the word most likely means; of a word that
// means nothing here, as much as of a rare one.
func (x *Index) tells(a asked) float32 {
	var sure, rarity float32
	for _, m := range a.meanings {
		if m.sure > sure {
			sure, rarity = m.sure, x.entries[m.entry].rarity
		}
	}
	if sure > 0 {
		return rarity
	}
	for _, part := range a.parts {
		for _, m := range part {
			rarity = max(rarity, x.entries[m.entry].rarity)
		}
	}
	if rarity > 0 {
		return rarity
	}
	return 0.75 * x.rarest
}

// inTongue returns what a meaning in the tongue counts on a page in lang.
func inTongue(t tongue, lang i18n.Lang) float32 {
	if t == inSwedish && lang == i18n.SV || t == inEnglish && lang == i18n.EN {
		return 1
	}
	return otherTongue
}

// meanings returns the entries that the word has the stem of.
func (x *Index) meanings(w word, lang i18n.Lang) []meaning {
	var out []meaning
	var exact []int32
	if i, ok := x.bySurf[w.surface]; ok {
		exact = x.surfaces[i].entries
	}
	for _, e := range exact {
		out = append(out, meaning{e, sureWord * inTongue(x.entries[e].tongue, lang), byWord})
	}
	for _, t := range tonguesOf(w) {
		if e, ok := x.byStem[t][stemOf(w, t)]; ok && !slices.Contains(exact, e) {
			out = append(out, meaning{e, sureStem * inTongue(t, lang), byStem})
		}
	}
	return out
}

// parts returns what each part of a word means that is put together, and nil
// when nobody here uses one of them.
func (x *Index) parts(w word, isKnown bool) [][]meaning {
	stems := x.lexicon.split(w.surface)
	out := make([][]meaning, 0, len(stems))
	for _, stem := range stems {
		e, ok := x.byStem[inSwedish][stem]
		if !ok {
			if isKnown {
				return nil
			}
			continue
		}
		out = append(out, []meaning{{e, surePart, byPart}})
	}
	return out
}

// slipped returns the entries of the surfaces that the word is nearest to.
func (x *Index) slipped(w word, lang i18n.Lang) (corrected string, out []meaning) {
	allowed := allowedSlips(len(w.surface))
	nearest := allowed
	var near []int32
	x.slips.near(w.surface, func(id int32) {
		d := distance(w.surface, x.surfaces[id].text, nearest)
		if d > nearest {
			return
		}
		if d < nearest {
			nearest, near = d, near[:0]
		}
		if !slices.Contains(near, id) {
			near = append(near, id)
		}
	})
	sure := float32(sureSlip)
	if nearest > 1 {
		sure = sureSlips
	}
	slices.Sort(near)
	for _, id := range near {
		if nearest > 1 && x.surfaces[id].text[0] != w.surface[0] { // two slips and another beginning: another word
			continue
		}
		if corrected == "" || x.used(id) > x.used(x.bySurf[fold(corrected)]) {
			corrected = x.surfaces[id].written
		}
		for _, e := range x.surfaces[id].entries {
			out = append(out, meaning{e, sure * inTongue(x.entries[e].tongue, lang), bySlip})
		}
	}
	return corrected, out
}

// used returns by how many services a surface's entries are used.
func (x *Index) used(id int32) int {
	n := 0
	for _, e := range x.surfaces[id].entries {
		n += len(x.entries[e].postings)
	}
	return n
}

// begun returns the entries of the surfaces that begin with the word. When the
// word means something as it stands, they count half.
func (x *Index) begun(w word, lang i18n.Lang, isUnknown bool) []meaning {
	if len(w.surface) < minBeginning {
		return nil
	}
	part := float32(0.5)
	if isUnknown {
		part = 1
	}
	longer := x.beginningWith(w.surface)
	var out []meaning
	for _, s := range longer[:min(len(longer), maxBeginnings)] {
		if s.text == w.surface {
			continue
		}
		share := float32(len(w.surface)) / float32(len(s.text))
		for _, e := range s.entries {
			out = append(out, meaning{e, part * (surePrefix + (sureStem-surePrefix)*share*share) * inTongue(x.entries[e].tongue, lang), byBeginning})
		}
	}
	return out
}

// joinNeighbours lets two words that stand side by side mean the one that they
// make together.
func (x *Index) joinNeighbours(all []asked, lang i18n.Lang) {
	for i := 0; i+1 < len(all); i++ {
		w := joined(all[i].word, all[i+1].word)
		for _, m := range x.meanings(w, lang) {
			m.sure, m.how = m.sure*sureTogether, byTogether
			all[i].meanings = append(all[i].meanings, m)
			m.sure *= 0.7 // one word, counted once and a bit
			all[i+1].meanings = append(all[i+1].meanings, m)
		}
	}
}
