// Package supportmanagement is Sundsvall's open case system as the world outside the
// portal sees it: errands with attachments, conversations and metadata behind a
// gateway that gives out tokens by the client's credentials (RFC 6749, 4.4). It was
// written from the contract (OpenAPI, version 15), as far as somebody needs it who
// sends cases and follows them, and shares no code with the connector.
//
// It has a page for those who work the errands, and keeps what happened in a
// directory, when it is given one. It misbehaves when it is told to (Quirks), in ways
// that the contract leaves room for.
package supportmanagement
