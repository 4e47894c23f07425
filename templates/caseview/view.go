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
	LogIn          string // where one logs in to see one's own; empty: one is logged in, or cannot
	IsKept         bool   // what was written in a form is there after that
}

// Status is where a case stands, with the values of the domain.
type Status string

// The statuses.
const (
	StatusReceived  Status = "received"
	StatusDelivered Status = "delivered"
	StatusStarted   Status = "started"
	StatusWaiting   Status = "waiting"
	StatusAsked     Status = "asked"
	StatusAnswered  Status = "answered"
	StatusClosed    Status = "closed"
	StatusWithdrawn Status = "withdrawn"
)

func (s Status) isClosed() bool { return s == StatusClosed || s == StatusWithdrawn }

// EventKind is what sort of thing happened, with the values of the domain.
type EventKind string

// The kinds of event.
const (
	EventReceived  EventKind = "received"
	EventDelivered EventKind = "delivered"
	EventStarted   EventKind = "started"
	EventWaiting   EventKind = "waiting"
	EventAsked     EventKind = "asked"
	EventAnswered  EventKind = "answered"
	EventDecided   EventKind = "decided"
	EventClosed    EventKind = "closed"
	EventReopened  EventKind = "reopened"
	EventWithdrawn EventKind = "withdrawn"
	EventMessage   EventKind = "message"
	EventWrote     EventKind = "wrote"
	EventMoved     EventKind = "moved"
)

// Event is one thing that happened in a case.
type Event struct {
	Kind EventKind
	At   string // "21 november 2026 klockan 09.14"
}

// MessageKind is what sort of message it is, with the values of the domain.
type MessageKind string

// The kinds of message.
const (
	MessagePlain      MessageKind = "message"
	MessageAsk        MessageKind = "ask"
	MessageAnswer     MessageKind = "answer"
	MessageDecision   MessageKind = "decision"
	MessageWithdrawal MessageKind = "withdrawal"
)

// Message is something said in a case.
type Message struct {
	ID      string // names the place on the page
	IsOwn   bool   // the citizen's; else of those who work the case
	Kind    MessageKind
	At      string
	Text    string // may be empty
	Files   []ui.File
	Missing []string // names of files that could not be had
	IsNew   bool
}

// Document is a file from those who work the case.
type Document struct {
	File       ui.File
	At         string // "21 november 2026"
	IsDecision bool
	IsNew      bool
}

// Ask is what the citizen is asked for, while they are.
type Ask struct {
	Text       string // may be empty: then it stands among the messages
	Until      string // the last day: "12 december 2026"; empty: none was said
	IsOver     bool   // that day has passed
	AnsweredAt string // empty: not answered
}

// Reading says which function has opened the case.
type Reading struct {
	Function string
	At       string // "22 november 2026"
}

// The names of the fields of the forms on a case's page.
const (
	FieldText   = "text"
	FieldFiles  = "files"
	FieldToken  = "token"
	FieldKept   = "kept"
	FieldRemove = "remove"
	FieldReason = "reason"
)

// Writing is the form that a message is written in, as it was posted if it could
// not be sent.
type Writing struct {
	Token      string // of the one message that it becomes
	Text       string
	TextError  string
	MaxLength  int // characters
	Kept       []ui.File
	IsTyped    bool // it was written before one had to log in again, and is saved nowhere
	LostFiles  bool // files were chosen then too
	FilesError string
	Accept     []string // media types
	FileHint   string
}

func (w Writing) hasError() bool { return w.TextError != "" || w.FilesError != "" }

// Case is a case as its citizen sees it; Shell.Title is the service's title.
// What the status means and what comes next is said by the page.
type Case struct {
	layout.Shell
	ServiceID     string
	Reference     string // MK-2026-7F3K-9Q2C
	Number        string // what those who work it call it; empty: nothing yet
	IsDiaryNumber bool   // and it is an authority's official number
	Status        Status
	SentAt        string     // "21 november 2026 klockan 14.05"
	SentAgo       string     // when the citizen's latest message was sent, just now; empty: it was not
	UrgentPhone   string     // to call at once, first of all, while the case is not done; empty: it can wait
	UrgentText    string     // when to call it
	IsOwn         bool       // of the person who is logged in
	Receiver      string     // "Tekniska nämnden"
	HandlingTime  string     // empty: unknown
	DecidedAt     string     // "21 november 2026"; empty: nothing is decided
	Ask           *Ask       // nil: nothing is asked for
	Events        []Event    // oldest first
	Messages      []Message  // newest first
	Documents     []Document // newest first
	IsRead        bool       // it is known who has read it
	Readings      []Reading  // newest first
	Sections      []ui.Section
	Writing       Writing
}

// Withdrawal is the page where one confirms that a case is to be withdrawn;
// Shell.Title is the service's title.
type Withdrawal struct {
	layout.Shell
	Reference   string
	Receiver    string
	Reason      string // as it was typed
	ReasonError string
	IsTyped     bool // it was written before one had to log in again
	MaxLength   int  // characters
}
