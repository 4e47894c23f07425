package sundsvall_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	server "github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
)

// TestConformance holds all that is sent and answered to the contract as well. The
// token is had past the faults: those are of the system itself.
func TestConformance(t *testing.T) {
	t.Parallel()
	tokens := simulate(t).tokenURL
	connectWith := func(t *testing.T, baseURL, secret string) delivery.Connector {
		t.Helper()
		o := options(baseURL, tokens)
		o.ClientSecret = secret
		return connect(t, o)
	}
	connectortest.Run(t, connectortest.Harness{
		New: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, clientSecret)
		},
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, "fel")
		},
		Backend: func(t *testing.T) *connectortest.Backend { t.Helper(); return backend(t, simulate(t)) },
		Skewed: func(t *testing.T, theirs clock.Clock) *connectortest.Backend {
			t.Helper()
			return backend(t, simulateAt(t, theirs))
		},
		Route:   func(e *delivery.Envelope) { e.Params["parameter.linje"] = `17 <b> 'x\` },
		Spoil:   func(e *delivery.Envelope) { e.Params["type"] = "FINNS-INTE" },
		Apart:   true,
		Present: true,
	})
}

func backend(t *testing.T, s system) *connectortest.Backend {
	t.Helper()
	staff := server.Identifier{Type: "adAccount", Value: "joe01doe"}
	say := func(t *testing.T, id string, m server.Message) {
		t.Helper()
		m.By = staff
		if err := s.Say(id, 0, m); err != nil {
			t.Fatal(err)
		}
	}
	return &connectortest.Backend{
		URL: s.url,
		Cases: func() []connectortest.Case {
			var cases []connectortest.Case
			for _, e := range s.Errands() {
				cases = append(cases, caseOf(e))
			}
			return cases
		},
		SetStatus: func(t *testing.T, id string, to delivery.Status, note string) {
			t.Helper()
			say(t, id, server.Message{Content: note})
			if err := s.SetStatus(id, map[delivery.Status]string{delivery.StatusStarted: "ONGOING", delivery.StatusClosed: "SOLVED"}[to]); err != nil {
				t.Fatal(err)
			}
		},
		SendFiles: func(t *testing.T, id, note string, files []connectortest.Sent) {
			t.Helper()
			m := server.Message{Content: note}
			for _, f := range files {
				m.Attachments = append(m.Attachments, server.Attachment{Name: f.Name, MediaType: f.MediaType, Content: f.Content})
			}
			say(t, id, m)
		},
	}
}

func caseOf(e server.Errand) connectortest.Case {
	c := connectortest.Case{RemoteID: e.ID, Text: e.Body.Title + "\n" + e.Body.Description}
	for _, a := range e.Attachments {
		sum := sha256.Sum256(a.Content)
		c.Files = append(c.Files, connectortest.File{Name: a.Name, SHA256: hex.EncodeToString(sum[:])})
	}
	for _, v := range e.Conversations {
		for _, m := range v.Messages {
			if m.By.Value == account {
				c.Said = append(c.Said, m.Content)
			}
		}
	}
	return c
}
