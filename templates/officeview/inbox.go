package officeview

import (
	"context"
	"strconv"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// View is which cases the inbox shows.
type View string

// The views, in the order of the filters.
const (
	ViewAll        View = ""
	ViewMine       View = "mina"
	ViewUnassigned View = "otilldelade"
	ViewOverdue    View = "forsenade"
	ViewWaiting    View = "vantar"
	ViewClosed     View = "avslutade"
)

// Views are all views.
var Views = []View{ViewAll, ViewMine, ViewUnassigned, ViewOverdue, ViewWaiting, ViewClosed}

// name is what the texts call the view.
func (v View) name() string {
	if v == ViewAll {
		return "alla"
	}
	return string(v)
}

// Sort is the order of the inbox.
type Sort string

// The orders.
const (
	SortDue    Sort = ""      // overdue first, then the nearest last day
	SortNewest Sort = "nyast" // by when they were received
	SortOldest Sort = "aldst"
)

// Sorts are all orders.
var Sorts = []Sort{SortDue, SortNewest, SortOldest}

// Inbox is the list of cases of the functions that a handler holds.
type Inbox struct {
	layout.Office
	At        paths.Inbox // what it shows, as the address says
	Counts    map[View]int
	Functions []ui.Option // that one holds, when there are more than one
	Rows      []Row
	Total     int // of the rows on all pages
	PageSize  int
	Alarm     Alarm
}

// Alarm is what has waited too long for its back end, or was refused. The zero
// Alarm is that all is well. Both are counted as far as MaxDeliveries.
type Alarm struct {
	Late    int
	Refused int
}

// State is where a case stands for those who work it, with the values of the
// domain.
type State string

// The states.
const (
	StateNew     State = "received" // nobody has begun
	StateWork    State = "ongoing"
	StateWaiting State = "waiting" // for the citizen
	StateDecided State = "decided"
	StateClosed  State = "closed"
)

// Row is a case in the list.
type Row struct {
	Reference string
	Diary     string // "BUN 2026-00123"
	Title     string // of the service
	Function  string
	Handler   string // empty: nobody has taken it
	IsMine    bool
	State     State
	HasNews   bool   // the citizen has said something that its handlers have not opened
	Received  string // "21 nov 2026"
	Due       string // the last day: "12 dec 2026"; empty: none
	Overdue   int    // days past it; 0: it is not overdue
}

// title is the heading of the page.
func (v Inbox) title(ctx context.Context) string {
	if v.At.Query != "" {
		return i18n.T(ctx, "office.inbox.found", "Query", v.At.Query)
	}
	return i18n.T(ctx, "office.nav.inbox")
}

func (v Inbox) url(ctx context.Context, change func(*paths.Inbox)) string {
	at := v.At
	at.Page = 0
	change(&at)
	return paths.OfficeInbox(i18n.LangOf(ctx), at)
}

// filter is a link to another part of a list.
type filter struct {
	URL    string
	Label  string
	Count  string
	IsHere bool
	Tone   ui.Tone // of the count
}

func (v Inbox) filters(ctx context.Context) []filter {
	out := make([]filter, len(Views))
	for i, view := range Views {
		out[i] = filter{
			URL:    v.url(ctx, func(at *paths.Inbox) { at.View, at.Query = string(view), "" }),
			Label:  i18n.T(ctx, "office.view."+view.name()),
			Count:  strconv.Itoa(v.Counts[view]),
			IsHere: v.At.Query == "" && v.At.View == string(view),
		}
		if view == ViewOverdue && v.Counts[view] > 0 {
			out[i].Tone = ui.ToneFault
		}
	}
	return out
}

func (v Inbox) sorts(ctx context.Context) []ui.Option {
	out := make([]ui.Option, len(Sorts))
	for i, s := range Sorts {
		key := string(s)
		if s == SortDue {
			key = "due"
		}
		out[i] = ui.Option{Value: string(s), Label: i18n.T(ctx, "office.sort."+key)}
	}
	return out
}

// functions are the choices of function, with all of them first.
func (v Inbox) functions(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Label: i18n.T(ctx, "office.inbox.all_functions")}}, v.Functions...)
}

// empty says why there is nothing in the list.
func (v Inbox) empty(ctx context.Context) string {
	if v.At.Query != "" {
		return i18n.T(ctx, "office.inbox.empty.query")
	}
	return i18n.T(ctx, "office.inbox.empty."+View(v.At.View).name())
}

func (v Inbox) pager(ctx context.Context) pager {
	return newPager(v.At.Page, v.PageSize, v.Total, func(n int) string {
		return v.url(ctx, func(at *paths.Inbox) { at.Page = n })
	})
}

func stateTone(s State) ui.Tone {
	switch s {
	case StateNew:
		return ui.ToneOpen
	case StateWaiting:
		return ui.ToneWait
	default:
		return ui.TonePlain
	}
}
