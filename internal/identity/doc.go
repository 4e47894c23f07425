// Package identity says who is asking.
//
// From outside come visitors and persons. A visitor is somebody who is not
// logged in and is known only by a random secret in a cookie of their own. A
// person has been identified by an e-identification: Register knows them again
// by their personal number, which is kept sealed and looked up by a keyed
// digest.
//
// At work, people are Staff, who hold functions of authorities (Organisation)
// for a while. Who may do what stands in one table of rules (policy.go): a deed
// that it does not know is allowed to nobody.
//
// What is shared by those that make somebody log in (package identity/oidc) and
// those that show the pages of it stands here too: Flow, Proof and RefusedError.
package identity
