// Package officeview holds the pages of the back office, where handlers work
// cases: the inbox, the case with the forms of what one does to it, and what has
// not come to its back end.
package officeview
