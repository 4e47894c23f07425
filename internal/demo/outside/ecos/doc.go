// Package ecos behaves as the service MinutMiljö of Ecos does at the part of its
// contract that a portal needs: a back end outside the portal, for the demo and for
// tests. Its page for people is a simple one of its own: cases, what is in them, and an
// occurrence with words and files.
//
// It was written from the contract alone. What the contract leaves open it does in
// either way, by its configuration or when it is told to misbehave:
//
//   - whether a day in a filter means that day or from that day on (ExactDays);
//   - faults before and after the effect, an answer that is lost, an answer without its
//     result, an answer that is about another case (Misbehave);
//   - that a case is not found by whom somebody has given it another subtitle.
//
// State lives in memory and, when there is a directory, in a journal; a killed process
// loses nothing that was answered. It is not meant to survive a power cut, to hold real
// people's data, or to be reached from another machine.
package ecos
