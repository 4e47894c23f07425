package school

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// errPanic is a fault of a source's client. What it was about is not kept.
var errPanic = errors.New("the client panicked")

// within asks a source for at most d. It returns when that has passed, whatever
// the source's client does.
func within[T any](ctx context.Context, d time.Duration, ask func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeout(ctx, d)
	answers := make(chan answer, 1)
	go func() {
		defer cancel()
		var a answer
		defer func() { answers <- a }()
		defer func() {
			if recover() != nil {
				a = answer{err: errPanic}
			}
		}()
		a.value, a.err = ask(ctx)
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// known is who asks, as one system knows them: or why nobody can tell.
type known struct {
	system System
	asker  asker
	family Family
	err    error
}

// ask asks the systems, all at once, who the actor is and which children they
// have to do with. The answers are in the order of the configuration. Its error is
// ours, never a system's.
func (s *Service) ask(ctx context.Context, actor identity.Actor) ([]known, error) {
	person, err := s.cfg.Persons.FindPerson(ctx, actor.Person)
	if err != nil {
		return nil, err
	}
	blocks, err := s.cfg.Blocks.FindBlocksOf(ctx, person.Number)
	if err != nil {
		return nil, err
	}
	out := make([]known, len(s.cfg.Systems))
	var asking sync.WaitGroup
	for i, y := range s.cfg.Systems {
		asking.Go(func() {
			family, err := within(ctx, y.Timeout, func(ctx context.Context) (Family, error) {
				return y.Source.ChildrenOf(ctx, person.Number)
			})
			s.tell(ctx, y, KindRecord, err)
			out[i] = known{system: y, family: family, err: err, asker: asker{
				system: y.Name, self: family.Self, relations: y.relationsOf(), blocks: blocks, today: DayOf(s.cfg.Clock.Now()),
			}}
		})
	}
	asking.Wait()
	if err := ctx.Err(); err != nil {
		return nil, errs.Wrap(errs.Unavailable, "school.ask", err) // whoever asked has left
	}
	// Who is protected anywhere is protected everywhere.
	if slices.ContainsFunc(out, func(k known) bool { return k.family.Self.ID != "" && k.family.Self.IsProtected }) {
		for i := range out {
			out[i].asker.self.IsProtected = true
		}
	}
	return out, nil
}

// tell notes whether a system answered, for the log and for those who ask next.
func (s *Service) tell(ctx context.Context, y System, kind Kind, err error) {
	if err == nil {
		s.note(y.Name, kind)
		return
	}
	if ctx.Err() == nil {
		s.cfg.Log.WarnContext(ctx, "a school's system did not answer", "system", y.Name, "kind", kind, "error", err)
	}
}

// fill asks for all the data about the children at once. Each kind of each child
// is waited for on its own.
func (s *Service) fill(ctx context.Context, children []*Child, systems map[string]System) {
	now := s.cfg.Clock.Now()
	today := DayOf(now)
	first, term := termOf(today)
	var asking sync.WaitGroup
	for _, c := range children {
		y := systems[c.System]
		c.Term = term
		can := y.Source.Capabilities()
		if slices.Contains(can, KindAttendance) {
			asking.Go(func() {
				c.Attendance = tile(ctx, s, y, KindAttendance, func(ctx context.Context) (Minutes, error) {
					return y.Source.Attendance(ctx, c.ID, first, today)
				}, func(m Minutes) (Minutes, bool) { return m, m != Minutes{} })
			})
		}
		if slices.Contains(can, KindAbsences) {
			asking.Go(func() {
				c.Absences = tile(ctx, s, y, KindAbsences, func(ctx context.Context) ([]Absence, error) {
					return y.Source.Absences(ctx, c.ID, first)
				}, latestAbsences)
			})
		}
		if slices.Contains(can, KindGrades) {
			asking.Go(func() {
				c.Grades = tile(ctx, s, y, KindGrades, func(ctx context.Context) ([]Grade, error) {
					return y.Source.Grades(ctx, c.ID)
				}, func(all []Grade) ([]Grade, bool) { return y.released(all, today) })
			})
		}
	}
	asking.Wait()
}

// tile asks for one kind of data; keep returns what of it may be shown, and
// whether that is anything.
func tile[T any](ctx context.Context, s *Service, y System, kind Kind, ask func(context.Context) (T, error), keep func(T) (T, bool)) Tile[T] {
	value, err := within(ctx, y.Timeout, ask)
	s.tell(ctx, y, kind, err)
	if err != nil {
		return Tile[T]{State: Unanswered, LastAnswer: s.lastAnswer(y.Name, kind)}
	}
	value, isAny := keep(value)
	if !isAny {
		return Tile[T]{State: Nothing}
	}
	return Tile[T]{State: Shown, Value: value}
}

func latestAbsences(all []Absence) ([]Absence, bool) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Absence) int { return b.Start.Compare(a.Start) })
	return all, len(all) > 0
}

// released returns the grades that are set in force and whose term's day has
// come, the latest first. Of several in the same subject and term, a later one
// has replaced the earlier.
func (y System) released(all []Grade, today Day) ([]Grade, bool) {
	isSecret := func(g Grade) bool {
		return g.Registered == "" || g.Registered > today || y.Release[g.Term] > today
	}
	out := slices.DeleteFunc(slices.Clone(all), isSecret)
	slices.SortStableFunc(out, func(a, b Grade) int {
		if a.Registered != b.Registered {
			return strings.Compare(string(b.Registered), string(a.Registered))
		}
		return strings.Compare(a.Subject, b.Subject)
	})
	type of struct {
		subject string
		term    Term
	}
	seen := map[of]bool{}
	out = slices.DeleteFunc(out, func(g Grade) bool {
		k := of{g.Subject, g.Term}
		defer func() { seen[k] = true }()
		return seen[k]
	})
	return out, len(out) > 0
}

// subject names a child in the audit trail.
func subject(system string, child ID) string { return fmt.Sprintf("child:%s/%s", system, child) }
