// Package ss12000 is the school's system of Mittköping's demo: a server that
// speaks as much of SS 12000:2020 (API 2.x) as a guardian's page needs, the
// token endpoint in front of it, and a page on which the school's own staff see
// its pupils and change who is their guardian.
//
// It knows nothing of the portal. It can be told to differ from the standard as
// real servers do (Quirks).
package ss12000
