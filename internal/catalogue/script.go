package catalogue

import (
	"strings"
	"unicode"
)

// script is how a language is written.
type script struct {
	name   string
	table  *unicode.RangeTable
	others string // letters of the script that the language does not have
	whose  string // who has them
}

// scripts are those of the vocabularies' languages. MixedLanguages has none.
var scripts = map[string]script{
	"sv": {name: "Latin", table: unicode.Latin},
	"en": {name: "Latin", table: unicode.Latin},
	"fi": {name: "Latin", table: unicode.Latin},
	"so": {name: "Latin", table: unicode.Latin},
	"pl": {name: "Latin", table: unicode.Latin},
	"uk": {name: "Cyrillic", table: unicode.Cyrillic, others: "ыэёъ", whose: "Russian"},
	"ar": {name: "Arabic", table: unicode.Arabic, others: "یکگچپژ", whose: "Persian"},
	"fa": {name: "Arabic", table: unicode.Arabic, others: "يكىة", whose: "Arabic"},
}

// wrongLetters returns what is wrong with the letters of a word or phrase in
// the language, and "" when nothing is. A Swedish name may stand in a phrase,
// but no word mixes scripts: such a word looks right and is never found.
func wrongLetters(lang, phrase string) string {
	s, known := scripts[lang]
	if !known {
		return ""
	}
	all := 0
	for word := range strings.FieldsSeq(phrase) {
		latin, own, other := s.count(word)
		switch {
		case other > 0:
			return "has letters of another script: write it in " + s.name
		case latin > 0 && own > 0:
			return "mixes scripts in one word: write each word in one"
		case strings.ContainsAny(strings.ToLower(word), s.others):
			return "has letters that are " + s.whose + ": write it as the language does"
		}
		all += own
	}
	if all == 0 && strings.ContainsFunc(phrase, unicode.IsLetter) {
		return "has no letter of the language's own: write it in " + s.name
	}
	return ""
}

// count returns how many letters of a word are of the script, how many Latin
// (of another script's word), and how many neither.
func (s script) count(word string) (latin, own, other int) {
	for _, r := range word {
		switch {
		case !unicode.IsLetter(r):
		case unicode.Is(s.table, r):
			own++
		case unicode.Is(unicode.Latin, r):
			latin++
		default:
			other++
		}
	}
	return latin, own, other
}
