// Package pnr reads Swedish personal numbers: personnummer and
// samordningsnummer, as twelve digits.
//
// A Number never shows itself: printed, logged or marshalled it says only what
// sort it is. Digits is the one way to the digits.
//
// It does not know whether a number has been given to anybody.
package pnr
