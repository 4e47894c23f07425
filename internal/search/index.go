package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// What a word weighs by where it stands.
const (
	weightTitle    = 3.7
	weightWords    = 3.0 // words that people use
	weightSummary  = 1.4
	weightCategory = 0.5

	weightOfPart = 0.62 // of a word that it is a part of
)

// Index is what a snapshot's services say, ready to be searched. It never
// changes and may be searched by many goroutines at once.
type Index struct {
	services []service
	phrases  []phrase         // of one service and tongue after the other
	said     []int32          // their words
	byID     map[string]int32 // place in services
	entries  []entry
	postings []posting        // of one entry after the other, each by service
	byFolded map[string]int32 // the first entry of a stem without marks
	surfaces []surface        // in the order of their text
	bySurf   map[string]int32 // by how it is written
	synonyms synonyms
	bets     bets
	lexicon  *lexicon
	slips    *slips
	sounds   sounds
	langs    []string // the place of each is its bit in a langSet
	sayings  [len(i18n.Langs)][]saying
	rarest   float32 // the rarity of a word of one service
}

// service is a service as the index knows it.
type service struct {
	id          string
	rank        int32 // of its id among all, in the order of their letters
	title       i18n.Text
	intent      intent
	isElsewhere bool               // a signpost
	askedFor    months             // in which many look for it
	phrases     [tongues + 1]int32 // where those of each tongue begin in Index.phrases
}

// phrase is a title, or words that people use, as a whole: a run of Index.said.
// Each word in it is an entry, and after it, negated by ^, come the entries of
// the words that it is put together of.
type phrase struct {
	from, to int32
	rarity   float32 // of all its words
	isTitle  bool
	text     string
}

// entry is a stem of a tongue and the services that use it.
type entry struct {
	tongue   tongue
	stem     string
	next     int32 // the next entry of the same stem without marks; none: the last
	from, to int32 // its run of Index.postings
	rarity   float32
}

const none = -1 // no place

type posting struct {
	service int32
	weight  float32 // of the weightiest place that it stands in
}

// surface is a word as it stands in the catalogue, folded, and its entries.
type surface struct {
	text, written string
	entries       []int32
	langs         langSet // whose services say so
}

// place is where something stands in a list of the index: half the memory of an
// int, and more than any catalogue has.
func place(n int) int32 { return int32(n) } //nolint:gosec // see above

func (x *Index) sortSurfaces() {
	slices.SortFunc(x.surfaces, func(a, b surface) int {
		return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.written, b.written))
	})
	for i, s := range x.surfaces {
		x.bySurf[s.written] = place(i)
	}
	x.slips, x.sounds = newSlips(x.surfaces), newSounds(x.surfaces)
}

// entry returns the entry of a stem of a tongue, and none when nobody uses it.
func (x *Index) entry(stem string, t tongue) int32 {
	for e := x.alike(fold(stem)); e != none; e = x.entries[e].next {
		if x.entries[e].tongue == t && x.entries[e].stem == stem {
			return e
		}
	}
	return none
}

// alike returns the first of the entries of a stem without marks.
func (x *Index) alike(folded string) int32 {
	if e, ok := x.byFolded[folded]; ok {
		return e
	}
	return none
}

// postingsOf returns the services that use an entry.
func (x *Index) postingsOf(e int32) []posting { return x.postings[x.entries[e].from:x.entries[e].to] }

// beginningWith returns the surfaces that begin with the text.
func (x *Index) beginningWith(begin string) []surface {
	from, _ := slices.BinarySearchFunc(x.surfaces, begin, func(s surface, t string) int { return cmp.Compare(s.text, t) })
	to := from
	for to < len(x.surfaces) && strings.HasPrefix(x.surfaces[to].text, begin) {
		to++
	}
	return x.surfaces[from:to]
}
