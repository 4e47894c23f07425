// Package sundsvall carries cases to support-management, the open case system of
// Sundsvall's municipality (OpenAPI, version 15): a case becomes an errand with the
// answers as its description, attachments become the errand's, what the citizen
// writes later messages in a conversation of the errand, and status, messages and
// their files come back.
//
// Each errand bears the case's reference as an external tag, each attachment its
// step's key at the beginning of its name, and each message in its first line; those
// are what Find looks for, compared exactly. Errands have a conversation from the
// start, so that those who work them have a place to write; only what stands in a
// conversation of ours is told to the citizen.
//
// It asks for nothing but what stands under its base URL and token_url, and follows
// no redirects: of a Location only the id is taken. It was written from the
// contract, and not against the product.
package sundsvall
