package identity

import (
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

// Flow is what a browser's session remembers of a login between its start and
// its end. It ends once, however it ends.
type Flow struct {
	Provider  string    `json:"provider"` // its name in the configuration
	State     string    `json:"state"`
	Nonce     string    `json:"nonce"`
	Verifier  string    `json:"verifier"` // PKCE
	StartedAt time.Time `json:"started_at"`
	Lang      i18n.Lang `json:"lang"`
	ReturnTo  string    `json:"return_to"` // a path of ours
}

// Proof is what a provider has proved of who logged in.
type Proof struct {
	Number pnr.Number
	Name   string
	Level  int      // of assurance: 3 is what services with BankID ask for
	Groups []string // of staff: which their employer has put them in

	Session ProviderSession
}

// ProviderSession is what a provider calls a login, for ending it there too.
// Empty: the provider has no such thing.
type ProviderSession struct {
	Provider string `json:"provider"` // its name in the configuration
	Subject  string `json:"subject"`  // sub and sid, when it may tell us that it has ended
	ID       string `json:"id"`
	Hint     string `json:"hint"` // the id_token, when nothing in it says who it is
}

// LogoutNotice is a provider's word that a session has ended there. Subject or
// Session is empty when it does not say.
type LogoutNotice struct {
	Subject string
	Session string
	ID      string    // no other notice of the provider has it
	Until   time.Time // after this it is no notice any more
}

// Reason is why a login did not end well, as a code for the audit trail and for
// the page that says so.
type Reason string

// The reasons.
const (
	ReasonCancelled Reason = "cancelled" // the person, or the provider, said no
	ReasonExpired   Reason = "expired"   // it took too long, or was done already, or began in another browser
	ReasonForged    Reason = "forged"    // what came is not the answer to what was asked
	ReasonLevel     Reason = "level"     // the e-identification is too weak
	ReasonPerson    Reason = "person"    // it does not say who it is in a way we can use
	ReasonProvider  Reason = "provider"  // the provider said that it went wrong
)

// RefusedError is a login that did not end well through nobody's fault of ours. Err
// says more to whoever looks after the portal, and nothing personal.
type RefusedError struct {
	Reason Reason
	Err    error
}

// Error tells the reason and what lies behind it.
func (r *RefusedError) Error() string {
	return "login refused (" + string(r.Reason) + "): " + r.Err.Error()
}

// Unwrap returns what lies behind.
func (r *RefusedError) Unwrap() error { return r.Err }
