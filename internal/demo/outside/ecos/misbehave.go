package ecos

import "slices"

// Way is a way to misbehave.
type Way string

// The ways.
const (
	FaultBefore Way = "fault before" // nothing is done, and the fault does not say so
	FaultAfter  Way = "fault after"  // it is done all the same
	Refusal     Way = "refusal"      // the fault is the caller's
	LostAnswer  Way = "lost answer"  // it is done, and the connection ends
	Unavailable Way = "unavailable"  // 503, nothing is done
	NoResult    Way = "no result"    // it is done, and the answer is empty
	OtherCase   Way = "other case"   // it is done, and the answer is about another case
)

type misbehaviour struct {
	operation string
	way       Way
}

// Misbehave has the next call of an operation go wrong.
func (s *Server) Misbehave(operation string, way Way) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.misbehaving = append(s.misbehaving, misbehaviour{operation, way})
}

// misbehaves takes what the call of an operation is to go wrong by; "" for nothing.
func (s *Server) misbehaves(operation string) Way {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.misbehaving, func(m misbehaviour) bool { return m.operation == operation })
	if at < 0 {
		return ""
	}
	way := s.misbehaving[at].way
	s.misbehaving = slices.Delete(s.misbehaving, at, at+1)
	return way
}

// Forget takes back what was to go wrong.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.misbehaving = nil
}
