package search

import "github.com/mittkoping/entre/internal/i18n"

// minKnownForm is how long a word must be, in bytes, to be known as another form
// of one: shorter ones have the stems of half the names there are.
const minKnownForm = 5

// Known reports whether the catalogue or its vocabularies have a word that
// somebody typed, or one that it is a slip of, and how it is written there. Of
// another form of a word that they have, it is as it was typed; of a word that
// says nothing about what somebody wants (“jag”), it is empty.
//
// A word that is only put together of such words is not known: see Compound.
func (x *Index) Known(typed string) (written string, isKnown bool) {
	all := words(typed)
	if len(all) != 1 {
		return "", false
	}
	w := all[0]
	if isFiller(w) {
		return "", true
	}
	if _, ok := x.bySurf[w.written]; ok {
		return w.written, true
	}
	if len(w.surface) >= minKnownForm && (len(x.meanings(w, i18n.SV)) > 0 || x.beginsSynonym(w)) {
		return w.written, true
	}
	mended, _ := x.slipped(w, i18n.SV)
	return mended, mended != ""
}

// beginsSynonym reports whether a word is the first that a synonym is of.
func (x *Index) beginsSynonym(w word) bool {
	for _, t := range tonguesOf(w) {
		if _, has := x.synonyms[stemKey{t, stemOf(w, t)}]; has {
			return true
		}
	}
	return false
}

// minWholePart is how long, in bytes, each part of a compound must be: “lind”
// and “berg” make a name as soon as a word.
const minWholePart = 4

// Compound reports whether a word is put together of words that the catalogue
// has, from its beginning to its end.
func (x *Index) Compound(typed string) bool {
	all := words(typed)
	if len(all) != 1 {
		return false
	}
	stems := x.lexicon.split(all[0].surface)
	if len(stems) < 2 {
		return false
	}
	for _, stem := range stems {
		if len(stem) < minWholePart {
			return false
		}
	}
	return true
}

// Known is Index.Known of the index in use.
func (e *Engine) Known(typed string) (written string, isKnown bool) {
	x := e.current.Load()
	if x == nil {
		return "", false
	}
	return x.Known(typed)
}

// Compound is Index.Compound of the index in use.
func (e *Engine) Compound(typed string) bool {
	x := e.current.Load()
	return x != nil && x.Compound(typed)
}
