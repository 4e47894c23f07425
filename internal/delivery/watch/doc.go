// Package watch is the eye on what back ends have not got: who may see what
// waits and have it sent again, and the alarm when something has waited for too
// long.
//
// It shows numbers, names of services and codes, and nothing of what a case
// says. Whose a delivery is, the delivery itself does not know: its Store says.
package watch
