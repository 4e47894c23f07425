package posted

import "sync/atomic"

// Memory is how many bytes of files may be held by all requests together.
type Memory struct {
	free atomic.Int64
}

// NewMemory returns a memory for limit bytes.
func NewMemory(limit int64) *Memory {
	m := &Memory{}
	m.free.Store(limit)
	return m
}

// share is what one request holds of a memory. It grows with the bytes that
// have arrived, so that a slow sender holds little.
type share struct {
	of   *Memory
	held int64
}

// share begins an empty share. That of a nil memory has no room.
func (m *Memory) share() *share { return &share{of: m} }

func (s *share) take(n int64) bool {
	if s.of == nil {
		return false
	}
	if s.of.free.Add(-n) < 0 {
		s.of.free.Add(n)
		return false
	}
	s.held += n
	return true
}

func (s *share) giveBack() {
	if s.of != nil {
		s.of.free.Add(s.held)
	}
}
