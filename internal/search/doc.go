// Package search finds the services that somebody means by their own words, in
// Swedish or English, misspelt or not.
//
// An Index is made of one snapshot of the catalogue and never changes; an
// Engine holds the one in use and swaps it when the catalogue changes. It is
// kept in memory: a municipality has hundreds of services, not millions.
//
// It knows nothing of pages, and it keeps nothing of what was searched for.
package search
