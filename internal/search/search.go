package search

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// Query is what somebody looks for.
type Query struct {
	Text  string    // as it was typed
	Lang  i18n.Lang // of the page; words of other languages count a little less
	Limit int       // the most hits to return; 0: all

	Literal bool // the words are not misspelt: none is mended

	Day catalogue.Day // on which it is asked, for the season and the recommended hits; empty: without them
}

// Hit is one service that was found.
type Hit struct {
	ID    string
	Score float64 // to compare with other hits of the same query, and with nothing else
}

// Result is what was found, the best first.
type Result struct {
	Hits      []Hit
	Total     int    // also of the hits beyond the limit
	BestGuess bool   // the first hit is about most of what was asked, not only about a word of it
	Corrected string // the query as it was most likely meant, when a word of it is misspelt
	Lang      string // the language of the query, as a tag: "sv" when nothing tells

	Bets []string // the ids of the recommendations that put the first hits first, in their order
}

// How much the parts of a score count, found by trying over judged queries.
const (
	countCovered = 0.5 // how much of the query a service answers
	countPhrase  = 1.8 // how well one of its phrases is what was typed
	countIntent  = 0.25
	countTitle   = 0.64
	countMore    = 0.31
	countVerb    = 0.5  // “ansöka om”
	countWhom    = 0.6  // “skatteverket”
	countExact   = 0.3  // more, when a phrase is just what was typed
	countOther   = 0.81 // a signpost to somebody else, beside what one does here

	shortlist    = 36   // services whose phrases are looked at
	worthShowing = 0.22 // of the best hit's score
	sureEnough   = 0.68 // share of what was asked that the best hit must answer …
	likeEnough   = 0.42 // … and how like the query a phrase of it must be
	veryLike     = 0.7  // a phrase that is enough by itself
)

// Search returns the services that match, best first. A text that says nothing
// finds nothing, unless it is the wording of a recommended hit.
func (x *Index) Search(q Query) Result {
	if bets := x.betsOn(q); len(bets) > 0 {
		return x.searchWithBets(q, bets)
	}
	return x.search(q)
}

func (x *Index) search(q Query) Result {
	all, wants := x.read(q)
	if len(all) == 0 {
		return Result{Lang: x.langOf(q.Text, q.Lang)}
	}
	s := x.scratch()
	defer scratches.Put(s)
	x.score(all, s)
	x.rank(all, wants, monthsOf(q.Day), s)
	r := x.result(q, all, s)
	r.Lang = x.langOf(q.Text, q.Lang)
	return r
}

// scratch is what one search writes down, kept for the next.
type scratch struct {
	sums    []sum        // by service
	sure    []sureWordOf // by entry
	meant   []uint64     // … that somebody may have meant, each a bit
	tongues [tongues]bool
	touched []int32 // services that the query touches
	word    []int32 // … that the word at hand does
	found   []candidate
}

// sum is what adds up for a service.
type sum struct {
	base, covered float32 // of the whole query
	word          wordSum // of the word at hand
}

type wordSum struct {
	best, share      float32
	more             float32 // of the second way in which it is said
	parts, partShare float32 // of its parts
}

func (w *wordSum) isTouched() bool { return w.best != 0 || w.parts != 0 }

type candidate struct {
	service int32
	score   float32
	covered float32 // share of the query that it answers
	phrase  float32 // how well its best phrase is the query
}

var scratches = sync.Pool{New: func() any { return &scratch{} }}

func (x *Index) scratch() *scratch {
	s := scratches.Get().(*scratch)
	if len(s.sums) < len(x.services) {
		s.sums = make([]sum, len(x.services))
	}
	if len(s.sure) < len(x.entries) {
		s.sure, s.meant = make([]sureWordOf, len(x.entries)), make([]uint64, len(x.entries)/64+1)
	}
	s.touched, s.found = s.touched[:0], s.found[:0]
	return s
}

