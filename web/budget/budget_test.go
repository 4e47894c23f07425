package budget_test

import (
	"testing"

	"github.com/mittkoping/entre/web/budget"
)

func TestShares(t *testing.T) {
	b := budget.New(100, 60)
	anna, anna2, bo := b.Begin("anna"), b.Begin("anna"), b.Begin("bo")
	steps := []struct {
		name  string
		share *budget.Share
		take  int64
		want  bool
	}{
		{"there is room", anna, 50, true},
		{"a client's shares count together", anna2, 11, false},
		{"up to what is the client's", anna2, 10, true},
		{"others have room", bo, 40, true},
		{"until all is taken", bo, 1, false},
	}
	for _, s := range steps {
		if got := s.share.Take(s.take); got != s.want {
			t.Errorf("%s: taken %t, want %t", s.name, got, s.want)
		}
	}
	anna.Return(20)
	if !bo.Take(20) || bo.Take(1) {
		t.Error("what is given back is not there for others, or more than it")
	}
	for _, s := range []*budget.Share{anna, anna2, bo, bo} { // once more changes nothing
		s.Free()
	}
	if !b.Begin("anna").Take(60) || !b.Begin("bo").Take(40) {
		t.Error("something is held by nobody")
	}
}
