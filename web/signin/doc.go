// Package signin is the way in and out: where one chooses how to log in, leaves
// for the provider, comes back, and logs out. However a login ends, it is
// audited, and who did not get in is told why in plain words and how to go on.
//
// Who somebody is, is decided in packages identity and identity/oidc.
package signin
