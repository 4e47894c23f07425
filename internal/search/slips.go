package search

import (
	"math/bits"
	"slices"
)

// slips finds the surfaces that a misspelt word may have meant. It keeps, for
// each surface, what remains when one or two letters are left out of its
// beginning, and a query's word is looked up the same way (“symmetric delete”):
// what have a remainder in common are then compared letter by letter. Remainders
// share a bucket with others: that costs a comparison, and half the memory.
type slips struct {
	from     []uint32 // by bucket, where its surfaces begin; and the end of the last
	surfaces []int32
}

const slipPrefix = 8 // letters that are cut: later slips are found by what comes before them

func newSlips(all []surface) *slips {
	cuts := 0
	for i := range all {
		eachCut(all[i].text, func(uint32) { cuts++ })
	}
	s := &slips{from: make([]uint32, 1<<bits.Len(uint(cuts))+1), surfaces: make([]int32, cuts)}
	for i := range all {
		eachCut(all[i].text, func(hash uint32) { s.from[s.bucket(hash)+1]++ })
	}
	for i := 1; i < len(s.from); i++ {
		s.from[i] += s.from[i-1]
	}
	at := slices.Clone(s.from)
	for i := range all {
		eachCut(all[i].text, func(hash uint32) {
			b := s.bucket(hash)
			s.surfaces[at[b]] = place(i)
			at[b]++
		})
	}
	return s
}

func (s *slips) bucket(hash uint32) int { return int(hash) & (len(s.from) - 2) }

// near calls found with each surface that may be within the allowed slips.
func (s *slips) near(surface string, found func(id int32)) {
	eachCut(surface, func(hash uint32) {
		b := s.bucket(hash)
		for _, id := range s.surfaces[s.from[b]:s.from[b+1]] {
			found(id)
		}
	})
}

// eachCut calls each with the digest of the beginning of surface and of what
// remains of it without one, or two, of its letters, as many as it may have slips.
// Letters are bytes: a surface that is not of a–z is cut between them, the same
// way on both sides.
func eachCut(surface string, each func(hash uint32)) {
	depth := allowedSlips(len(surface))
	var buf [slipPrefix]byte
	begin := buf[:copy(buf[:], surface)]
	each(digest(begin, none, none))
	if depth == 0 {
		return
	}
	for i := range begin {
		each(digest(begin, i, none))
		for j := i + 1; depth == 2 && j < len(begin); j++ {
			each(digest(begin, i, j))
		}
	}
}

// digest is FNV-1a of the letters without those at two places.
func digest(letters []byte, without, andWithout int) uint32 {
	hash := uint32(2166136261)
	for i, c := range letters {
		if i != without && i != andWithout {
			hash = (hash ^ uint32(c)) * 16777619
		}
	}
	return hash ^ hash>>15
}

// allowedSlips is how many slips of the finger a word of so many letters may
// have and still be meant. Short words turn into others too easily.
func allowedSlips(letters int) int {
	switch {
	case letters < 5:
		return 0
	case letters < 8:
		return 1
	default:
		return 2
	}
}

// distance returns how many letters must be put in, taken out, changed or
// swapped with their neighbour to make b of a, and limit+1 when they are more.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	if len(a) > maxRow || len(b) > maxRow {
		return limit + 1
	}
	var cells [3][maxRow + 1]int
	beforeLast, last, row := &cells[0], &cells[1], &cells[2]
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		beforeLast, last, row = last, row, beforeLast
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
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

const maxRow = 4 * maxLetter // bytes of a word, at most
