package webhook

import "embed"

// The published names of the schemas. A schema under a name is added to, never
// changed: one that breaks a receiver gets the next number.
const (
	EventSchema   = "urn:entre:schema:webhook-event.v1"
	InboundSchema = "urn:entre:schema:webhook-inbound.v1"
	AnswerSchema  = "urn:entre:schema:webhook-answer.v1"
)

//go:embed schema/*.json
var schemas embed.FS

// Schemas returns the JSON Schemas of the contract by the name of the file that
// the portal publishes: what is sent, what is answered, and what comes back.
func Schemas() map[string][]byte {
	out := map[string][]byte{}
	for _, name := range []string{"webhook-event.v1.json", "webhook-answer.v1.json", "webhook-inbound.v1.json"} {
		content, err := schemas.ReadFile("schema/" + name)
		if err != nil {
			panic(err) // embedded, and therefore there
		}
		out[name] = content
	}
	return out
}
