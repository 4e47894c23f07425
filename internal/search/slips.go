package search

import "hash/maphash"

// slips finds the surfaces that a misspelt word may have meant. It keeps, for
// each surface, what remains when one or two letters are left out of its
// beginning, and a query's word is looked up the same way (“symmetric delete”):
// what have a remainder in common are then compared letter by letter.
type slips struct {
	seed  maphash.Seed
	byCut map[uint64][]int32
}

const slipPrefix = 8 // letters that are cut: later slips are found by what comes before them

func newSlips() *slips { return &slips{seed: maphash.MakeSeed(), byCut: map[uint64][]int32{}} }

func (s *slips) add(surface string, id int32) {
	s.cuts(surface, allowedSlips(len(surface)), func(h uint64) { s.byCut[h] = append(s.byCut[h], id) })
}

// near calls found with each surface that may be within the allowed slips.
func (s *slips) near(surface string, found func(id int32)) {
	s.cuts(surface, allowedSlips(len(surface)), func(h uint64) {
		for _, id := range s.byCut[h] {
			found(id)
		}
	})
}

// cuts calls each with the digest of the beginning of surface and of what
// remains of it without one, or two, of its letters. Letters are bytes: a
// surface that is not of a–z is cut between them, the same way on both sides.
func (s *slips) cuts(surface string, depth int, each func(uint64)) {
	begin := surface[:min(len(surface), slipPrefix)]
	each(maphash.String(s.seed, begin))
	if depth == 0 {
		return
	}
	var buf [slipPrefix]byte
	for i := range len(begin) {
		one := append(append(buf[:0], begin[:i]...), begin[i+1:]...)
		each(maphash.Bytes(s.seed, one))
		if depth < 2 {
			continue
		}
		var second [slipPrefix]byte
		for j := i; j < len(one); j++ {
			each(maphash.Bytes(s.seed, append(append(second[:0], one[:j]...), one[j+1:]...)))
		}
	}
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
