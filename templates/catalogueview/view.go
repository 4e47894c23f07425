package catalogueview

import "github.com/mittkoping/entre/templates/layout"

// Login is how one logs in to use a service, with the catalogue's values.
type Login string

// The ways of logging in.
const (
	LoginNone   Login = "none"
	LoginBankID Login = "BankID"
	LoginCoSign Login = "co-sign"
)

// Kind is what sort of entry a service is, with the catalogue's values.
type Kind string

// The kinds of service.
const (
	KindEService    Kind = "e-service"
	KindInformation Kind = "information"
	KindSignpost    Kind = "signpost"
)

// Brief is a service where it stands among others.
type Brief struct {
	ID       string
	Title    string // begins with a verb
	Summary  string // one plain sentence
	Kind     Kind
	Login    Login
	Audience string // "Alla"; empty: not said
	Time     string // "Svar inom tre veckor"; empty: not said
	ByHand   bool   // information on what one does by phone, on a visit or on paper
}

// Category is one of the areas that services are sorted into.
type Category struct {
	ID       string // its code: in its address, and the anchor in the list of all services
	Name     string
	Count    int     // of services; 0: not said
	Services []Brief // only in the list of all services
}

// LifeEvent is something that happens and makes people need several services.
type LifeEvent struct {
	ID          string // its code, in its address
	Name        string
	Description string // one sentence
}

// Draft is a draft of the visitor's own.
type Draft struct {
	ID           string
	ServiceTitle string
	Step         string // the id of the step to go on from
	SavedAt      string // "21 november 2026 klockan 14.02"
	KeptUntil    string // "21 december 2026"
}

// Home is the start page.
type Home struct {
	layout.Shell
	Examples   []string // queries to try
	Popular    []Brief  // what many do now; empty: left out
	LifeEvents []LifeEvent
	Categories []Category
}

// Results is the page of hits for a query (Shell.Query).
type Results struct {
	layout.Shell
	Hits        []Brief // best first
	Total       int     // with the filters; at least len(Hits)
	BestGuess   bool    // the first hit is taken to be right; false: the hits are near misses and the page says so
	Urgent      *Urgent // what to do at once, when that is what was asked about; nil: nothing
	Filters     []Filter
	ShowAll     string  // the address with all hits; empty: they are all here
	Unfiltered  string  // the address without the filters; empty: none is on
	Suggestions []Brief // when there are no hits: what others look for
	Categories  []Category
	Corrected   string  // the words that were looked for instead of those that were typed; empty: those
	Literally   string  // the address where those that were typed are looked for
	Answer      *Answer // in the language of the query; nil: it is the page's
	Crisis      *Crisis // help above all hits; nil: nobody seems to need it
	AsksFound   bool    // whether the right thing was found
}

// Answer says in the language of the query what there is in it.
type Answer struct {
	Lang, Dir string
	Text      string
	English   string // the address of the same page in English; empty: it is
}

// Crisis is help for somebody who may be in the middle of something.
type Crisis struct {
	Lang, Dir string // of its texts
	Title     string
	Text      string
	Ways      []CrisisWay // who to call, the first being the one for who is in danger
	History   string      // what to think of when others read one's phone
	Language  string      // which languages they speak; empty: the text's
	Exit      string      // the words of the way out
	ExitURL   string      // a page that says nothing of what one has looked for
	Services  string      // the heading of what was found
}

// CrisisWay is somebody to call.
type CrisisWay struct {
	Phone string
	Text  string
}

// Filter is something that one may choose to see alone.
type Filter struct {
	Label string
	Count int // of the hits
	On    bool
	URL   string // where it is turned on, or off
}

// Services is the list of all services: by category, or from A to Ö.
type Services struct {
	layout.Shell
	Total      int
	Categories []Category // by category
	Letters    []Letter   // from A to Ö; empty: by category
}

// Letter is the services whose titles begin with it.
type Letter struct {
	Letter   string
	Services []Brief
}

// Area is the page of the services that belong together; Shell.Title is what
// they have in common.
type Area struct {
	layout.Shell
	Lead       string
	Categories []Category  // with their services; of one without a name they stand alone
	LifeEvents []LifeEvent // more of the same kind: to go on to
	Areas      []Category  // likewise
}

// MyPages is the citizen's own pages: their cases and drafts when they are
// logged in (Shell.Person), else the drafts of this browser and the ways to a case.
type MyPages struct {
	layout.Shell
	CanLogIn  bool
	HasSchool bool      // there is a page of one's children
	CanSearch bool      // there are so many cases that one may look for one
	Sought    string    // what was looked for; empty: all are shown
	Cases     []OwnCase // latest first; those that match what was looked for
	Drafts    []Draft
}

// FieldSought is the name of the field in which one looks for a case of one's own.
const FieldSought = "arende"

// OwnCase is a case of the citizen's own.
type OwnCase struct {
	Title     string // of the service, as it was then
	Reference string
	Number    string // of those who work it; empty: none
	Status    Status
	SentAt    string // "21 november 2026 klockan 14.02"
	Until     string // StatusAsked: the last day to answer; empty: none was said
	IsOver    bool   // that day has passed
	HasNews   bool   // something has been said or done that the citizen has not seen
}

// Status is where a case stands, with the cases' values.
type Status string

// The statuses that the page tells apart.
const (
	StatusReceived  Status = "received"
	StatusStarted   Status = "started"
	StatusAsked     Status = "asked"
	StatusClosed    Status = "closed"
	StatusWithdrawn Status = "withdrawn"
)

// Disturbance is something that does not work as usual.
type Disturbance struct {
	ID          string // its anchor
	Title       string
	Area        string
	When        string // "25 november 2026 klockan 08.00 till klockan 15.00"
	Text        string
	Alternative string
	Services    []Brief // those that it touches
}

// Disturbances is the page about what does not work as usual.
type Disturbances struct {
	layout.Shell
	Now   []Disturbance
	Later []Disturbance
}

// Info is a page about the portal itself: contact, accessibility, privacy.
type Info struct {
	layout.Shell
	CanLogIn bool
	Services int    // how many there are
	Tell     string // the id of the service where one tells of a flaw, without saying who one is; empty: there is none
	Complain string // the address where one complains, praises or suggests; empty: nowhere
	Urgent   string // the address of what to do in an emergency; empty: nowhere
}
