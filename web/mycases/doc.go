// Package mycases is where a citizen follows what they have sent: Mina sidor,
// the way in by reference and code, and the case itself.
//
// Who may open a case is decided in package cases; here attempts to guess are
// slowed down.
package mycases
