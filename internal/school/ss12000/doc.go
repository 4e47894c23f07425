// Package ss12000 is the client of a school's system that speaks SS 12000:2020
// (API 2.x).
//
// It verifies what it asked for. Servers ignore filters, write numbers and times
// in ways of their own, and know values that the standard does not: a row about
// somebody else is dropped, an answer that cannot be read as a whole is no answer,
// and a person who is not clearly unmarked is marked. A personal number travels in
// a body, never in an address.
//
// Who may see whom is not decided here: package school does that.
package ss12000
