package search

import (
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/i18n"
)

// sounds are the places of surfaces by how they sound.
type sounds map[string][]int32

func newSounds(surfaces []surface) sounds {
	out := make(sounds, len(surfaces))
	for i, s := range surfaces {
		if sound := soundOf(word{s.written, s.text}); sound != "" {
			out[sound] = append(out[sound], place(i))
		}
	}
	return out
}

// misspelt returns what a word that nobody here uses may be misspelt of: a word
// with one slip of the finger, else one that sounds the same, else one with two.
// Of a word that may as well be put together only what is nearest counts.
func (x *Index) misspelt(w word, lang i18n.Lang, mayBeTogether bool) (corrected string, out []meaning) {
	corrected, out = x.slipped(w, lang)
	if len(out) > 0 && distance(w.surface, fold(corrected), 1) <= 1 {
		return corrected, out
	}
	if sound := soundOf(w); sound != "" {
		if ids := x.sounds[sound]; len(ids) > 0 {
			return x.meantBy(ids, sureSound, lang)
		}
	}
	if mayBeTogether {
		return "", nil
	}
	return corrected, out
}

// misspeltIn is inTongue of a word that is misspelt: one of a language that the
// page has not is as likely another word of the page's own.
func misspeltIn(t tongue, lang i18n.Lang) float32 {
	if t == inSwedish || t == inEnglish {
		return inTongue(t, lang)
	}
	return sureForeignSlip
}

// meantBy returns the meanings of surfaces, and how the most used of them is
// written.
func (x *Index) meantBy(ids []int32, sure float32, lang i18n.Lang) (corrected string, out []meaning) {
	best := 0
	for _, id := range ids {
		if n := x.used(id); n > best {
			best, corrected = n, x.surfaces[id].written
		}
		for _, e := range x.surfaces[id].entries {
			out = append(out, meaning{e, sure * misspeltIn(x.entries[e].tongue, lang), bySlip})
		}
	}
	return corrected, out
}

// isDoubtful reports whether a word was only taken apart into words of which one
// is so short that it is in many: “färtjänst” is no “far” and “tjänst”.
func (x *Index) isDoubtful(parts [][]meaning) bool {
	for _, part := range parts {
		if utf8.RuneCountInString(x.entries[part[0].entry].stem) < minSlipPart {
			return true
		}
	}
	return false
}
