package caseroom

import (
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// EventKind is what sort of thing happened in a case.
type EventKind string

// The kinds of event.
const (
	EventRegistered EventKind = "registered"
	EventTaken      EventKind = "taken"
	EventAssigned   EventKind = "assigned"  // To names the colleague; "" is nobody
	EventForwarded  EventKind = "forwarded" // To is the function's id, Text the reason
	EventStarted    EventKind = "started"
	EventAsked      EventKind = "asked" // for a completion, until LastDay
	EventWritten    EventKind = "written"
	EventNoted      EventKind = "noted"
	EventDecided    EventKind = "decided"
	EventClosed     EventKind = "closed"
	EventReopened   EventKind = "reopened" // Text is the reason

	EventMessage   EventKind = "message"   // from the citizen
	EventWithdrawn EventKind = "withdrawn" // by the citizen
	EventFile      EventKind = "file"      // from the citizen, after the case itself
)

// speaksToCitizen are the kinds whose words the citizen is told.
var speaksToCitizen = map[EventKind]bool{EventAsked: true, EventWritten: true, EventDecided: true, EventClosed: true}

// Event is one line of a case's timeline. Events are only ever added. All that
// somebody has said in them is sealed at rest.
type Event struct {
	ID     string
	CaseID string
	At     time.Time
	Kind   EventKind
	By     Author // zero: the citizen, or the portal
	Status Status // that the case came to by it; "" when that did not change
	Told   int64  // its place among the tidings; 0: the citizen is not told

	Text    string
	To      string    // see the kinds
	LastDay time.Time // of EventAsked: the end of that day
	Outcome Outcome   // of EventDecided
	Appeal  string    // of EventDecided: how to appeal

	Files []File // when read as part of a timeline or of tidings
}

// isInternal are the kinds whose words are between handlers.
var isInternal = map[EventKind]bool{
	EventTaken: true, EventAssigned: true, EventForwarded: true, EventNoted: true, EventReopened: true,
}

// IsInternal reports whether what the event says is between handlers, and never
// shown to the citizen.
func (e Event) IsInternal() bool { return isInternal[e.Kind] }

// IsFromCitizen reports whether it is the citizen who did it.
func (e Event) IsFromCitizen() bool {
	return e.Kind == EventMessage || e.Kind == EventWithdrawn || e.Kind == EventFile
}

// Author is who did something, and as what. A citizen is told the function, a
// colleague the name as well.
type Author struct {
	identity.Colleague
	Function identity.FunctionID
	Title    i18n.Text // of the function as it is called today; its id when it is no more
}

// Outcome is what a decision comes to.
type Outcome string

// The outcomes.
const (
	OutcomeApproved   Outcome = "approved"    // bifall
	OutcomePartly     Outcome = "partly"      // delvis bifall
	OutcomeRejected   Outcome = "rejected"    // avslag
	OutcomeDismissed  Outcome = "dismissed"   // avvisning: it is not tried
	OutcomeWrittenOff Outcome = "written_off" // avskrivning: there is nothing left to try
)

// Outcomes are all outcomes, in the order in which a page offers them.
var Outcomes = []Outcome{OutcomeApproved, OutcomePartly, OutcomeRejected, OutcomeDismissed, OutcomeWrittenOff}

// File is a document of a case.
type File struct {
	ID          string // ours; the content is kept by it
	CaseID      string
	EventID     string // that it belongs to; "" when it came with the case
	FromCitizen bool
	Name        string // cleaned; sealed at rest
	MediaType   string // as found in the content
	Size        int64  // bytes
	SHA256      string // lower-case hexadecimal; sealed at rest
	AddedAt     time.Time
}

// Read says that somebody of a function opened a case.
type Read struct {
	CaseID   string
	Function identity.FunctionID
	Staff    identity.PersonID
	At       time.Time
}
