// Package delivery carries cases to the back ends that work them, exactly once,
// whatever is killed on the way, and brings back what happens to them there.
//
// The deliveries table is the truth: a delivery is one step owed to a back end
// and is never removed before it is confirmed. The queue (River, behind Queue)
// only says when to look at a delivery; losing every job loses nothing, since
// Sweep finds each delivery that is owed. See docs/delivery.md for the states.
//
// It knows no domain: what to send comes from an EnvelopeSource and what came
// back goes to Changes, both joined in package app. It never sends mail: an
// e-mailed case is not a digital channel.
package delivery
