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
		{"waiting is being worked on", []told{{EventWaiting, at(1)}}, []EventKind{EventWaiting}, StatusStarted},
		{"a message moves nothing", []told{{EventMessage, at(1)}}, []EventKind{EventMessage}, StatusDelivered},
		{"a message does not open it", []told{{EventClosed, at(1)}, {EventMessage, at(2)}}, []EventKind{EventClosed, EventMessage}, StatusClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Case{ReceivedAt: at(0), DeliveredAt: at(0)}
			var events []EventKind
			for _, p := range tt.told {
				events = append(events, c.apply(Progress{Kind: p.kind, At: p.at}))
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
