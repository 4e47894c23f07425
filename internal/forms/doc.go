// Package forms is what a form is: steps and questions read from a
// definition, conditions, the reading of what was posted, validation, and the
// answers as a person should see them again.
//
// It knows nothing of services, drafts, HTTP or databases. A definition is
// JSON (catalogue files are YAML and come here as JSON); no Go code names a
// form or a question.
package forms
