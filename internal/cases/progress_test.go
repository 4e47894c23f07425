package cases

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestApply tells a case what happened in its back end, in every order that a
// back end may tell it.
func TestApply(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }
	type told struct {
		kind EventKind
		at   time.Time
	}
	tests := []struct {
		name   string
		told   []told
		events []EventKind
		want   Status
	}{
		{"started", []told{{EventStarted, at(1)}}, []EventKind{EventStarted}, StatusStarted},
		{"started and closed", []told{{EventStarted, at(1)}, {EventClosed, at(2)}}, []EventKind{EventStarted, EventClosed}, StatusClosed},
		{"closed at once", []told{{EventClosed, at(1)}}, []EventKind{EventClosed}, StatusClosed},
		{"a late word of the start does not open it", []told{{EventClosed, at(2)}, {EventStarted, at(1)}}, []EventKind{EventClosed, EventStarted}, StatusClosed},
		{"opened again", []told{{EventClosed, at(1)}, {EventStarted, at(2)}}, []EventKind{EventClosed, EventReopened}, StatusStarted},
		{"closed, opened, closed", []told{{EventClosed, at(1)}, {EventStarted, at(2)}, {EventClosed, at(3)}}, []EventKind{EventClosed, EventReopened, EventClosed}, StatusClosed},
		{"a closing from before it was opened again does not close it", []told{{EventClosed, at(1)}, {EventStarted, at(3)}, {EventClosed, at(2)}}, []EventKind{EventClosed, EventReopened, EventClosed}, StatusStarted},
		{"received again is opened again", []told{{EventClosed, at(1)}, {EventReceived, at(2)}}, []EventKind{EventClosed, EventReopened}, StatusStarted},
		{"of two at the same time the closing counts", []told{{EventStarted, at(1)}, {EventClosed, at(1)}}, []EventKind{EventStarted, EventClosed}, StatusClosed},
		{"waiting", []told{{EventWaiting, at(1)}}, []EventKind{EventWaiting}, StatusWaiting},
		{"worked on after waiting", []told{{EventWaiting, at(1)}, {EventStarted, at(2)}}, []EventKind{EventWaiting, EventStarted}, StatusStarted},
		{"asked", []told{{EventAsked, at(1)}}, []EventKind{EventAsked}, StatusAsked},
		{"asked, and waiting for somebody else too", []told{{EventAsked, at(1)}, {EventWaiting, at(2)}}, []EventKind{EventAsked, EventWaiting}, StatusAsked},
		{"of two at the same time the asking counts", []told{{EventStarted, at(1)}, {EventAsked, at(1)}}, []EventKind{EventStarted, EventAsked}, StatusAsked},
		{"worked on without an answer", []told{{EventAsked, at(1)}, {EventStarted, at(2)}}, []EventKind{EventAsked, EventStarted}, StatusStarted},
		{"a late word of the asking asks nothing", []told{{EventStarted, at(2)}, {EventAsked, at(1)}}, []EventKind{EventStarted, EventAsked}, StatusStarted},
		{"closed without an answer", []told{{EventAsked, at(1)}, {EventClosed, at(2)}}, []EventKind{EventAsked, EventClosed}, StatusClosed},
		{"a message moves nothing", []told{{EventMessage, at(1)}}, []EventKind{EventMessage}, StatusDelivered},
		{"a message does not open it", []told{{EventClosed, at(1)}, {EventMessage, at(2)}}, []EventKind{EventClosed, EventMessage}, StatusClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Case{ReceivedAt: at(0), DeliveredAt: at(0)}
			var events []EventKind
			for _, p := range tt.told {
				events = append(events, c.apply(Progress{Kind: p.kind, At: p.at, Note: "Hej"})...)
			}
			if diff := cmp.Diff(tt.events, events); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if got := c.Status(); got != tt.want {
				t.Errorf("status %s, want %s", got, tt.want)
			}
		})
	}
}

// TestApplyAfterWithdrawal tells a case that the citizen has withdrawn at 5 what
// its back end does, knowing of it or not.
func TestApplyAfterWithdrawal(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }
	tests := []struct {
		name string
		told []Progress
		want Status
	}{
		{"nothing", nil, StatusWithdrawn},
		{"it does not know yet", []Progress{{Kind: EventStarted, At: at(6)}, {Kind: EventAsked, At: at(7)}}, StatusWithdrawn},
		{"closed there too", []Progress{{Kind: EventClosed, At: at(6)}}, StatusWithdrawn},
		{"closed there too, by a clock behind ours", []Progress{{Kind: EventClosed, At: at(4)}}, StatusWithdrawn},
		{"opened again there", []Progress{{Kind: EventClosed, At: at(6)}, {Kind: EventStarted, At: at(7)}}, StatusStarted},
		{"what it did before it knew, told late", []Progress{{Kind: EventClosed, At: at(6)}, {Kind: EventStarted, At: at(6).Add(30 * time.Second)}}, StatusWithdrawn},
		{"opened again and closed", []Progress{{Kind: EventClosed, At: at(6)}, {Kind: EventStarted, At: at(7)}, {Kind: EventClosed, At: at(8)}}, StatusClosed},
		{"decided all the same", []Progress{{Kind: EventMessage, Decision: true, At: at(6)}}, StatusWithdrawn},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Case{ReceivedAt: at(0), DeliveredAt: at(0), ClosedAt: at(5), WithdrawnAt: at(5)}
			for _, p := range tt.told {
				c.apply(p)
			}
			if got := c.Status(); got != tt.want {
				t.Errorf("status %s, want %s", got, tt.want)
			}
		})
	}
}

// TestWithdrawalIsKnown tells a withdrawn case what happens in a back end that
// has been told and says nothing of it, as the caseroom.
func TestWithdrawalIsKnown(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		at   time.Time
		want Status
	}{
		{"what it did before it knew", at.Add(5 * time.Second), StatusWithdrawn},
		{"opened again by somebody who knows", at.Add(time.Hour), StatusStarted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Case{ReceivedAt: at, ClosedAt: at, WithdrawnAt: at}
			c.closeKnown(at.Add(10 * time.Second))
			c.apply(Progress{Kind: EventStarted, At: tt.at})
			if got := c.Status(); got != tt.want {
				t.Errorf("status %s, want %s", got, tt.want)
			}
		})
	}
}

// TestApplyDecision decides with and without a status.
func TestApplyDecision(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		p    Progress
		want []EventKind
	}{
		{"only", Progress{Kind: EventMessage, Decision: true, At: at, Note: "Bifall"}, []EventKind{EventDecided}},
		{"without a word", Progress{Kind: EventMessage, Decision: true, At: at}, []EventKind{EventDecided}},
		{"and closed", Progress{Kind: EventClosed, Decision: true, At: at}, []EventKind{EventDecided, EventClosed}},
		{"only a number", Progress{Kind: EventMessage, At: at, Number: "BN 2026-00417"}, nil},
		{"only a file", Progress{Kind: EventMessage, At: at, Files: []ReceivedFile{{ID: "x"}}}, []EventKind{EventMessage}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Case{ReceivedAt: at, DeliveredAt: at}
			if diff := cmp.Diff(tt.want, c.apply(tt.p)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if c.DecidedAt.IsZero() == tt.p.Decision {
				t.Errorf("decided at %s", c.DecidedAt)
			}
		})
	}
}
