package search

import (
	"slices"
	"unicode/utf8"
)

// spoken are words that many write as they say them.
var spoken = map[string]string{
	"mej": "mig", "dej": "dig", "sej": "sig", "ja": "jag", "e": "är", "o": "och", "å": "och", "nån": "någon", "nåt": "något",
	"int": "inte", "ente": "inte", "hoss": "hos", "sånt": "sådant", "va": "var", "imorron": "imorgon", "tebax": "tillbaka",
}

// small are words that stand between others and change nothing.
var small = set(`och att så bara lite typ fan liksom verkligen väldigt jätte faktiskt alltid ofta snart ju väl nog helt ens redan`)

// plainly returns the words without the small ones, and with those taken apart
// that were written without a space between them.
func (d *dictionary) plainly(all []word) []word {
	var out []word
	for _, w := range all {
		switch parts := d.apart(w); {
		case len(parts) > 2:
			for _, p := range parts {
				if !small[p.written] {
					out = append(out, p)
				}
			}
		case !small[w.written]:
			out = append(out, w)
		}
	}
	return out[:min(len(out), maxCrisisWords)]
}

// Of how many letters something may be that is taken apart.
const (
	apartFrom = 8
	apartTo   = 40
)

// apart takes a word apart into words of the dictionary and those around them,
// as few as can be. It is nil when it is one of them, or is not made of them.
func (d *dictionary) apart(w word) []word {
	if n := len(w.surface); n < apartFrom || n > apartTo || !isPlain(w.surface) || d.isWord(w.surface) {
		return nil
	}
	type step struct{ from, parts int }
	best := make([]step, len(w.surface)+1)
	for end := 2; end <= len(w.surface); end++ {
		for from := max(0, end-maxPart); from <= end-2; from++ {
			if (from > 0 && best[from].parts == 0) || !d.isWord(w.surface[from:end]) {
				continue
			}
			if parts := best[from].parts + 1; best[end].parts == 0 || parts < best[end].parts {
				best[end] = step{from, parts}
			}
		}
	}
	parts := make([]word, best[len(w.surface)].parts)
	end := len(w.surface)
	for i := len(parts) - 1; i >= 0; i-- {
		from := best[end].from
		parts[i] = word{w.surface[from:end], w.surface[from:end]}
		end = from
	}
	return parts
}

const maxPart = 14

func (d *dictionary) isWord(surface string) bool {
	if utf8.RuneCountInString(surface) < 2 {
		return false
	}
	isAlone := func(n int) bool { return !d.words[n].isTogether }
	return slices.ContainsFunc(d.exact[surface], isAlone) || isFiller(word{surface, surface})
}
