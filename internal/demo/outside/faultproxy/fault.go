package faultproxy

import (
	"net/http"
	"slices"
)

// Fault is one way of failing.
type Fault string

// The faults. Those marked "after" let the back end do its work first, so a
// client that then simply tries again makes the thing twice.
const (
	None           Fault = "none"
	Slow           Fault = "slow"             // waits Config.Delay, then answers; a client that left meanwhile has no effect
	ServerError    Fault = "server_error"     // 500, before
	BadGateway     Fault = "bad_gateway"      // 502 with a page of HTML, before
	TooMany        Fault = "too_many"         // 429 with Retry-After, before
	LostAnswer     Fault = "lost_answer"      // after; the connection closes without a byte
	ResetBefore    Fault = "reset_before"     // the connection is reset, before
	ResetDuring    Fault = "reset_during"     // after; reset in the middle of the answer
	HalfAnswer     Fault = "half_answer"      // after; fewer bytes than Content-Length says
	TruncatedBody  Fault = "truncated_body"   // after; a whole HTTP answer with half a document
	WrongTypes     Fault = "wrong_types"      // after; a document with objects where values should be
	HTMLInstead    Fault = "html_instead"     // 200 with a page of HTML, before: a success that did nothing
	DuplicateItems Fault = "duplicate_answer" // each element of a list in a GET's answer twice
	SlowAfter      Fault = "slow_after"       // after; waits Config.Delay, then answers
	SlowDrip       Fault = "slow_drip"        // after; a byte of the answer each tenth of Config.Delay
	ErrorInside    Fault = "error_inside"     // 200 with an error in the document, before
	WithoutID      Fault = "without_id"       // after; 201 with a document without its ids
	OtherAnswer    Fault = "other_answer"     // after; the answer that the first such request got: it is about another case
)

// All returns every fault except None.
func All() []Fault {
	return []Fault{
		Slow, ServerError, BadGateway, TooMany, LostAnswer, ResetBefore, ResetDuring,
		HalfAnswer, TruncatedBody, WrongTypes, HTMLInstead, DuplicateItems,
		SlowAfter, SlowDrip, ErrorInside, WithoutID, OtherAnswer,
	}
}

// Match picks the requests that something applies to. A nil Match is all.
type Match func(*http.Request) bool

// Method matches requests by their method.
func Method(method string) Match {
	return func(r *http.Request) bool { return r.Method == method }
}

func (m Match) holds(r *http.Request) bool { return m == nil || m(r) }

// applicable leaves out what cannot be seen in the answer to r, and what no
// client could notice: an old list is a list.
func applicable(faults []Fault, r *http.Request) []Fault {
	without := DuplicateItems
	if r.Method == http.MethodGet {
		without = OtherAnswer
	}
	return slices.DeleteFunc(slices.Clone(faults), func(f Fault) bool { return f == without })
}
