// Package open311 carries cases to an Open311 GeoReport v2 server, with
// attachments, messages, withdrawals and the way back by mySociety's servicerequestupdates extension
// where the server has it (wiki.open311.org/GeoReport_v2;
// github.com/mysociety/fixmystreet/wiki, "Open311 FMS Complete Spec").
//
// Open311 has no place for a client's own id that every server gives back, so
// each description ends with a line "Ärendenummer: …", and that line is what
// Find looks for. A server that does not return descriptions cannot be used:
// nobody could tell whether a lost answer had arrived.
//
// It asks for nothing but what stands under its base URL, and follows no
// redirects.
package open311
