package catalogue

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// WordRule names what is wrong with words, whoever wrote them: a file, of which it
// is told in English where it stands, or an editor, who is told in their own
// language.
type WordRule string

// The rules.
const (
	WordMissing   WordRule = "missing"   // nothing is said
	WordLong      WordRule = "long"      // more than MaxWord characters
	WordMany      WordRule = "many"      // more than MaxWords in one place
	WordScript    WordRule = "script"    // letters of another script than the other
	WordMixed     WordRule = "mixed"     // two scripts in one word
	WordLetters   WordRule = "letters"   // letters that are of the other language
	WordNoLetter  WordRule = "no_letter" // no letter of the other, which is the language's script
	WordSelf      WordRule = "self"      // it stands for itself
	WordTwice     WordRule = "twice"     // it is said already
	WordWeight    WordRule = "weight"    // not above 0 and at most 1
	WordNoDay     WordRule = "no_day"    // there is no such day
	WordBackwards WordRule = "backwards" // it ends before it begins
)

// The most that files take: their schemas say the same.
const (
	MaxWord  = 60 // characters of a word or phrase
	MaxWords = 80 // in one place
)

// WordFault is what is wrong with a word.
type WordFault struct {
	Word  string
	Rule  WordRule
	Other string // what it is held against
}

// CheckWord returns what is wrong with a word or phrase of a language, and false
// when nothing is.
func CheckWord(lang, word string) (WordFault, bool) {
	switch {
	case strings.TrimSpace(word) == "":
		return WordFault{Word: word, Rule: WordMissing}, true
	case utf8.RuneCountInString(word) > MaxWord:
		return WordFault{Word: word, Rule: WordLong}, true
	}
	return checkLetters(lang, word)
}

// checkLetters finds letters that nobody types in the language. A Swedish name
// may stand in a phrase, but no word mixes scripts: such a word looks right and
// is never found.
func checkLetters(lang, phrase string) (WordFault, bool) {
	s, known := scripts[lang]
	if !known {
		return WordFault{}, false
	}
	all := 0
	for word := range strings.FieldsSeq(phrase) {
		latin, own, other := s.count(word)
		switch {
		case other > 0:
			return WordFault{phrase, WordScript, s.name}, true
		case latin > 0 && own > 0:
			return WordFault{phrase, WordMixed, ""}, true
		case strings.ContainsAny(strings.ToLower(word), s.others):
			return WordFault{phrase, WordLetters, s.whose}, true
		}
		all += own
	}
	if all == 0 && strings.ContainsFunc(phrase, unicode.IsLetter) {
		return WordFault{phrase, WordNoLetter, s.name}, true
	}
	return WordFault{}, false
}

// english says of a word's letters what is wrong, in the language of files.
func (f WordFault) english() string {
	switch f.Rule {
	case WordScript:
		return "has letters of another script: write it in " + f.Other
	case WordMixed:
		return "mixes scripts in one word: write each word in one"
	case WordLetters:
		return "has letters that are " + f.Other + ": write it as the language does"
	default:
		return "has no letter of the language's own: write it in " + f.Other
	}
}

// SynonymFault is what is wrong with a group of synonyms.
type SynonymFault struct {
	Group int // its place
	WordFault
	First int // of a word that is said twice: the place of the group that says so already
}

// CheckSynonyms finds what is said twice, for then nobody knows which weight
// counts, and words that stand for themselves.
func CheckSynonyms(groups []SynonymGroup) []SynonymFault {
	type pair struct{ from, to string }
	first := map[pair]int{}
	var faults []SynonymFault
	for i, g := range groups {
		for _, s := range (Vocabulary{Synonyms: []SynonymGroup{g}}).expand() {
			p := pair{strings.ToLower(s.From), strings.ToLower(s.To)}
			if p.from == p.to {
				faults = append(faults, SynonymFault{i, WordFault{s.From, WordSelf, ""}, i})
				continue
			}
			if at, said := first[p]; said {
				faults = append(faults, SynonymFault{i, WordFault{s.From, WordTwice, s.To}, at})
				continue
			}
			first[p] = i
		}
	}
	return faults
}
