package catalogue

import "unicode"

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
