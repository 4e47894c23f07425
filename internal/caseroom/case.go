package caseroom

import (
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Case is a case in the caseroom, without what the citizen has said (Dossier).
// Its status is read from its timestamps (Status).
type Case struct {
	ID        string
	Reference string // the portal's and the citizen's, for life
	Diary     DiaryNumber
	ServiceID string
	Title     string // of the service, in Swedish
	Lang      i18n.Lang

	Authority identity.AuthorityCode // whose case it is, for good
	Function  identity.FunctionID    // that works it now
	Handler   identity.Colleague     // of the function, who has taken or been given it; zero: nobody; the name is sealed
	Citizen   identity.PersonID      // who sent it, when they were logged in: they never work it

	ReceivedAt   time.Time // by the portal: the day that counts (FL 22)
	RegisteredAt time.Time
	DueAt        time.Time // the end of the last day of the service's handling time; zero: no limit
	StartedAt    time.Time // somebody works on it
	WaitingAt    time.Time // a completion was asked for and has not come
	CompleteBy   time.Time // the end of the last day for it
	DecidedAt    time.Time
	ClosedAt     time.Time
	WithdrawnAt  time.Time // the citizen took it back
	NewsAt       time.Time // the citizen has said something that its handlers have not opened yet

	Revision int // raised by each deed and by each word from the citizen
}

// Status is where a case stands.
type Status string

// The statuses.
const (
	StatusReceived Status = "received" // registered; nobody has begun
	StatusOngoing  Status = "ongoing"
	StatusWaiting  Status = "waiting" // for the citizen's completion
	StatusDecided  Status = "decided"
	StatusClosed   Status = "closed"
)

// Statuses are all statuses, in the order of a case's life.
var Statuses = []Status{StatusReceived, StatusOngoing, StatusWaiting, StatusDecided, StatusClosed}

// Status derives the status from the timestamps, as the database does for what
// it sorts by (migration 00011; a test compares the two). A case that is opened
// again has neither DecidedAt nor ClosedAt.
func (c Case) Status() Status {
	switch {
	case !c.ClosedAt.IsZero():
		return StatusClosed
	case !c.DecidedAt.IsZero():
		return StatusDecided
	case !c.WaitingAt.IsZero():
		return StatusWaiting
	case !c.StartedAt.IsZero():
		return StatusOngoing
	default:
		return StatusReceived
	}
}

// isDone reports whether nothing more is to be done with the case.
func (s Status) isDone() bool { return s == StatusDecided || s == StatusClosed }

// AttendAt returns when somebody must have done something with the case: the
// earlier of DueAt and CompleteBy. Zero: there is no limit, or no more to do.
func (c Case) AttendAt() time.Time {
	switch {
	case c.Status().isDone():
		return time.Time{}
	case c.DueAt.IsZero(), !c.CompleteBy.IsZero() && c.CompleteBy.Before(c.DueAt):
		return c.CompleteBy
	default:
		return c.DueAt
	}
}

// IsOverdue reports whether AttendAt has passed.
func (c Case) IsOverdue(now time.Time) bool {
	return !c.AttendAt().IsZero() && c.AttendAt().Before(now)
}

// HasNews reports whether the citizen has said something that its handlers have
// not opened yet.
func (c Case) HasNews() bool { return !c.NewsAt.IsZero() }

// object is the case as the rules ask about it.
func (c Case) object() identity.Object {
	return identity.Object{Owner: identity.Owner{Person: c.Citizen}, Function: c.Function, Authority: c.Authority}
}

// Dossier is what a case arrived with: frozen, sealed at rest.
type Dossier struct {
	Sections []Section // the answers, as the citizen saw them, in Swedish
	Place    *Place
	Contact  *Contact
}

// Section is a step of the form with its answers.
type Section struct {
	Title string
	Rows  []Row
}

// Row is a question and its answer, in lines.
type Row struct {
	Label string
	Lines []string
}

// Place is where something is: WGS 84 degrees, which mean nothing unless
// HasPoint.
type Place struct {
	Text      string
	HasPoint  bool
	Lat, Long float64
}

// Contact is how to reach the citizen, when they wish.
type Contact struct{ Name, Email, Phone string }

// Deed is something that a handler does to a case.
type Deed string

// The deeds.
const (
	DeedTake    Deed = "take"
	DeedAssign  Deed = "assign"  // to a colleague, or to nobody
	DeedForward Deed = "forward" // to another function of the authority
	DeedStart   Deed = "start"   // or go on without the completion
	DeedAsk     Deed = "ask"     // for a completion
	DeedWrite   Deed = "write"   // to the citizen
	DeedNote    Deed = "note"
	DeedDecide  Deed = "decide"
	DeedClose   Deed = "close"
	DeedReopen  Deed = "reopen"
)

// Deeds are all deeds, in the order in which a page offers them.
var Deeds = []Deed{
	DeedTake, DeedAssign, DeedStart, DeedWrite, DeedAsk, DeedNote, DeedForward, DeedDecide, DeedClose, DeedReopen,
}

// rules is the state machine, and what each deed asks of the table of rules. It
// is drawn in docs/caseroom.md.
var rules = map[Deed]struct {
	needs identity.Deed
	from  []Status
}{
	DeedTake:    {identity.WorkCase, []Status{StatusReceived, StatusOngoing, StatusWaiting, StatusDecided}},
	DeedAssign:  {identity.WorkCase, []Status{StatusReceived, StatusOngoing, StatusWaiting, StatusDecided}},
	DeedForward: {identity.ForwardCase, []Status{StatusReceived, StatusOngoing, StatusWaiting}},
	DeedStart:   {identity.WorkCase, []Status{StatusReceived, StatusWaiting}},
	DeedAsk:     {identity.WorkCase, []Status{StatusReceived, StatusOngoing, StatusWaiting}},
	DeedWrite:   {identity.WorkCase, Statuses},
	DeedNote:    {identity.WorkCase, Statuses},
	DeedDecide:  {identity.DecideCase, []Status{StatusReceived, StatusOngoing, StatusWaiting}},
	DeedClose:   {identity.DecideCase, []Status{StatusReceived, StatusOngoing, StatusWaiting, StatusDecided}},
	DeedReopen:  {identity.DecideCase, []Status{StatusDecided, StatusClosed}},
}

// may reports whether the actor may do the deed to the case as it stands.
func (c Case) may(actor identity.Actor, d Deed) bool {
	const op = "caseroom.may"
	return identity.Can(actor, rules[d].needs, c.object(), op) == nil && slices.Contains(rules[d].from, c.Status())
}

// deedsOf returns what the actor may do to the case as it stands.
func (c Case) deedsOf(actor identity.Actor) []Deed {
	var may []Deed
	for _, d := range Deeds {
		if c.may(actor, d) {
			may = append(may, d)
		}
	}
	return may
}
