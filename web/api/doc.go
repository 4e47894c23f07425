// Package api is the JSON API: the catalogue and its search, for other sites and
// programmes, and the door where back ends tell what happens to cases. Its answers are a contract (docs/design: "Contracts
// that stay"): fields are added, never changed or taken away.
//
// Errors are problem documents (RFC 9457), made where all errors are.
package api
