package watch_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// shelf is a store that remembers what it was asked.
type shelf struct {
	items   map[string]watch.Item
	page    []watch.Item // that FindWaiting finds; nil: one of an authority
	waiting int          // that the query would find, whatever it asks
	asked   []watch.Query
	late    []watch.Late
	loads   map[string]watch.Load // by connector; those with something that waits
}

func (s *shelf) FindConnectors(context.Context) ([]string, error) {
	var names []string
	for name, l := range s.loads {
		if len(l.Pending) > 0 {
			names = append(names, name)
		}
	}
	return names, nil
}

func (s *shelf) FindLoad(_ context.Context, connector string, _ time.Time, _ watch.Deadlines) (watch.Load, error) {
	return s.loads[connector], nil
}

func (s *shelf) FindWaiting(_ context.Context, q watch.Query) ([]watch.Item, error) {
	s.asked = append(s.asked, q)
	if s.page != nil {
		return s.page, nil
	}
	return []watch.Item{{Authority: "x"}}, nil
}

func (s *shelf) CountWaiting(_ context.Context, q watch.Query) (int, error) {
	s.asked = append(s.asked, q)
	return s.waiting, nil
}

func (s *shelf) FindItem(_ context.Context, id string) (watch.Item, error) {
	item, ok := s.items[id]
	if !ok {
		return item, errs.New(errs.NotFound, "shelf")
	}
	return item, nil
}

func (s *shelf) FindLate(context.Context, watch.Deadlines) ([]watch.Late, error) { return s.late, nil }

func (s *shelf) FindHistory(_ context.Context, id string) ([]delivery.HistoryLine, error) {
	return []delivery.HistoryLine{{DeliveryID: id}}, nil
}

// engine notes what it is told.
type engine struct {
	told   []string
	busy   map[string]bool   // deliveries that are leased
	owners map[string]string // the cases' authorities
	shut   string            // the connector that is left in peace
	each   func()            // when something has been sent
}

func (e *engine) Shut(connector string) time.Time {
	if connector == e.shut {
		return noon
	}
	return time.Time{}
}

func (e *engine) SendNow(_ context.Context, id, actor string) error {
	if e.busy[id] {
		return errs.New(errs.Conflict, "engine")
	}
	e.told = append(e.told, "send "+id+" "+actor)
	if e.each != nil {
		e.each()
	}
	return nil
}

func (e *engine) Retry(_ context.Context, id, actor string) error {
	e.told = append(e.told, "retry "+id+" "+actor)
	return nil
}

func (e *engine) Hold(_ context.Context, id, _, actor string) error {
	e.told = append(e.told, "hold "+id+" "+actor)
	return nil
}

func (e *engine) Release(_ context.Context, id, actor string) error {
	e.told = append(e.told, "release "+id+" "+actor)
	return nil
}

func (e *engine) ConfirmByHand(_ context.Context, id string, _ delivery.ByHand, actor string) error {
	e.told = append(e.told, "confirm "+id+" "+actor)
	return nil
}

func (e *engine) Targets(context.Context, string) ([]watch.Target, error) {
	return []watch.Target{{Connector: "park"}, {Connector: "room", Function: "TN/gata"}}, nil
}

func (e *engine) Reroute(_ context.Context, id, authority string, to watch.Target, _ watch.Rerouting, actor string) error {
	if authority != e.owners[id] {
		return errs.New(errs.Internal, "another authority than the actor was asked about")
	}
	if to.Connector != "room" {
		return errs.New(errs.Internal, "another target than was chosen")
	}
	e.told = append(e.told, "reroute "+id+" "+actor)
	return nil
}

type room struct {
	shelf   *shelf
	engine  *engine
	clock   *clock.Fake
	log     *bytes.Buffer
	service *watch.Service
}

