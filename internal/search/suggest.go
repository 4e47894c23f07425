package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// Suggestion is something that somebody may be about to ask for.
type Suggestion struct {
	Text string
	ID   string // the service whose title it is; empty: words to search for
}

// saying is what people say of a service, ready to be gone on with.
type saying struct {
	key  string // its words in small letters, with one space between
	text string
	of   int // so many services
}

const (
	maxSayings  = 3   // of a list of suggestions
	lookThrough = 200 // sayings that begin as somebody types
)

// addSayings keeps what people say, in order, by the page's language.
func (x *Index) addSayings(entries []*catalogue.Entry) {
	for i, lang := range i18n.Langs {
		byKey := map[string]*saying{}
		for _, e := range entries {
			for _, k := range e.Keywords {
				text := k.SV
				if lang == i18n.EN {
					text = k.EN
				}
				key := sayingKey(text)
				if key == "" {
					continue
				}
				if byKey[key] == nil {
					byKey[key] = &saying{key: key, text: text}
				}
				byKey[key].of++
			}
		}
		for _, s := range byKey {
			x.sayings[i] = append(x.sayings[i], *s)
		}
		slices.SortFunc(x.sayings[i], func(a, b saying) int { return cmp.Compare(a.key, b.key) })
	}
}

// sayingKey keeps the marks over letters: who types “hö” does not mean “ho”.
func sayingKey(text string) string {
	var b strings.Builder
	for w := range written(text) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// Suggest returns what somebody may be about to ask for who has typed so much:
// first what others say that begins so, then services. At most limit; nothing
// for who has typed nothing that tells, and for who may be in a crisis.
func (x *Index) Suggest(typed string, lang i18n.Lang, limit int) []Suggestion {
	key := sayingKey(typed[:min(len(typed), maxText)])
	if len(key) < minShort || CrisisOf(typed).Kind != NoCrisis {
		return nil
	}
	out := x.sayingsOn(key, lang, min(limit, maxSayings))
	for _, hit := range x.Search(Query{Text: typed, Lang: lang, Limit: limit - len(out)}).Hits {
		if i, ok := x.byID[hit.ID]; ok {
			out = append(out, Suggestion{x.services[i].title.In(lang), hit.ID})
		}
	}
	return out
}

// sayingsOn returns the sayings that begin so: those of most services first, and
// then the shortest.
func (x *Index) sayingsOn(key string, lang i18n.Lang, limit int) []Suggestion {
	all := x.sayings[slices.Index(i18n.Langs[:], lang)]
	from, _ := slices.BinarySearchFunc(all, key, func(s saying, k string) int { return cmp.Compare(s.key, k) })
	to := from
	for to < min(len(all), from+lookThrough) && strings.HasPrefix(all[to].key, key) {
		to++
	}
	found := slices.Clone(all[from:to])
	slices.SortStableFunc(found, func(a, b saying) int {
		return cmp.Or(cmp.Compare(b.of, a.of), cmp.Compare(len(a.key), len(b.key)))
	})
	var out []Suggestion
	for _, s := range found {
		if s.key != key && len(out) < limit {
			out = append(out, Suggestion{Text: s.text})
		}
	}
	return out
}

// Suggest suggests from the index in use.
func (e *Engine) Suggest(typed string, lang i18n.Lang, limit int) []Suggestion {
	if x := e.current.Load(); x != nil {
		return x.Suggest(typed, lang, limit)
	}
	return nil
}
