package search

import (
	"maps"
	"slices"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// New returns the index of a snapshot.
func New(s *catalogue.Snapshot) *Index {
	b := newBuilder()
	entries := s.Services(i18n.SV)
	for _, e := range entries { // first the words that others are put together of
		for _, t := range textsOf(s, e.Service)[inSwedish] {
			b.learn(t)
		}
	}
	for _, e := range entries {
		b.add(e.Service, textsOf(s, e.Service))
	}
	x := b.finish()
	x.synonyms = x.readSynonyms(s.Synonyms())
	x.bets = x.readBets(s.Bets())
	x.readSeasons(s)
	x.addSayings(entries)
	return x
}

// text is something that a service says.
type text struct {
	lang     string
	text     string
	weight   float32
	isPhrase bool // it may be what somebody types, as a whole
	isTitle  bool
}

// textsOf are what a service says in Swedish and English, and the words that
// people of other languages use, by tongue.
func textsOf(s *catalogue.Snapshot, of catalogue.Service) (out [tongues][]text) {
	category, _ := catalogue.FindCategory(of.Category)
	both := func(t i18n.Text, weight float32, isPhrase, isTitle bool) {
		out[inSwedish] = append(out[inSwedish], text{string(i18n.SV), t.SV, weight, isPhrase, isTitle})
		out[inEnglish] = append(out[inEnglish], text{string(i18n.EN), t.EN, weight, isPhrase, isTitle})
	}
	both(of.Title, weightTitle, true, true)
	both(of.Summary, weightSummary, false, false)
	both(category.Name, weightCategory, false, false)
	for _, k := range of.Keywords {
		both(k, weightWords, true, false)
	}
	for _, lang := range s.WordLanguages() {
		t := languageTongue(lang)
		for _, w := range s.Words(lang)[of.ID] {
			out[t] = append(out[t], text{lang, w, weightWords, true, false})
		}
	}
	return out
}

// builder makes an index. It remembers each word with all that was worked out of
// it: a catalogue says the same words over and over.
type builder struct {
	x     *Index
	known map[string]*knownWord // by how it is written
	noted []noted
	last  []int32 // by entry: its last place in noted
}

type knownWord struct {
	word
	isFiller bool
	surface  int32
	entries  [tongues]int32
	stem     string  // in Swedish, when it has been learnt
	parts    []int32 // entries of the words that it is put together of in Swedish
	isSplit  bool    // parts are known
}

// noted is that a service uses an entry.
type noted struct {
	entry, times int32
	inTitle      bool
	posting
}

func newBuilder() *builder {
	return &builder{
		x:     &Index{lexicon: newLexicon(), byFolded: map[string]int32{}, bySurf: map[string]int32{}, byID: map[string]int32{}},
		known: map[string]*knownWord{},
	}
}

// word returns what is known of a word, nil of one that has no letters.
func (b *builder) word(written string) *knownWord {
	if k, ok := b.known[written]; ok {
		return k
	}
	var k *knownWord
	if surface := fold(written); surface != "" {
		w := word{written, surface}
		k = &knownWord{word: w, isFiller: isFiller(w), surface: none, entries: [tongues]int32{none, none, none, none, none}}
	}
	b.known[written] = k
	return k
}

// learn makes a Swedish text's words known as parts of others.
func (b *builder) learn(t text) {
	for w := range written(t.text) {
		if k := b.word(w); k != nil && k.stem == "" {
			k.stem = stemOf(k.word, inSwedish)
			b.x.lexicon.add(k.word, k.stem)
		}
	}
}

func (b *builder) add(s catalogue.Service, texts [tongues][]text) {
	x := b.x
	n := place(len(x.services))
	kept := service{id: s.ID, title: s.Title, intent: intentOf(words(s.Title.SV)), isElsewhere: s.Kind == catalogue.KindSignpost}
	for t := range tongues {
		kept.phrases[t] = place(len(x.phrases))
		for i := range texts[t] {
			b.addText(n, t, &texts[t][i])
		}
	}
	kept.phrases[tongues] = place(len(x.phrases))
	x.services, x.byID[s.ID] = append(x.services, kept), n
}

// addText adds a text of a service, and keeps it as a phrase when it is one.
func (b *builder) addText(n int32, in tongue, t *text) {
	x := b.x
	from := place(len(x.said))
	if t.isTitle {
		title := *t
		title.weight = inTitle(b.tellingWords(t.text))
		t = &title
	}
	for w := range written(t.text) {
		if k := b.word(w); k != nil && !k.isFiller {
			b.addWord(n, k, in, t)
		}
	}
	if to := place(len(x.said)); t.isPhrase && to > from {
		x.phrases = append(x.phrases, phrase{from: from, to: to, isTitle: t.isTitle, text: t.text})
	} else {
		x.said = x.said[:from]
	}
}

// tellingWords returns how many words of a text say something.
func (b *builder) tellingWords(text string) int {
	n := 0
	for w := range written(text) {
		if k := b.word(w); k != nil && !k.isFiller {
			n++
		}
	}
	return n
}

// addWord adds a word of a service's text, and the words that it is put
// together of.
func (b *builder) addWord(n int32, k *knownWord, in tongue, t *text) {
	if k.entries[in] == none {
		k.entries[in] = b.entry(stemOf(k.word, in), in)
	}
	whole := k.entries[in]
	b.note(whole, n, t.weight, t.isTitle)
	b.surface(k, whole, t.lang)
	b.x.said = append(b.x.said, whole)
	if in != inSwedish {
		return
	}
	if !k.isSplit {
		k.isSplit = true
		for _, part := range b.x.lexicon.split(k.word.surface) {
			k.parts = append(k.parts, b.entry(part, inSwedish))
		}
	}
	for _, e := range k.parts {
		b.note(e, n, t.weight*weightOfPart, t.isTitle)
		b.x.said = append(b.x.said, ^e)
	}
}

// entry returns the entry of a stem of a tongue: a new one when there is none.
func (b *builder) entry(stem string, t tongue) int32 {
	x := b.x
	if e := x.entry(stem, t); e != none {
		return e
	}
	e := place(len(x.entries))
	x.entries = append(x.entries, entry{tongue: t, stem: stem, next: none})
	b.last = append(b.last, none)
	if last := x.alike(fold(stem)); last != none {
		for x.entries[last].next != none {
			last = x.entries[last].next
		}
		x.entries[last].next = e
	} else {
		x.byFolded[fold(stem)] = e
	}
	return e
}

// note notes that a service uses an entry: once, with the weightiest place, and
// how many times.
func (b *builder) note(e, service int32, weight float32, inTitle bool) {
	if last := b.last[e]; last != none && b.noted[last].service == service {
		b.noted[last].weight = max(b.noted[last].weight, weight)
		b.noted[last].times++
		b.noted[last].inTitle = b.noted[last].inTitle || inTitle
		return
	}
	b.last[e] = place(len(b.noted))
	b.noted = append(b.noted, noted{e, 1, inTitle, posting{service, weight}})
}

func (b *builder) surface(k *knownWord, e int32, lang string) {
	x := b.x
	if k.surface == none {
		k.surface = place(len(x.surfaces))
		x.surfaces = append(x.surfaces, surface{text: k.word.surface, written: k.written})
	}
	s := &x.surfaces[k.surface]
	s.langs |= x.langBit(lang)
	if !slices.Contains(s.entries, e) {
		s.entries = append(s.entries, e)
	}
}

func (b *builder) finish() *Index {
	x := b.x
	b.sortPostings()
	for i := range x.entries {
		e := &x.entries[i]
		e.rarity = x.rarityOf(len(x.postingsOf(place(i)))) * telling(e.stem, e.tongue)
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

// sortPostings puts what was noted by entry: it is by service already.
func (b *builder) sortPostings() {
	x := b.x
	x.postings = make([]posting, len(b.noted))
	for _, n := range b.noted {
		x.entries[n.entry].to++
	}
	var at int32
	for i := range x.entries {
		e := &x.entries[i]
		at += e.to
		e.from, e.to = at-e.to, at-e.to
	}
	for _, n := range b.noted {
		e := &x.entries[n.entry]
		x.postings[e.to] = posting{n.service, worthOften(n.weight, n.times, n.inTitle)}
		e.to++
	}
}
