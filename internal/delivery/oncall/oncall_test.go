package oncall_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/oncall"
	"github.com/mittkoping/entre/internal/errs"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// shelf is a store in memory. A transaction that fails leaves nothing.
type shelf struct {
	stuck, late []oncall.Waiting
	alarms      map[string]oncall.Alarm // by delivery, escalation and channel
	owed        []string
	episodes    []oncall.Episode // that last
	entries     []audit.Entry
	asked       []string // the connectors that were said to be shut
	fails       error    // of Append
}

func key(a oncall.Alarm) string {
	return a.DeliveryID + " " + string(a.Escalation) + " " + a.Channel
}

func (s *shelf) InTx(ctx context.Context, fn func(context.Context) error) error {
	before := *s
	before.alarms, before.owed, before.entries = maps.Clone(s.alarms), slices.Clone(s.owed), slices.Clone(s.entries)
	err := fn(ctx)
	if err != nil {
		*s = before
	}
	return err
}

func (s *shelf) without(ws []oncall.Waiting, e oncall.Escalation) (left []oncall.Waiting) {
	for _, w := range ws {
		if _, ok := s.alarms[w.DeliveryID+" "+string(e)+" log"]; !ok {
			left = append(left, w)
		}
	}
	return left
}

func (s *shelf) FindStuck(_ context.Context, shut []string, _ int) ([]oncall.Waiting, error) {
	s.asked = shut
	return s.without(s.stuck, oncall.Stuck), nil
}

func (s *shelf) FindLate(context.Context, time.Time, int) ([]oncall.Waiting, error) {
	return s.without(s.late, oncall.Late), nil
}

func (s *shelf) CreateAlarm(_ context.Context, a oncall.Alarm) (bool, error) {
	if _, ok := s.alarms[key(a)]; ok {
		return false, nil
	}
	s.alarms[key(a)] = a
	return true, nil
}

func (s *shelf) ClaimAlarm(_ context.Context, token string, now, until time.Time) (oncall.Alarm, bool, error) {
	for _, k := range slices.Sorted(maps.Keys(s.alarms)) {
		if a := s.alarms[k]; a.GivenAt.IsZero() && !a.DueAt.After(now) && !a.LeasedUntil.After(now) {
			a.LeaseToken, a.LeasedUntil = token, until
			s.alarms[k] = a
			return a, true, nil
		}
	}
	return oncall.Alarm{}, false, nil
}

func (s *shelf) SaveAlarm(_ context.Context, a oncall.Alarm, token string) error {
	if s.alarms[key(a)].LeaseToken != token {
		return errs.New(errs.Conflict, "shelf")
	}
	s.alarms[key(a)] = a
	return nil
}

func (s *shelf) HasAlarm(_ context.Context, id, channel string) (bool, error) {
	for _, a := range s.alarms {
		if a.DeliveryID == id && a.Channel == channel {
			return true, nil
		}
	}
	return false, nil
}

func (s *shelf) IsOwed(_ context.Context, caseID, connector string) (bool, error) {
	return slices.ContainsFunc(s.owed, func(o string) bool { return strings.HasPrefix(o, caseID+" to "+connector) }), nil
}

func (s *shelf) Append(_ context.Context, e audit.Entry) error {
	s.entries = append(s.entries, e)
	return s.fails
}

// engine owes what it is told to the shelf.
type engine struct {
	shelf *shelf
	shut  map[string]bool
}

func (e engine) Owe(_ context.Context, o delivery.Order) error {
	e.shelf.owed = append(e.shelf.owed, fmt.Sprintf("%s to %s with %v", o.CaseID, o.Connector, o.AttachmentIDs))
	return nil
}

func (e engine) OweMore(_ context.Context, caseID, connector string, steps []delivery.More) error {
	e.shelf.owed = append(e.shelf.owed, fmt.Sprintf("%s to %s %s %s", caseID, connector, steps[0].Kind, steps[0].ItemID))
	return nil
}

func (e engine) Shut(connector string) time.Time {
	if e.shut[connector] {
		return noon
	}
	return time.Time{}
}

// phone is a channel that takes alarms, or does not.
type phone struct {
	heard []oncall.Notice
	fails error
}

