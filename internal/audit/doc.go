// Package audit says who did what to which thing, and when. An entry is
// written in the same transaction as the deed it describes, and is never
// changed.
//
// Entries hold ids and codes, never names, personal numbers or contents.
package audit
