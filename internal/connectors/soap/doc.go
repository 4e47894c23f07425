// Package soap calls services that speak SOAP 1.1 or 1.2: a small client on top of
// httpclient, for the connectors to such back ends.
//
// A request is a struct for encoding/xml; Client.Call puts it into an envelope,
// sends it to the one configured address, and reads the answer into another
// struct. What went wrong is one of three kinds:
//
//   - a FaultError: the service has answered in its own words. What they mean is the
//     connector's to say (Judge).
//   - one of package delivery's: the service surely did nothing (there was no
//     connection, 429, 503, our credentials or our version of SOAP are not
//     accepted: an UnavailableError; the message is too large: a RefusedError).
//   - any other: nobody knows what the service did. So are a page instead of XML,
//     half a document, a document type, an answer to something else, and a
//     redirect, which is never followed.
//
// No error holds anything that was sent or answered, except codes.
package soap
