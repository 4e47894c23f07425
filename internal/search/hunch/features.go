package hunch

import (
	"math"
	"slices"
)

// What sort of feature it is is hashed with it.
const (
	aWord   = 1
	aPair   = 2 // two words side by side
	aSpan   = 3 // two with one between them
	aBit    = 4 // letters of a word, its ends marked
	bitFrom = 3 // letters
	bitTo   = 5
)

// features returns the buckets of what the words have, each once, in order.
func features(words []string) []int32 {
	words = words[:min(len(words), maxWords)]
	out := make([]int32, 0, 32*len(words))
	begins := make([]int, 0, 48) // of letters
	for i, w := range words {
		out = append(out, bucket(aWord, w, ""))
		if i > 0 {
			out = append(out, bucket(aPair, words[i-1], w))
		}
		if i > 1 {
			out = append(out, bucket(aSpan, words[i-2], w))
		}
		marked := "^" + w + "$"
		begins = begins[:0]
		for at := range marked {
			begins = append(begins, at)
		}
		begins = append(begins, len(marked))
		for n := bitFrom; n <= bitTo; n++ {
			for from := 0; from+n < len(begins); from++ {
				out = append(out, bucket(aBit, marked[begins[from]:begins[from+n]], ""))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// norm makes long queries weigh no more than short ones.
func norm(f []int32) float64 { return math.Sqrt(float64(len(f)) + 1) }

// bucket hashes as FNV-1a does.
func bucket(sort byte, a, b string) int32 {
	h := uint32(2166136261)
	add := func(c byte) { h = (h ^ uint32(c)) * 16777619 }
	add(sort)
	for i := range len(a) {
		add(a[i])
	}
	add(' ')
	for i := range len(b) {
		add(b[i])
	}
	return int32((h ^ h>>16) % buckets)
}
