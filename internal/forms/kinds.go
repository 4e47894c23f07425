package forms

import (
	"maps"
	"slices"

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
	read(p posted, old Answer) Answer

	// problems returns what to mend in an answer that is not empty.
	problems(q Question, a Answer) []Problem

	// lines returns the answer as people read it, line by line.
	lines(q Question, lang i18n.Lang, a Answer) []string

	// value returns what a condition sees of a part of the answer (part "" for
	// a type without parts), a Go value of the traits' variable type. The zero
	// Answer has a value too.
	value(a Answer, part string) any
}

// traits are what is fixed for all questions of a type.
type traits struct {
	parts    []string  // one input for each, named "id.part"; none: one input named "id"
	options  bool      // has a list of options
	rules    []string  // the rules that mean something, as a definition names them
	defaults Rules     // what holds when a question has no rule of its own
	variable *cel.Type // of the answer in conditions, or of each of its parts
}

var kinds = map[Type]kind{
	TypeText:     textKind{},
	TypeLongText: textKind{long: true},
	TypeChoice:   choiceKind{},
	TypePlace:    placeKind{},
	TypeFile:     fileKind{},
	TypeContact:  contactKind{},
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

// problem returns a problem with the question, in the words of a text.
func (q Question) problem(part, key string, args ...any) Problem {
	return Problem{Question: q.ID, Part: part, Message: message(key, args...)}
}
