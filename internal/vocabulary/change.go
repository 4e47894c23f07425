package vocabulary

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/identity"
)

// Change is one thing that an editor wants to be otherwise, or that was made so.
type Change struct {
	ID          string
	Person      identity.PersonID
	Function    identity.FunctionID // as which they made it
	Edit        Edit
	At          time.Time
	PublishedAt time.Time // zero: it is in their draft only
}

// Edit is what is to be otherwise: one of these.
type Edit struct {
	Words   *WordsEdit   `json:"words,omitempty"`
	Synonym *SynonymEdit `json:"synonym,omitempty"`
	Bet     *BetEdit     `json:"bet,omitempty"`
}

// WordsEdit adds and takes away words of a service in a language.
type WordsEdit struct {
	Language string   `json:"language"`
	Service  string   `json:"service"`
	Add      []string `json:"add,omitempty"`
	Remove   []string `json:"remove,omitempty"`
	Owner    string   `json:"owner"` // of the language's words, when there are none yet
}

// SynonymEdit puts a group of synonyms in the place of another.
type SynonymEdit struct {
	Language string                  `json:"language"`
	Before   *catalogue.SynonymGroup `json:"before,omitempty"` // nil: it is new
	After    *catalogue.SynonymGroup `json:"after,omitempty"`  // nil: it is taken away
	Owner    string                  `json:"owner"`            // as of WordsEdit
}

// BetEdit puts a recommended hit in the place of another with the same id.
type BetEdit struct {
	Before *catalogue.Bet `json:"before,omitempty"` // nil: it is new
	After  *catalogue.Bet `json:"after,omitempty"`  // nil: it is taken away
}

// says are the words that the edit is about, as somebody would type them.
func (e Edit) says() []string {
	var out []string
	switch {
	case e.Words != nil:
		out = slices.Concat(e.Words.Add, e.Words.Remove)
	case e.Synonym != nil:
		for _, g := range []*catalogue.SynonymGroup{e.Synonym.Before, e.Synonym.After} {
			if g != nil {
				out = append(out, g.From...)
			}
			if g != nil && g.Both {
				out = append(out, g.To...)
			}
		}
	case e.Bet != nil:
		for _, b := range []*catalogue.Bet{e.Bet.Before, e.Bet.After} {
			if b != nil {
				out = append(out, b.Sayings...)
			}
		}
	}
	return out
}

// GroupKey names a group of synonyms of a language by what it says.
func GroupKey(language string, g catalogue.SynonymGroup) string {
	raw, err := json.Marshal(g)
	if err != nil {
		panic(err) // texts and numbers always can
	}
	sum := sha256.Sum256(append([]byte(language+"\x00"), raw...))
	return hex.EncodeToString(sum[:6])
}

// apply makes the change to the wording, which must be the caller's own. False:
// what it is a change of is no longer there, or says something else by now.
func (e Edit) apply(w *catalogue.Wording) bool {
	switch {
	case e.Words != nil:
		e.Words.apply(language(w, e.Words.Language, e.Words.Owner))
		return true
	case e.Synonym != nil:
		return e.Synonym.apply(language(w, e.Synonym.Language, e.Synonym.Owner))
	case e.Bet != nil:
		return e.Bet.apply(&w.Bets)
	default:
		return false
	}
}

// language returns the vocabulary of the language, which is begun when there is
// none.
func language(w *catalogue.Wording, tag, owner string) *catalogue.Vocabulary {
	if v, ok := w.Language(tag); ok {
		return v
	}
	w.Vocabularies = append(w.Vocabularies, catalogue.Vocabulary{Language: tag, Owner: owner})
	return &w.Vocabularies[len(w.Vocabularies)-1]
}

// apply leaves what is said already, and what has gone already, as it is.
func (e *WordsEdit) apply(v *catalogue.Vocabulary) {
	words := slices.DeleteFunc(slices.Clone(v.Services[e.Service]), func(w string) bool { return slices.Contains(e.Remove, w) })
	for _, w := range e.Add {
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	services := maps.Clone(v.Services)
	if services == nil {
		services = map[string][]string{}
	}
	if services[e.Service] = words; len(words) == 0 {
		delete(services, e.Service)
	}
	v.Services = services
}

func (e *SynonymEdit) apply(v *catalogue.Vocabulary) bool {
	groups := slices.Clone(v.Synonyms)
	is := func(g *catalogue.SynonymGroup) func(catalogue.SynonymGroup) bool {
		return func(other catalogue.SynonymGroup) bool { return reflect.DeepEqual(*g, other) }
	}
	at := len(groups)
	if e.Before != nil {
		if at = slices.IndexFunc(groups, is(e.Before)); at < 0 {
			return false
		}
		groups = slices.Delete(groups, at, at+1)
	}
	if e.After != nil && !slices.ContainsFunc(groups, is(e.After)) {
		groups = slices.Insert(groups, at, *e.After)
	}
	v.Synonyms = groups
	return true
}

func (e *BetEdit) apply(b *catalogue.Bets) bool {
	bets := slices.Clone(b.Bets)
	at := len(bets)
	if e.Before != nil {
		at = slices.IndexFunc(bets, func(other catalogue.Bet) bool { return reflect.DeepEqual(*e.Before, other) })
		if at < 0 {
			return false
		}
		bets = slices.Delete(bets, at, at+1)
	}
	if e.After != nil {
		if slices.ContainsFunc(bets, func(other catalogue.Bet) bool { return other.ID == e.After.ID }) {
			return false
		}
		bets = slices.Insert(bets, at, *e.After)
	}
	b.Bets = bets
	return true
}
