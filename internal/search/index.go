package search

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// What a word weighs by where it stands.
const (
	weightTitle    = 4.0
	weightWords    = 3.0 // words that people use
	weightSummary  = 1.4
	weightCategory = 0.5

	weightOfPart = 0.62 // of a word that it is a part of
)

// Index is what a snapshot's services say, ready to be searched. It never
// changes and may be searched by many goroutines at once.
type Index struct {
	services []service
	phrases  []phrase // of one service and tongue after the other
	said     []int32  // their words
	byID     map[string]int32 // place in services
	entries  []entry
	byStem   [tongues]map[string]int32   // place in entries
	byFolded [tongues]map[string][]int32 // the same by stems without marks
	surfaces []surface                   // in the order of their text
	bySurf   map[string]int32            // by how it is written
	synonyms synonyms
	bets     bets
	lexicon  *lexicon
	slips    *slips
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
	isElsewhere bool // a signpost
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
	rarity   float32
	postings []posting
}

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

// New returns the index of a snapshot.
func New(s *catalogue.Snapshot) *Index {
	b := newBuilder()
	entries := s.Services(i18n.SV)
	texts := make([][]text, len(entries))
	for i, e := range entries { // first the words that others are put together of
		texts[i] = append(textsOf(e.Service), foreignTexts(s, e.ID)...)
		for _, t := range texts[i] {
			b.learn(t)
		}
	}
	for i, e := range entries {
		b.add(e.Service, texts[i])
	}
	x := b.finish()
	x.synonyms = x.readSynonyms(s.Synonyms())
	x.bets = x.readBets(s.Bets())
	x.addSayings(entries)
	return x
}

// text is something that a service says, in one tongue.
type text struct {
	tongue   tongue
	lang     string
	text     string
	weight   float32
	isPhrase bool // it may be what somebody types, as a whole
	isTitle  bool
}

func textsOf(s catalogue.Service) []text {
	category, _ := catalogue.FindCategory(s.Category)
	both := func(t i18n.Text, weight float32, isPhrase, isTitle bool) []text {
		return []text{{inSwedish, string(i18n.SV), t.SV, weight, isPhrase, isTitle}, {inEnglish, string(i18n.EN), t.EN, weight, isPhrase, isTitle}}
	}
	out := slices.Concat(
		both(s.Title, weightTitle, true, true), both(s.Summary, weightSummary, false, false), both(category.Name, weightCategory, false, false))
	for _, k := range s.Keywords {
		out = append(out, both(k, weightWords, true, false)...)
	}
	return out
}

// foreignTexts are the words that people of other languages use.
func foreignTexts(s *catalogue.Snapshot, id string) []text {
	var out []text
	for _, lang := range s.WordLanguages() {
		for _, w := range s.Words(lang)[id] {
			out = append(out, text{languageTongue(lang), lang, w, weightWords, true, false})
		}
	}
	return out
}

type builder struct {
	x       *Index
	stemmed map[word]*[tongues]string
	weights map[int64]float32 // by entry and service
}

func newBuilder() *builder {
	x := &Index{lexicon: newLexicon(), slips: newSlips(), bySurf: map[string]int32{}, byID: map[string]int32{}}
	for t := range x.byStem {
		x.byStem[t], x.byFolded[t] = map[string]int32{}, map[string][]int32{}
	}
	return &builder{x: x, stemmed: map[word]*[tongues]string{}, weights: map[int64]float32{}}
}

// stem is stemOf, remembered: a catalogue uses the same words over and over.
func (b *builder) stem(w word, t tongue) string {
	known := b.stemmed[w]
	if known == nil {
		known = new([tongues]string)
		b.stemmed[w] = known
	}
	if known[t] == "" {
		known[t] = stemOf(w, t)
	}
	return known[t]
}

// learn makes a text's words known as parts of others.
func (b *builder) learn(t text) {
	if t.tongue != inSwedish {
		return
	}
	for _, w := range words(t.text) {
		b.x.lexicon.add(w, b.stem(w, inSwedish))
	}
}

func (b *builder) add(s catalogue.Service, texts []text) {
	x := b.x
	n := place(len(x.services))
	kept := service{id: s.ID, title: s.Title, intent: intentOf(words(s.Title.SV)), isElsewhere: s.Kind == catalogue.KindSignpost}
	for t := range tongues {
		kept.phrases[t] = place(len(x.phrases))
		for _, one := range texts {
			if one.tongue == t {
				b.addText(n, one)
			}
		}
	}
	kept.phrases[tongues] = place(len(x.phrases))
	x.services, x.byID[s.ID] = append(x.services, kept), n
}

