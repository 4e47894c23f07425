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
)

// All returns every fault except None.
func All() []Fault {
	return []Fault{
		Slow, ServerError, BadGateway, TooMany, LostAnswer, ResetBefore, ResetDuring,
		HalfAnswer, TruncatedBody, WrongTypes, HTMLInstead, DuplicateItems,
	}
}

// Match picks the requests that something applies to. A nil Match is all.
type Match func(*http.Request) bool

// Method matches requests by their method.
func Method(method string) Match {
	return func(r *http.Request) bool { return r.Method == method }
}

func (m Match) holds(r *http.Request) bool { return m == nil || m(r) }

// applicable leaves out what cannot be seen in the answer to r.
func applicable(faults []Fault, r *http.Request) []Fault {
	if r.Method == http.MethodGet {
		return faults
	}
	return slices.DeleteFunc(slices.Clone(faults), func(f Fault) bool { return f == DuplicateItems })
}
