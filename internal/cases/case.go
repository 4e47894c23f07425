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
	WayParams    map[string]string // of a way that a person chose, as a route writes them; nil: the route's own
	Answers      forms.Answers     // frozen; sealed at rest
	FollowUpCode string            // with the reference, lets anybody follow the case; sealed at rest; none for a person's case
	Person       identity.PersonID // who was logged in and sent it, and may open it for good; "": nobody was

	NoFollowUp bool // nobody follows it, not even who sent it: as the service said when it was received

	ReceivedAt  time.Time
	DeliveredAt time.Time // the back end has it
	StartedAt   time.Time // somebody there works on it
	WaitingAt   time.Time // it waits for somebody else than the citizen; zero: it does not
	DecidedAt   time.Time // the latest decision
	ClosedAt    time.Time
	WithdrawnAt time.Time // by the citizen, which closed it
	StatusAt    time.Time // by the back end's clock, of the latest status that it told
	Number      string    // the back end's number for people; may be empty

	Asked  Asked     // what the citizen is to complete it with
	NewsAt time.Time // by our clock: the latest that whoever works it said or did
	SeenAt time.Time // up to where its person has seen the news
}

// Asked is what whoever works a case asked the citizen for last, until they go
// on with it.
type Asked struct {
	At         time.Time // zero: nothing is asked for
	Until      time.Time // some time of the last day, in Sweden; zero: no day was said
	MessageID  string    // of the message that says what
	AnsweredAt time.Time // zero: the case waits for the citizen
}

// Status is where a case stands, for people.
type Status string

// The statuses.
const (
	StatusReceived  Status = "received"  // ours; on its way to who will work it
	StatusDelivered Status = "delivered" // with who will work it
	StatusStarted   Status = "started"
	StatusWaiting   Status = "waiting"  // for somebody else
	StatusAsked     Status = "asked"    // for the citizen
	StatusAnswered  Status = "answered" // the citizen has sent what was asked for, or something
	StatusClosed    Status = "closed"
	StatusWithdrawn Status = "withdrawn" // closed by the citizen
)

// Status derives the status from the timestamps. A case that is opened again
// has no ClosedAt.
func (c Case) Status() Status {
	switch {
	case c.IsClosed() && !c.WithdrawnAt.IsZero():
		return StatusWithdrawn
	case c.IsClosed():
		return StatusClosed
	case !c.Asked.At.IsZero() && c.Asked.AnsweredAt.IsZero():
		return StatusAsked
	case !c.Asked.At.IsZero():
		return StatusAnswered
	case !c.WaitingAt.IsZero():
		return StatusWaiting
	case !c.StartedAt.IsZero():
		return StatusStarted
	case !c.DeliveredAt.IsZero():
		return StatusDelivered
	default:
		return StatusReceived
	}
}

// IsClosed reports whether nothing more is to happen in the case.
func (c Case) IsClosed() bool { return !c.ClosedAt.IsZero() }

// HasNews reports whether there is something that the case's person has not
// seen. It says nothing of a case that is nobody's.
func (c Case) HasNews() bool { return c.Person != "" && c.NewsAt.After(c.SeenAt) }

// EventKind is what sort of thing happened in a case.
type EventKind string

// The kinds of event, in a case's timeline.
const (
	EventReceived  EventKind = "received"
	EventDelivered EventKind = "delivered" // the case itself is in the back end
	EventStarted   EventKind = "started"
	EventWaiting   EventKind = "waiting" // for somebody else
	EventAsked     EventKind = "asked"   // the citizen is asked to complete it
	EventAnswered  EventKind = "answered"
	EventDecided   EventKind = "decided"
	EventClosed    EventKind = "closed"
	EventReopened  EventKind = "reopened"
	EventWithdrawn EventKind = "withdrawn" // by the citizen
	EventMessage   EventKind = "message"   // words from who works it, no new status
	EventWrote     EventKind = "wrote"     // words from the citizen
	EventMoved     EventKind = "moved"     // a person has sent it to somebody else
)

// Event is one line of a case's timeline. Events are only ever added.
type Event struct {
	ID      string
	CaseID  string
	At      time.Time // when it happened, by the clock of where it happened
	NotedAt time.Time // by our clock; zero for the oldest events
	Kind    EventKind
	Note    string // words to the citizen, from before messages were kept by themselves; sealed at rest
}

// Grant lets a visitor open a case for a while: given to the browser that
// submitted it, and to one that knew the reference and the code.
type Grant struct {
	CaseID  string
	Visitor identity.Visitor
	Until   time.Time
}
