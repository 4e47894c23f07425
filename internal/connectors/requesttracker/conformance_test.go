package requesttracker_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/requesttracker"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	server "github.com/mittkoping/entre/internal/demo/outside/requesttracker"
)

const (
	token     = "1-14-rätt"
	queueName = "Park & natur"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	h := harness(queueName, token)
	h.Backend = func(t *testing.T) *connectortest.Backend { t.Helper(); return backend(t, simulate(t, portal, nil)) }
	h.Skewed = func(t *testing.T, theirs clock.Clock) *connectortest.Backend {
		t.Helper()
		later := func(cfg *server.Config) { cfg.Clock = theirs }
		return backend(t, simulate(t, portal, later))
	}
	connectortest.Run(t, h)
}

// harness is the same before the simulator and before the product.
func harness(queue, token string) connectortest.Harness {
	connectWith := func(t *testing.T, baseURL, token string) delivery.Connector {
		t.Helper()
		return connect(t, requesttracker.Options{BaseURL: baseURL, Token: token, Queue: queue})
	}
	return connectortest.Harness{
		New: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, token)
		},
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, "1-1-fel")
		},
		Route: func(e *delivery.Envelope) { e.Params["cf.Stolpe"] = `17 <b> 'x\` },
		Spoil: func(e *delivery.Envelope) { e.Params["okänd"] = "x" },
		Apart: true,
	}
}

func connect(t *testing.T, o requesttracker.Options) delivery.Connector {
	t.Helper()
	c, err := requesttracker.New(o, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// portal is the user that the docs ask for.
var portal = server.User{Name: "entre", Token: token, Rights: []server.Right{
	server.SeeQueue, server.CreateTicket, server.ShowTicket, server.ShowTicketComments, server.CommentOnTicket, server.ReplyToTicket,
	server.SeeCustomField, server.ModifyCustomField,
}}

// simulated is a Request Tracker of the simulator, which shares no code with
// the connector.
type simulated struct {
	*server.Server
	url string
}

func simulate(t *testing.T, u server.User, change func(*server.Config)) simulated {
	t.Helper()
	fields := []server.Field{{Name: "ExternalId"}, {Name: "Stolpe"}}
	cfg := server.Config{
		Clock: clock.System{}, Users: []server.User{u},
		Queues: []server.Queue{
			{Name: queueName, TicketFields: fields, TransactionFields: []server.Field{{Name: "DeliveryId"}}},
			{Name: "Gata", TicketFields: fields, TransactionFields: []server.Field{{Name: "DeliveryId"}}},
		},
	}
	if change != nil {
		change(&cfg)
	}
	s, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return simulated{s, web.URL}
}

func backend(t *testing.T, s simulated) *connectortest.Backend {
	t.Helper()
	return &connectortest.Backend{
		URL: s.url,
		Cases: func() []connectortest.Case {
			var cases []connectortest.Case
			for _, t := range s.Tickets() {
				cases = append(cases, caseOf(t))
			}
			return cases
		},
		SetStatus: func(t *testing.T, remoteID string, to delivery.Status, note string) {
			t.Helper()
			id, err := strconv.Atoi(remoteID)
			if err == nil {
				err = s.Correspond(id, "handlaggare", note)
			}
			if err == nil {
				err = s.SetStatus(id, "handlaggare", rtStatus(to))
			}
			if err != nil {
				t.Fatal(err)
			}
		},
		SendFiles: func(t *testing.T, remoteID, note string, files []connectortest.Sent) {
			t.Helper()
			id, err := strconv.Atoi(remoteID)
			var parts []server.Part
			for _, f := range files {
				parts = append(parts, server.Part{Name: f.Name, MediaType: f.MediaType, Content: f.Content})
			}
			if err == nil {
				err = s.Correspond(id, "handlaggare", note, parts...)
			}
			if err != nil {
				t.Fatal(err)
			}
		},
	}
}

func rtStatus(s delivery.Status) string {
	return map[delivery.Status]string{
		delivery.StatusStarted: "open", delivery.StatusWaiting: "stalled", delivery.StatusClosed: "resolved",
	}[s]
}

func caseOf(t server.Ticket) connectortest.Case {
	c := connectortest.Case{RemoteID: strconv.Itoa(t.ID), Text: t.Subject}
	for _, x := range t.Transactions {
		for _, p := range x.Parts {
			switch {
			case p.Name != "":
				sum := sha256.Sum256(p.Content)
				c.Files = append(c.Files, connectortest.File{Name: p.Name, SHA256: hex.EncodeToString(sum[:])})
			case x.Type == "Create":
				c.Text += "\n" + string(p.Content)
			case x.Creator == portal.Name && len(x.Parts) == 1: // with a file it is what the file is called
				c.Said = append(c.Said, string(p.Content))
			}
		}
	}
	return c
}
