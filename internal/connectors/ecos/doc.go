// Package ecos carries cases to Ecos, the system that environment offices work
// in, by its service MinutMiljö (SOAP 1.1): a case becomes a case there, with its
// answers as a document, the citizen or the company as a party, the property and
// the facility; attachments, messages and a withdrawal become documents of it; and
// what happens there comes back with its documents.
//
// The contract has no place for somebody else's number that a search finds. So the
// reference stands at the beginning of the case's free subtitle, which searches
// tell, and each document bears its step's key as its note. A create is several
// calls; each part can be seen by a search, and Send carries out only those that
// are not there. Find says that a case is there when it is there whole.
//
// It was written from the contract, and not against the product.
package ecos
