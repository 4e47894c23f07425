package delivery

import (
	"context"
	"io"
	"time"
)

// Connector speaks to one back end. Implementations pass the conformance suite
// of package connectortest.
//
// It does every Kind of step, or refuses those that its back end has no place
// for, so that a person sees them.
//
// A connector has no state of its own and never reads our database: a Step
// says all there is to know. It makes one attempt; when to try again is the
// engine's business. Its errors are RefusedError, UnavailableError, or any other error,
// which the engine takes as "it may have arrived".
type Connector interface {
	// Find looks in the back end for what an earlier attempt at the step may
	// have left there, by the step's key (or its ticket). It returns false when
	// the back end surely does not have it. An error means that nobody knows,
	// and nothing is sent; of a step with a ticket a RefusedError says that the
	// back end will not have it after all.
	Find(ctx context.Context, step Step) (Receipt, bool, error)

	// Send carries the step out once, without looking first. Back ends do not
	// deduplicate: the engine calls Find before any Send that is not the first.
	Send(ctx context.Context, step Step) (Receipt, error)

	// Poll returns what has happened in the back end since cursor ("" is the
	// beginning), oldest first, and the cursor for the next time. It may
	// repeat itself: changes are known by their Key.
	Poll(ctx context.Context, cursor string) (Batch, error)

	// Check tells whether settings, connection and credentials work, without
	// leaving anything behind. The error says what to mend, and no secret.
	Check(ctx context.Context) error
}

// Step is one thing to do in a back end, self-contained.
type Step struct {
	Key        string // unique for life; sent along so that Find can find it
	Kind       Kind
	Envelope   Envelope
	RemoteID   string           // of the case, for every kind but KindCreate
	Attachment *EnvelopeFile    // of a KindAttachment step
	Message    *EnvelopeMessage // of a KindMessage, KindWithdrawal or KindSettled step, without files
	Ticket     string           // what an earlier Send was given instead of an id
	Since      time.Time        // when the first attempt began
}

// Receipt is the back end's word that it has a step.
type Receipt struct {
	RemoteID string // the back end's id of what was made; empty only with a Ticket
	Number   string // its number for people, when it has one beside the id
	Ticket   string // accepted; the id comes later and is fetched by Find
}

// Batch is what a Poll found.
type Batch struct {
	Changes []Change
	Cursor  string // where the next Poll begins
	More    bool   // there is more to fetch at once
}

// Change is something that happened to a case in its back end.
type Change struct {
	Key      string    // unique in the back end; the same change twice has the same key
	RemoteID string    // of the case
	At       time.Time // by the back end's clock; zero: it does not say when
	Status   Status    // "" when the change is a message only
	Note     string    // what the back end says to the citizen; personal data
	Asks     bool      // with StatusWaiting: it is the citizen who is waited for, to do what Note says
	Until    time.Time // of Asks: some time of the last day to do it, in Sweden; zero: no day is said
	Decision bool      // Note and Files are the decision in the case
	Number   string    // the case's number for people, when it was given or changed; "" says nothing
	Files    []ChangeFile
}

// ChangeFile is a document that a back end sends along.
type ChangeFile struct {
	ID        string // the back end's; the same each time that the change is told
	Name      string // for people; personal data
	MediaType string // as the back end says; "" when it does not
	Size      int64  // bytes; 0 when the back end does not say
}

// Taker is a Connector whose back end has no place for some kinds of step.
type Taker interface {
	// Takes reports whether it has for this one. Otherwise Send refuses it.
	Takes(k Kind) bool
}

// Identifier is a Connector whose back end is told who has sent a case by their
// personal number. For all others the envelope does not have it.
type Identifier interface {
	// Identifies reports whether this one sends the number on.
	Identifies() bool
}

// FileFetcher is a Connector whose changes have files.
type FileFetcher interface {
	// FetchFile returns the content of a file of a Change of the case. Reading
	// it ends with an error when it cannot be read to its end. A RefusedError
	// says that the file can never be had. The caller closes it.
	FetchFile(ctx context.Context, remoteID, fileID string) (io.ReadCloser, error)
}

// Status is where the back end says that a case stands, in the few words that
// every back end can be mapped to.
type Status string

// The statuses.
const (
	StatusReceived Status = "received"
	StatusStarted  Status = "started" // somebody works on it
	StatusWaiting  Status = "waiting" // for somebody else
	StatusClosed   Status = "closed"
)

// Envelope is a case as a connector gets it: everything, and nothing to look
// up. It is kept sealed. Its texts are in Swedish, the language of the
// authority; Language is the citizen's.
type Envelope struct {
	Reference  string            `json:"reference"`
	ServiceID  string            `json:"service_id"`
	Title      string            `json:"title"` // the service's title
	Authority  string            `json:"authority"`
	Language   string            `json:"language"`
	ReceivedAt time.Time         `json:"received_at"`
	Sections   []Section         `json:"sections"`            // the answers, as the citizen saw them
	Place      *Place            `json:"place,omitempty"`     // the first place answered
	Contact    *Contact          `json:"contact,omitempty"`   // how to reach the citizen, when they wish
	Applicant  *Applicant        `json:"applicant,omitempty"` // who was logged in; only for an Identifier
	Files      []EnvelopeFile    `json:"files,omitempty"`
	Params     map[string]string `json:"params,omitempty"` // the route's values, evaluated
}

// Section is a step of the form with its answers.
type Section struct {
	Title string `json:"title"`
	Rows  []Row  `json:"rows"`
}

// Row is a question and its answer, in lines.
type Row struct {
	Question string   `json:"question"` // the question's id
	Label    string   `json:"label"`
	Lines    []string `json:"lines"`
}

// Place is where something is. Lat and Long are WGS 84 degrees, and mean
// nothing unless HasPoint.
type Place struct {
	Text     string  `json:"text"`
	HasPoint bool    `json:"has_point,omitempty"`
	Lat      float64 `json:"lat,omitempty"`
	Long     float64 `json:"long,omitempty"`
}

// Contact is how to reach the citizen.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Applicant is who was logged in when the case was sent, as the login said.
type Applicant struct {
	Number string `json:"number"` // personal or coordination number, twelve digits
	Name   string `json:"name,omitempty"`
}

// EnvelopeMessage is what the citizen says after the case has been received:
// the words of a message, or the reason of a withdrawal.
type EnvelopeMessage struct {
	ID    string
	Text  string // of a withdrawal it may be empty
	At    time.Time
	Files []EnvelopeFile // which are steps of their own
}

// EnvelopeFile is an attachment. Its name is for people: a connector never
// makes a path of it.
type EnvelopeFile struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"` // bytes
	SHA256    string `json:"sha256"`

	// Open gives the content; it is set by the engine for the file of a
	// KindAttachment step only. The caller closes it.
	Open func(ctx context.Context) (io.ReadCloser, error) `json:"-"`
}
