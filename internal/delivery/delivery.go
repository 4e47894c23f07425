package delivery

import (
	"fmt"
	"time"
)

// Kind is what sort of step a delivery is.
type Kind string

// The kinds of step. Every case begins with KindCreate; the others need the remote
// id that it brings home.
const (
	KindCreate     Kind = "create"
	KindAttachment Kind = "attachment" // a file of the case, or of a message
	KindMessage    Kind = "message"    // what the citizen writes later
	KindWithdrawal Kind = "withdrawal" // the citizen takes the case back
	KindSettled    Kind = "settled"    // the case is worked elsewhere after all: a safety copy is closed
)

// Delivery is one step owed to a back end. The steps of a case at a connector
// are done in the order of Seq, one at a time; cases do not wait for each other.
// A step that was refused is waited for only when it is the case itself: one that
// a person has tried again comes after steps that were done meanwhile.
//
// Its state is read from its timestamps (State).
type Delivery struct {
	ID           string
	CaseID       string
	Reference    string // of the case: what a person searches for
	Connector    string // the connector's name in the configuration
	Seq          int    // 1 is KindCreate
	Kind         Kind
	ItemID       string // the domain's name of the message or withdrawal; of a KindAttachment step, of the message it belongs to, if any
	AttachmentID string // of a KindAttachment step

	CreatedAt   time.Time
	UrgentAt    time.Time // of KindCreate: somebody on call is alarmed when it is not there by then; zero: it can wait
	DueAt       time.Time // when it is to be looked at next; never before the lease ends
	LeasedUntil time.Time // nobody else may touch it before then; zero: free
	LeaseToken  string    // who may; a write without it is refused (Conflict)

	Tries       int       // times something may have been sent: raised before each sending
	FirstTryAt  time.Time // when the first of them began; a look-up starts there
	Ticket      string    // the back end took it but has not given it an id yet
	RemoteID    string    // the back end's own id: of the case, or of the attachment
	Number      string    // the back end's number for people (diary number); may be empty
	DeliveredAt time.Time // zero: not confirmed
	RefusedAt   time.Time // zero: not refused
	MovedAt     time.Time // a person sent the case another way; then RefusedAt is set too
	HeldAt      time.Time // zero: no person has it held; an attempt never changes it
	ConfirmedBy string    // the person who said that the back end has it; "": it said so itself
	LastProblem Problem   // why the latest attempt did not deliver; "" when none did fail
	Detail      string    // the back end's reason as a code or status line, no personal data
}

// Key is the step's own name towards the back end: reference and number in the
// case, "MK-2026-7F3K-9Q2C/2". It is what Find looks for.
func (d Delivery) Key() string { return StepKey(d.Reference, d.Seq) }

// StepKey makes the key of step seq of the case with the reference.
func StepKey(reference string, seq int) string { return fmt.Sprintf("%s/%d", reference, seq) }

// Backlog is what is not confirmed at one connector.
type Backlog struct {
	Connector string
	Owed      int       // not final
	Oldest    time.Time // when the oldest of them was made
	Refused   int       // waiting for a person
}

// Problem says why an attempt did not deliver, as a stable code.
type Problem string

// The problems.
const (
	NoProblem       Problem = ""
	BackEndDown     Problem = "unavailable"  // refused the connection, 429, 503, wrong key
	AnswerLost      Problem = "unknown"      // it may have arrived
	NotYetConfirmed Problem = "accepted"     // waiting for the back end's id
	BackEndRefused  Problem = "refused"      // it will not have this
	NotReady        Problem = "not_ready"    // our own side could not make the envelope
	NoConnector     Problem = "no_connector" // no connector of that name is configured
)
