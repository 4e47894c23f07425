package watch

import (
	"context"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Condition is how it goes with a connector.
type Condition string

// The conditions, the worst first.
const (
	ConditionMissing Condition = "missing" // something waits for it, and it is not configured
	ConditionAway    Condition = "away"    // its back end has not answered since it last worked
	ConditionStill   Condition = "still"   // what waits is late, and nothing has come through for as long
	ConditionWorks   Condition = "works"
	ConditionUnused  Condition = "unused" // nothing has been sent to it yet
)

var conditions = []Condition{ConditionMissing, ConditionAway, ConditionStill, ConditionWorks, ConditionUnused}

// TrendHours is how many hours the trend has.
const TrendHours = 24

// Hour is what became of an hour's deliveries at a connector.
type Hour struct {
	Done    int // that came through in it
	Waiting int // that were made in it and still wait
}

// Pending is a delivery that waits at a connector.
type Pending struct {
	CaseID    string
	CreatedAt time.Time
	Problem   delivery.Problem
	Detail    string
	IsRefused bool
	IsHeld    bool
	IsLate    bool
}

// Load is what a connector has to do and has done.
type Load struct {
	Pending     []Pending // longest waiting first, at most MaxCount+1
	LastDone    time.Time // when something last came through, by itself; zero: never
	LastFailure time.Time // when one of those that have waited longest last got no answer; zero: never
	Hours       [TrendHours]Hour
}

// Health is how it goes with a connector: of whatever authority what waits there
// is, since it is about the back end. It says nothing of any case.
type Health struct {
	Connector string
	Condition Condition
	LastDone  time.Time // zero: never
	Oldest    time.Time // when the one that has waited longest was made; zero: nothing waits

	// Counted as far as MaxCount+1 that wait.
	Waiting int
	Cases   int // that they are of
	Late    int
	Held    int
	Refused int

	Problem delivery.Problem // that most of them have; "": none
	Detail  string           // what the back end says of the one that has waited longest with it
	Since   time.Time        // when the trend begins
	Hours   [TrendHours]Hour
}

// Health returns how it goes with each connector that is configured or that
// something waits for, the worst first. NotFound when the actor may see no deliveries.
func (s *Service) Health(ctx context.Context, actor identity.Actor) ([]Health, error) {
	const op = "watch.Health"
	if err := identity.Can(actor, identity.SeeDeliveries, identity.Object{}, op); err != nil {
		return nil, err
	}
	names, err := s.cfg.Store.FindConnectors(ctx)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	names = append(names, s.cfg.Connectors...)
	slices.Sort(names)
	now := s.cfg.Clock.Now()
	limits := s.cfg.Limits()
	since := now.Truncate(time.Hour).Add(-(TrendHours - 1) * time.Hour)
	var out []Health
	for _, name := range slices.Compact(names) {
		load, err := s.cfg.Store.FindLoad(ctx, name, since, limits.before(now))
		if err != nil {
			return nil, errs.Op(op, err)
		}
		h := sum(name, load)
		h.Since = since
		h.Condition = s.condition(h, load, now.Add(-limits.Default))
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b Health) int {
		return slices.Index(conditions, a.Condition) - slices.Index(conditions, b.Condition)
	})
	return out, nil
}

// sum counts what waits at a connector.
func sum(name string, l Load) Health {
	h := Health{Connector: name, LastDone: l.LastDone, Waiting: len(l.Pending), Hours: l.Hours}
	whose, with := map[string]bool{}, map[delivery.Problem]int{}
	for _, p := range l.Pending {
		whose[p.CaseID] = true
		h.Late += one(p.IsLate)
		h.Held += one(p.IsHeld)
		h.Refused += one(p.IsRefused)
		if p.Problem != delivery.NoProblem {
			with[p.Problem]++
		}
	}
	h.Cases = len(whose)
	for _, p := range l.Pending { // so that of problems that as many have, the one of longest standing is told
		if with[p.Problem] > with[h.Problem] {
			h.Problem, h.Detail = p.Problem, p.Detail
		}
	}
	if len(l.Pending) > 0 {
		h.Oldest = l.Pending[0].CreatedAt
	}
	return h
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// condition judges a connector: quiet is since when nothing must have come through
// for it to stand still.
func (s *Service) condition(h Health, l Load, quiet time.Time) Condition {
	isLate := func(p Pending) bool { return p.IsLate && !p.IsRefused && !p.IsHeld }
	goesOn := func(p Pending) bool { return !p.IsRefused && !p.IsHeld }
	waits := slices.ContainsFunc(l.Pending, goesOn)
	switch {
	case !slices.Contains(s.cfg.Connectors, h.Connector):
		return ConditionMissing
	case waits && l.LastFailure.After(l.LastDone), !s.cfg.Engine.Shut(h.Connector).IsZero():
		return ConditionAway
	case slices.ContainsFunc(l.Pending, isLate) && l.LastDone.Before(quiet):
		return ConditionStill
	case l.LastDone.IsZero():
		return ConditionUnused
	default:
		return ConditionWorks
	}
}
