package caseview

import (
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// The names of the fields of the form that asks for a case.
const (
	FieldReference = "reference"
	FieldCode      = "code"
)

// Lookup is where one asks for a case by its reference and code. What was
// typed is shown again.
type Lookup struct {
	layout.Shell
	Reference      string
	Code           string
	ReferenceError string
	CodeError      string
	Error          string // about both: no case has this reference and this code, and it does not say which is wrong
}

// Status is where a case stands, with the values of the domain.
type Status string

// The statuses.
const (
	StatusReceived  Status = "received"
	StatusDelivered Status = "delivered"
	StatusStarted   Status = "started"
	StatusClosed    Status = "closed"
)

// EventKind is what sort of thing happened, with the values of the domain.
type EventKind string

// The kinds of event.
const (
	EventReceived  EventKind = "received"
	EventDelivered EventKind = "delivered"
	EventStarted   EventKind = "started"
	EventWaiting   EventKind = "waiting"
	EventClosed    EventKind = "closed"
	EventReopened  EventKind = "reopened"
	EventMessage   EventKind = "message"
)

// Event is one thing that happened in a case.
type Event struct {
	Kind EventKind
	At   string // "21 november 2026 klockan 09.14"
	Note string // words to the citizen; may be empty
}

// Case is a case as its citizen sees it; Shell.Title is the service's title.
// What the status means and what comes next is said by the page.
type Case struct {
	layout.Shell
	ServiceID    string
	Reference    string // MK-2026-7F3K-9Q2C
	Number       string // what those who work it call it; empty: nothing yet
	Status       Status
	SentAt       string  // "21 november 2026 klockan 14.05"
	Receiver     string  // "Tekniska nämnden"
	HandlingTime string  // empty: unknown
	Events       []Event // oldest first
	Sections     []ui.Section
}
