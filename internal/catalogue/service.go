package catalogue

import (
	"context"
	"encoding/json"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Kind is what sort of entry a service is.
type Kind string

// The kinds of service.
const (
	KindEService    Kind = "e-service"   // one does it here
	KindInformation Kind = "information" // one reads how it is done
	KindSignpost    Kind = "signpost"    // somebody else does it: this is the way there
)

// Login is how one must be logged in to use a service.
type Login string

// The ways of logging in.
const (
	LoginNone   Login = "none"
	LoginBankID Login = "BankID" // an e-identification of at least level 3
	LoginCoSign Login = "co-sign"
)

// Service is one entry of the catalogue, as its file says it. Its id is for
// ever; the form's definition is kept apart, in versions (Form). What a
// Snapshot hands out has been completed from the Directory (Resolve).
type Service struct {
	ID           string      `json:"id"`
	Kind         Kind        `json:"kind"`
	Title        i18n.Text   `json:"title"`   // begins with a verb
	Summary      i18n.Text   `json:"summary"` // one plain sentence
	Category     string      `json:"category"`
	Audience     []string    `json:"audience"`  // codes of Audiences
	Authority    string      `json:"authority"` // the committee or company that is the controller: its Swedish name
	Owner        string      `json:"owner"`     // the function that owns the entry, never a person
	Login        Login       `json:"login"`
	Needs        []i18n.Text `json:"needs,omitempty"` // what to have at hand
	Next         []i18n.Text `json:"next,omitempty"`  // what happens afterwards, in order
	Cost         i18n.Text   `json:"cost,omitzero"`   // empty: as Fee says it, and else unknown
	HandlingTime i18n.Text   `json:"handling_time,omitzero"`
	Contact      Contact     `json:"contact,omitzero"`      // what is not said is the authority's
	LegalBasis   []string    `json:"legal_basis,omitempty"` // NoLegalBasis alone: none in particular
	Keywords     []i18n.Text `json:"keywords,omitempty"`    // words people use
	Link         *Link       `json:"link,omitempty"`        // where a signpost points
	Route        *Route      `json:"route,omitempty"`       // where cases go; required with a form

	Steps          []i18n.Text    `json:"steps,omitempty"` // what one does, in order
	Fee            Fee            `json:"fee,omitempty"`
	Offline        []Way          `json:"offline,omitempty"`     // the ways without a computer
	LifeEvents     []string       `json:"life_events,omitempty"` // codes of LifeEvents
	Urgent         *Urgent        `json:"urgent,omitempty"`      // it cannot wait: the phone stands first
	DataProtection DataProtection `json:"data_protection,omitzero"`
	Retention      Retention      `json:"retention,omitzero"`
	Backend        Backend        `json:"backend,omitzero"`
	Review         string         `json:"review,omitempty"` // the day when somebody last read it through: 2026-11-25

	// NoFollowUp: nobody follows its cases, not even who sent them: a report of
	// concern, a whistle-blower's. The receipt is all there is.
	NoFollowUp bool `json:"no_follow_up,omitempty"`
}

// NoLegalBasis is said in the place of a law when the service rests on none in
// particular, so that it has not been forgotten.
const NoLegalBasis = "none"

// Fee is what sort of cost a service has.
type Fee string

// The sorts of cost.
const (
	FeeNone    Fee = "none"    // nothing, and somebody knows that
	FeeFixed   Fee = "fixed"   // an amount that the text states
	FeeTariff  Fee = "tariff"  // by the municipality's tariff
	FeeOther   Fee = "other"   // it depends, or somebody else charges: the text says
	FeeUnknown Fee = "unknown" // nobody has said
)

// Way is a way to use a service without a computer.
type Way string

// The ways without a computer.
const (
	WayPhone  Way = "phone"
	WayVisit  Way = "visit"
	WayLetter Way = "letter"
	WayForm   Way = "form" // a form to print, or to be sent on paper
)

// Urgent says what to do at once, before anything else on the page.
type Urgent struct {
	Phone string    `json:"phone"`
	Text  i18n.Text `json:"text"`

	// Minutes is how long a case may take to its back end before somebody on call
	// is alarmed; 0: as the portal's configuration says.
	Minutes int `json:"minutes,omitempty"`
}

// Retention says how long what comes in is kept.
type Retention struct {
	Kept     i18n.Text `json:"kept"`               // “okänd” when nobody has said; Resolve empties that
	Decision string    `json:"decision,omitempty"` // the gallringsbeslut; empty: the authority's records plan
}

// Backend names the systems that such cases are worked in. It is for those
// who run the portal, not for citizens.
type Backend struct {
	Systems []string `json:"systems,omitempty"` // products, any of which a municipality may have
	Reached Reached  `json:"reached,omitempty"`
}

// Reached is how a case comes from the portal into the system.
type Reached string

// The ways into a system.
const (
	ReachedConnector Reached = "connector" // the route's connector delivers it
	ReachedStaff     Reached = "staff"     // somebody enters what came by phone, visit or paper
	ReachedLink      Reached = "link"      // the citizen goes on in the system's own pages
	ReachedNone      Reached = "none"      // nothing is sent: the page is all
)

// NeedsLogin reports whether one must be logged in to use the service: always,
// unless it says that one need not.
func (s Service) NeedsLogin() bool { return s.Login != LoginNone }

// Contact is whom to call or visit. A service says only what differs from its
// authority's.
type Contact struct {
	Phone string    `json:"phone,omitempty"`
	Hours i18n.Text `json:"hours,omitzero"`
	Visit i18n.Text `json:"visit,omitzero"`
}

// Link is an address outside the portal.
type Link struct {
	URL   string    `json:"url"` // https
	Label i18n.Text `json:"label"`
}

// Route says which connector a service's cases go to, and with which values.
// A value that begins with "=" is a CEL expression over the answers and the code
// lists: see forms.Expressions.
type Route struct {
	Connector string                       `json:"connector"` // a connector's name in the configuration
	Params    map[string]string            `json:"params,omitempty"`
	Codes     map[string]map[string]string `json:"codes,omitempty"`  // code lists: by name, what the system calls an answer
	Rules     []RouteRule                  `json:"rules,omitempty"`  // the first whose condition holds is the way instead
	Copies    []RouteRule                  `json:"copies,omitempty"` // who gets what was sent in as well
}

// RouteRule is a way that some cases go.
type RouteRule struct {
	When      string            `json:"when,omitempty"` // a condition over the answers; "" (of a copy): always
	Connector string            `json:"connector"`
	Params    map[string]string `json:"params,omitempty"`
}

// Main is the way that cases go when no rule says otherwise.
func (r Route) Main() RouteRule { return RouteRule{Connector: r.Connector, Params: r.Params} }

// Form is one version of a service's form: its questions, and where the answers
// go, which is written in terms of the questions. Versions are never changed, so
// a draft and a case can name theirs for life.
type Form struct {
	ServiceID  string
	Version    int // 1, 2, 3 …
	Definition json.RawMessage
	Route      Route
	CreatedAt  time.Time
}

// Entry is a service as the database keeps it.
type Entry struct {
	Service
	Revision     int    // 1, 2, 3 …: raised by each change
	Hash         string // of the service and its form, as they stand
	ImportedHash string // of what a file last said; differs from Hash when edited here
	FormVersion  int    // 0: no form
	UpdatedAt    time.Time
}

// Store keeps the catalogue. Errors: NotFound, Conflict (a revision or form
// version that exists already).
type Store interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	// Entries returns the whole catalogue, by id, and its version.
	Entries(ctx context.Context) ([]Entry, int64, error)
	// Version returns the catalogue's version alone: cheap, to see if it changed.
	Version(ctx context.Context) (int64, error)
	// SaveEntry writes the entry, and the form unless it is nil, and raises the
	// catalogue's version. The entry's Revision must be one above the stored
	// one (1 for a new service): otherwise Conflict.
	SaveEntry(ctx context.Context, e Entry, form *Form) error
	// FindForm returns one version of a service's form.
	FindForm(ctx context.Context, serviceID string, version int) (Form, error)
	// Sheets returns the files that are about no one service, by name.
	Sheets(ctx context.Context) ([]Sheet, error)
	// SaveSheet writes one of them and raises the catalogue's version. Its
	// Revision must be one above the stored one (1 for a new sheet): otherwise
	// Conflict.
	SaveSheet(ctx context.Context, s Sheet) error
	// Vocabularies returns the words of all languages, by language.
	Vocabularies(ctx context.Context) ([]Vocabulary, error)
	// SaveVocabulary writes the words of one language and raises the catalogue's
	// version. The Revision must be one above the stored one: otherwise Conflict.
	SaveVocabulary(ctx context.Context, v Vocabulary) error
}
