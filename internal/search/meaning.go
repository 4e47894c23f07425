package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// How sure one can be that an entry is what a word means.
const (
	sureWord      = 1.0
	sureStem      = 0.95
	sureFolded    = 0.88 // without the marks over its letters
	sureTogether  = 0.9  // “bygg lov”
	sureSynonym   = 0.9
	surePart      = 0.62 // of a word that is put together
	sureSlip      = 0.85 // one slip of the finger …
	sureShortSlip = 0.72 // … in a short word, which is soon another
	sureSlips     = 0.62 // two
	sureSound     = 0.75 // it sounds the same

	sureForeignSlip = 0.7 // what a misspelt word of another language counts beside that
	surePrefix      = 0.5 // the beginning of a word; more, the more of it there is

	otherTongue = 0.93 // what a word of a language other than the page's counts

	maxBeginnings = 60
	minBeginning  = 3
	longEnough    = 8 // bytes of a word that is hardly another with one slip
	minSlipPart   = 5 // letters of a part that may be misspelt
	maxTogether   = 3 // words that make one
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
	bySynonym
)

// asked is one word of a query with what it may mean.
type asked struct {
	word
	stems     stems
	meanings  []meaning
	parts     [][]meaning // of a word that is put together: what each part may mean
	corrected string      // how the word it most likely meant is written, when it is misspelt
	rarity    float32     // what it tells
	counts    float32     // beside the others
}

// read returns the words of a query that say something, each with its
// meanings: what it says as it stands or stands for, else what it may be misspelt
// of or begin. And what the first word that says so says that somebody wants to
// do.
func (x *Index) read(q Query) (out []asked, wants intent) {
	all := queryWords(q.Text)
	places := make([]int, len(all)) // of each word in out; none: a filler
	for i, w := range all {
		says, isFiller := filler(w)
		if places[i] = none; !isFiller {
			places[i] = len(out)
			out = append(out, x.ask(w, q.Lang))
			says = out[places[i]].stems.intent()
		}
		wants = cmp.Or(wants, says)
	}
	x.addSynonyms(out)
	x.joinNeighbours(all, places, out, q.Lang)
	for i := range out {
		isLast := places[len(all)-1] == i
		x.guess(&out[i], q, isLast)
		out[i].rarity = x.tells(out[i])
		if len(out) > 1 {
			out[i].counts = countsBeside(out[i].stems)
		}
	}
	return out, wants
}

// ask returns a word with what it says as it stands, and what it is put together
// of.
func (x *Index) ask(w word, lang i18n.Lang) asked {
	stems := stemsOf(w)
	a := asked{word: w, stems: stems, meanings: x.meaningsOf(w, stems, lang), counts: 1}
	a.parts = x.parts(w, len(a.meanings) > 0)
	return a
}

// guess adds what a word may be misspelt of, when it says nothing, and what it
// may be the beginning of, when somebody may still be typing it.
func (x *Index) guess(a *asked, q Query, isLast bool) {
	lang := q.Lang
	isKnown := len(a.meanings) > 0
	if together := len(a.parts) > 1; !isKnown && !q.Literal && a.telling() == 1 && (!together || x.isDoubtful(a.parts)) {
		if a.corrected, a.meanings = x.misspelt(a.word, lang, together); len(a.meanings) > 0 {
			a.parts = nil
		}
	}
	if len(a.meanings) == 0 && len(a.parts) < 2 && !q.Literal {
		if parts := x.slippedParts(a.word, lang); len(parts) > len(a.parts) {
			a.parts = parts
		}
	}
	if !isKnown || isLast {
		a.meanings = append(a.meanings, x.begun(a.word, lang, !isKnown)...)
	}
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
	return tellsUnknown * x.rarest * a.telling()
}

// inTongue returns what a meaning in the tongue counts on a page in lang.
func inTongue(t tongue, lang i18n.Lang) float32 {
	if t == inSwedish && lang == i18n.SV || t == inEnglish && lang == i18n.EN {
		return 1
	}
	return otherTongue
}

// meanings returns the entries that the word has the stem of. Marks over letters
// count when they are there, and are forgiven when they are not.
func (x *Index) meanings(w word, lang i18n.Lang) []meaning { return x.meaningsOf(w, stemsOf(w), lang) }

