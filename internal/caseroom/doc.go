// Package caseroom is Entré's own case handling, for authorities that have no
// system of their own: registration with a diary number, the inbox of the
// functions that one holds, and what handlers do with a case until it is
// decided or closed.
//
// To the portal it is a back end like any other. Cases come as Arrivals through
// a connector, step by step and each step once, and what citizens are to know
// goes back the same way, as Tidings. So it knows nothing of drafts, forms or
// pages, and a citizen's side never reads it, but for who has read a case
// (Readers).
//
// Each deed is one transaction: it finds the case, asks the table of rules
// (identity.Can) and the state machine (deeds), saves the case with a higher
// revision, adds an event to the timeline and an entry to the audit trail.
// Nothing is ever deleted.
package caseroom
