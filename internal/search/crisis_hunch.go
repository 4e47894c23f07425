package search

import (
	_ "embed"
	"sync"

	"github.com/mittkoping/entre/internal/search/hunch"
)

// hunchFile is written by go test -run TestHunch -update; TestHunch reads it and
// says how good it is.
//
//go:embed hunch.bin
var hunchFile []byte

var hunches = sync.OnceValue(func() *hunch.Model {
	m, err := hunch.Read(hunchFile)
	if err != nil {
		panic(err) // part of the binary, as crisis.yaml
	}
	return m
})

// hunchFrom is how sure a hunch must be: one query in thirty of those that are no
// crisis is taken for one.
const hunchFrom = 0.0

// hunchOf returns what a query is likely to tell of that no rule knows.
func hunchOf(all []word) Crisis {
	if len(all) < 2 { // one word is known, or says too little
		return Crisis{}
	}
	class, sure := hunches().Guess(surfaces(all))
	if sure <= hunchFrom {
		return Crisis{}
	}
	return Crisis{Kind: crisisKinds[class-1], IsHunch: true}
}

func surfaces(all []word) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = w.surface
	}
	return out
}
