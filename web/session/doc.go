// Package session knows a visitor's browser again by a random secret in a
// cookie. The cookie is made when something is the visitor's own (a draft, a
// case that they follow), never by reading public pages, and is necessary for
// the service, so that no consent is asked for (LEK 9 kap. 28 §).
//
// It says who asks, not what they may do: the domain decides that.
package session
