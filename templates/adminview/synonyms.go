package adminview

import (
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/ui"
)

// Synonyms is the list of words that stand for others.
type Synonyms struct {
	Frame
	Filter    paths.WordFilter
	Languages []ui.Option // first all
	Rows      []SynonymRow
	Pager     Pager
}

// SynonymRow is a group of words that stand for others.
type SynonymRow struct {
	URL      string // of its form
	Language string
	From, To []Saying
	Both     bool
	Weight   string // as it is written: "0,8"
	Owner    string
	IsDraft  bool
}

// SynonymForm is the form of such a group.
type SynonymForm struct {
	Frame
	Action    string // where it is posted
	IsNew     bool
	Code      string // of the language
	Language  string // what it is called
	Owner     string
	RTL       bool
	From, To  string // a line each, as they were typed
	Weight    string // as it was typed
	Both      bool
	Languages []ui.Option
	Problems  []ui.Problem

	FromError, ToError, WeightError, LanguageError string
}

// first is what names a list of words.
func first(list []Saying) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Text
}
