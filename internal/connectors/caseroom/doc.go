// Package caseroom hands cases over to Entré's own case handling, and brings
// back what is told to citizens there. It is a connector like any other: what
// stands behind it happens to be in the same program.
//
// It keeps nothing, decides nothing and knows no database.
package caseroom
