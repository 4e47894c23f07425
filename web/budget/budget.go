package budget

import "sync"

// Budget is how many bytes may be held at one time. It is safe for concurrent
// use.
type Budget struct {
	each int64

	mu     sync.Mutex
	free   int64
	heldBy map[string]int64 // by client; who holds nothing is not in it
}

// New returns a budget of bytes for all together, and for each client.
func New(all, each int64) *Budget {
	return &Budget{each: each, free: all, heldBy: map[string]int64{}}
}

// Share is what one request holds of a budget. It is for one goroutine.
type Share struct {
	of     *Budget
	client string
	held   int64
}

// Begin begins an empty share of the client's. Free it in the end.
func (b *Budget) Begin(client string) *Share { return &Share{of: b, client: client} }

// Take adds n bytes to the share and reports whether there was room for them.
func (s *Share) Take(n int64) bool {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	if n > s.of.free || s.of.heldBy[s.client]+n > s.of.each {
		return false
	}
	s.move(n)
	return true
}

// Return gives n bytes of the share back.
func (s *Share) Return(n int64) {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.move(-n)
}

// Free gives back all that the share holds.
func (s *Share) Free() { s.Return(s.held) }

func (s *Share) move(n int64) {
	s.held += n
	s.of.free -= n
	s.of.heldBy[s.client] += n
	if s.of.heldBy[s.client] == 0 {
		delete(s.of.heldBy, s.client)
	}
}
