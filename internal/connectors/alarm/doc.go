// Package alarm reaches whoever is on call: a webhook, signed as Standard Webhooks
// says, and SMS by a gateway that the operator has an agreement with and that is
// spoken to over HTTP. Neither sends anything about a case or a person.
package alarm
