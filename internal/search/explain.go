package search

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Trace says why each of the first hits of a query came where it came.
type Trace struct {
	Query Query
	Result
	Hits []TracedHit
}

// TracedHit is a hit with what it was found by.
type TracedHit struct {
	Hit
	Covered float64 // share of what was asked that the service answers
	Phrase  string  // the phrase of the service that is most like the query
	Like    float64 // how much: 1 when each word of the one is in the other
	Words   []TracedWord
	Agrees  float64 // what it counts that it is for what one wants to do: 1 when nothing tells
	IsElse  bool    // somebody else does it, so that it stands behind what one can do here
	Bet     string  // the id of the recommendation that put it there; empty: none

	AskedFor float64 // what it counts that many look for it, at that time of the year: 1 when they do not
}

// TracedWord is a word of the query and what the service answers to it.
type TracedWord struct {
	Word, Stem, How string
	Sure            float64 // how sure it is that this was meant
	Counts          float64 // beside the other words: a verb that says what to do counts less
	Rarity          float64 // what the stem tells
	Weight          float64 // of where the stem stands
	Said            string  // a word of the catalogue with the stem, as it is written there
}

var howNames = map[how]string{
	byWord: "the word", byStem: "its stem", byPart: "a part of it", byTogether: "with its neighbour",
	bySlip: "misspelt", byBeginning: "the beginning of", bySynonym: "a synonym",
}

// Explain searches, and says why.
func (x *Index) Explain(q Query) Trace {
	trace := Trace{Query: q, Result: x.Search(q)}
	all, wants := x.read(q)
	places := map[string]int32{}
	for i, s := range x.services {
		places[s.id] = place(i)
	}
	s := x.scratch()
	defer scratches.Put(s)
	x.noteSure(all, s)
	defer x.forgetSure(all, s)
	var asked float32
	for _, a := range all {
		asked += a.counts * a.rarity
	}
	for i, hit := range trace.Result.Hits {
		n := places[hit.ID]
		like, phrase := x.likestPhrase(n, all, asked, s)
		p := x.services[n].pushes(wants, monthsOf(q.Day))
		traced := TracedHit{
			Hit: hit, Phrase: phrase, Like: float64(like),
			Agrees: float64(p.agrees), IsElse: x.services[n].isElsewhere, AskedFor: float64(p.askedFor),
		}
		if i < len(trace.Bets) {
			traced.Bet = trace.Bets[i]
		}
		for j, a := range all {
			if w, ok := x.traceWord(n, all[j:j+1]); ok {
				traced.Words = append(traced.Words, w)
				traced.Covered += w.Sure * float64(a.counts*a.rarity/asked)
			}
		}
		trace.Hits = append(trace.Hits, traced)
	}
	return trace
}

// traceWord returns what of the one word in all the service answers to best.
func (x *Index) traceWord(n int32, all []asked) (TracedWord, bool) {
	var best TracedWord
	var bestEntry int32
	eachMeaning(all, func(_ int, m meaning) {
		e := x.entries[m.entry]
		for _, p := range x.postingsOf(m.entry) {
			w := TracedWord{all[0].written, e.stem, howNames[m.how], float64(m.sure), float64(all[0].counts), float64(e.rarity), float64(p.weight), ""}
			if p.service == n && w.score() > best.score() {
				best, bestEntry = w, m.entry
			}
		}
	})
	if best.Word != "" {
		best.Said = x.writtenAs(bestEntry)
	}
	return best, best.Word != ""
}

// writtenAs returns the shortest word of the catalogue that is of the entry.
func (x *Index) writtenAs(entry int32) string {
	shortest := ""
	for _, s := range x.surfaces {
		if slices.Contains(s.entries, entry) && (shortest == "" || len(s.written) < len(shortest)) {
			shortest = s.written
		}
	}
	return shortest
}

// Explain says why, of the index in use.
func (e *Engine) Explain(q Query) Trace {
	x := e.current.Load()
	if x == nil {
		return Trace{Query: q}
	}
	return x.Explain(q)
}

func (w TracedWord) score() float64 { return w.Sure * w.Rarity * w.Weight }

// pushed tells what moved the hit beside its words.
func (h TracedHit) pushed() []string {
	var out []string
	if h.Agrees != 1 {
		out = append(out, fmt.Sprintf("what somebody wants to do: times %.2f", h.Agrees))
	}
	if h.IsElse {
		out = append(out, fmt.Sprintf("somebody else does it: times %.2f", countOther))
	}
	if h.AskedFor != 1 {
		out = append(out, fmt.Sprintf("many look for it now: times %.2f", h.AskedFor))
	}
	return out
}

// Write prints the trace for a person.
func (t Trace) Write(to io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%q: %d hits, best guess %v", t.Query.Text, t.Total, t.BestGuess)
	if t.Corrected != "" {
		fmt.Fprintf(&b, ", corrected to %q", t.Corrected)
	}
	for i, h := range t.Hits {
		fmt.Fprintf(&b, "\n%2d. %-60s %.3f\n    answers %.0f %% of it; %.0f %% like “%s”\n", i+1, h.ID, h.Score, 100*h.Covered, 100*h.Like, h.Phrase)
		if h.Bet != "" {
			fmt.Fprintf(&b, "    stands first by the recommendation %s\n", h.Bet)
		}
		for _, why := range h.pushed() {
			fmt.Fprintf(&b, "    %s\n", why)
		}
		for _, w := range h.Words {
			fmt.Fprintf(&b, "    %-20s %s %s: sure %.2f, counts %.2f, rare %.2f, weight %.2f\n", w.Word, w.How, w.Stem, w.Sure, w.Counts, w.Rarity, w.Weight)
		}
	}
	_, err := io.WriteString(to, b.String()+"\n")
	return err
}
