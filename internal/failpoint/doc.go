// Package failpoint names the moments at which the promises of docs/delivery.md are
// most at stake, so that a test can kill the process or freeze it just there.
//
// In a portal a point costs one load of a pointer that is nil. Nothing can arm one
// there: no setting and no variable is read, and Arm panics outside a test binary.
//
// It is not for faults of others: those are injected in front of back ends.
package failpoint