func newRoom(t *testing.T) *room {
	t.Helper()
	function := func(id identity.FunctionID, p identity.Power) identity.Function {
		return identity.Function{ID: id, Title: i18n.Text{SV: string(id)}, Powers: []identity.Power{p}}
	}
	organisation, err := identity.NewOrganisation([]identity.Authority{
		{Code: "TN", Name: "Tekniska nämnden", Functions: []identity.Function{function("TN/leverans", identity.PowerDeliveries), function("TN/gata", identity.PowerHandle)}},
		{Code: "BN", Name: "Byggnadsnämnden", Functions: []identity.Function{function("BN/leverans", identity.PowerDeliveries)}},
		{Code: "KS", Name: "Kommunstyrelsen", Functions: []identity.Function{function("KS/drift", identity.PowerOperate)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &room{
		shelf: &shelf{items: map[string]watch.Item{
			"street": {Authority: "Tekniska nämnden"}, "house": {Authority: "Byggnadsnämnden"}, "strange": {Authority: "Nämnden som försvann"}, "stray": {},
		}},
		engine: &engine{owners: map[string]string{}}, clock: clock.NewFake(noon), log: &bytes.Buffer{},
	}
	for id, item := range r.shelf.items {
		item.CaseID = id
		r.shelf.items[id], r.engine.owners[id] = item, item.Authority
	}
	r.service = watch.New(watch.Config{
		Store: r.shelf, Engine: r.engine, Router: r.engine, Organisation: organisation, Clock: r.clock,
		Connectors: []string{"gata", "park"}, Names: func(words string) []string { return []string{words, strings.ToUpper(words)} }, Log: slog.New(slog.NewTextHandler(r.log, nil)),
		Limits: func() watch.Limits {
			return watch.Limits{Default: 30 * time.Minute, Services: map[string]time.Duration{"akut": 5 * time.Minute}}
		},
	})
	return r
}

// holding is somebody at work who holds the functions.
func holding(t *testing.T, powers map[identity.FunctionID]identity.Power) identity.Actor {
	t.Helper()
	staff := &identity.Staff{ID: "siv"}
	for id, p := range powers {
		staff.Functions = append(staff.Functions, identity.Function{ID: id, Powers: []identity.Power{p}})
	}
	return identity.Actor{Staff: staff}
}

func TestWhoSeesWhat(t *testing.T) {
	deadlines := watch.Deadlines{Default: noon.Add(-30 * time.Minute), Services: map[string]time.Time{"akut": noon.Add(-5 * time.Minute)}}
	for name, c := range map[string]struct {
		actor identity.Actor
		kind  errs.Kind
		sees  watch.Query
		sends []string // of the items
	}{
		"nobody":     {actor: identity.Actor{}, kind: errs.LoginNeeded},
		"a citizen":  {actor: identity.Actor{Person: "anna"}, kind: errs.LoginNeeded},
		"a handler":  {actor: holding(t, map[identity.FunctionID]identity.Power{"TN/gata": identity.PowerHandle}), kind: errs.NotFound},
		"no power":   {actor: holding(t, nil), kind: errs.NotFound},
		"of streets": {actor: holding(t, map[identity.FunctionID]identity.Power{"TN/leverans": identity.PowerDeliveries}), sees: watch.Query{Authorities: []string{"Tekniska nämnden"}}, sends: []string{"street"}},
		"of an authority that is no more": {
			actor: holding(t, map[identity.FunctionID]identity.Power{"XX/leverans": identity.PowerDeliveries}), sees: watch.Query{},
		},
		"the operator": {
			actor: holding(t, map[identity.FunctionID]identity.Power{"KS/drift": identity.PowerOperate}), sees: watch.Query{Everything: true},
			sends: []string{"house", "strange", "stray", "street"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			list, err := r.service.Show(t.Context(), c.actor, watch.Filter{Part: watch.PartLate})
			mayLook := c.kind == errs.Internal // the zero kind: no error is expected
			if mayLook != (err == nil) || !mayLook && !errs.Is(err, c.kind) {
				t.Fatalf("show: %v, want %v", err, c.kind)
			}
			if mayLook {
				want := c.sees
				want.Part, want.Deadlines, want.Limit = watch.PartLate, deadlines, watch.PageSize
				if diff := cmp.Diff(want, r.shelf.asked[len(r.shelf.asked)-1]); diff != "" {
					t.Errorf("asked (-want +got):\n%s", diff)
				}
			} else if len(list.Items) > 0 || len(r.shelf.asked) > 0 {
				t.Errorf("asked for %v and saw %v", r.shelf.asked, list)
			}
			var told []string
			for _, id := range []string{"house", "strange", "stray", "street"} {
				for word, do := range deeds(r.service) {
					err := do(t.Context(), c.actor, id)
					switch {
					case slices.Contains(c.sends, id) && word == "history":
						if err != nil {
							t.Errorf("history of %s: %v", id, err)
						}
					case slices.Contains(c.sends, id):
						told = append(told, word+" "+id+" staff:siv")
						if err != nil {
							t.Errorf("%s %s: %v", word, id, err)
						}
					case !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.LoginNeeded):
						t.Errorf("%s %s: %v", word, id, err)
					}
				}
			}
			slices.Sort(told) // the deeds are done in any order
			slices.Sort(r.engine.told)
			if diff := cmp.Diff(told, r.engine.told); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if err := r.service.SendNow(t.Context(), c.actor, "nothing"); !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.LoginNeeded) {
				t.Errorf("of none: %v", err)
			}
		})
	}
}

// deeds are all that can be done with one delivery.
func deeds(s *watch.Service) map[string]func(context.Context, identity.Actor, string) error {
	return map[string]func(context.Context, identity.Actor, string) error{
		"send": s.SendNow, "retry": s.Retry, "release": s.Release,
		"hold": func(ctx context.Context, a identity.Actor, id string) error { return s.Hold(ctx, a, id, "väntar") },
		"confirm": func(ctx context.Context, a identity.Actor, id string) error {
			return s.ConfirmByHand(ctx, a, id, delivery.ByHand{Reason: "ligger där"})
		},
		"reroute": func(ctx context.Context, a identity.Actor, id string) error {
			return s.Reroute(ctx, a, id, watch.Rerouting{Target: "room:TN/gata", Reason: "fel enhet"})
		},
		"history": func(ctx context.Context, a identity.Actor, id string) error {
			past, err := s.History(ctx, a, id)
			if (err == nil) != (len(past.Lines) == 1) {
				return errs.New(errs.Internal, "history")
			}
			return err
		},
	}
}

func TestSendSeveral(t *testing.T) {
	several := func(r *room, n int) {
		r.shelf.page = []watch.Item{}
		for i := range n {
			id := fmt.Sprint("d", i)
			item := watch.Item{Delivery: delivery.Delivery{ID: id}, Authority: "Tekniska nämnden"}
			r.shelf.page, r.shelf.items[id] = append(r.shelf.page, item), item
		}
	}
	siv := holding(t, map[identity.FunctionID]identity.Power{"TN/leverans": identity.PowerDeliveries})
	t.Run("of a connector", func(t *testing.T) {
		r := newRoom(t)
		several(r, watch.BatchSize+1)
		r.engine.busy = map[string]bool{"d7": true}
		r.shelf.page[8].Authority = "Byggnadsnämnden" // a store that finds too much
		r.shelf.items["d8"] = r.shelf.page[8]
		got, err := r.service.SendSeveral(t.Context(), siv, watch.Several{Connector: "gata"})
		if want := (watch.Batch{Sent: watch.BatchSize - 2, Left: 2, IsMore: true}); err != nil || got != want {
			t.Errorf("%+v (%v), want %+v", got, err, want)
		}
		asked := r.shelf.asked[0]
		if asked.Connector != "gata" || !asked.DueAfter.Equal(noon) || asked.Part != watch.PartAll || !slices.Equal(asked.Authorities, []string{"Tekniska nämnden"}) || asked.Everything {
			t.Errorf("asked for %+v", asked)
		}
		if len(r.engine.told) != watch.BatchSize-2 || slices.Contains(r.engine.told, "send d8 staff:siv") {
			t.Errorf("told %d", len(r.engine.told))
		}
	})
	t.Run("of the refused", func(t *testing.T) {
		r := newRoom(t)
		several(r, 2)
		got, err := r.service.SendSeveral(t.Context(), siv, watch.Several{Problem: delivery.BackEndRefused})
		if err != nil || got != (watch.Batch{Sent: 2}) || r.engine.told[0] != "retry d0 staff:siv" || r.shelf.asked[0].Part != watch.PartRefused {
			t.Errorf("%+v (%v), told %v, asked %+v", got, err, r.engine.told, r.shelf.asked)
		}
	})
	t.Run("of all there is", func(t *testing.T) {
		r := newRoom(t)
		if _, err := r.service.SendSeveral(t.Context(), siv, watch.Several{}); !errs.Is(err, errs.Invalid) {
			t.Errorf("%v", err)
		}
		handler := holding(t, map[identity.FunctionID]identity.Power{"TN/gata": identity.PowerHandle})
		if _, err := r.service.SendSeveral(t.Context(), handler, watch.Several{Connector: "gata"}); !errs.Is(err, errs.NotFound) || len(r.shelf.asked) > 0 {
			t.Errorf("a handler: %v", err)
		}
	})
}

func TestSendFor(t *testing.T) {
	siv := holding(t, map[identity.FunctionID]identity.Power{"TN/leverans": identity.PowerDeliveries})
	full := func(r *room) {
		for i := range watch.BatchSize + 1 { // of which a store that does not forget finds more each time
			id := fmt.Sprint("d", i)
			r.shelf.items[id] = watch.Item{Delivery: delivery.Delivery{ID: id}, Authority: "Tekniska nämnden"}
			r.shelf.page = append(r.shelf.page, r.shelf.items[id])
		}
	}
	t.Run("as long as there is time", func(t *testing.T) {
		r := newRoom(t)
		full(r)
		r.engine.each = func() { r.clock.Advance(10 * time.Millisecond) } // two seconds for a batch
		got, err := r.service.SendFor(t.Context(), siv, watch.Several{Connector: "gata"}, 5*time.Second)
		if want := (watch.Sending{Sent: 3 * watch.BatchSize, IsMore: true}); err != nil || got != want {
			t.Errorf("%+v (%v), want %+v", got, err, want)
		}
	})
	t.Run("until none can be sent", func(t *testing.T) {
		r := newRoom(t)
		full(r)
		r.engine.busy = map[string]bool{}
		r.engine.each = func() {
			for id := range r.shelf.items {
				r.engine.busy[id] = true
			}
		}
		got, err := r.service.SendFor(t.Context(), siv, watch.Several{Connector: "gata"}, time.Hour)
		if want := (watch.Sending{Sent: 1, IsMore: true}); err != nil || got != want {
			t.Errorf("%+v (%v), want %+v", got, err, want)
		}
	})
	t.Run("until all are", func(t *testing.T) {
		r := newRoom(t)
		full(r)
		r.shelf.page = r.shelf.page[:3]
		if got, err := r.service.SendFor(t.Context(), siv, watch.Several{Connector: "gata"}, time.Hour); err != nil || got != (watch.Sending{Sent: 3}) {
			t.Errorf("%+v (%v)", got, err)
		}
	})
}

// What a person may do agrees with the table of moves, so that the page offers
// nothing that must fail, and leaves out nothing that would work.
func TestMayDo(t *testing.T) {
	send, hold, move, confirm := identity.SendAgain, identity.HoldDelivery, identity.RerouteCase, identity.ConfirmByHand
	for state, c := range map[delivery.State]struct {
		d    delivery.Delivery
		want []identity.Deed
	}{
		delivery.StateOwed:      {delivery.Delivery{}, []identity.Deed{send, hold, move, confirm}},
		delivery.StateUnknown:   {delivery.Delivery{Tries: 1}, []identity.Deed{send, hold, move, confirm}},
		delivery.StateAccepted:  {delivery.Delivery{Ticket: "t"}, []identity.Deed{send, hold, move, confirm}},
		delivery.StateHeld:      {delivery.Delivery{HeldAt: noon}, []identity.Deed{hold, move, confirm}},
		delivery.StateRefused:   {delivery.Delivery{RefusedAt: noon}, []identity.Deed{send, move, confirm}},
		delivery.StateDelivered: {delivery.Delivery{DeliveredAt: noon}, []identity.Deed{move}},
		delivery.StateConfirmed: {delivery.Delivery{DeliveredAt: noon, ConfirmedBy: "staff:siv"}, []identity.Deed{move}},
		delivery.StateMoved:     {delivery.Delivery{RefusedAt: noon, MovedAt: noon}, nil},
	} {
		if got := c.d.State(); got != state {
			t.Errorf("%s: the delivery is %s", state, got)
		}
		got := watch.Past{Item: watch.Item{Delivery: c.d}}.MayDo()
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", state, diff)
		}
	}
}

func TestReasons(t *testing.T) {
	r := newRoom(t)
	siv := holding(t, map[identity.FunctionID]identity.Power{"TN/leverans": identity.PowerDeliveries})
	for name, err := range map[string]error{
		"hold":    r.service.Hold(t.Context(), siv, "street", " \n"),
		"confirm": r.service.ConfirmByHand(t.Context(), siv, "street", delivery.ByHand{RemoteID: "17"}),
	} {
		if !errs.Is(err, errs.Invalid) || errs.TextOf(err) != "office.delivery.fault.reason" {
			t.Errorf("%s: %v, %q", name, err, errs.TextOf(err))
		}
	}
	if len(r.engine.told) > 0 {
		t.Errorf("told %v", r.engine.told)
	}
}

func TestPages(t *testing.T) {
	r := newRoom(t)
	operator := holding(t, map[identity.FunctionID]identity.Power{"KS/drift": identity.PowerOperate})
	for _, c := range []struct{ waiting, ask, want int }{
		{0, 0, 1}, {0, 7, 1}, {50, 2, 1}, {51, 2, 2}, {51, 3, 2}, {watch.MaxCount + 1, 99, watch.MaxCount / watch.PageSize},
	} {
		r.shelf.waiting = c.waiting
		list, err := r.service.Show(t.Context(), operator, watch.Filter{Page: c.ask})
		asked := r.shelf.asked[len(r.shelf.asked)-1]
		if err != nil || list.Page != c.want || asked.Offset != (c.want-1)*watch.PageSize {
			t.Errorf("page %d of %d: %d from %d, %v; want %d", c.ask, c.waiting, list.Page, asked.Offset, err, c.want)
		}
	}
	if _, err := r.service.Show(t.Context(), operator, watch.Filter{Part: "another"}); !errs.Is(err, errs.NotFound) {
		t.Errorf("a part that is not: %v", err)
	}
}

func TestAlarmIsForThoseWhoMayLook(t *testing.T) {
	r := newRoom(t)
	r.shelf.waiting = 3
	for name, c := range map[string]struct {
		actor identity.Actor
		want  watch.Alarm
	}{
		"a handler":    {holding(t, map[identity.FunctionID]identity.Power{"TN/gata": identity.PowerHandle}), watch.Alarm{}},
		"of streets":   {holding(t, map[identity.FunctionID]identity.Power{"TN/leverans": identity.PowerDeliveries}), watch.Alarm{Late: 3, Refused: 3}},
		"the operator": {holding(t, map[identity.FunctionID]identity.Power{"KS/drift": identity.PowerOperate}), watch.Alarm{Late: 3, Refused: 3}},
	} {
		if got, err := r.service.Alarm(t.Context(), c.actor); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// The log tells of an alarm once, and once that it is over.
func TestAlarmInTheLog(t *testing.T) {
	r := newRoom(t)
	look := func(late ...watch.Late) string {
		t.Helper()
		r.log.Reset()
		r.shelf.late = late
		if err := r.service.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		return r.log.String()
	}
	streets := watch.Late{Connector: "gata", Count: 2, Oldest: noon.Add(-time.Hour)}
	houses := watch.Late{Connector: "bygg", Count: 1, Oldest: noon.Add(-40 * time.Minute)}
	if got := look(); got != "" {
		t.Errorf("all is well: %s", got)
	}
	if got := look(streets); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, "connector=gata deliveries=2 oldest=1h0m0s") {
		t.Errorf("it begins: %s", got)
	}
	if got := look(streets); got != "" {
		t.Errorf("it goes on: %s", got)
	}
	if got := look(houses, streets); strings.Count(got, "\n") != 1 || !strings.Contains(got, "connector=bygg") {
		t.Errorf("another begins: %s", got)
	}
	if got := look(houses); strings.Count(got, "\n") != 1 || !strings.Contains(got, "level=INFO") || !strings.Contains(got, "connector=gata") {
		t.Errorf("it is over: %s", got)
	}
	if got := look(houses, streets); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, "connector=gata") {
		t.Errorf("it begins again: %s", got)
	}
}

var _ watch.Engine = (*delivery.Engine)(nil)
