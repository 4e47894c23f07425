package learning

import (
	"context"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Part is which queries want to be tended.
type Part string

// The parts.
const (
	PartNoHit     Part = ""          // most often nothing was found
	PartUnsure    Part = "unsure"    // … or no best guess
	PartUnclicked Part = "unclicked" // there were hits, and few were opened
)

// Parts are all parts.
var Parts = []Part{PartNoHit, PartUnsure, PartUnclicked}

const (
	// PageSize is how many queries a page of a list has.
	PageSize = 50
	// MaxCount is how far queries are counted: one more means "more".
	MaxCount = 1000
	// FewClicks is the share of searches, in percent, under which a query is of
	// PartUnclicked.
	FewClicks = 20
	// EnoughSearches is how many searches with hits it must have for that.
	EnoughSearches = 5
	// PopularDays is how far back “of late” goes.
	PopularDays = 28

	manyPopular  = 50
	manyServices = 20
)

// LackQuery says which queries to find that want to be tended.
type LackQuery struct {
	Part   Part
	Since  Day
	Offset int
	Limit  int
}

// Asked is a query and what happened with it in a time.
type Asked struct {
	Query
	Tally
	First, Last Day
}

// Chosen is a service that was opened from the hits of a query.
type Chosen struct {
	Query
	Service  string
	Clicks   int
	Position float64 // among the hits, on an average
}

// DayTally is what happened with all queries on a day.
type DayTally struct {
	Day Day
	Tally
}

// Judged is what was answered on a service's page in a time.
type Judged struct {
	Service   string
	Found     int
	FoundNone int
}

// Store knows what has been counted.
type Store interface {
	// FindLacking returns a page of the queries that want to be tended, those that
	// have waited for longest first. What was counted until a query was handled
	// is left out.
	FindLacking(ctx context.Context, q LackQuery) ([]Asked, error)
	// CountLacking returns how many they are on all pages, and no more than
	// MaxCount+1.
	CountLacking(ctx context.Context, q LackQuery) (int, error)
	// FindPopular returns the queries that were asked most often since a day, and
	// FindChosen the services that were opened from their hits, most often first.
	FindPopular(ctx context.Context, since Day, limit int) ([]Asked, error)
	FindChosen(ctx context.Context, since Day, texts []string) ([]Chosen, error)
	// FindDays returns what happened on each day since one, in order.
	FindDays(ctx context.Context, since Day) ([]DayTally, error)
	// FindJudged returns the services whose page was said not to be the right one
	// most often since a day.
	FindJudged(ctx context.Context, since Day, limit int) ([]Judged, error)
	// SaveHandled notes that somebody has tended to a query on a day. NotFound when
	// it has not been asked.
	SaveHandled(ctx context.Context, q Query, day Day) error

	InTx(ctx context.Context, fn func(context.Context) error) error
}

// Config is what a Service needs. Every field is required.
type Config struct {
	Store Store
	Audit audit.Log
	Clock clock.Clock
	Days  int // that counts are kept
}

// Service shows what use teaches. It is safe for concurrent use.
type Service struct{ cfg Config }

// New returns a service.
func New(cfg Config) *Service { return &Service{cfg} }

// Lacks is a page of queries that want to be tended.
type Lacks struct {
	Queries []Asked
	Counts  map[Part]int // no more than MaxCount+1
	Page    int          // that this is, from 1
}

// Lacking returns a page of the queries that want to be tended. NotFound when
// the actor may not see them, LoginNeeded when they are not at work.
func (s *Service) Lacking(ctx context.Context, actor identity.Actor, part Part, page int) (Lacks, error) {
	const op = "learning.Lacking"
	if err := identity.Can(actor, identity.SeeSearches, identity.Object{}, op); err != nil {
		return Lacks{}, err
	}
	if !slices.Contains(Parts, part) {
		return Lacks{}, errs.New(errs.NotFound, op)
	}
	list := Lacks{Counts: map[Part]int{}}
	q := LackQuery{Since: s.since(s.cfg.Days)}
	for _, q.Part = range Parts {
		n, err := s.cfg.Store.CountLacking(ctx, q)
		if err != nil {
			return Lacks{}, errs.Op(op, err)
		}
		list.Counts[q.Part] = n
	}
	last := max((min(list.Counts[part], MaxCount)+PageSize-1)/PageSize, 1)
	list.Page = min(max(page, 1), last)
	q.Part, q.Offset, q.Limit = part, (list.Page-1)*PageSize, PageSize
	var err error
	list.Queries, err = s.cfg.Store.FindLacking(ctx, q)
	return list, errs.Op(op, err)
}

func (s *Service) since(days int) Day { return DayOf(s.cfg.Clock.Now()).Minus(days) }

// Popular is what was asked most often of late.
type Popular struct {
	Asked
	Choice Chosen // that was opened most often; the zero Chosen: none
}

// Overview is what happened of late.
type Overview struct {
	Weeks    []Week
	Popular  []Popular // in PopularDays
	Services []Judged
}

// Overview returns what happened of late. The errors are those of Lacking.
func (s *Service) Overview(ctx context.Context, actor identity.Actor) (Overview, error) {
	const op = "learning.Overview"
	if err := identity.Can(actor, identity.SeeSearches, identity.Object{}, op); err != nil {
		return Overview{}, err
	}
	var out Overview
	days, err := s.cfg.Store.FindDays(ctx, s.since(s.cfg.Days))
	if err != nil {
		return Overview{}, errs.Op(op, err)
	}
	out.Weeks = weeksOf(days, s.since(0))
	since := s.since(min(PopularDays, s.cfg.Days))
	if out.Services, err = s.cfg.Store.FindJudged(ctx, since, manyServices); err != nil {
		return Overview{}, errs.Op(op, err)
	}
	out.Popular, err = s.popular(ctx, since)
	return out, errs.Op(op, err)
}

func (s *Service) popular(ctx context.Context, since Day) ([]Popular, error) {
	asked, err := s.cfg.Store.FindPopular(ctx, since, manyPopular)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	texts := make([]string, len(asked))
	for i, a := range asked {
		texts[i] = a.Text
	}
	chosen, err := s.cfg.Store.FindChosen(ctx, since, texts)
	if err != nil {
		return nil, err
	}
	out := make([]Popular, len(asked))
	for i, a := range asked {
		out[i].Asked = a
		if at := slices.IndexFunc(chosen, func(c Chosen) bool { return c.Query == a.Query }); at >= 0 {
			out[i].Choice = chosen[at]
		}
	}
	return out, nil
}

// Handle notes that the actor has tended to a query: it is not shown again until
// it is asked in vain on another day. NotFound when they may not, or it has not
// been asked.
func (s *Service) Handle(ctx context.Context, actor identity.Actor, q Query) error {
	const op = "learning.Handle"
	if err := identity.Can(actor, identity.TendSearches, identity.Object{}, op); err != nil {
		return err
	}
	now := s.cfg.Clock.Now()
	return errs.Op(op, s.cfg.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.cfg.Store.SaveHandled(ctx, q, DayOf(now)); err != nil {
			return err
		}
		// Of a query only its language is told: the trail is kept for longer than searches are.
		return s.cfg.Audit.Append(ctx, audit.Entry{At: now, Actor: actor.String(), Action: audit.SearchHandled, Subject: "search:" + q.Lang})
	}))
}

// Week is what happened in a week, from Monday to Sunday.
type Week struct {
	Year, Number int // of ISO 8601
	Monday       Day
	Tally
}

// weeksOf adds days up to weeks, from that of the first to that of today, also
// those without a search.
func weeksOf(days []DayTally, today Day) []Week {
	if len(days) == 0 {
		return nil
	}
	first, end := mondayOf(days[0].Day), mondayOf(today)
	var out []Week
	for monday := first; !monday.After(end); monday = monday.AddDate(0, 0, 7) {
		w := Week{Monday: Day(monday.Format(time.DateOnly))}
		w.Year, w.Number = monday.ISOWeek()
		for len(days) > 0 && !mondayOf(days[0].Day).After(monday) {
			w.Add(days[0].Tally)
			days = days[1:]
		}
		out = append(out, w)
	}
	return out
}

func mondayOf(d Day) time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
}
