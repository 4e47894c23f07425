package search

import (
	"math"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// What a word weighs by where it stands.
const (
	weightTitle    = 3.0
	weightKeyword  = 3.0
	weightSummary  = 1.5
	weightCategory = 0.5
)

// Index is what a snapshot's services say, ready to be searched. It never
// changes and may be searched by many goroutines at once.
type Index struct {
	ids   []string
	terms []*term
}

// term is one word of one language and the services that use it.
type term struct {
	word
	lang    i18n.Lang
	weights map[int]float64 // by place in ids: the weightiest field it stands in
	rarity  float64         // a word of every service says little
}

// New returns the index of a snapshot.
func New(s *catalogue.Snapshot) *Index {
	b := builder{index: &Index{}, known: map[string]*term{}}
	for _, e := range s.Services(i18n.SV) {
		b.add(e.Service)
	}
	for _, t := range b.index.terms {
		t.rarity = math.Log(1 + float64(len(b.index.ids))/float64(len(t.weights)))
	}
	return b.index
}

type builder struct {
	index *Index
	known map[string]*term // by language and surface
}

func (b *builder) add(s catalogue.Service) {
	doc := len(b.index.ids)
	b.index.ids = append(b.index.ids, s.ID)
	category, _ := catalogue.FindCategory(s.Category)
	b.addText(doc, s.Title, weightTitle)
	b.addText(doc, s.Summary, weightSummary)
	b.addText(doc, category.Name, weightCategory)
	for _, keyword := range s.Keywords {
		b.addText(doc, keyword, weightKeyword)
	}
}

func (b *builder) addText(doc int, text i18n.Text, weight float64) {
	for lang, written := range map[i18n.Lang]string{i18n.SV: text.SV, i18n.EN: text.EN} {
		for _, w := range words(written) {
			key := string(lang) + " " + w.surface
			t := b.known[key]
			if t == nil {
				t = &term{word: w, lang: lang, weights: map[int]float64{}}
				b.known[key] = t
				b.index.terms = append(b.index.terms, t)
			}
			t.weights[doc] = max(t.weights[doc], weight)
		}
	}
}

// How sure one can be that a term is what a word means.
const (
	sureExact   = 1.0
	sureStem    = 0.9
	surePrefix  = 0.6 // the beginning of the term; more, the more of it there is
	surePart    = 0.6 // a longer word that begins with the term: bygglovsansökan
	sureEdited  = 0.7 // less for each edit
	lessPerEdit = 0.15

	minPrefix = 3 // letters
	minPart   = 5
)

// likeness returns how sure it is that the word means the term: 0 to 1.
func likeness(w word, t *term) float64 {
	switch {
	case w.surface == t.surface:
		return sureExact
	case w.stems[t.lang] == t.stems[t.lang]:
		return sureStem
	case len(w.letters) >= minPrefix && strings.HasPrefix(t.surface, w.surface):
		return surePrefix + (sureStem-surePrefix)*float64(len(w.surface))/float64(len(t.surface))
	}
	allowed := allowedEdits(len(w.letters))
	if n := edits(w.letters, t.letters, allowed); n <= allowed {
		return sureEdited - lessPerEdit*float64(n-1)
	}
	if len(t.letters) >= minPart && strings.HasPrefix(w.surface, t.surface) {
		return surePart
	}
	return 0
}
