// Package webhook carries cases to any system that keeps the contract of
// docs/webhook.md, and hears what such a system tells. Each step is an event
// (CloudEvents 1.0 in structured JSON), signed as Standard Webhooks says. Its name,
// webhook-id, is the step's key: the receiver does each name once, and answers a
// look-up by it, which is what Find asks.
//
// What comes back is told by the receiver itself (delivery.Inbound): there is
// nothing to poll.
//
// It asks for nothing but what stands under its base URL and, for a token, at the
// configured address; it follows no redirects and fetches nothing that an answer
// or an event names.
package webhook
