package search

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"github.com/mittkoping/entre/internal/i18n"
)

// langSet is a set of languages of an index.
type langSet uint16

// manyLangs are more languages than people here write in; what comes after them
// is not told apart.
const manyLangs = 16

// langBit returns the language's bit.
func (x *Index) langBit(lang string) langSet {
	i := slices.Index(x.langs, lang)
	if i < 0 {
		if len(x.langs) == manyLangs {
			return 0
		}
		i = len(x.langs)
		x.langs = append(x.langs, lang)
	}
	return 1 << i
}

// smallWords are those by which one sees at once what language somebody writes.
var smallWords = map[string]map[string]bool{
	"sv": set("jag vill en ett på för var hur kan min mitt mina att och är inte ska från vem vad när till med får det den som har"),
	"en": set("i my the a to for how do can where what who is are need want of in on and not you when have does with our"),
	"fi": set("minä minun miten missä mistä mihin mikä kuka on ja ei haluan tarvitsen voinko saako kun lapsi lapsen onko milloin"),
	"so": set("waxaan waa iyo sidee xagee halkee maxaa ku u ka la soo rabaa aan ayaa miyaa in ilmaha guri"),
	"pl": set("jak gdzie czy jest się mam chcę chce na nie dla do w z kiedy kto potrzebuję mogę moje mój złożyć"),
}

// langOf returns the language that a query is most likely written in, and "sv"
// when nothing tells. Another script tells at once; else each word speaks for
// the languages that have it.
func (x *Index) langOf(text string, page i18n.Lang) string {
	if lang := byScript(text); lang != "" {
		return lang
	}
	votes := map[string]float32{}
	for _, w := range queryWords(text) {
		for lang, small := range smallWords {
			if small[w.written] {
				votes[lang]++
			}
		}
		if in := x.langsOf(w); in != 0 {
			for j, lang := range x.langs {
				if in&(1<<j) != 0 {
					votes[lang] += 1 / float32(bits.OnesCount16(uint16(in)))
				}
			}
		}
	}
	best := string(i18n.SV)
	if page == i18n.EN && votes["en"] >= votes["sv"] && votes["en"] > 0 {
		best = string(i18n.EN)
	}
	for _, lang := range x.langs {
		if votes[lang] > votes[best] {
			best = lang
		}
	}
	return best
}

const alike = 6 // bytes that two words begin with, when they are likely of one language

// langsOf returns the languages that have the word; of one that nobody says
// here, those of the words that begin alike.
func (x *Index) langsOf(w word) langSet {
	if isFiller(w) {
		return 0
	}
	if i, ok := x.bySurf[w.written]; ok {
		return x.surfaces[i].langs
	}
	if len(w.surface) < alike {
		return 0
	}
	var in langSet
	near := x.beginningWith(w.surface[:alike])
	for _, s := range near[:min(len(near), maxBeginnings)] {
		in |= s.langs
	}
	return in
}

// byScript returns the language of a script that is not Latin, "" of one that
// is. Persian has letters that Arabic lacks.
func byScript(text string) string {
	arabic, cyrillic, latin := 0, 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Arabic, r):
			arabic++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		}
	}
	switch {
	case arabic > latin && arabic >= cyrillic && strings.ContainsAny(text, "پچژگکی"):
		return "fa"
	case arabic > latin && arabic >= cyrillic:
		return "ar"
	case cyrillic > latin:
		return "uk"
	default:
		return ""
	}
}
