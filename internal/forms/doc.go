// Package forms is what a form is: steps and questions read from a
// definition, conditions, the reading of what was posted, validation, and the
// answers as a person should see them again.
//
// It knows nothing of services, drafts, HTTP or databases. A definition is
// JSON (catalogue files are YAML and come here as JSON); no Go code names a
// form or a question. What sets one type of question apart from another is in
// the table of kinds.go and nowhere else.
//
// The way of the answers: Visible says what to ask, Read takes what was posted,
// ValidateStep and Validate say what to mend, Summary shows it for review, and
// Prune gives what is frozen when it is submitted.
package forms
