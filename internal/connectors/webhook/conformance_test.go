package webhook_test

import (
	"encoding/base64"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/webhook"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	"github.com/mittkoping/entre/internal/demo/outside/anysystem"
)

// key makes a secret of a letter.
func key(letter string) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32)))
}

var ours, theirs = key("o"), key("t")

func TestConformance(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Harness{
		New: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{ours}, InboundSecrets: []string{theirs}})
		},
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{key("x")}, InboundSecrets: []string{key("y")}})
		},
		Backend: func(t *testing.T) *connectortest.Backend { t.Helper(); return backend(t, anysystem.Quirks{}) },
		Route:   func(e *delivery.Envelope) { e.Params["kategori"] = "synpunkt" },
		Spoil:   func(e *delivery.Envelope) { e.Params["kategori"] = "finns inte" },
		Tickets: func(t *testing.T) *connectortest.Backend {
			t.Helper()
			return backend(t, anysystem.Quirks{Later: true})
		},
	})
}

func connect(t *testing.T, o webhook.Options) delivery.Connector {
	t.Helper()
	c, err := webhook.New(o, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// system starts a system of the demo, which shares no code with the connector.
func system(t *testing.T, change func(*anysystem.Config)) (server *anysystem.Server, baseURL string) {
	t.Helper()
	cfg := anysystem.Config{
		Secrets: []string{ours}, PortalSecret: theirs, Clock: clock.System{}, Categories: []string{"synpunkt", "klagomål"},
	}
	if change != nil {
		change(&cfg)
	}
	s, err := anysystem.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return s, web.URL + "/entre"
}

func backend(t *testing.T, q anysystem.Quirks) *connectortest.Backend {
	t.Helper()
	s, baseURL := system(t, nil)
	s.SetQuirks(q)
	do := func(t *testing.T, id string, n anysystem.News) {
		t.Helper()
		if err := s.Do(t.Context(), id, n); err != nil {
			t.Fatal(err)
		}
	}
	return &connectortest.Backend{
		URL: baseURL,
		Cases: func() []connectortest.Case {
			var cases []connectortest.Case
			for _, c := range s.Cases() {
				cases = append(cases, caseOf(c))
			}
			return cases
		},
		SetStatus: func(t *testing.T, id string, to delivery.Status, note string) {
			t.Helper()
			do(t, id, anysystem.News{Status: anysystem.Status(to), Text: note})
		},
		SendFiles: func(t *testing.T, id, note string, files []connectortest.Sent) {
			t.Helper()
			n := anysystem.News{Text: note}
			for _, f := range files {
				n.Files = append(n.Files, anysystem.File{Name: f.Name, MediaType: f.MediaType, Content: f.Content})
			}
			do(t, id, n)
		},
		Assign: func() {
			if err := s.MakeAll(t.Context()); err != nil {
				t.Error(err)
			}
		},
		Told: func() []delivery.Heard {
			var heard []delivery.Heard
			for _, told := range s.Outbox() {
				heard = append(heard, delivery.Heard{Header: told.Header.Get, Body: told.Body})
			}
			return heard
		},
	}
}

func caseOf(c anysystem.Case) connectortest.Case {
	out := connectortest.Case{RemoteID: c.ID, Text: c.Text}
	for _, e := range c.History {
		if !e.ByPortal {
			continue
		}
		for _, f := range e.Files {
			out.Files = append(out.Files, connectortest.File{Name: f.Name, SHA256: f.SHA256})
		}
		if len(e.Files) == 0 {
			out.Said = append(out.Said, strings.TrimSpace(e.What+" "+e.Text))
		}
	}
	return out
}