func (x *Index) meaningsOf(w word, stems stems, lang i18n.Lang) []meaning {
	var out []meaning
	var exact []int32
	if i, ok := x.bySurf[w.written]; ok {
		exact = x.surfaces[i].entries
	}
	for _, e := range exact {
		out = append(out, meaning{e, sureWord * inTongue(x.entries[e].tongue, lang), byWord})
	}
	in := tonguesOf(w)
	var alike [tongues]int32 // the first entry of the stem, without marks
	for _, t := range in {
		stem := stems[t]
		alike[t] = x.alike(fold(stem))
		for e := alike[t]; e != none; e = x.entries[e].next {
			if x.entries[e].tongue == t && x.entries[e].stem == stem && !slices.Contains(exact, e) {
				out = append(out, meaning{e, sureStem * inTongue(t, lang), byStem})
			}
		}
	}
	if len(out) > 0 && w.written != w.surface {
		return out
	}
	for _, t := range in {
		for e := alike[t]; e != none; e = x.entries[e].next {
			if x.entries[e].tongue == t && !slices.ContainsFunc(out, func(m meaning) bool { return m.entry == e }) {
				out = append(out, meaning{e, sureFolded * inTongue(t, lang), byStem})
			}
		}
	}
	return out
}

// parts returns what each part of a word means that is put together, and nil
// when nobody here uses one of them.
func (x *Index) parts(w word, isKnown bool) [][]meaning {
	stems := x.lexicon.split(w.surface)
	if len(stems) == 1 && isKnown { // half of a word that is known as a whole
		return nil
	}
	out := make([][]meaning, 0, len(stems))
	for _, stem := range stems {
		e := x.entry(stem, inSwedish)
		if e == none {
			if isKnown {
				return nil
			}
			continue
		}
		out = append(out, []meaning{{e, surePart, byPart}})
	}
	return out
}

// slippedParts returns what the two parts of a word mean of which one is
// misspelt: “alkohåltillstånd”.
func (x *Index) slippedParts(w word, lang i18n.Lang) [][]meaning {
	for cut := len(w.surface) - minSlipPart; cut >= minSlipPart; cut-- {
		begin, end := w.surface[:cut], w.surface[cut:]
		for _, p := range []struct {
			known, other string
			isFirst      bool
		}{{begin, end, true}, {end, begin, false}} {
			stem, ok := x.lexicon.stems[p.known]
			if !ok {
				continue
			}
			e := x.entry(stem, inSwedish)
			other := strings.TrimSuffix(p.other, "s")
			_, slips := x.slipped(word{other, other}, lang)
			if e == none || len(slips) == 0 {
				continue
			}
			for i := range slips {
				slips[i].sure *= surePart
			}
			return [][]meaning{{{e, surePart, byPart}}, slips}
		}
	}
	return nil
}

// slipped returns the entries of the surfaces that the word is nearest to.
func (x *Index) slipped(w word, lang i18n.Lang) (corrected string, out []meaning) {
	nearest := allowedSlips(len(w.surface))
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
	switch {
	case nearest == 1 && len(w.surface) < longEnough:
		sure = sureShortSlip
	case nearest > 1:
		sure = sureSlips
		near = slices.DeleteFunc(near, func(id int32) bool { // two slips and another beginning: another word
			return x.surfaces[id].text[0] != w.surface[0]
		})
	}
	slices.Sort(near)
	return x.meantBy(near, sure, lang)
}

// used returns by how many services a surface's entries are used.
func (x *Index) used(id int32) int {
	n := 0
	for _, e := range x.surfaces[id].entries {
		n += len(x.postingsOf(e))
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

// joinNeighbours lets two or three words that stand side by side mean the one
// that they make together: “till bygg nad”.
func (x *Index) joinNeighbours(all []word, places []int, out []asked, lang i18n.Lang) {
	for from := range all {
		together := all[from]
		for to := from + 1; to < min(from+maxTogether, len(all)); to++ {
			together = joined(together, all[to])
			if !slices.ContainsFunc(places[from:to+1], func(place int) bool { return place != none }) { // fillers
				continue
			}
			share := float32(1)
			found := x.meanings(together, lang)
			for _, place := range places[from : to+1] {
				if place == none {
					continue
				}
				for _, m := range found {
					m.sure, m.how = m.sure*sureTogether*share, byTogether
					out[place].meanings = appendMeanings(out[place].meanings, []meaning{m})
				}
				share = 0.7 // one word, counted once and a bit
			}
		}
	}
}
