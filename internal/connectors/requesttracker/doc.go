// Package requesttracker carries cases to Request Tracker 5 by its REST 2
// interface: a case becomes a ticket, each attachment a comment on it, what the
// citizen writes later correspondence, and status and replies come back, with
// their files (docs.bestpractical.com/rt/5.0/RT/REST2.html).
//
// Each ticket bears the case's reference in a custom field, and each comment
// its step's key; those are what Find looks for. What Request Tracker answers
// is read back, since it answers 200 and 201 also when it has left out half of
// what it was asked to do.
//
// It asks for nothing but what stands under its base URL, and follows no
// redirects.
package requesttracker
