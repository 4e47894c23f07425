package failpoint

import (
	"sync/atomic"
	"testing"
)

// Point is a moment, named by who comes to it and what has just happened.
type Point string

// The points, in the order of a case's life.
const (
	Submitting Point = "cases: all is written and not committed"
	Submitted  Point = "cases: committed, and the citizen does not know"
	Claimed    Point = "delivery: claimed"
	Swept      Point = "delivery: enqueued by the sweep, not committed"
	Noted      Point = "delivery: noted, and nothing sent"
	Sent       Point = "delivery: sent, and nothing kept"
	LookedUp   Point = "delivery: looked up"
	Keeping    Point = "delivery: the result is written and not committed"
	Kept       Point = "delivery: the result is committed"
	Polled     Point = "delivery: polled, and nothing told"
	Told       Point = "delivery: told, and the cursor not kept"
	Hearing    Point = "delivery: what was heard is written and not committed"
	Heard      Point = "delivery: committed, and who told it does not know"
)

// All returns every point.
func All() []Point {
	return []Point{
		Submitting, Submitted, Claimed, Swept, Noted, Sent, LookedUp, Keeping, Kept, Polled, Told, Hearing, Heard,
	}
}

var armed atomic.Pointer[func(Point)]

// Pass says that the process has come to a point.
func Pass(p Point) {
	if do := armed.Load(); do != nil {
		(*do)(p)
	}
}

// Arm has do told of each passing from now on. It panics but in a test binary.
func Arm(do func(Point)) {
	if !testing.Testing() {
		panic("failpoint: armed outside a test")
	}
	armed.Store(&do)
}
