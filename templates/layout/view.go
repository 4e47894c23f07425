package layout

// Area is the part of the portal that a page belongs to, marked in the
// navigation.
type Area string

// The areas in the navigation.
const (
	AreaNone     Area = ""
	AreaServices Area = "services"
	AreaContact  Area = "contact"
	AreaMyPages  Area = "my-pages"

	AreaInbox      Area = "inbox" // of the back office
	AreaDeliveries Area = "deliveries"
	AreaAdmin      Area = "admin"
)

// Shell is what every page has around it. The language is the context's
// (i18n.LangOf). A page sets what it knows itself (Active, HasError, and Title
// unless its model says otherwise); the rest comes with the request.
type Shell struct {
	Site     Site
	Title    string   // the page's heading; the shell adds "Fel:" and the site's name in the browser's title
	Summary  string   // what the page is about, for those who see it in a list of hits; empty: what the portal is for
	HasError bool     // something on the page must be mended
	Path     string   // the address in Swedish, with its query, so that one stays on the page when changing language; empty: the start page
	Active   Area     // what to mark in the navigation
	Notices  []Notice // what does not work as usual, announced on every page
	Query    string   // what stands in the search box
	Person   string   // who is logged in, by name; empty: nobody
	Drafts   int      // how many drafts the visitor has, shown beside Mina sidor
	CSRF     string   // the token that every form with method post carries
	Nonce    string   // of the content security policy
}

// Site is the municipality that the portal belongs to, in the language of the
// page.
type Site struct {
	Name  string // "Mittköping"
	Phone string // "0300-12 34 56"
	Hours string // when the phone is answered: "vardagar 8–17"
	Visit string // where one can come, and when: "Stadshuset, Stora torget 1, vardagar 9–16"
	Base  string // the portal's address, without a slash at the end: "https://entre.mittkoping.se"
	Ask   string // the address where one asks a question in writing; empty: nowhere
}

// Notice is something that does not work as usual.
type Notice struct {
	Title string // "Vattnet är avstängt"
	Text  string // where, and for how long: "Norrby, till klockan 15.00 i dag."
	URL   string // where there is more to read
}

// Error is the page that tells of an error; Shell.Title says what went wrong.
type Error struct {
	Shell
	Office    bool   // it happened in the back office
	Status    int    // the HTTP status; 404 shows the search box in the page too
	Body      string // what to do now
	RequestID string // shown when the fault is ours, to be told on the phone; empty: not shown
}

// Office is what every page of the back office has around it. Shell.Query is
// what stands in the box that finds cases by their numbers.
type Office struct {
	Shell
	Roles          []string // the functions that one holds: "Bygglovshandläggare, Byggnadsnämnden"
	Done           string   // what was just done: "Anteckningen är sparad."; empty: nothing
	SeesInbox      bool     // which of the parts they may see
	SeesDeliveries bool
	SeesAdmin      bool
}
