package search

import (
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/catalogue"
)

// bets are the recommended hits, by their wording.
type bets map[string][]bet

type bet struct {
	catalogue.Bet
	service int32
}

// readBets returns the bets on services that there are.
func (x *Index) readBets(all []catalogue.Bet) bets {
	out := bets{}
	for _, b := range all {
		n, ok := x.byID[b.Service]
		if !ok {
			continue
		}
		for _, saying := range b.Sayings {
			if key := wording(saying); key != "" {
				out[key] = append(out[key], bet{b, n})
			}
		}
	}
	return out
}

// wording is what two ways to write the same have in common: small letters
// without marks, and no words that say nothing, unless there are no others.
func wording(text string) string {
	var said, all []string
	for _, w := range queryWords(text) {
		if all = append(all, w.surface); !isFiller(w) {
			said = append(said, w.surface)
		}
	}
	if len(said) == 0 {
		said = all
	}
	return strings.Join(said, " ")
}

// betsOn returns the bets on the query's wording that count on its day, those
// first that stand first in their file, and of two on a service the first.
func (x *Index) betsOn(q Query) []bet {
	if q.Day == "" || len(x.bets) == 0 {
		return nil
	}
	var out []bet
	for _, b := range x.bets[wording(q.Text)] {
		if b.IsOn(q.Day) && !slices.ContainsFunc(out, func(o bet) bool { return o.service == b.service }) {
			out = append(out, b)
		}
	}
	return out
}

// searchWithBets puts the services of the bets first.
func (x *Index) searchWithBets(q Query, bets []bet) Result {
	limit := q.Limit
	q.Limit = 0
	r := x.search(q)
	top := 1.0
	if len(r.Hits) > 0 {
		top = r.Hits[0].Score
	}
	var first []Hit
	for _, b := range bets {
		same := func(h Hit) bool { return h.ID == b.Service }
		if !slices.ContainsFunc(r.Hits, same) {
			r.Total++
		}
		r.Hits = slices.DeleteFunc(r.Hits, same)
		first = append(first, Hit{ID: b.Service, Score: top})
		r.Bets = append(r.Bets, b.ID)
	}
	r.Hits = append(first, r.Hits...)
	if limit > 0 {
		r.Hits = r.Hits[:min(limit, len(r.Hits))]
		r.Bets = r.Bets[:min(limit, len(r.Bets))]
	}
	r.BestGuess, r.Corrected = true, "" // somebody has said that this is meant
	return r
}

// JudgedIn returns the judged queries of a catalogue.
func JudgedIn(s *catalogue.Snapshot) []Judged {
	out := make([]Judged, 0, len(s.Judged()))
	for _, q := range s.Judged() {
		out = append(out, Judged{Query: q.Query, Kind: q.Kind, Expected: q.Expected, Acceptable: q.Acceptable})
	}
	return out
}
