package search

import "strings"

// lexicon knows the words that longer ones are put together of, and takes those
// apart: “avloppstillstånd” is “avlopp” and “tillstånd”.
type lexicon struct {
	stems   map[string]string // by what may stand in a compound: whole word, stem, stem with a linking letter
	longest int
}

const (
	minPart     = 3
	minShort    = 2
	minCompound = 6 // letters
	minEnd      = 5
)

func newLexicon() *lexicon { return &lexicon{stems: map[string]string{}} }

// add makes a word and its stem known.
func (l *lexicon) add(w word, stem string) {
	surface, begin := w.surface, fold(stem)
	if (len(surface) < minPart || len(begin) < minPart) && !short[surface] || isFiller(w) {
		return
	}
	forms := []string{surface, begin}
	for _, link := range links {
		if len(begin) >= minPart {
			forms = append(forms, begin+link)
		}
	}
	for _, form := range forms {
		if _, known := l.stems[form]; !known {
			l.stems[form] = stem
			l.longest = max(l.longest, len(form))
		}
	}
}

// short are the words of two letters that are parts of others, folded.
var short = map[string]bool{"ko": true, "bo": true}

// links are what stands between a stem and the next one: gatu-belysning.
var links = []string{"s", "u", "o", "a", "e"}

// split returns the stems that a word is put together of, in order, and nil
// when it is not. Of several ways it takes the one with the fewest parts, then
// the one whose shortest part is longest.
func (l *lexicon) split(surface string) []string {
	if len(surface) < minCompound {
		return nil
	}
	type way struct {
		cost int
		from int
	}
	const unknown = 1 << 30
	best := make([]way, len(surface)+1)
	for i := range best {
		best[i].cost = unknown
	}
	best[0].cost = 0
	for end := minPart; end <= len(surface); end++ {
		for from := max(0, end-l.longest); from <= end-minShort; from++ {
			if best[from].cost == unknown || from == 0 && end == len(surface) {
				continue
			}
			if _, known := l.stems[surface[from:end]]; !known {
				continue
			}
			if cost := best[from].cost + partCost(end-from); cost < best[end].cost {
				best[end] = way{cost, from}
			}
		}
	}
	if best[len(surface)].cost == unknown {
		return l.end(surface)
	}
	var parts []string
	for end := len(surface); end > 0; end = best[end].from {
		parts = append([]string{l.stems[surface[best[end].from:end]]}, parts...)
	}
	return parts
}

// end returns the stem of the longest known word that the surface begins with,
// else ends with: of “bygglovsgubbe” one knows half.
func (l *lexicon) end(surface string) []string {
	for n := len(surface) - minPart; n >= minEnd; n-- {
		if stem, known := l.stems[surface[:n]]; known {
			return []string{stem}
		}
	}
	for from := minPart; from <= len(surface)-minEnd; from++ {
		if stem, known := l.stems[surface[from:]]; known {
			return []string{stem}
		}
	}
	return nil
}

// partCost makes few and long parts cheap: one of three letters is nearly
// anywhere.
func partCost(letters int) int {
	switch {
	case letters <= 3: // “kö”, “bo”, “tak”
		return 30
	case letters == 4:
		return 14
	default:
		return 10
	}
}

// joined returns two neighbouring words of a query as one: “bygg lov”.
func joined(a, b word) word {
	return word{strings.TrimSuffix(a.written, "-") + b.written, a.surface + b.surface}
}
