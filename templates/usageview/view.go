package usageview

import (
	"context"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
)

// View is a part of the list of searches. Its value stands in the address.
type View string

// The views.
const (
	ViewNoHit     View = ""
	ViewUnsure    View = "osakra"
	ViewUnclicked View = "oppnas-sallan"
)

// Views are all views, in their order.
var Views = []View{ViewNoHit, ViewUnsure, ViewUnclicked}

// name is the view's name in the keys of texts.
func (v View) name() string {
	switch v {
	case ViewUnsure:
		return "unsure"
	case ViewUnclicked:
		return "unclicked"
	default:
		return "no_hit"
	}
}

// The fields of the form that says that a search has been tended to; the view is
// paths.ParamView.
const (
	FieldText = "sokning"
	FieldLang = "sprak"
)

// Piece is a part of a stripped query: words, or what stands in place of what is
// not kept.
type Piece struct {
	Text string
	Mark string // the name of the mark; empty: they are words
}

// Query is a query as it was kept.
type Query struct {
	Pieces []Piece
	Raw    string // to name it by
	Words  string // without marks; empty: it has none
	Lang   string // a tag
}

func (q Query) dir() string { return i18n.Lang(q.Lang).Dir() }

// label is the query as one may hear it.
func (q Query) label(ctx context.Context) string {
	parts := make([]string, len(q.Pieces))
	for i, p := range q.Pieces {
		if parts[i] = p.Text; p.Mark != "" {
			parts[i] = i18n.T(ctx, "usage.mark."+p.Mark)
		}
	}
	return strings.Join(parts, " ")
}

func languageOf(ctx context.Context, tag string) string {
	if key := "usage.lang." + tag; i18n.T(ctx, key) != key {
		return i18n.T(ctx, key)
	}
	return tag
}

// Row is a search that wants to be tended.
type Row struct {
	Query
	First, Last string // days
	Searches    int
	NoHit       int
	Unsure      int
	Clicks      int
	Yes, No     int
	Now         string // the title of the first hit as the search is now; empty: there is none
	NowSure     bool   // and it is a best guess
}

// Searches is the list of those.
type Searches struct {
	layout.Office
	View     View
	Counts   map[View]int
	Most     int // counts go no further: one more means more
	Rows     []Row
	Page     int
	PageSize int
	Days     int // that counts are kept
}

func (v Searches) count(view View) string {
	if n := v.Counts[view]; n <= v.Most {
		return strconv.Itoa(n)
	}
	return strconv.Itoa(v.Most) + "+"
}

func (v Searches) total() int { return min(v.Counts[v.View], v.Most) }

func (v Searches) pages() int { return max((v.total()+v.PageSize-1)/max(v.PageSize, 1), 1) }

func (v Searches) url(ctx context.Context, n int) string {
	return paths.AdminSearches(i18n.LangOf(ctx), string(v.View), n)
}

// Popular is a search that many made.
type Popular struct {
	Query
	Searches int
	Percent  int    // of the searches that led on to a service
	Title    string // of the service that was opened most often; empty: none was
	Service  string
	Position string // where it stood among the hits, on an average
}

// Judged is a service whose page was said not to be the right one.
type Judged struct {
	Service, Title string
	Yes, No        int
}

// Use is how the search has been used of late.
type Use struct {
	layout.Office
	Trend   Trend
	Popular []Popular
	Judged  []Judged
	Days    int // that popular and judged are of
}