// score adds up, for each service, the best meaning of each word.
func (x *Index) score(all []asked, s *scratch) {
	for _, a := range all {
		s.word = s.word[:0]
		for _, m := range a.meanings {
			worth := m.sure * x.entries[m.entry].rarity
			for _, p := range x.postingsOf(m.entry) {
				w := &s.sums[p.service].word
				if !w.isTouched() {
					s.word = append(s.word, p.service)
				}
				score := worth * p.weight
				if w.best > 0 && m.how != byBeginning { // it says so in two ways
					w.more = max(w.more, min(score, w.best))
				}
				w.best = max(w.best, score)
				w.share = max(w.share, m.sure)
			}
		}
		x.scoreParts(a, s)
		for _, n := range s.word {
			of := &s.sums[n]
			if of.base == 0 {
				s.touched = append(s.touched, n)
			}
			of.base += a.counts * (max(of.word.best, of.word.parts) + countMore*of.word.more)
			of.covered += a.counts * a.rarity * max(of.word.share, of.word.partShare)
			of.word = wordSum{}
		}
	}
}

// scoreParts adds up the parts of a word that is put together: a service that
// answers to each of them answers to the word.
func (x *Index) scoreParts(a asked, s *scratch) {
	for _, part := range a.parts {
		for _, m := range part {
			worth, share := m.sure*x.entries[m.entry].rarity, m.sure/float32(len(a.parts))*1.3
			for _, p := range x.postingsOf(m.entry) {
				w := &s.sums[p.service].word
				if !w.isTouched() {
					s.word = append(s.word, p.service)
				}
				w.parts += worth * p.weight
				w.partShare += share
			}
		}
	}
}

// rank turns what was added up into scores and puts the shortlist in order: the
// services whose phrases are compared too. The rest stay behind it as they came.
func (x *Index) rank(all []asked, wants intent, of months, s *scratch) {
	var asked float32
	for _, a := range all {
		asked += a.counts * a.rarity
	}
	for _, n := range s.touched {
		of := &s.sums[n]
		covered := min(of.covered/asked, 1)
		s.found = append(s.found, candidate{
			service: n, covered: covered, score: of.base * (1 - countCovered + countCovered*covered) / asked,
		})
		*of = sum{}
	}
	x.likeliestFirst(s.found)
	likely := s.found[:min(len(s.found), shortlist)]
	x.noteSure(all, s)
	for i := range likely {
		c := &likely[i]
		c.phrase = x.bestPhrase(c.service, all, asked, s)
		c.score *= phraseWorth(c.phrase) * x.services[c.service].pushes(wants, of).together()
	}
	x.forgetSure(all, s)
	slices.SortFunc(likely, x.better)
}

// agreement returns what it counts that a service is for what somebody wants to
// do. Who wants to end or change something says so.
func agreement(wants, has intent) float32 {
	switch {
	case wants == noIntent && (has == toCancel || has == toChange):
		return 1 - countIntent/2
	case wants == noIntent || has == noIntent:
		return 1
	case wants == has:
		return 1 + countIntent
	default:
		return 1 - countIntent
	}
}

// better orders candidates, the best first. Of two that are as good, the one
// whose id comes first: the same query has the same answer each time.
func (x *Index) better(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(x.services[a.service].rank, x.services[b.service].rank))
}

// likeliestFirst moves the candidates of the shortlist before the others. A heap
// whose root is the worst of them is enough: nobody reads the rest in order.
func (x *Index) likeliestFirst(found []candidate) {
	if len(found) <= shortlist {
		return
	}
	worse := func(i, j int) bool { return x.better(found[i], found[j]) > 0 }
	sink := func(i int) {
		for {
			child := 2*i + 1
			if child >= shortlist {
				return
			}
			if child+1 < shortlist && worse(child+1, child) {
				child++
			}
			if !worse(child, i) {
				return
			}
			found[i], found[child] = found[child], found[i]
			i = child
		}
	}
	for i := shortlist/2 - 1; i >= 0; i-- {
		sink(i)
	}
	for i := shortlist; i < len(found); i++ {
		if found[i].score >= found[0].score && worse(0, i) {
			found[0], found[i] = found[i], found[0]
			sink(0)
		}
	}
}

// sureWord is how sure it is that an entry was meant, and by which word.
type sureWordOf struct {
	sure float32
	word int32
}

// noteSure writes down how sure it is that each entry was meant.
func (x *Index) noteSure(all []asked, s *scratch) {
	s.tongues = [tongues]bool{}
	eachMeaning(all, func(word int, m meaning) {
		if m.sure > s.sure[m.entry].sure {
			s.sure[m.entry] = sureWordOf{m.sure, int32(word)} //nolint:gosec // at most maxWords
			s.meant[m.entry/64] |= 1 << (m.entry % 64)
			s.tongues[x.entries[m.entry].tongue] = true
		}
	})
}

