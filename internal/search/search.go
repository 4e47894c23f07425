package search

import (
	"cmp"
	"slices"
	"sync/atomic"

	"github.com/mittkoping/entre/internal/i18n"
)

// Query is what somebody looks for.
type Query struct {
	Text  string    // as it was typed
	Lang  i18n.Lang // of the page; words of other languages count a little less
	Limit int       // the most hits to return; 0: all
}

// Hit is one service that was found.
type Hit struct {
	ID    string
	Score float64 // to compare with other hits of the same query, and with nothing else
}

// Result is what was found, the best first.
type Result struct {
	Hits      []Hit
	Total     int  // also of the hits beyond the limit
	BestGuess bool // the first hit is about most of what was asked, not only about a word of it
}

const (
	otherLanguage = 0.8  // what a word of a language other than the page's counts
	sureEnough    = 0.55 // the likeness from which a word is answered
	worthShowing  = 0.25 // of the best hit's score
)

// candidate is how well a service has answered so far.
type candidate struct {
	Hit
	answered int // words
}

// Search returns the services that match, best first. A text that says nothing
// finds nothing.
func (x *Index) Search(q Query) Result {
	asked := queryWords(q.Text)
	found := make([]candidate, len(x.ids))
	for doc, id := range x.ids {
		found[doc].ID = id
	}
	for _, w := range asked {
		for doc, m := range x.match(w, q.Lang) {
			found[doc].Score += m.score
			if m.likeness >= sureEnough {
				found[doc].answered++
			}
		}
	}
	for doc := range found {
		// A service about all that was asked comes before one that is much
		// about a word of it.
		found[doc].Score *= float64(1+found[doc].answered) / float64(1+len(asked))
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) })
	var r Result
	for _, c := range found {
		if c.Score == 0 || c.Score < worthShowing*found[0].Score {
			break
		}
		if r.Total++; q.Limit == 0 || r.Total <= q.Limit {
			r.Hits = append(r.Hits, c.Hit)
		}
	}
	r.BestGuess = r.Total > 0 && 2*found[0].answered >= len(asked)
	return r
}

// match is how well one word of a query fits one service.
type match struct{ score, likeness float64 }

// match returns how well the word fits each service that it fits at all: by
// its best term there.
func (x *Index) match(w word, lang i18n.Lang) map[int]match {
	found := map[int]match{}
	for _, t := range x.terms {
		sure := likeness(w, t)
		if sure == 0 {
			continue
		}
		score := sure * t.rarity
		if t.lang != lang {
			score *= otherLanguage
		}
		for doc, weight := range t.weights {
			found[doc] = match{max(found[doc].score, score*weight), max(found[doc].likeness, sure)}
		}
	}
	return found
}

// Engine searches the index in use. The zero Engine is ready and finds
// nothing; it is safe for concurrent use.
type Engine struct {
	current atomic.Pointer[Index]
}

// Swap makes x the index in use. Searches that have begun finish on the old
// one.
func (e *Engine) Swap(x *Index) { e.current.Store(x) }

// Search searches the index in use.
func (e *Engine) Search(q Query) Result {
	x := e.current.Load()
	if x == nil {
		return Result{}
	}
	return x.Search(q)
}
