// Package school says what a guardian, and a pupil, may see of the school.
//
// The school's own systems hold it; each is a Source. Nothing of theirs is
// kept here: a page asks them, and asks them anew each time who may see which
// child (judge in rule.go). What they do not clearly say, is no.
//
// A Block is Entré's own: it shuts somebody out at once, whatever a source says.
//
// It is not for reporting anything to the school.
package school
