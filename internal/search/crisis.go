package search

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// Crisis is what a query says that somebody may be in the middle of. Whoever is
// gets help above all hits, and the query is never noted. The zero Crisis is none.
type Crisis struct {
	Kind CrisisKind
	Lang string // that it was said in: a key of crisis.yaml
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
// crisis.yaml and nothing of any catalogue, and finds too much rather than too
// little.
func CrisisOf(text string) Crisis {
	d := crises()
	said := d.hear(text)
	if said.count == 0 {
		return Crisis{}
	}
	for _, r := range d.rules {
		if r.isSaid(said) {
			return r.crisis
		}
	}
	return Crisis{}
}

// dictionary is crisis.yaml, made ready: each of its words has a number, and the
// rules are of numbers.
type dictionary struct {
	rules   []crisisRule
	numbers map[crisisWord]int
	words   []crisisWord
	byBegin map[rune][]int // the words that begin with the letter
}

// crisisWord is a word of a rule, in small letters, with no letter twice in a
// row.
type crisisWord struct {
	written, surface string
	isBegin          bool // words that begin so
}

// crisisRule is one line.
type crisisRule struct {
	crisis Crisis
	groups [][]crisisWay
	unless []crisisWay
}

// crisisWay is words that stand side by side.
type crisisWay struct {
	words   []int
	isWhole bool // there are no others
}

// said is where each word of the dictionary stands in a query: bit i of its
// number's mask is the i-th word.
type said struct {
	at    []uint64
	count int
}

func (r crisisRule) isSaid(s said) bool {
	for _, group := range r.groups {
		if !slices.ContainsFunc(group, s.has) {
			return false
		}
	}
	return !slices.ContainsFunc(r.unless, s.has)
}

func (s said) has(w crisisWay) bool {
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
	slipsFrom      = 6 // letters that a word has in which a slip is forgiven
	manySlipsFrom  = 9 // … two slips
	minTogether    = 5 // letters of two words as one
)

// hear finds the dictionary's words in a text.
func (d *dictionary) hear(text string) said {
	if len(text) > maxCrisisText {
		text = text[:maxCrisisText]
	}
	all := crisisWords(strings.ToValidUTF8(text, " "))
	all = all[:min(len(all), maxCrisisWords)]
	s := said{make([]uint64, len(d.words)), len(all)}
	for i, w := range all {
		d.note(s, i, w)
		if short := withoutArticle(w); short != w {
			d.note(s, i, short)
		}
		if i+1 < len(all) { // a space too many: “själv mord”
			next := all[i+1]
			if together := (word{w.written + next.written, w.surface + next.surface}); utf8.RuneCountInString(together.surface) >= slipsFrom {
				d.noteExact(s, i, together)
			}
		}
	}
	return s
}

func (d *dictionary) note(s said, at int, w word) {
	first, _ := utf8.DecodeRuneInString(w.surface)
	for _, n := range d.byBegin[first] {
		if d.words[n].isOf(w) || d.words[n].isSlipOf(w.surface) {
			s.at[n] |= 1 << at
		}
	}
}

func (d *dictionary) noteExact(s said, at int, w word) {
	first, _ := utf8.DecodeRuneInString(w.surface)
	for _, n := range d.byBegin[first] {
		if len(d.words[n].surface) >= slipsFrom && d.words[n].isOf(w) {
			s.at[n] |= 1 << at
		}
	}
}

// isOf reports whether the word is, or begins as, what somebody wrote. In short
// words the marks tell: “får” is no “far”, but who has no å writes “far”.
func (c crisisWord) isOf(w word) bool {
	wrote, want := w.surface, c.surface
	if len(want) < 4 && w.written != w.surface {
		wrote, want = w.written, c.written
	}
	return wrote == want || c.isBegin && strings.HasPrefix(wrote, want)
}

// isSlipOf reports whether a longer word is misspelt so.
func (c crisisWord) isSlipOf(wrote string) bool {
	limit := c.slips()
	if limit == 0 {
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

// slips is how many bytes of a word may be wrong: of letters of two bytes, twice
// as many.
func (c crisisWord) slips() int {
	letters := utf8.RuneCountInString(c.surface)
	size := len(c.surface) / max(letters, 1)
	switch {
	case letters < slipsFrom:
		return 0
	case letters < manySlipsFrom:
		return size
	default:
		return 2 * size
	}
}

// withoutArticle takes “and”, “the” and “by” off the beginning of an Arabic word.
func withoutArticle(w word) word {
	for _, begin := range []string{"وال", "بال", "لل", "ال", "و", "ب", "ف"} {
		if rest, ok := strings.CutPrefix(w.surface, begin); ok && utf8.RuneCountInString(rest) >= 3 {
			return word{rest, rest}
		}
	}
	return w
}

// crisisWords is words, with each letter once where it stands twice in a row:
// who is in a hurry writes “hjällp” and “hjäääälp”.
func crisisWords(text string) []word {
	out := words(text)
	for i, w := range out {
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

//go:embed crisis.yaml
var crisisFile []byte

// crises is made at first use: the file is part of the binary, so a fault in it
// is a fault of the build and panics (a test reads it).
var crises = sync.OnceValue(func() *dictionary {
	d, err := readCrises(crisisFile)
	if err != nil {
		panic(err)
	}
	return d
})

// readCrises reads what crisis.yaml says, as its head explains.
func readCrises(raw []byte) (*dictionary, error) {
	var file map[string]struct {
		Lists    map[string]string `yaml:"lists"`
		Suicide  []string          `yaml:"suicide"`
		Child    []string          `yaml:"child"`
		Violence []string          `yaml:"violence"`
		Danger   []string          `yaml:"danger"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("search: crisis.yaml: %w", err)
	}
	d := &dictionary{numbers: map[crisisWord]int{}, byBegin: map[rune][]int{}}
	for _, kind := range crisisKinds {
		for _, lang := range crisisLangs {
			in := file[lang]
			lines := map[CrisisKind][]string{
				CrisisSuicide: in.Suicide, CrisisChild: in.Child, CrisisViolence: in.Violence, CrisisDanger: in.Danger,
			}[kind]
			if len(lines) == 0 {
				return nil, fmt.Errorf("search: crisis.yaml: nothing says %s in %s", kind, lang)
			}
			for _, line := range lines {
				r, err := d.rule(line, in.Lists)
				if err != nil {
					return nil, fmt.Errorf("search: crisis.yaml: %s: %s: %q: %w", lang, kind, line, err)
				}
				r.crisis = Crisis{kind, lang}
				d.rules = append(d.rules, r)
			}
		}
	}
	return d, nil
}

func (d *dictionary) rule(line string, lists map[string]string) (crisisRule, error) {
	var r crisisRule
	what, unless, has := strings.Cut(line, " - ")
	for group := range strings.SplitSeq(what, " + ") {
		ways, err := d.ways(group, lists)
		if err != nil {
			return r, err
		}
		r.groups = append(r.groups, ways)
	}
	var err error
	if has {
		r.unless, err = d.ways(unless, lists)
	}
	return r, err
}

func (d *dictionary) ways(group string, lists map[string]string) ([]crisisWay, error) {
	var out []crisisWay
	for way := range strings.SplitSeq(group, "|") {
		way = strings.TrimSpace(way)
		if name, ok := strings.CutPrefix(way, "<"); ok {
			list, known := lists[strings.TrimSuffix(name, ">")]
			if !known {
				return nil, fmt.Errorf("there is no list %s", way)
			}
			more, err := d.ways(list, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		rest, isWhole := strings.CutPrefix(way, "=")
		w := crisisWay{isWhole: isWhole}
		together := crisisWord{}
		for field := range strings.FieldsSeq(rest) {
			stem, isBegin := strings.CutSuffix(field, "*")
			for _, part := range crisisWords(stem) {
				c := crisisWord{part.written, part.surface, isBegin}
				w.words = append(w.words, d.number(c))
				together = crisisWord{once(together.written + c.written), once(together.surface + c.surface), isBegin}
			}
		}
		if len(w.words) == 0 {
			return nil, fmt.Errorf("%q says nothing", way)
		}
		out = append(out, w)
		if len(w.words) > 1 && utf8.RuneCountInString(together.surface) >= minTogether { // a space too few: “villdö”
			out = append(out, crisisWay{[]int{d.number(together)}, isWhole})
		}
	}
	return out, nil
}

func (d *dictionary) number(w crisisWord) int {
	n, ok := d.numbers[w]
	if !ok {
		n = len(d.words)
		d.numbers[w], d.words = n, append(d.words, w)
		first, _ := utf8.DecodeRuneInString(w.surface)
		d.byBegin[first] = append(d.byBegin[first], n)
	}
	return n
}
