package learning

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/unicode/norm"
)

//go:embed names.txt
var namesFile string

// familyNames are the given names and surnames of names.txt.
var familyNames = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(namesFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for name := range strings.FieldsSeq(line) {
			out[name] = true
		}
	}
	return out
}()

// fold takes the marks off letters, as names.txt has none.
func fold(word string) string {
	if isPlain(word) {
		return word
	}
	return runes.Remove(runes.In(unicode.Mn)).String(norm.NFD.String(word))
}

func isPlain(word string) bool {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isFamilyName reports whether a word is a name that many have, or somebody's
// own of it (“Karins”).
func isFamilyName(word string) bool {
	word = fold(word)
	return familyNames[word] || familyNames[strings.TrimSuffix(word, "s")]
}

// nameEndings are what surnames end in, folded. A word of the catalogue may end
// so too, and is known as it stands.
var nameEndings = []string{
	"sson", "son", "nsen", "qvist", "kvist", "strom", "gren", "berg", "lund", "lind", "dahl", "stedt", "strand", "holm", "mark", "man", "lof", "back",
	"hammar", "hjelm", "fors", "blad", "roth", "skold", "skiold", "stahl", "stierna", "krona", "crona", "owski", "ewski", "inski", "owska", "ewska", "inska", "wicz", "vic", "oglu", "enko", "nen", "zadeh", "pour",
}

// endsAsName reports whether an unknown word ends as surnames do.
func endsAsName(word string) bool {
	word = fold(word)
	owner := strings.TrimSuffix(word, "s")
	return slices.ContainsFunc(nameEndings, func(end string) bool {
		return strings.HasSuffix(word, end) || strings.HasSuffix(owner, end)
	})
}

// streetEndings are what the names of streets and places to live end in, folded.
var streetEndings = []string{
	"gatan", "gata", "vagen", "vag", "grand", "granden", "torget", "torg", "stigen", "stig", "allen", "backen", "leden", "esplanaden",
	"street", "road", "avenue", "katu",
}

// isStreet reports whether a word is put together as the name of a street.
func isStreet(word string) bool {
	word = fold(word)
	return slices.ContainsFunc(streetEndings, func(end string) bool {
		return len(word) >= len(end)+3 && strings.HasSuffix(word, end)
	})
}

// Words that a name comes after, in small letters.
var (
	// Whatever comes is a name: “jag heter Sten”.
	calledWords = set("heter hette heta kallas namnet namn named called name imie nazywam nimi nimeni magacaygu magaciisu اسمي اسمه نام звати")
	// What comes is a name if it is no word of the catalogue, or is one that many have: “min son Björn”.
	kinWords = set(`son sonen söner dotter dottern barn barnet man maken make fru frun hustru mamma mamman pappa pappan mor far bror brodern syster systern
		mormor farmor morfar farfar moster faster morbror farbror sambo sambon granne grannen vän vännen kompis kollega kollegan chef chefen lärare läraren
		lärarinna elev eleven rektor rektorn doktor doktorn handläggare handläggaren herr fröken tant farbror
		daughter child husband wife mother father mum mom dad brother sister neighbour neighbor friend teacher boss mr mrs ms dr
		syn córka mąż żona poika tytär lapsi wiilkayga gabadhayda ابني ابنتي زوجي زوجتي پسرم دخترم син дочка`)
	// What stands between: “min son heter”, “mitt namn är”.
	linkWords = set("är is jest on")
	askWords  = set("vad hur what how") // “vad heter skolan”
)

func set(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// manyNames is how many words a name has at most.
const manyNames = 3

// markNamed notes the words that stand where a name does.
func markNamed(tokens []token) {
	for i := range tokens {
		switch {
		case calledWords[tokens[i].lower] && (i == 0 || !askWords[tokens[i-1].lower]):
			markNext(tokens[i+1:], true)
		case kinWords[tokens[i].lower]:
			markNext(tokens[i+1:], false)
		}
	}
}

// markNext notes the names that the tokens begin with. The first is one whatever
// it is when isSure; those after it, when they are written as one.
func markNext(tokens []token, isSure bool) {
	if len(tokens) > 0 && linkWords[tokens[0].lower] && isSure {
		tokens = tokens[1:]
	}
	for i := range tokens[:min(len(tokens), manyNames)] {
		tokens[i].isName = tokens[i].isUpper || isFamilyName(tokens[i].lower) || i == 0 && isSure
		tokens[i].isLikely = true
		if !tokens[i].isName {
			return
		}
	}
}
