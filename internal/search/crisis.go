package search

import (
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"
)

// Crisis is what a query says that somebody may be in the middle of. Whoever is
// gets help above all hits, and the query is never noted. The zero Crisis is none.
type Crisis struct {
	Kind CrisisKind
	Lang string // that it was said in: a key of crisis.yaml; "" when nobody can tell

	// IsHunch: no rule says so, it only sounds like it. Then nothing that was found
	// is hidden.
	IsHunch bool
}

// CrisisKind is which crisis it is.
type CrisisKind string

// The kinds of crisis, those first whose help is most of its own kind: a query
// that tells of several is of the first of them.
const (
	NoCrisis       CrisisKind = ""
	CrisisSuicide  CrisisKind = "suicide"  // thoughts of taking one's life
	CrisisChild    CrisisKind = "child"    // a child is harmed, in danger or left alone
	CrisisViolence CrisisKind = "violence" // somebody is beaten, threatened, raped
	CrisisDanger   CrisisKind = "danger"   // fire, accident, somebody is dying
)

var crisisKinds = []CrisisKind{CrisisSuicide, CrisisChild, CrisisViolence, CrisisDanger}

// The languages of crisis.yaml, in which a word of several is looked for first.
var crisisLangs = []string{"sv", "en", "fi", "pl", "so", "ar", "fa", "uk"}

// CrisisOf returns what crisis a query tells of. It knows the words of
// crisis.yaml, has a hunch of what else sounds so, and finds too much rather than
// too little.
func CrisisOf(text string) Crisis {
	d := crises()
	all := crisisWords(strings.ToValidUTF8(text[:min(len(text), maxCrisisText)], " "))
	all = all[:min(len(all), maxCrisisWords)]
	c, isExcepted := d.byRule(all)
	if c.Kind == NoCrisis && !isExcepted {
		return hunchOf(all)
	}
	return c
}

// byRule returns what a rule says that the words tell of, as they stand, or
// without what does not matter; and whether one would, but for what it excepts.
func (d *dictionary) byRule(all []word) (c Crisis, isExcepted bool) {
	c, isExcepted = d.crisisIn(all)
	if plain := d.plainly(all); c.Kind == NoCrisis && len(plain) != len(all) {
		var also bool
		c, also = d.crisisIn(plain)
		isExcepted = isExcepted || also
	}
	return c, isExcepted
}

// crisisIn returns the first crisis that the words tell of, and whether a rule
// excepted them.
func (d *dictionary) crisisIn(all []word) (c Crisis, isExcepted bool) {
	said := d.hear(all)
	defer said.forget()
	groups := make([]groupSet, len(d.rules))
	for _, n := range said.words {
		for _, w := range d.ways[n] {
			if !said.has(w) {
				continue
			}
			for _, p := range w.places {
				groups[p.rule] |= 1 << p.group
			}
		}
	}
	for i := range groups {
		if groups[i] == d.rules[i].groups {
			return d.rules[i].crisis, isExcepted
		}
		isExcepted = isExcepted || groups[i] == d.rules[i].groups|1<<unlessGroup
	}
	return Crisis{}, isExcepted
}

// dictionary is crisis.yaml, made ready: each of its words has a number, and the
// rules are of numbers.
type dictionary struct {
	rules   []crisisRule
	ways    [][]*crisisWay // by their first word
	numbers map[crisisWord]int
	words   []crisisWord
	exact   map[string][]int // by how it is written, or begins
	begins  map[string][]int
	bySound map[string][]int
	byStem  map[string][]int // Swedish ones
	slips   map[rune][]int   // the words that may be misspelt, by their first letter
}

// crisisWord is a word of a rule, in small letters, with no letter twice in a
// row.
type crisisWord struct {
	written, surface string
	isBegin          bool // words that begin so
	isTogether       bool // two words that stand as one
	isShort          bool // its marks tell
	slips            int  // how many bytes of it may be wrong
	letters          letters
	sound, stem      string // of a Swedish word; "" when only its letters tell
}

// letters are the bytes that are in a word, each a bit: a quick way to see that
// it is no slip of another.
type letters uint64

func lettersOf(w string) letters {
	var out letters
	for i := range len(w) {
		out |= 1 << (w[i] % 64)
	}
	return out
}

// crisisRule is one line: it is said when just these groups are.
type crisisRule struct {
	crisis Crisis
	groups groupSet
}

// groupSet has a bit for each group of a line, and one for what must not be said.
type groupSet uint16

const unlessGroup = 15

// crisisWay is words that stand side by side.
type crisisWay struct {
	words   []int
	isWhole bool // there are no others
	places  []wayPlace
}

// wayPlace is a group that a way says.
type wayPlace struct{ rule, group int }

// said is where each word of the dictionary stands in a query: bit i of its
// number's mask is the i-th word.
type said struct {
	at    []uint64
	words []int // those that stand somewhere
	count int
}

// heard are those that were used, for the next query.
var heard = sync.Pool{New: func() any { return &said{} }}

// forget gives it back.
func (s *said) forget() {
	for _, n := range s.words {
		s.at[n] = 0
	}
	s.words = s.words[:0]
	heard.Put(s)
}

func (s *said) has(w *crisisWay) bool {
	if w.isWhole && len(w.words) != s.count {
		return false
	}
	at := s.at[w.words[0]]
	for _, n := range w.words[1:] {
		at = at << 1 & s.at[n]
	}
	return at != 0
}

