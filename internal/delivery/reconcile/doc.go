// Package reconcile compares what back ends have with what they have confirmed: every
// night, when that is wished for, and when somebody asks. What came of it is kept as
// reports, of which the delivery engine knows nothing.
package reconcile
