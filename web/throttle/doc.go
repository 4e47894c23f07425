// Package throttle limits how often the same key may try something, such as a
// client guessing codes. Counts are held in memory, for a bounded number of
// keys, and are forgotten by a restart: on several nodes a client gets the limit
// of each. It protects what is also hard to guess.
package throttle
