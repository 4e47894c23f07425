package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/swedish"
	"golang.org/x/text/runes"
	"golang.org/x/text/unicode/norm"

	"github.com/mittkoping/entre/internal/i18n"
)

// Limits of what is looked for, so that a pasted page of text costs no more
// than a long sentence.
const (
	maxText  = 500 // bytes
	maxWords = 20
)

// word is one word as the index compares it, without the marks over its
// letters: who writes on a foreign keyboard leaves them out.
type word struct {
	surface string
	letters []rune // of the surface
	stems   map[i18n.Lang]string
}

// words takes a text apart and leaves out the words that say nothing about
// what somebody wants.
func words(text string) []word {
	var out []word
	for _, w := range strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		surface := fold(w)
		if slices.Contains(fillers, surface) {
			continue
		}
		out = append(out, word{surface, []rune(surface), map[i18n.Lang]string{
			i18n.SV: fold(stem(w, swedish.Stem)),
			i18n.EN: fold(stem(w, english.Stem)),
		}})
	}
	return out
}

// queryWords is words of the beginning of what somebody typed.
func queryWords(text string) []word {
	if len(text) > maxText {
		text = text[:maxText]
	}
	found := words(strings.ToValidUTF8(text, " "))
	return found[:min(len(found), maxWords)]
}

func stem(w string, by func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(w)
	by(env)
	return env.Current()
}

// fold takes the marks off letters: å and ä become a, ö becomes o, é becomes e.
func fold(s string) string { return runes.Remove(runes.In(unicode.Mn)).String(norm.NFD.String(s)) }

// fillers are the words around what somebody wants, folded: “hur gör jag för
// att …”, “I would like to …”.
var fillers = strings.Fields(`
	jag du han hon vi ni de man min mitt mina din ditt dina var vart vara vem vad nar hur varfor vilken vilket vilka
	vill ville ska skall kan kunna far fa maste behover skulle gor gora gar ga har ha hade ar blir bli blev finns
	en ett den det dem detta denna dessa som att och eller men om inte ej sa aven ocksa bara nu har dar hit dit
	i pa till fran for av med mot vid hos under over efter utan mig dig oss er sig hej snalla tack nagon nagot nagra
	a an the i you he she we they my your our me us it this that is are was be am do does did can could will would
	should may want need like to of in on at for from with by about and or not please hello how what where when who which there
`)

// allowedEdits is how many slips of the finger a word of so many letters may
// have and still be meant. Short words turn into others too easily.
func allowedEdits(letters int) int {
	switch {
	case letters < 5:
		return 0
	case letters < 8:
		return 1
	default:
		return 2
	}
}

// edits returns how many letters must be put in, taken out, changed or swapped
// with their neighbour to make b of a, and limit+1 when they are more.
func edits(a, b []rune, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	cells := make([]int, 3*(len(b)+1))
	beforeLast, last, row := cells[:len(b)+1], cells[len(b)+1:2*(len(b)+1)], cells[2*(len(b)+1):]
	for j := range row {
		row[j] = j
	}
	for i := range a {
		beforeLast, last, row = last, row, beforeLast
		row[0] = i + 1
		least := row[0]
		for j := range b {
			cost := last[j]
			if a[i] != b[j] {
				cost++
			}
			row[j+1] = min(cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], beforeLast[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit + 1
		}
	}
	return min(row[len(b)], limit+1)
}
