// Package formtest tries forms: Run fills in every branch of a definition and
// breaks every rule of it once, knowing nothing of the form but its definition.
// It is for tests of forms that are content, and for tests of what shows forms.
//
// It does not know what a form is about: that its words are right and its rules
// sensible is for people to see.
package formtest
