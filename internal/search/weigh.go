package search

import "math"

// How a service's words weigh, found by trying over judged queries and over
// words taken out of the catalogue (see docs/search.md).
const (
	gainOften   = 0.6  // more, of a word that a service says in many ways
	gainShort   = 0.15 // power of how much more a word of a short title weighs
	gainRarity  = 0.5  // power of what a word tells by how few services have it
	forgetWords = 1.0  // beside 1: how much the words that a phrase lacks of the query count, for the words that it has too many
)

// worthOften returns the weight of a word that a service says so many times:
// who has it in many phrases is about it. Of a title's word it is taken for
// granted: nobody repeats the title among the words.
func worthOften(weight float32, times int32, inTitle bool) float32 {
	if inTitle {
		times = often
	}
	return weight * (1 + gainOften*(1-1/float32(times)))
}

// often is as many times as a title's word counts as said.
const often = 5

// inTitle returns the weight of a word of a title of so many words that say
// something: of “ansök om skolskjuts” it is the half, of “ansök om skolskjuts från
// två adresser” less.
func inTitle(words int) float32 {
	return weightTitle * float32(math.Pow(3/float64(max(words, 1)), float64(gainShort)))
}

// rarityOf returns what a word of so many services tells: a word of every
// service tells next to nothing.
func (x *Index) rarityOf(services int) float32 {
	return float32(math.Pow(math.Log(1+float64(len(x.services))/float64(max(services, 1))), float64(gainRarity)))
}

// phraseWorth returns what a score is multiplied with of a service of which a
// phrase is so like what was typed.
func phraseWorth(like float32) float32 {
	worth := 1 + countPhrase*like
	if like > isExact {
		worth += countExact
	}
	return worth
}

const isExact = 0.97

// likeness returns how like a phrase and a query are, of which so much is in the
// other.
func likeness(ofPhrase, ofQuery float32) float32 {
	return (1 + forgetWords) * ofPhrase * ofQuery / (forgetWords*ofPhrase + ofQuery + 1e-6)
}
