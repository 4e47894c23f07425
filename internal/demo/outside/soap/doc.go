// Package soap is the service's side of SOAP 1.1 and 1.2, for the systems outside
// the portal that speak it: it reads envelopes strictly, as products do, and
// answers bodies or faults. It shares nothing with the portal's client.
package soap
