// Package journal keeps the state of a system outside the portal as a file of
// JSON lines, one for each thing that happened: a killed process loses nothing
// that was answered. It is not meant to survive a power cut.
package journal
