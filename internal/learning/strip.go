package learning

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lexicon is the words of the catalogue: of nobody. search.Engine is one.
type Lexicon interface {
	// Known reports whether a word is there, or one that it is a slip of, and how
	// it is written there; a word that says nothing is written "".
	Known(word string) (written string, isKnown bool)
	// Compound reports whether a word is put together of words that are there.
	Compound(word string) bool
}

// Mark stands in a stripped query for what is not kept.
type Mark string

// The marks. No word can look like one: a word has letters and digits only.
const (
	MarkNumber  Mark = "<number>"
	MarkEmail   Mark = "<email>"
	MarkName    Mark = "<name>"
	MarkAddress Mark = "<address>"
	MarkWord    Mark = "<word>" // one that nobody knows
	MarkMore    Mark = "<more>" // the rest of what was long
)

// Marks are all marks.
var Marks = []Mark{MarkNumber, MarkEmail, MarkName, MarkAddress, MarkWord, MarkMore}

const (
	maxText    = 200 // runes that are looked at
	maxWords   = 8   // that are kept
	maxLetters = 30  // of a word that is kept
	fewDigits  = 3   // of a number that is kept: more may be of a telephone, a case or a person
	codeDigits = 5   // of a number that the catalogue knows, such as 1177
	manyDigits = 4   // of all numbers that are kept together
	minLetters = 3   // of an unknown word that may come to be kept
)

// Stripped is what may be kept of a query. The zero Stripped is nothing.
type Stripped struct {
	Text    string   // words of the catalogue in small letters and marks, with a space between
	Words   int      // words in it that are no marks
	Unknown []string // the words that MarkWord stands for and that may be kept if many type them; never to be stored
}

// Stripper takes out of a query all that may be about somebody.
type Stripper struct {
	Lexicon Lexicon
	Keeps   func(word string) bool // an unknown word, in small letters, that many have typed; nil: none
}

var (
	emailShape = regexp.MustCompile(`\S*@\S*`)
	linkShape  = regexp.MustCompile(`(?i)(https?:|www\.)\S+`)
	// digits with whatever stands between them but letters
	numberShape = regexp.MustCompile(`\p{Nd}(?:[^\p{L}]*\p{Nd})?`)
	codeShape   = regexp.MustCompile(`\S*(?:\p{L}\S*\p{Nd}|\p{Nd}\S*\p{L})\S*`)
	ageShape    = regexp.MustCompile(`^\p{Nd}{1,2}-\p{L}+$`) // 5-åring
)

// The private signs that stand for marks while a text is taken apart.
const (
	signNumber = '\uE000'
	signEmail  = '\uE001'
	signWord   = '\uE002'
)

var signs = map[rune]Mark{signNumber: MarkNumber, signEmail: MarkEmail, signWord: MarkWord}

// Strip returns what may be kept of what somebody typed.
func (s Stripper) Strip(typed string) Stripped {
	tokens := s.read(s.sign(clip(norm.NFKC.String(typed), maxText)))
	markNamed(tokens)
	s.judge(tokens)
	tokens = slices.DeleteFunc(tokens, func(t token) bool { return t.isFiller() })
	markCompany(tokens)
	return s.write(tokens)
}

func clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit])
}

// sign puts signs in place of what is known by its shape alone.
func (s Stripper) sign(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r): // is not seen, and would part a number
			return -1
		case unicode.Is(unicode.Co, r): // nobody types our signs
			return ' '
		}
		return r
	}, text)
	if strings.Contains(text, "@") { // NFKC has made one of all its forms
		text = emailShape.ReplaceAllString(text, " "+string(signEmail)+" ")
	}
	if strings.ContainsAny(text, ":.") {
		text = linkShape.ReplaceAllString(text, " "+string(signWord)+" ")
	}
	if !strings.ContainsFunc(text, unicode.IsDigit) {
		return text
	}
	text = codeShape.ReplaceAllStringFunc(text, func(code string) string {
		if s.isExact(strings.ToLower(code)) || ageShape.MatchString(code) {
			return code
		}
		return " " + string(signNumber) + " "
	})
	return numberShape.ReplaceAllStringFunc(text, func(number string) string {
		digits := digitsOf(number)
		isProperty := strings.Contains(number, ":") // Eken 1:23
		if digits <= fewDigits && !isProperty || digits <= codeDigits && s.isExact(number) {
			return number
		}
		return " " + string(signNumber) + " "
	})
}