func (p *phone) Tell(_ context.Context, n oncall.Notice) error {
	p.heard = append(p.heard, n)
	return p.fails
}

type room struct {
	shelf   *shelf
	clock   *clock.Fake
	phone   *phone
	log     *bytes.Buffer
	service *oncall.Service
}

func newRoom(copies string) *room {
	r := &room{shelf: &shelf{alarms: map[string]oncall.Alarm{}}, clock: clock.NewFake(noon), phone: &phone{}, log: &bytes.Buffer{}}
	r.service = r.node(copies)
	return r
}

// node is another process on the same store.
func (r *room) node(copies string) *oncall.Service {
	return oncall.New(oncall.Config{
		Store: r.shelf, Engine: engine{r.shelf, map[string]bool{"gata": true}}, Connectors: []string{"bygg", "gata"},
		Channels: map[string]oncall.Channel{"sms-1": r.phone}, Copies: copies, URL: "https://e.example/l", Audit: r.shelf, Clock: r.clock,
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	})
}

func (r *room) look(t *testing.T) {
	t.Helper()
	if err := r.service.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
}

var waits = oncall.Waiting{DeliveryID: "d1", CaseID: "c1", Reference: "MK-1", Connector: "gata", CreatedAt: noon, AttachmentIDs: []string{"f1", "f2"}}

// TestOnceForEachEscalation: whoever is on call is told once that it is stuck, and
// once that it is late, however often and on how many nodes one looks; the case is opened
// in the caseroom once.
func TestOnceForEachEscalation(t *testing.T) {
	r := newRoom("rummet")
	r.shelf.stuck = []oncall.Waiting{waits}
	other := r.node("rummet")
	for range 3 {
		r.look(t)
		if err := other.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	r.shelf.late = []oncall.Waiting{waits}
	r.look(t)
	r.look(t)
	var heard []string
	for _, n := range r.phone.heard {
		heard = append(heard, string(n.Escalation)+": "+n.Text)
	}
	want := []string{
		"stuck: Ett brådskande ärende når inte fram till gata. Se https://e.example/l",
		"late: Ett brådskande ärende har väntat för länge på gata. Se https://e.example/l",
	}
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"c1 to rummet with [f1 f2]"}, r.shelf.owed); diff != "" {
		t.Errorf("owed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"gata"}, r.shelf.asked); diff != "" {
		t.Errorf("shut (-want +got):\n%s", diff)
	}
	if n := strings.Count(r.log.String(), "level=ERROR"); n != 2 || len(r.shelf.entries) != 2 || r.shelf.entries[0].Detail != "stuck" {
		t.Errorf("%d lines of error, audit %v", n, r.shelf.entries)
	}
	if strings.Contains(fmt.Sprint(r.phone.heard)+r.log.String(), "MK-1") {
		t.Error("an alarm names the case")
	}
}

// TestTheAlarmIsGivenUntilItIsTaken, each time with the same id.
func TestTheAlarmIsGivenUntilItIsTaken(t *testing.T) {
	r := newRoom("")
	r.shelf.late = []oncall.Waiting{waits}
	r.phone.fails = errors.New("502 Bad Gateway for +46701740605 at karin@example.se")
	for range 10 {
		r.look(t)
		r.clock.Advance(5 * time.Second)
	}
	if n := len(r.phone.heard); n < 2 || n > 3 { // at once, after 10 s and after 20 s more
		t.Errorf("tried %d times in 50 s", n)
	}
	a := r.shelf.alarms["d1 late sms-1"]
	if !a.GivenAt.IsZero() || strings.Contains(a.Detail, "karin") || a.Tries != len(r.phone.heard) {
		t.Errorf("kept as %+v", a)
	}
	r.phone.fails = nil
	r.clock.Advance(5 * time.Minute)
	r.look(t)
	r.clock.Advance(time.Hour)
	before := len(r.phone.heard)
	r.look(t)
	if a := r.shelf.alarms["d1 late sms-1"]; a.GivenAt.IsZero() || len(r.phone.heard) != before {
		t.Errorf("kept as %+v, told %d times more", a, len(r.phone.heard)-before)
	}
	for _, n := range r.phone.heard {
		if n.ID != a.ID {
			t.Errorf("told as %s and %s", a.ID, n.ID)
		}
	}
}

