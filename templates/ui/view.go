package ui

// FieldCSRF is the name of the field with the token that every form with
// method post carries.
const FieldCSRF = "csrf"

// Problem is one thing to mend, in the error summary.
type Problem struct {
	URL     string // where it is mended: FieldURL on the same page, or another page
	Message string // plain, and says how to mend it
}

// FieldID returns the id of the input with the name.
func FieldID(name string) string { return "f-" + name }

// FieldURL returns the address, on the same page, of the input with the name.
func FieldURL(name string) string { return "#" + FieldID(name) }

// File is a received file, to be read about and opened.
type File struct {
	ID   string
	Name string
	Size string // "2,1 MB"
	URL  string // where it can be opened; empty: nowhere
}

// Section is a group of answers with its heading, as on the review page.
type Section struct {
	Title     string
	ChangeURL string // empty: the answers cannot be changed any more
	Answers   []Answer
}

// Answer is one question and what was answered.
type Answer struct {
	Label string
	Lines []string // no lines and no files: not answered, and it says so
	Files []File
}

// Fact is one row of a list of facts.
type Fact struct {
	Label string
	Value string
	Code  bool // a reference or a number, to be read sign by sign
}

// Event is one step in a course of events.
type Event struct {
	Title string
	At    string // "21 november 2026 klockan 09.14"; empty: no time is known
	Text  string
	State EventState
}

// EventState says where an event stands in a course of events.
type EventState string

// The states of an event.
const (
	EventDone  EventState = "done"  // it has happened
	EventNow   EventState = "now"   // this is where it stands
	EventLater EventState = "later" // it has not happened yet
)

// Tone is the colour of a tag or a note. It never says anything that the words
// do not say too.
type Tone string

// The tones.
const (
	TonePlain Tone = "plain"
	ToneOpen  Tone = "open"  // anyone may
	ToneWait  Tone = "wait"  // somebody is waiting
	ToneDone  Tone = "done"  // it went well
	ToneFault Tone = "fault" // something is wrong
)

// Card is a link with a sentence under it.
type Card struct {
	Title string
	Text  string
	URL   string
	Icon  string // empty: none
}
