// Package byggr is the connector to ByggR, where building committees register
// their cases, by its SOAP service ArendeExportWS, version 8.
//
// A case becomes an ärende with a first händelse that says all answers; each
// attachment, message and withdrawal a händelse of its own; and what those who
// work the case do comes back from the feed of changed cases. The contract has no
// idempotency: our reference is the ärende's externRef, and each händelse bears its
// step's key in its rubrik, which is what a look-up goes by.
//
// What the words of one municipality's code tables mean is configuration: which
// types of händelse are for the citizen, what later händelser are called, which
// role who was logged in has. It is written by the contract and has not been tried
// against the product.
package byggr