// addText adds a text of a service, and keeps it as a phrase when it is one.
func (b *builder) addText(n int32, t text) {
	x := b.x
	from := place(len(x.said))
	for _, w := range words(t.text) {
		if !isFiller(w) {
			b.addWord(n, w, t)
		}
	}
	if to := place(len(x.said)); t.isPhrase && to > from {
		x.phrases = append(x.phrases, phrase{from: from, to: to, isTitle: t.isTitle, text: t.text})
	} else {
		x.said = x.said[:from]
	}
}

// addWord adds a word of a service's text, and the words that it is put
// together of.
func (b *builder) addWord(n int32, w word, t text) {
	whole := b.entry(b.stem(w, t.tongue), t.tongue)
	b.weigh(whole, n, t.weight)
	b.surface(w, whole, t.lang)
	b.x.said = append(b.x.said, whole)
	if t.tongue == inSwedish {
		for _, part := range b.x.lexicon.split(w.surface) {
			e := b.entry(part, inSwedish)
			b.weigh(e, n, t.weight*weightOfPart)
			b.x.said = append(b.x.said, ^e)
		}
	}
}

func (b *builder) entry(stem string, t tongue) int32 {
	e, ok := b.x.byStem[t][stem]
	if !ok {
		e = place(len(b.x.entries))
		b.x.entries = append(b.x.entries, entry{tongue: t, stem: stem})
		b.x.byStem[t][stem] = e
		folded := fold(stem)
		b.x.byFolded[t][folded] = append(b.x.byFolded[t][folded], e)
	}
	return e
}

func (b *builder) weigh(e, service int32, weight float32) {
	key := int64(e)<<32 | int64(service)
	b.weights[key] = max(b.weights[key], weight)
}

func (b *builder) surface(w word, e int32, lang string) {
	i, ok := b.x.bySurf[w.written]
	if !ok {
		i = place(len(b.x.surfaces))
		b.x.surfaces = append(b.x.surfaces, surface{text: w.surface, written: w.written})
		b.x.bySurf[w.written] = i
	}
	s := &b.x.surfaces[i]
	s.langs |= b.x.langBit(lang)
	if !slices.Contains(s.entries, e) {
		s.entries = append(s.entries, e)
	}
}

func (b *builder) finish() *Index {
	x := b.x
	keys := make([]int64, 0, len(b.weights))
	for key := range b.weights {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		e := &x.entries[key>>32]
		weight := b.weights[key]
		e.postings = append(e.postings, posting{int32(key), weight}) //nolint:gosec // the lower half is the service
	}
	for i := range x.entries {
		x.entries[i].rarity = x.rarityOf(len(x.entries[i].postings))
	}
	x.rarest = x.rarityOf(1)
	x.sortSurfaces()
	for i, id := range slices.Sorted(maps.Keys(x.byID)) {
		x.services[x.byID[id]].rank = place(i)
	}
	for i := range x.phrases {
		p := &x.phrases[i]
		for _, e := range x.said[p.from:p.to] {
			if e >= 0 {
				p.rarity += x.entries[e].rarity
			}
		}
	}
	return x
}

// place is where something stands in a list of the index: half the memory of an
// int, and more than any catalogue has.
func place(n int) int32 { return int32(n) } //nolint:gosec // see above

// rarityOf returns what a word of so many services tells: a word of every
// service tells next to nothing.
func (x *Index) rarityOf(services int) float32 {
	return float32(math.Log(1 + float64(len(x.services))/float64(max(services, 1))))
}

func (x *Index) sortSurfaces() {
	slices.SortFunc(x.surfaces, func(a, b surface) int {
		return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.written, b.written))
	})
	for i, s := range x.surfaces {
		x.bySurf[s.written] = place(i)
		x.slips.add(s.text, place(i))
	}
}

// beginningWith returns the surfaces that begin with the text.
func (x *Index) beginningWith(begin string) []surface {
	from, _ := slices.BinarySearchFunc(x.surfaces, begin, func(s surface, t string) int { return cmp.Compare(s.text, t) })
	to := from
	for to < len(x.surfaces) && strings.HasPrefix(x.surfaces[to].text, begin) {
		to++
	}
	return x.surfaces[from:to]
}
