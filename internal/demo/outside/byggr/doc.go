// Package byggr is a ByggR: the system in which a building committee registers its
// cases, as its SOAP service ArendeExportWS (version 8) lets other systems see it,
// and a page for the people who work the cases.
//
// It is written from the contract, and from answers of a real installation that a
// municipality has published with its own integration. It knows nothing of the
// portal and shares no code with the portal's connector. The folder schema holds
// the part of the contract that is there, as XML Schema.
package byggr