func (x *Index) forgetSure(all []asked, s *scratch) {
	eachMeaning(all, func(_ int, m meaning) { s.sure[m.entry], s.meant[m.entry/64] = sureWordOf{}, 0 })
}

func eachMeaning(all []asked, do func(word int, m meaning)) {
	for i, a := range all {
		for _, m := range a.meanings {
			do(i, m)
		}
		for _, part := range a.parts {
			for _, m := range part {
				do(i, m)
			}
		}
	}
}

// bestPhrase returns how well the service's best phrase is what was asked: 1
// when each word of the one is in the other.
func (x *Index) bestPhrase(n int32, all []asked, askedRarity float32, s *scratch) float32 {
	like, _ := x.likestPhrase(n, all, askedRarity, s)
	return like
}

func (x *Index) likestPhrase(n int32, all []asked, askedRarity float32, s *scratch) (best float32, text string) {
	places := &x.services[n].phrases
	for t := range tongues {
		i, end := places[t], places[t+1]
		if !s.tongues[t] || i == end {
			continue
		}
		// Of most phrases no word was meant: only those are looked at that have one.
		for at, to := x.phrases[i].from, x.phrases[end-1].to; at < to; at++ {
			if !s.isMeant(x.said[at]) {
				continue
			}
			for x.phrases[i].to <= at {
				i++
			}
			p := &x.phrases[i]
			if like := x.like(p, all, askedRarity, s); like > best {
				best, text = like, p.text
			}
			at = p.to - 1
		}
	}
	return best, text
}

// isMeant reports whether a word of Index.said was meant.
func (s *scratch) isMeant(said int32) bool {
	if said < 0 {
		said = ^said
	}
	return s.meant[said/64]>>(said%64)&1 != 0
}

// like returns how well a phrase is what was asked.
func (x *Index) like(p *phrase, all []asked, askedRarity float32, s *scratch) float32 {
	run := x.said[p.from:p.to]
	var answered [maxWords]float32
	var said float32
	for i := 0; i < len(run); {
		e := run[i]
		whole := s.sure[e]
		like := whole.sure
		for i++; i < len(run) && run[i] < 0; i++ {
			if whole.sure < surePart {
				part := s.sure[^run[i]]
				like = max(like, part.sure*0.6)
				answered[part.word] = max(answered[part.word], part.sure*0.7)
			}
		}
		if like > 0 {
			answered[whole.word] = max(answered[whole.word], whole.sure)
			said += like * x.entries[e].rarity
		}
	}
	if said == 0 {
		return 0
	}
	var heard float32
	for j, a := range all {
		heard += a.counts * a.rarity * answered[j]
	}
	ofPhrase, ofQuery := min(said/p.rarity, 1), min(heard/askedRarity, 1)
	like := likeness(ofPhrase, ofQuery)
	if p.isTitle { // a title says more than anybody types
		like = max(like, countTitle*ofQuery)
	}
	return like
}

func (x *Index) result(q Query, all []asked, s *scratch) Result {
	if len(s.found) == 0 {
		return Result{Corrected: corrected(all)}
	}
	best := s.found[0]
	isShown := func(c candidate) bool { return c.score >= worthShowing*best.score }
	r := Result{BestGuess: isGuess(best), Corrected: corrected(all)}
	for _, c := range s.found {
		if isShown(c) {
			r.Total++
		}
	}
	if q.Limit == 0 || q.Limit > shortlist { // nobody reads so far, but a program may
		slices.SortFunc(s.found[min(len(s.found), shortlist):], x.better)
	}
	for _, c := range s.found {
		if q.Limit > 0 && len(r.Hits) == q.Limit {
			break
		}
		if isShown(c) {
			r.Hits = append(r.Hits, Hit{x.services[c.service].id, float64(c.score)})
		}
	}
	return r
}

// isGuess reports whether the best hit is about what was asked, and not only
// about a word of it.
func isGuess(best candidate) bool {
	return best.covered >= sureEnough && best.phrase >= likeEnough || best.phrase >= veryLike
}

// corrected returns the query with its misspelt words mended, and "" when there
// is none.
func corrected(all []asked) string {
	isMended := func(a asked) bool { return a.corrected != "" }
	if !slices.ContainsFunc(all, isMended) {
		return ""
	}
	text := make([]string, len(all))
	for i, a := range all {
		text[i] = cmp.Or(a.corrected, a.written)
	}
	return strings.Join(text, " ")
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
