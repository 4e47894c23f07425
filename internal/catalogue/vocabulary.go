package catalogue

import (
	"maps"
	"slices"
	"time"
)

// Vocabulary is the words of one language in which people look for services:
// what a service's own keywords do not say. Each language has one file, in the
// folder WordsFolder.
type Vocabulary struct {
	Language string              `json:"language"` // BCP 47; MixedLanguages: names of languages
	Owner    string              `json:"owner"`    // the function that looks after it, never a person
	Services map[string][]string `json:"services,omitempty"`
	Synonyms []SynonymGroup      `json:"synonyms,omitempty"`
	Revision int                 `json:"revision,omitempty"` // 0: none, or not made by Export

	Hash         string    `json:"-"` // of what it says, as it stands
	ImportedHash string    `json:"-"` // of what a file last said
	UpdatedAt    time.Time `json:"-"`
}

// MixedLanguages is the tag of the vocabulary of which each word is in a
// language of its own, such as the names of languages.
const MixedLanguages = "mul"

// SynonymGroup says that each word of From stands for each of To, wherever it
// is typed.
type SynonymGroup struct {
	From   []string `json:"from"`
	To     []string `json:"to"`
	Weight float64  `json:"weight"`         // above 0; 1: the same thing
	Both   bool     `json:"both,omitempty"` // To stands for From as well
}

// Synonym is one word, or a few, that stand for others of the same language,
// in this direction only.
type Synonym struct {
	Lang     string
	From, To string
	Weight   float64 // above 0, at most 1
}

// expand returns the rows of all groups, in order.
func (v Vocabulary) expand() []Synonym {
	var out []Synonym
	for _, g := range v.Synonyms {
		for _, from := range g.From {
			for _, to := range g.To {
				out = append(out, Synonym{v.Language, from, to, g.Weight})
				if g.Both {
					out = append(out, Synonym{v.Language, to, from, g.Weight})
				}
			}
		}
	}
	return out
}

// vocabularies is what a snapshot has of them.
type vocabularies struct {
	words    map[string]map[string][]string
	synonyms []Synonym
}

func newVocabularies(all []Vocabulary) vocabularies {
	out := vocabularies{words: map[string]map[string][]string{}}
	for _, v := range all {
		if len(v.Services) > 0 {
			out.words[v.Language] = v.Services
		}
		out.synonyms = append(out.synonyms, v.expand()...)
	}
	return out
}

// WordLanguages returns the tags of the languages that have words of services.
func (s *Snapshot) WordLanguages() []string { return slices.Sorted(maps.Keys(s.vocabularies.words)) }

// Words returns what people type in a language when they look for a service,
// by the service's id: words and short phrases, as they are written. They come
// on top of the service's own keywords.
func (s *Snapshot) Words(lang string) map[string][]string { return s.vocabularies.words[lang] }

// Synonyms returns all synonyms of all languages, each in one direction: one
// that holds both ways is here twice.
func (s *Snapshot) Synonyms() []Synonym { return s.vocabularies.synonyms }
