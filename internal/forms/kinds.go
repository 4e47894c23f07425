package forms

import (
	"maps"
	"slices"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// kind is how the questions of one type behave. A new type is a constant in
// definition.go, a file kind_x.go and a line in the table below; nothing else
// in this package knows one type from another.
type kind interface {
	traits() traits

	// read makes an answer of what was posted, or returns old when the answer
	// does not come with the form.
	read(p posted, q Question, old Answer) Answer

	// typed is the way back: what the inputs hold when the answer is shown to be
	// changed, by part.
	typed(q Question, a Answer) map[string][]string

	// problems returns what to mend in an answer that is not empty. today is the
	// beginning of the day in UTC.
	problems(q Question, a Answer, today time.Time) []Problem

	// lines returns the answer as people read it, line by line.
	lines(q Question, lang i18n.Lang, a Answer) []string

	// variables returns what conditions can name of an answer: the whole of it
	// (part ""), or parts.
	variables(q Question) []variable

	// value returns what a condition sees of a part of the answer, a Go value of
	// the variable's type. The zero Answer and one that is wrong have a value too.
	value(q Question, a Answer, part string) any
}

// A kind that shows as several rows, or begins elsewhere than in its first
// input, says so.
type (
	rower interface {
		rows(q Question, lang i18n.Lang, a Answer) []Row
	}
	beginner interface{ begins(q Question) string }
	pruner   interface{ prune(a Answer) Answer }
)

// variable is one thing that a condition can name.
type variable struct {
	part string
	is   *cel.Type
}

// traits are what is fixed for all questions of a type.
type traits struct {
	parts    []string // one input for each, named "id.part"; none: one input named "id"
	keys     []string // what a question of the type may say beyond what all may, as a definition names it
	rules    []string // the rules that mean something, likewise
	defaults Rules    // what holds when a question has no rule of its own
	silent   bool     // there is nothing to answer
	alone    bool     // cannot be asked in a group
}

var kinds = map[Type]kind{
	TypeText:               textKind{},
	TypeLongText:           textKind{long: true},
	TypeNumber:             numberKind{},
	TypeMoney:              numberKind{money: true},
	TypeDate:               dateKind{},
	TypeYesNo:              yesNoKind{},
	TypeChoice:             choiceKind{},
	TypeChoices:            choicesKind{},
	TypeEmail:              emailKind{},
	TypePhone:              phoneKind{},
	TypeContact:            contactKind{fields{[]string{PartName, PartEmail, PartPhone}}},
	TypePersonalNumber:     personalNumberKind{},
	TypeOrganisationNumber: organisationNumberKind{},
	TypeAddress:            addressKind{fields{[]string{PartStreet, PartPostcode, PartCity}}},
	TypePlace:              placeKind{fields{[]string{PartText, PartLat, PartLon}}},
	TypeFile:               fileKind{},
	TypeGroup:              groupKind{},
	TypeConsent:            consentKind{},
	TypeInformation:        informationKind{},
}

// Types returns all types of question, in alphabetical order.
func Types() []Type { return slices.Sorted(maps.Keys(kinds)) }

// inputs returns the parts of a type's answer, and the one part "" for a type
// without parts.
func (t traits) inputs() []string {
	if len(t.parts) == 0 {
		return []string{""}
	}
	return t.parts
}

// begins returns the part of the answer to begin with.
func (q Question) begins() string {
	k := kinds[q.Type]
	if b, ok := k.(beginner); ok {
		return b.begins(q)
	}
	return k.traits().inputs()[0]
}

// problem returns a problem with the question, in the words of a text.
func (q Question) problem(part, key string, args ...any) Problem {
	return Problem{Question: q.ID, Part: part, Message: message(key, args...)}
}

// line is what the types have in common whose answer is one line of text.
type line struct{}

func (line) read(p posted, _ Question, _ Answer) Answer { return Answer{Text: p.line("")} }

func (line) typed(_ Question, a Answer) map[string][]string { return map[string][]string{"": {a.Text}} }

func (line) lines(_ Question, _ i18n.Lang, a Answer) []string { return []string{a.Text} }

func (line) variables(Question) []variable { return []variable{{is: cel.StringType}} }

func (line) value(_ Question, a Answer, _ string) any { return a.Text }

// fields is what the types have in common whose answer has parts, each a line
// of text.
type fields struct{ names []string }

func (f fields) read(p posted, _ Question, _ Answer) Answer { return p.parts(f.names...) }

func (f fields) typed(_ Question, a Answer) map[string][]string {
	typed := make(map[string][]string, len(f.names))
	for _, name := range f.names {
		typed[name] = []string{a.Parts[name]}
	}
	return typed
}

func (f fields) lines(_ Question, _ i18n.Lang, a Answer) []string { return present(a, f.names...) }

func (f fields) variables(Question) []variable {
	out := make([]variable, len(f.names))
	for i, name := range f.names {
		out[i] = variable{name, cel.StringType}
	}
	return out
}

func (fields) value(_ Question, a Answer, part string) any { return a.Parts[part] }
