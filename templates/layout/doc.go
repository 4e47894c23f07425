// Package layout holds the shell around every page (head, header, search,
// footer) and the page that tells of an error.
//
// It is not for what a page says: that is in the views.
package layout
