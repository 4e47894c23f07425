// Package learning is what use teaches the search: what people looked for,
// whether there was anything, what they chose of it, and whether they say that
// they found the right thing. Counts by day, and nothing of anybody.
//
// What somebody typed is stripped (Stripper) before anything else is done with
// it: what is kept of it are words of the catalogue, and marks in place of all
// else. A query that tells of a crisis is not kept at all. A Log holds the
// counts of some seconds in memory and adds them to those of the other nodes; a
// Service shows them to those who tend the words, whom package identity names.
//
// It knows no person, no address and no session, and asks for none.
package learning
