package web

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/learning"
)

// searches are what people have searched for, by the part that they are of.
type searches struct {
	mu     sync.Mutex
	byPart map[learning.Part][]learning.Asked
	days   []learning.DayTally
	chosen []learning.Chosen
	judged []learning.Judged
}

func (s *searches) InTx(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }

func (s *searches) FindLacking(_ context.Context, q learning.LackQuery) ([]learning.Asked, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.byPart[q.Part]
	return slices.Clone(all[min(q.Offset, len(all)):min(q.Offset+q.Limit, len(all))]), nil
}

func (s *searches) CountLacking(_ context.Context, q learning.LackQuery) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.byPart[q.Part]), nil
}

func (s *searches) FindPopular(context.Context, learning.Day, int) ([]learning.Asked, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []learning.Asked
	for _, part := range slices.Sorted(maps.Keys(s.byPart)) {
		out = append(out, s.byPart[part]...)
	}
	return out, nil
}

func (s *searches) FindChosen(context.Context, learning.Day, []string) ([]learning.Chosen, error) {
	return s.chosen, nil
}

func (s *searches) FindDays(context.Context, learning.Day) ([]learning.DayTally, error) {
	return s.days, nil
}

func (s *searches) FindJudged(context.Context, learning.Day, int) ([]learning.Judged, error) {
	return s.judged, nil
}

func (s *searches) SaveHandled(_ context.Context, q learning.Query, _ learning.Day) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for part, all := range s.byPart {
		if i := slices.IndexFunc(all, func(a learning.Asked) bool { return a.Query == q }); i >= 0 {
			s.byPart[part] = slices.Delete(slices.Clone(all), i, i+1)
			return nil
		}
	}
	return errs.New(errs.NotFound, "searches "+strings.ToUpper(q.Lang))
}
