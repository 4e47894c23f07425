// Package pace hangs up on connections that stall in the middle of a request's
// body or of an answer, so that what is held in memory for them is let go.
// How much may be held meanwhile is for package budget.
package pace
