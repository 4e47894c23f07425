// Package oncall sees to that what cannot wait does not: when an urgent case has
// not come to its back end, somebody on call is alarmed by a channel of its own,
// and the case is opened in the caseroom as well, as a safety copy.
//
// An alarm says that there is something to look at, and nothing of the case or
// of who sent it. Each is in the database before it is given: a crash neither
// loses it nor makes another of it.
package oncall
