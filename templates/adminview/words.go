package adminview

import (
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/ui"
)

// Words is the list of search words, a row a service and language.
type Words struct {
	Frame
	Filter    paths.WordFilter
	Languages []ui.Option // first all
	Rows      []WordRow
	Pager     Pager
}

// WordRow is the words of a service in a language.
type WordRow struct {
	Service  string // its id
	Title    string
	Code     string // of the language
	Language string // what it is called
	Words    []Saying
	Own      []Saying // keywords of the service itself
	IsDraft  bool
}

// WordForm is the form of search words: of a service in a language, or new.
type WordForm struct {
	Frame
	Action    string // where it is posted
	IsNew     bool
	Service   string // its id
	Title     string // of the service; empty: it is to be chosen
	Code      string // of the language
	Language  string // what it is called
	Owner     string // of the language's words; empty: there are none yet
	Own       []Saying
	Words     string // a line each, as they were typed
	RTL       bool
	Services  []ui.Option
	Languages []ui.Option
	Problems  []ui.Problem

	WordsError, ServiceError, LanguageError string
}
