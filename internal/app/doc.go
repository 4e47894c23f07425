// Package app wires the house together: it opens the database, joins each
// domain's ports to what fulfils them, and starts and stops the portal. It is
// used by cmd/entre and by the end-to-end tests.
//
// There are no rules of the domain here. The demo is another wiring, not
// another code path.
package app
