package search

import (
	"strings"
	"unicode/utf8"
)

// soundsFrom is how many letters a word has that is known by its sound too.
const soundsFrom = 4

// soundOf is how a word sounds in Swedish, roughly: who spells by ear writes
// “jelp”, “slor mej” and “sjuicid”. It is "" of a short word and of one in
// another script, which are known by their letters alone.
func soundOf(w word) string {
	if utf8.RuneCountInString(w.surface) < soundsFrom || !isPlain(w.surface) {
		return ""
	}
	s := soft(anywhere.Replace(w.written))
	if rest, ok := strings.CutSuffix(s, "ig"); ok { // “farli”
		s = rest + "i"
	}
	return once(s)
}

// soft writes the first letters as they are said before a soft vowel.
func soft(s string) string {
	for _, begin := range []string{"hj", "gj", "lj", "dj"} {
		if rest, ok := strings.CutPrefix(s, begin); ok {
			return "j" + rest
		}
	}
	for _, begin := range []struct{ hard, said string }{{"sk", "$"}, {"k", "ç"}, {"g", "j"}} {
		if rest, ok := strings.CutPrefix(s, begin.hard); ok && rest != "" && strings.ContainsAny(rest[:1], "eiyö") {
			return begin.said + rest
		}
	}
	return s
}

// anywhere writes one letter for those that sound alike, wherever they stand.
// The marks of “ö” are kept: “bor” is no “bör”.
var anywhere = strings.NewReplacer(
	"å", "o", "ä", "e", "æ", "e", "ø", "ö", "é", "e",
	"sch", "$", "skj", "$", "stj", "$", "sj", "$", "sh", "$", "ch", "$",
	"tj", "ç", "kj", "ç", "ck", "k", "dt", "t", "th", "t", "ph", "f",
	"ce", "se", "ci", "si", "cy", "sy", "c", "k", "q", "k", "z", "s", "x", "ks",
)
