// Package ntlm makes requests known to servers that ask for Windows authentication and
// take NTLM version 2 for it (MS-NLMP), as WCF services with Windows credentials do.
//
// NTLM knows a connection, not a request: each request has a connection of its own, on
// which the server is asked for its challenge with an empty request before anything is
// sent. So nothing is sent to a server that does not ask. It proves the password without
// sending it, and nothing else: only TLS keeps a message from being read or changed, and
// the account should be one for this alone. Kerberos, channel binding and signing are
// not done.
package ntlm
