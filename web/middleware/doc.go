// Package middleware is what every request passes before its handler: it gets
// an id, a nonce and a language, is logged and counted, is told the security
// headers, and is refused when it comes from somebody else's page.
//
// It decides nothing about a page and knows no domain but who asks.
package middleware
