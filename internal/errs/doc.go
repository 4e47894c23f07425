// Package errs gives every error of Entré a kind, so that one place (web) can
// turn it into the right page or problem document.
//
// An error carries three things: a kind, the key of a text that may be shown
// to anyone (package i18n), and its cause, which is for the log only. Personal
// data stands in none of them: wrap with the operation and an id.
//
// It is not for control flow inside a package: return a value for that.
package errs
