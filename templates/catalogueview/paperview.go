package catalogueview

import (
	"context"
	"strconv"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
)

// Paper is a service's form on paper; Shell.Title is the service's title.
type Paper struct {
	layout.Shell
	ID        string
	Anonymous bool // one need not say who one is
	Authority string
	Visit     string // where it is handed in; empty: not said
	Phone     string
	Purpose   string // what the data are used for
	Parts     []PaperPart
}

// PaperPart is a step of the form.
type PaperPart struct {
	Title     string
	Intro     string
	Sometimes bool // it is for some only: a screen would show it when it is asked for
	Questions []PaperQuestion
}

// PaperQuestion is a question with room for its answer: boxes to tick, places
// to write with a word each, or lines.
type PaperQuestion struct {
	Label     string
	Hint      string
	Text      string // what one agrees to, or information
	Optional  bool
	Sometimes bool
	Boxes     []string
	Blanks    []string
	Lines     int
	Times     int             // how many of what it asks about each of
	Item      string          // what one of them is called
	Each      []PaperQuestion // what is asked about each
}

// signature is what to write at the end.
func (v Paper) signature(ctx context.Context) []string {
	keys := []string{"name", "number", "phone", "day", "signature"}
	if v.Anonymous {
		keys = []string{"name", "phone", "day"}
	}
	var out []string
	for _, key := range keys {
		out = append(out, i18n.T(ctx, "catalogue.paper."+key))
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }
