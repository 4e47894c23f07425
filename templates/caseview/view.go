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
	NotFound       bool // no case has this reference and this code; it does not say which of them is wrong
}

// Case is a case as its citizen sees it. Shell.Title is the service's title.
type Case struct {
	layout.Shell
	Status    string // in plain words: "Vi har tagit emot ditt ärende"
	Tone      ui.Tone
	Lead      string // what the citizen must do now, or that there is nothing to do
	Events    []ui.Event
	Messages  []Message // newest first
	Reference string
	RemoteID  string // the number where it is handled; empty: none yet
	SentAt    string // "21 november 2026 klockan 14.05"
	Receiver  string
	CheckedAt string // when the back end was last heard; empty: never
	Sections  []ui.Section
	ServiceID string
}

// Message is something that was said about a case.
type Message struct {
	From string
	At   string
	Text string
}
