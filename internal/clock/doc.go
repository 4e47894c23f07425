// Package clock is the only place that asks the machine what time it is, so
// that tests decide it and a transaction uses one "now".
package clock
