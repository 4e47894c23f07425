package adminview

import "github.com/mittkoping/entre/templates/ui"

// Draft is what one has changed and not published, and what it would do.
type Draft struct {
	Frame
	Changes   []Change
	Version   string
	HasClash  bool
	IsTold    string // why what was asked for was not done; empty: it was, or nothing was
	Judged    int
	Figures   []Figure
	Moved     []Moved // judged queries whose first hits change
	Said      []Moved // what the changes themselves say
	MovedMore int     // of Moved that are not shown
}

// Change is a change in a sentence, and the words that it is about.
type Change struct {
	ID      string
	What    string // “Sökord för Felanmäl gatubelysning, svenska”
	Added   []Saying
	Removed []Saying
	Details []string
	URL     string // where it can be changed again; empty: it is gone
	Clashes bool

	Who, When string // of what has been published
}

// Figure is a figure of quality before and after.
type Figure struct {
	Label         string
	Before, After string
	Tells         string // “bättre”, “sämre”, “samma”
	IsWorse       bool
}

// Moved is a query with its first hits before and after.
type Moved struct {
	Query         string
	Expected      string // the title that should come first; empty: nobody has judged it
	Before, After []string
	Tells         string // "better", "worse", "other", "same"
}

// History is what has been published.
type History struct {
	Frame
	Changes []Change
	Page    int
	Newer   string // addresses; empty: there is none
	Older   string
}

func movedTone(tells string) ui.Tone {
	switch tells {
	case "better":
		return ui.ToneDone
	case "worse":
		return ui.ToneFault
	default:
		return ui.TonePlain
	}
}