const (
	maxCrisisText  = 2000 // bytes: who is afraid may write much
	maxCrisisWords = 64
	shortWord      = 4 // bytes
	slipsFrom      = 7 // letters that a word has in which a slip is forgiven
	manySlipsFrom  = 9 // … two slips
	minTogether    = 5 // letters of two words as one
)

// hear finds the dictionary's words among those of a query.
func (d *dictionary) hear(all []word) *said {
	s := heard.Get().(*said)
	s.count = len(all)
	if len(s.at) < len(d.words) {
		s.at = make([]uint64, len(d.words))
	}
	for i, w := range all {
		d.note(s, i, w)
		if short := withoutArticle(w); short != w {
			d.note(s, i, short)
		}
		if i+1 < len(all) { // a space too many: “själv mord”
			next := all[i+1]
			if together := (word{w.written + next.written, w.surface + next.surface}); utf8.RuneCountInString(together.surface) > minTogether {
				d.noteWritten(s, i, together, minTogether)
			}
		}
	}
	return s
}

func (s *said) note(n, at int) {
	if s.at[n] == 0 {
		s.words = append(s.words, n)
	}
	s.at[n] |= 1 << at
}

// note notes the words that somebody may have meant by the one at a place.
func (d *dictionary) note(s *said, at int, w word) {
	d.noteWritten(s, at, w, 0)
	if sound := soundOf(w); sound != "" {
		for end := soundsFrom - 1; end <= len(sound); end++ {
			for _, n := range d.bySound[sound[:end]] {
				if end == len(sound) || d.words[n].isBegin {
					s.note(n, at)
				}
			}
		}
	}
	for _, n := range d.byStem[crisisStem(w)] {
		s.note(n, at)
	}
	first, _ := utf8.DecodeRuneInString(w.surface)
	has := lettersOf(w.surface)
	for _, n := range d.slips[first] {
		if d.words[n].isSlipOf(w.surface, has) {
			s.note(n, at)
		}
	}
}

// noteWritten notes those of more than so many letters that are written so.
func (d *dictionary) noteWritten(s *said, at int, w word, longer int) {
	for _, n := range d.exact[w.surface] {
		if len(d.words[n].surface) > longer && d.words[n].isOf(w) {
			s.note(n, at)
		}
	}
	for end := longer + 1; end <= len(w.surface); end++ {
		for _, n := range d.begins[w.surface[:end]] {
			if d.words[n].isOf(w) {
				s.note(n, at)
			}
		}
	}
}

// isOf reports whether the word is, or begins as, what somebody wrote. In short
// words the marks tell: “får” is no “far”, but who has no å writes “far”.
func (c *crisisWord) isOf(w word) bool {
	wrote, want := w.surface, c.surface
	if c.isShort && w.written != w.surface {
		wrote, want = w.written, c.written
	}
	return wrote == want || c.isBegin && strings.HasPrefix(wrote, want)
}

// isSlipOf reports whether a longer word is misspelt so.
func (c *crisisWord) isSlipOf(wrote string, has letters) bool {
	limit := c.slips
	if limit == 0 || bits.OnesCount64(uint64(c.letters&^has)) > limit {
		return false
	}
	if !c.isBegin {
		return distance(wrote, c.surface, limit) <= limit
	}
	for n := len(c.surface) - limit; n <= min(len(wrote), len(c.surface)+limit); n++ {
		if distance(wrote[:n], c.surface, limit) <= limit {
			return true
		}
	}
	return false
}

// ready works out what is asked of the word each time.
func (c crisisWord) ready() crisisWord {
	letters := utf8.RuneCountInString(c.surface)
	size := len(c.surface) / max(letters, 1) // of letters of two bytes, twice as many bytes may be wrong
	c.letters, c.isShort = lettersOf(c.surface), len(c.surface) < shortWord
	switch {
	case c.isTogether || letters < slipsFrom:
	case letters < manySlipsFrom || c.isBegin:
		c.slips = size
	default:
		c.slips = 2 * size
	}
	return c
}

// withoutArticle takes “and”, “the” and “by” off the beginning of an Arabic word.
func withoutArticle(w word) word {
	for _, begin := range []string{"وال", "بال", "ال", "و", "ب", "ف", "ل"} {
		if rest, ok := strings.CutPrefix(w.surface, begin); ok && utf8.RuneCountInString(rest) >= 3 {
			return word{rest, rest}
		}
	}
	return w
}

// stemFrom is how many letters a word has of which only the stem must be right.
const stemFrom = 5

// crisisStem is the stem of a word in Swedish, and "" of a short one.
func crisisStem(w word) string {
	if utf8.RuneCountInString(w.written) < stemFrom {
		return ""
	}
	if stem := swedishStem(w.written); utf8.RuneCountInString(stem) >= stemFrom-1 {
		return stem
	}
	return ""
}

// crisisWords is words, as they are said, with each letter once where it stands twice in a row:
// who is in a hurry writes “hjällp” and “hjäääälp”.
func crisisWords(text string) []word {
	out := words(text)
	for i, w := range out {
		if written, ok := spoken[w.written]; ok {
			w = word{written, fold(written)}
		}
		out[i] = word{once(w.written), once(w.surface)}
	}
	return out
}

func once(w string) string {
	var last rune
	return strings.Map(func(r rune) rune {
		if r == last && (r < '0' || r > '9') {
			return -1
		}
		last = r
		return r
	}, w)
}