// TestNothingOrAll: when one thing of an alarm cannot be kept nothing is, and
// it is made anew.
func TestNothingOrAll(t *testing.T) {
	r := newRoom("rummet")
	r.shelf.stuck, r.shelf.fails = []oncall.Waiting{waits}, errors.New("disk")
	if err := r.service.Look(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if len(r.shelf.alarms)+len(r.shelf.owed)+len(r.phone.heard) > 0 {
		t.Errorf("kept %v, owed %v", r.shelf.alarms, r.shelf.owed)
	}
	r.shelf.fails = nil
	r.look(t)
	if len(r.shelf.owed) != 1 || len(r.phone.heard) != 1 {
		t.Errorf("owed %v, heard %v", r.shelf.owed, r.phone.heard)
	}
}

// TestKilledWhileItIsGiven: the lease ends and another node gives it, as the same.
func TestKilledWhileItIsGiven(t *testing.T) {
	r := newRoom("")
	r.shelf.late = []oncall.Waiting{waits}
	ctx, kill := context.WithCancel(t.Context())
	service := oncall.New(oncall.Config{
		Store: r.shelf, Engine: engine{shelf: r.shelf}, Audit: r.shelf, Clock: r.clock, Log: slog.New(slog.DiscardHandler),
		Channels: map[string]oncall.Channel{"sms-1": channel(func(context.Context, oncall.Notice) error { kill(); return context.Canceled })},
	})
	_ = service.Look(ctx)
	r.look(t)
	if len(r.phone.heard) > 0 {
		t.Error("given by two at a time")
	}
	r.clock.Advance(time.Minute)
	r.look(t)
	if len(r.phone.heard) != 1 {
		t.Errorf("given %d times", len(r.phone.heard))
	}
}

type channel func(context.Context, oncall.Notice) error

func (c channel) Tell(ctx context.Context, n oncall.Notice) error { return c(ctx, n) }

func TestNoCopyOfWhatGoesThereAnyhow(t *testing.T) {
	for name, c := range map[string]struct {
		copies string
		owed   []string
	}{
		"worked there":        {"gata", nil},
		"no caseroom":         {"", nil},
		"a rule sends it too": {"rummet", []string{"c1 to rummet with []"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(c.copies)
			r.shelf.stuck, r.shelf.owed = []oncall.Waiting{waits}, c.owed
			r.look(t)
			if diff := cmp.Diff(c.owed, r.shelf.owed); diff != "" {
				t.Errorf("owed (-want +got):\n%s", diff)
			}
			d := delivery.Delivery{ID: "d1", CaseID: "c1", Kind: delivery.KindCreate, UrgentAt: noon}
			if err := r.service.Settle(t.Context(), d); err != nil || len(r.shelf.owed) != len(c.owed) {
				t.Errorf("settled %v (%v)", r.shelf.owed, err)
			}
			if len(r.phone.heard) != 1 {
				t.Errorf("heard %v", r.phone.heard)
			}
		})
	}
}

func TestSettle(t *testing.T) {
	r := newRoom("rummet")
	r.shelf.stuck = []oncall.Waiting{waits}
	r.look(t)
	for _, d := range []delivery.Delivery{
		{ID: "d1", CaseID: "c1", Kind: delivery.KindAttachment, UrgentAt: noon},
		{ID: "d1", CaseID: "c1", Kind: delivery.KindCreate},
		{ID: "d9", CaseID: "c9", Kind: delivery.KindCreate, UrgentAt: noon},
		{ID: "d1", CaseID: "c1", Kind: delivery.KindCreate, UrgentAt: noon},
	} {
		if err := r.service.Settle(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"c1 to rummet with [f1 f2]", "c1 to rummet settled d1"}, r.shelf.owed); diff != "" {
		t.Errorf("owed (-want +got):\n%s", diff)
	}
}

func TestRunLooksUntilItIsToldToStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom("")
		r.shelf.late = []oncall.Waiting{waits}
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
		defer cancel()
		r.phone.fails = errors.New("busy")
		r.clock.Advance(time.Second)
		r.service.Run(ctx, 10*time.Second)
		if len(r.phone.heard) != 1 { // by a clock that stands still
			t.Errorf("heard %d times", len(r.phone.heard))
		}
	})
}
