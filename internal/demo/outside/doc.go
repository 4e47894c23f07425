// Package outside is the world outside the portal: the back ends that
// Mittköping's demo talks to, on one host of their own, and the page from
// which a person makes them fail.
//
// Each system is a package below it, knows nothing of the portal, and is
// reached over HTTP as in life: nothing here imports the portal, and the
// portal imports nothing from here except to start it.
package outside
