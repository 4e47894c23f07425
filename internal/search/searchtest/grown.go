package searchtest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// Grown returns a catalogue of so many services: those of s, and more that are
// each like one of them, text by text and in all its languages, with other
// words. The words are drawn as often as they are in s; a larger catalogue also
// has words that s lacks, most of them put together of two of its own. The
// vocabularies' synonyms stay. The same number gives the same catalogue.
func Grown(s *catalogue.Snapshot, services int) *catalogue.Snapshot {
	g := &grower{random: rand.New(rand.NewPCG(1, 2)), drawn: map[string]*drawer{}} //nolint:gosec // nothing secret
	known := s.Services(i18n.SV)
	texts := map[string][]string{}
	for _, e := range known {
		for _, t := range append([]i18n.Text{e.Title, e.Summary}, e.Keywords...) {
			texts["sv"], texts["en"] = append(texts["sv"], t.SV), append(texts["en"], t.EN)
		}
	}
	foreign := map[string]map[string][]string{}
	for _, lang := range s.WordLanguages() {
		foreign[lang] = maps.Clone(s.Words(lang))
		for _, id := range slices.Sorted(maps.Keys(foreign[lang])) {
			texts[lang] = append(texts[lang], foreign[lang][id]...)
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(texts)) {
		g.drawn[lang] = newDrawer(texts[lang], services-len(known), g.random)
	}

	var out []catalogue.Entry
	for _, e := range known {
		out = append(out, *e)
	}
	for i := len(out); i < services; i++ {
		like := known[g.random.IntN(len(known))]
		id := fmt.Sprintf("tjanst-%d", i)
		one := catalogue.Service{ID: id, Kind: like.Kind, Category: like.Category, Title: g.text(like.Title), Summary: g.text(like.Summary)}
		for _, k := range like.Keywords {
			one.Keywords = append(one.Keywords, g.text(k))
		}
		for _, lang := range s.WordLanguages() {
			for _, w := range s.Words(lang)[like.ID] {
				foreign[lang][id] = append(foreign[lang][id], g.like(w, lang))
			}
		}
		out = append(out, catalogue.Entry{Service: one})
	}
	return catalogue.NewSnapshot(s.Version, out, vocabularies(s, foreign)...)
}

// vocabularies are those of s with the words of all services.
func vocabularies(s *catalogue.Snapshot, words map[string]map[string][]string) []catalogue.Vocabulary {
	var out []catalogue.Vocabulary
	for _, lang := range slices.Sorted(maps.Keys(words)) {
		out = append(out, catalogue.Vocabulary{Language: lang, Services: words[lang]})
	}
	for _, syn := range s.Synonyms() {
		group := catalogue.SynonymGroup{From: []string{syn.From}, To: []string{syn.To}, Weight: syn.Weight}
		out = append(out, catalogue.Vocabulary{Language: syn.Lang, Synonyms: []catalogue.SynonymGroup{group}})
	}
	return out
}

type grower struct {
	random *rand.Rand
	drawn  map[string]*drawer
}

func (g *grower) text(like i18n.Text) i18n.Text {
	return i18n.Text{SV: g.like(like.SV, "sv"), EN: g.like(like.EN, "en")}
}

// like returns as many words as the text has.
func (g *grower) like(text, lang string) string {
	out := strings.Fields(text)
	for i := range out {
		out[i] = g.drawn[lang].word()
	}
	return strings.Join(out, " ")
}

// drawer draws words of a language: as often as its texts say them, and now and
// then one that they do not.
type drawer struct {
	random *rand.Rand
	said   []string // each as often as it is
	new    []string
}

// newWords is how often a word is one that the texts do not say: of so many, one.
// There are as many of these as there are services more.
const newWords = 10

func newDrawer(texts []string, services int, random *rand.Rand) *drawer {
	d := &drawer{random: random}
	for _, t := range texts {
		d.said = append(d.said, strings.Fields(strings.ToLower(t))...)
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(d.said)))
	long := slices.DeleteFunc(slices.Clone(distinct), func(w string) bool { return len(w) < 4 })
	for range max(0, services) {
		d.new = append(d.new, long[random.IntN(len(long))]+long[random.IntN(len(long))])
	}
	return d
}

func (d *drawer) word() string {
	if len(d.new) > 0 && d.random.IntN(newWords) == 0 {
		return d.new[d.random.IntN(len(d.new))]
	}
	return d.said[d.random.IntN(len(d.said))]
}
