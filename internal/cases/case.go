package cases

import (
	"time"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Case is what a submission became. Its status is read from its timestamps
// (Status); nothing is ever overwritten but with a later time.
type Case struct {
	ID           string
	Reference    string // MK-2026-7F3K-9Q2C: unique, for life
	ServiceID    string
	FormVersion  int
	DraftID      string // unique: a draft becomes one case
	Lang         i18n.Lang
	Title        i18n.Text         // of the service, as it was then
	Authority    string            // that received it
	Connector    string            // where it is worked
	Answers      forms.Answers     // frozen; sealed at rest
	FollowUpCode string            // with the reference, lets anybody follow the case; sealed at rest; none for a person's case
	Person       identity.PersonID // who was logged in and sent it, and may open it for good; "": nobody was

	ReceivedAt  time.Time
	DeliveredAt time.Time // the back end has it
	StartedAt   time.Time // somebody there works on it
	ClosedAt    time.Time
	StatusAt    time.Time // by the back end's clock, of the latest status that it told
	Number      string    // the back end's number for people; may be empty
}

// Status is where a case stands, for people.
type Status string

// The statuses.
const (
	StatusReceived  Status = "received"  // ours; on its way to who will work it
	StatusDelivered Status = "delivered" // with who will work it
	StatusStarted   Status = "started"
	StatusClosed    Status = "closed"
)

// Status derives the status from the timestamps. A case that is opened again
// has no ClosedAt.
func (c Case) Status() Status {
	switch {
	case !c.ClosedAt.IsZero():
		return StatusClosed
	case !c.StartedAt.IsZero():
		return StatusStarted
	case !c.DeliveredAt.IsZero():
		return StatusDelivered
	default:
		return StatusReceived
	}
}

// EventKind is what sort of thing happened in a case.
type EventKind string

// The kinds of event, in a case's timeline.
const (
	EventReceived  EventKind = "received"
	EventDelivered EventKind = "delivered" // the case itself is in the back end
	EventStarted   EventKind = "started"
	EventWaiting   EventKind = "waiting"
	EventClosed    EventKind = "closed"
	EventReopened  EventKind = "reopened"
	EventMessage   EventKind = "message" // words from who works it, no new status
)

// Event is one line of a case's timeline. Events are only ever added.
type Event struct {
	ID     string
	CaseID string
	At     time.Time // when it happened, by the clock of where it happened
	Kind   EventKind
	Note   string // words to the citizen; sealed at rest; may be empty
}

// Grant lets a visitor open a case for a while: given to the browser that
// submitted it, and to one that knew the reference and the code.
type Grant struct {
	CaseID  string
	Visitor identity.Visitor
	Until   time.Time
}
