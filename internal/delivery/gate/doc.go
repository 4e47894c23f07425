// Package gate stands before a back end: a circuit breaker that leaves one that
// is down in peace, and a pace that no back end is asked to go beyond.
//
// A gate knows what this process has seen and no more: each node finds out by
// itself. Nothing is lost or counted by it, since who is not let in has done
// nothing yet.
package gate
