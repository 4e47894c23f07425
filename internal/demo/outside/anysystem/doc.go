// Package anysystem is some system that keeps cases and has been given a door for
// the portal: it takes events by the contract of docs/webhook.md and tells the
// portal what happens. It was written from that page alone and shares no code
// with the connector; what an implementer must do is in api.go and tell.go, and is
// not long.
//
// It misbehaves when it is told to (Quirks): it makes something of an event later
// than it takes it, and it tells everything twice or in the wrong order.
package anysystem
