package learning_test

import (
	"context"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/learning"
)

// counted is a Store that knows what it is told.
type counted struct {
	days    []learning.DayTally
	popular []learning.Asked
	chosen  []learning.Chosen
	lacking int
	asked   []learning.LackQuery
	since   []learning.Day
	handled map[learning.Query]learning.Day
	audited []audit.Entry
}

func (c *counted) FindLacking(_ context.Context, q learning.LackQuery) ([]learning.Asked, error) {
	c.asked = append(c.asked, q)
	return nil, nil
}

func (c *counted) CountLacking(context.Context, learning.LackQuery) (int, error) {
	return c.lacking, nil
}

func (c *counted) FindPopular(_ context.Context, since learning.Day, _ int) ([]learning.Asked, error) {
	c.since = append(c.since, since)
	return c.popular, nil
}

func (c *counted) FindChosen(context.Context, learning.Day, []string) ([]learning.Chosen, error) {
	return c.chosen, nil
}

func (c *counted) FindDays(_ context.Context, since learning.Day) ([]learning.DayTally, error) {
	c.since = append(c.since, since)
	return c.days, nil
}

func (c *counted) FindJudged(context.Context, learning.Day, int) ([]learning.Judged, error) {
	return nil, nil
}

func (c *counted) SaveHandled(_ context.Context, q learning.Query, day learning.Day) error {
	if q.Text == "aldrig" {
		return errs.New(errs.NotFound, "test")
	}
	c.handled[q] = day
	return nil
}

func (c *counted) InTx(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }

func (c *counted) Append(_ context.Context, e audit.Entry) error {
	c.audited = append(c.audited, e)
	return nil
}

func newService(days int) (*learning.Service, *counted) {
	store := &counted{handled: map[learning.Query]learning.Day{}}
	return learning.New(learning.Config{Store: store, Audit: store, Clock: clock.NewFake(evening), Days: days}), store
}

func atWork(powers ...identity.Power) identity.Actor {
	return identity.Actor{Staff: &identity.Staff{ID: "p", Functions: []identity.Function{{ID: "KS/kommunikation", Powers: powers}}}}
}

var editor = atWork(identity.PowerEdit)

// TestServiceIsForEditors: citizens are asked to log in, and for others at work
// there is no such thing.
func TestServiceIsForEditors(t *testing.T) {
	s, store := newService(90)
	for _, tt := range []struct {
		who   string
		actor identity.Actor
		kind  errs.Kind
	}{
		{"nobody", identity.Actor{}, errs.LoginNeeded},
		{"a citizen", identity.Actor{Person: "p"}, errs.LoginNeeded},
		{"a handler", atWork(identity.PowerHandle, identity.PowerRegister, identity.PowerDeliveries, identity.PowerOperate), errs.NotFound},
	} {
		_, errLacking := s.Lacking(t.Context(), tt.actor, learning.PartNoHit, 1)
		_, errOverview := s.Overview(t.Context(), tt.actor)
		for what, err := range map[string]error{"lacking": errLacking, "overview": errOverview, "handle": s.Handle(t.Context(), tt.actor, query("bygglov"))} {
			if !errs.Is(err, tt.kind) {
				t.Errorf("%s, %s: %v", tt.who, what, err)
			}
		}
	}
	same(t, "handled", 0, len(store.handled))
	same(t, "asked", 0, len(store.asked)+len(store.since))
}

func TestLackingGoesByPages(t *testing.T) {
	s, store := newService(90)
	store.lacking = 120
	for _, tt := range []struct{ asked, want, offset int }{{-1, 1, 0}, {1, 1, 0}, {3, 3, 100}, {99, 3, 100}} {
		list, err := s.Lacking(t.Context(), editor, learning.PartUnsure, tt.asked)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "page", tt.want, list.Page)
		same(t, "asked", learning.LackQuery{Part: learning.PartUnsure, Since: "2026-08-28", Offset: tt.offset, Limit: learning.PageSize}, store.asked[len(store.asked)-1])
	}
	if _, err := s.Lacking(t.Context(), editor, "all", 1); !errs.Is(err, errs.NotFound) {
		t.Errorf("a part that is none: %v", err)
	}
}

func TestHandleIsAudited(t *testing.T) {
	s, store := newService(90)
	if err := s.Handle(t.Context(), editor, query("padelbana")); err != nil {
		t.Fatal(err)
	}
	same(t, "handled", map[learning.Query]learning.Day{query("padelbana"): "2026-11-26"}, store.handled)
	same(t, "audited", []audit.Entry{{At: evening.UTC(), Actor: editor.String(), Action: audit.SearchHandled, Subject: "search:sv"}}, store.audited)
	if err := s.Handle(t.Context(), editor, query("aldrig")); !errs.Is(err, errs.NotFound) {
		t.Errorf("what was never asked: %v", err)
	}
	same(t, "audited", 1, len(store.audited))
}

func TestOverview(t *testing.T) {
	s, store := newService(90)
	store.days = []learning.DayTally{
		{Day: "2026-11-08", Tally: learning.Tally{Searches: 1}}, // a Sunday
		{Day: "2026-11-09", Tally: learning.Tally{Searches: 2, NoHit: 1}},
		{Day: "2026-11-15", Tally: learning.Tally{Searches: 3, Found: 1}},
		{Day: "2026-11-26", Tally: learning.Tally{Searches: 4, Clicks: 2}},
	}
	store.popular = []learning.Asked{{Query: query("bygglov"), Tally: learning.Tally{Searches: 9}}, {Query: query("soffa")}}
	store.chosen = []learning.Chosen{
		{Query: learning.Query{Text: "bygglov", Lang: "en"}, Service: "annan", Clicks: 9},
		{Query: query("bygglov"), Service: "lov", Clicks: 5},
		{Query: query("bygglov"), Service: "mark", Clicks: 1},
	}
	got, err := s.Overview(t.Context(), editor)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "weeks", []learning.Week{
		{Year: 2026, Number: 45, Monday: "2026-11-02", Tally: learning.Tally{Searches: 1}},
		{Year: 2026, Number: 46, Monday: "2026-11-09", Tally: learning.Tally{Searches: 5, NoHit: 1, Found: 1}},
		{Year: 2026, Number: 47, Monday: "2026-11-16"},
		{Year: 2026, Number: 48, Monday: "2026-11-23", Tally: learning.Tally{Searches: 4, Clicks: 2}},
	}, got.Weeks)
	same(t, "popular", []learning.Popular{{Asked: store.popular[0], Choice: store.chosen[1]}, {Asked: store.popular[1]}}, got.Popular)
	same(t, "since", []learning.Day{"2026-08-28", "2026-10-29"}, store.since)
}

func TestDays(t *testing.T) {
	same(t, "in Sweden", learning.Day("2026-11-27"), learning.DayOf(time.Date(2026, 11, 26, 23, 30, 0, 0, time.UTC)))
	same(t, "over a month", learning.Day("2026-02-28"), learning.Day("2026-03-01").Minus(1))
}
