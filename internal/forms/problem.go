package forms

import "github.com/mittkoping/entre/internal/i18n"

// Problem is one thing to mend in the answers, told to the citizen.
type Problem struct {
	Question string
	Part     string    // the part of the question that is wrong; "" for the whole
	Message  i18n.Text // plain, and says how to mend it
}

// Field returns the name of the input that the problem is about: the question's
// id, or "id.part".
func (p Problem) Field() string {
	if p.Part == "" {
		return p.Question
	}
	return p.Question + "." + p.Part
}

// DefinitionError is one thing wrong in a form's definition, told to the
// person who wrote it.
type DefinitionError struct {
	Path    []string // where, from the form's root: steps, 0, questions, 1, type
	Message string   // what to write instead
}
