// Package faultproxy stands in front of a back end and makes it fail in the
// ways that lose or double cases: before the effect, after it, and in the
// answer. It is for tests and for the demo, where a person can switch the
// faults on.
//
// Faults come from a script, which decides the next requests exactly, or from
// a seeded source: the same seed and the same requests one after the other
// give the same faults. It does not judge whether a client copes: the back end
// behind it knows what arrived.
//
// Mind that net/http's own client repeats a GET whose kept-alive connection
// broke before the first byte of an answer: one call may meet two faults.
package faultproxy