func digitsOf(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// isExact reports whether the catalogue has the very word.
func (s Stripper) isExact(word string) bool {
	written, known := s.Lexicon.Known(word)
	return known && written == word
}

// token is a word of a query while it is judged.
type token struct {
	lower    string
	isUpper  bool // it begins with a capital
	isName   bool // it stands where a name does …
	isLikely bool // … or where one may: it is, unless the catalogue has it
	isLearnt bool // many have typed it
	written  string
	mark     Mark
	isKnown  bool // what is written is the catalogue's
	isFamily bool // one of the names that many have
	isNumber bool
	unknown  string // may be counted
}

func (t token) isFiller() bool { return t.isKnown && t.written == "" && t.mark == "" }

// read takes a text apart.
func (s Stripper) read(text string) []token {
	var out []token
	for _, w := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && signs[r] == ""
	}) {
		first, size := utf8.DecodeRuneInString(w)
		if mark := signs[first]; mark != "" && size == len(w) {
			out = append(out, token{mark: mark})
			continue
		}
		w = strings.Map(func(r rune) rune {
			if signs[r] != "" {
				return -1
			}
			return r
		}, w)
		out = append(out, token{lower: strings.ToLower(w), isUpper: unicode.IsUpper(first), isNumber: digitsOf(w) == utf8.RuneCountInString(w)})
	}
	return out
}

// judge decides about each word by itself.
func (s Stripper) judge(tokens []token) {
	for i := range tokens {
		t := &tokens[i]
		if t.mark != "" {
			continue
		}
		t.written, t.isKnown = s.Lexicon.Known(t.lower)
		t.isFamily = isFamilyName(t.lower)
		isFiller := t.isKnown && t.written == ""
		isSlip := t.isKnown && !isFiller && t.written != t.lower
		isMidCapital := t.isUpper && i > 0
		switch {
		case t.isNumber:
			t.written, t.isKnown = t.lower, true
		case t.isName && !isFiller:
			t.mark = MarkName
		case isStreet(t.lower) && (!t.isKnown || isSlip || i+1 < len(tokens) && tokens[i+1].isDigits()):
			t.mark = MarkAddress
		case isFiller, t.isKnown && !isSlip:
		case t.isFamily, t.isLikely, isMidCapital, endsAsName(t.lower):
			t.mark = MarkName
		case utf8.RuneCountInString(t.lower) > maxLetters:
			t.mark = MarkWord
		case s.Keeps != nil && s.Keeps(t.lower):
			t.written, t.isKnown, t.isLearnt = t.lower, true, true
		case isSlip: // what was meant, until many have typed it so
			t.unknown = countable(t.lower)
		case s.Lexicon.Compound(t.lower):
			t.written, t.isKnown = t.lower, true
		default:
			t.mark, t.unknown = MarkWord, countable(t.lower)
		}
	}
}

// countable returns an unknown word that may come to be kept, and "" for one
// that may not: of other scripts names.txt has no names.
func countable(word string) string {
	for _, r := range word {
		if !unicode.Is(unicode.Latin, r) {
			return ""
		}
	}
	if utf8.RuneCountInString(word) < minLetters {
		return ""
	}
	return word
}

func (t token) isDigits() bool { return t.isNumber || t.mark == MarkNumber }

// markCompany decides about words by what stands beside them: two unknown words
// are likely a name, and so is a name that is a word too beside another; a short
// number beside what is not kept is a part of it.
func markCompany(tokens []token) {
	isOdd := func(i int) bool {
		return i >= 0 && i < len(tokens) && (tokens[i].mark != "" || tokens[i].isFamily || tokens[i].isNumber)
	}
	digits := 0
	for _, t := range tokens {
		if t.isNumber && t.mark == "" && utf8.RuneCountInString(t.lower) <= fewDigits {
			digits += digitsOf(t.lower)
		}
	}
	odd := make([]bool, len(tokens))
	for i := range tokens {
		odd[i] = isOdd(i-1) || isOdd(i+1)
	}
	for i := range tokens {
		t := &tokens[i]
		switch {
		case t.isNumber && t.mark == "" && (odd[i] || digits > manyDigits):
			t.mark = MarkNumber
		case odd[i] && t.mark == "" && t.isFamily:
			t.mark = MarkName
		case odd[i] && t.mark == "" && t.isLearnt:
			t.mark = MarkWord
		}
		if odd[i] {
			t.unknown = ""
		}
	}
}

// write makes a text of what is left.
func (s Stripper) write(tokens []token) Stripped {
	var out Stripped
	var parts []string
	for _, t := range tokens {
		part := t.written
		if t.mark != "" {
			part = string(t.mark)
		}
		if len(parts) > 0 && parts[len(parts)-1] == part {
			continue
		}
		if len(parts) == maxWords {
			parts = append(parts, string(MarkMore))
			break
		}
		if t.mark == "" {
			out.Words++
		}
		if t.unknown != "" {
			out.Unknown = append(out.Unknown, t.unknown)
		}
		parts = append(parts, part)
	}
	out.Text = strings.Join(parts, " ")
	return out
}
