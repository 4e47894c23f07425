// Package signinview shows where one logs in, and what to do when that did not
// go well.
package signinview
