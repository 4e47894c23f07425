package search

// intent is what somebody wants to do, apart from with what.
type intent uint8

const (
	noIntent intent = iota
	toApply
	toReport
	toCancel
	toChange
	toBook
	toPay
	toAppeal
	toSee
	toOrder
	toComplain
)

// intents are the verbs that say so, as Swedish and English stems, folded.
var intents = func() map[string]intent {
	out := map[string]intent{}
	for what, verbs := range map[intent]string{
		toApply:    "ansok ansokning sok apply application request",
		toReport:   "anmal felanmal felanmalning anmalning rapporter tipsa report",
		toCancel:   "sag saga upp avslut avsaga avbok cancel terminate avboka",
		toChange:   "byt andr flytt change switch",
		toBook:     "bok book reserv",
		toPay:      "betal pay avgift faktur",
		toAppeal:   "overklag bestrid appeal dispute",
		toSee:      "nar when se titt kolla visa see show hitt find las",
		toOrder:    "bestall order beg kop",
		toComplain: "klag klagomal synpunkt complain complaint missnojd",
	} {
		for verb := range set(verbs) {
			out[verb] = what
		}
	}
	return out
}()

// intentOf returns what the words say that somebody wants to do: the first of
// them that says so.
func intentOf(words []word) intent {
	for _, w := range words {
		if what := stemsOf(w).intent(); what != noIntent {
			return what
		}
	}
	return noIntent
}

// intent returns what a word of these stems says that somebody wants to do.
func (s stems) intent() intent {
	for _, t := range []tongue{inSwedish, inEnglish} {
		if what, ok := intents[fold(s[t])]; ok {
			return what
		}
	}
	return noIntent
}
