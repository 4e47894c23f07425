package formview

import (
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// What a step's buttons send beside the answers. All of them post to the step
// itself, so that what is typed is saved whichever is pressed.
const (
	FieldDo     = "do"     // one of the Do constants
	FieldRemove = "remove" // the id of a received file to take away; there is no FieldDo then

	DoNext   = "next"   // go on
	DoLeave  = "leave"  // save and leave
	DoUpload = "upload" // receive the chosen files and stay

	FieldChanging = "andra" // there when one came from the review to change an answer

	FieldToken = "token" // the one-use token of the review page
)

// Kind is the type of a question, with the values of the form's definition.
type Kind string

// The kinds of question.
const (
	KindText     Kind = "text"
	KindLongText Kind = "long_text"
	KindNumber   Kind = "number"
	KindMoney    Kind = "money"
	KindDate     Kind = "date"
	KindYesNo    Kind = "yes_no"
	KindChoice   Kind = "choice"
	KindChoices  Kind = "choices"

	KindEmail              Kind = "email"
	KindPhone              Kind = "phone"
	KindContact            Kind = "contact"
	KindPersonalNumber     Kind = "personal_number"
	KindOrganisationNumber Kind = "organisation_number"
	KindAddress            Kind = "address"
	KindPlace              Kind = "place"
	KindFile               Kind = "file"

	KindGroup       Kind = "group"
	KindConsent     Kind = "consent"
	KindInformation Kind = "information"
)

// Question is one question of a step. Kind says which of the fields below the
// line are used. Inputs are named by the question's id, or "id.part".
type Question struct {
	Kind     Kind
	ID       string
	Label    string
	Hint     string
	Required bool   // not required questions are marked "(frivilligt)"
	Error    string // what to mend in the whole answer

	Value     string          // an answer in one piece, as it was typed
	MaxLength int             // long text: characters that the counter counts down from; 0: none
	Unit      string          // number: what it counts
	Decimals  bool            // number: it may have decimals
	Options   []ui.Option     // choice, choices
	Chosen    []string        // choices: the values
	Parts     map[string]Part // place: text, lat, lon; contact: name, email, phone; address: street, postcode, city; date: day, month, year
	NeedOne   []string        // contact: the parts of which one must be given
	Files     []ui.File       // file: received so far
	Accept    []string        // file: media types
	FileHint  string          // file: which files are taken, read before choosing
	Text      string          // consent: what one agrees to; information: what it says; an empty line begins a new paragraph
	Important bool            // information: must not be missed
	Links     []Link          // information: where to go or whom to call
	Own       bool            // about whoever fills in
	IsName    bool            // text: the name of whoever fills in
	Items     []Item          // group: at least one
	Add       string          // group: what the button says that adds one; empty: there are as many as may be
}

// Item is one of those that a group asks about. Its questions' ids are the names
// of their inputs: "barn.2.namn".
type Item struct {
	Title     string // "Barn 2"
	Questions []Question
}

// Part is one part of an answer.
type Part struct {
	Value string // as it was typed
	Error string
}

// Step is one step of a form; Shell.Title is the step's title. The error
// summary is made of the questions' errors.
type Step struct {
	layout.Shell
	DraftID      string
	StepID       string
	ServiceTitle string
	Number       int // of this step, from 1
	Count        int // of steps as they stand now
	Intro        string
	Back         string // the address of what came before
	SavedAt      string // "14.02"; empty: nothing is saved yet
	Changing     bool   // one came from the review and goes back there
	Typed        bool   // the answers are what was typed before one had to log in again, and are not saved
	TypedFiles   bool   // files were chosen too, and must be so again
	Revealed     string // the id of the question that an answer has just shown; empty: none
	Questions    []Question
}

// Exit is a step in which the form ends without being sent.
type Exit struct {
	layout.Shell
	ServiceTitle string
	Back         string
	Text         string // an empty line begins a new paragraph
	Links        []Link
}

// Link leads on from an Exit or from information.
type Link struct {
	URL   string
	Label string
}

// Review is the page where one checks the answers before sending them.
type Review struct {
	layout.Shell
	DraftID      string
	ServiceTitle string
	Back         string
	SavedAt      string
	Sections     []ui.Section
	Problems     []ui.Problem // what is to mend, with the addresses of the steps; not empty: nothing can be sent yet
	Stale        bool         // the answers have changed since the page that was sent was shown
	Receiver     string       // who gets it: "Tekniska nämnden"
	Next         []string     // what happens afterwards, in order
	Token        string       // one-use: the same token is the same case
}

// Saved says that a draft is saved and not sent.
type Saved struct {
	layout.Shell
	DraftID      string
	ServiceTitle string
	ServiceID    string
	Step         string // the id of the step to go on from
	SavedAt      string // "21 november 2026 klockan 14.02"
	KeptUntil    string // "21 december 2026"
}

// Receipt is the receipt of a case, as a page and as a file to keep.
type Receipt struct {
	layout.Shell
	DraftID      string
	ServiceTitle string
	Reference    string // MK-2026-7F3K-9Q2C
	UrgentPhone  string // to call at once, first of all; empty: it can wait
	UrgentText   string // when to call it
	Code         string // to follow the case with; empty: it is on one's own pages
	NoFollowUp   bool   // nobody follows the case: the receipt is all there is, and does not say what was sent
	SentAt       string // "21 november 2026 klockan 14.05"
	Receiver     string
	HandlingTime string // empty: unknown, and it says so
	Next         []string
	Sections     []ui.Section
}
