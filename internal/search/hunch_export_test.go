package search

// Of hunches, for their test.
var (
	HunchWords = func(text string) []string { return surfaces(crisisWords(text)) }
	HunchFrom  = hunchFrom
	CrisisRule = func(text string) (Crisis, bool) { return crises().byRule(crisisWords(text)) }
)
