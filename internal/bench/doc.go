// Package bench measures a portal with all of Mittköping's services, over HTTP
// on this machine, against the least that could answer the same: a page against
// the same server with a constant page of the same content, a submission against
// a bare transaction of its two main inserts. Both sides take turns within the
// same seconds, so that the ratio says something whatever else the machine does.
//
// It holds the ratios to floors (make speed) and writes docs/performance.md
// (make bench). There is nothing here for others to import.
package bench
