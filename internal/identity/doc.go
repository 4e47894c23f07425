// Package identity says who is asking, and (from issue 3 on) what they may do.
//
// Today there is one kind of actor from outside, the visitor: somebody who is
// not logged in and is known only by a random secret in a cookie of their own.
package identity
