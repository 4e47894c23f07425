package open311_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/open311"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	server "github.com/mittkoping/entre/internal/demo/outside/open311"
)

const apiKey = "rätt-nyckel"

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]open311.Options{
		"json": {Format: open311.JSON, Updates: true, UploadFiles: true},
		"xml":  {Format: open311.XML, Updates: true, UploadFiles: true},
		// GeoReport v2 as it is, without mySociety's extension.
		"plain json": {Format: open311.JSON},
		"plain xml":  {Format: open311.XML},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, harness(options))
		})
	}
}

func harness(o open311.Options) connectortest.Harness {
	connect := func(t *testing.T, baseURL, key string) delivery.Connector {
		t.Helper()
		o := o
		o.BaseURL, o.APIKey = baseURL, key
		c, err := open311.New(o, clock.System{})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	return connectortest.Harness{
		Hides:       true,
		New:         func(t *testing.T, baseURL string) delivery.Connector { t.Helper(); return connect(t, baseURL, apiKey) },
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector { t.Helper(); return connect(t, baseURL, "fel") },
		Backend: func(t *testing.T) *connectortest.Backend {
			t.Helper()
			return backend(t, server.Config{Clock: clock.System{}})
		},
		Skewed: func(t *testing.T, theirs clock.Clock) *connectortest.Backend {
			t.Helper()
			return backend(t, server.Config{Clock: theirs})
		},
		Route: func(e *delivery.Envelope) {
			e.Params["service_code"] = "lampa"
			e.Params["attribute.stolpe"] = "17 <b>"
		},
		Spoil:      func(e *delivery.Envelope) { delete(e.Params, "attribute.stolpe") }, // which is required
		NoFiles:    !o.UploadFiles,
		NoWords:    !o.Updates,
		ClosedOnly: !o.Updates,
		Tickets: func(t *testing.T) *connectortest.Backend {
			t.Helper()
			later := clock.NewFake(clock.System{}.Now())
			b := backend(t, server.Config{Clock: later, TokenMode: true, TokenDelay: time.Minute})
			b.Assign = func() { later.Advance(time.Minute) }
			return b
		},
	}
}

// backend is the street department's system of the demo, which shares no code
// with the connector.
func backend(t *testing.T, cfg server.Config) *connectortest.Backend {
	t.Helper()
	cfg.APIKey = apiKey
	cfg.Services = []server.Service{{
		Code: "lampa", Name: "Lampa", Attributes: []server.Attribute{{Code: "stolpe", Datatype: server.TypeString, Required: true}},
	}}
	s, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return &connectortest.Backend{
		URL: web.URL + "/v2",
		Cases: func() []connectortest.Case {
			var cases []connectortest.Case
			for _, r := range s.Requests() {
				c := connectortest.Case{RemoteID: r.ID, Text: r.Description}
				for _, f := range r.Files() {
					c.Files = append(c.Files, connectortest.File{Name: f.Name, SHA256: f.SHA256})
				}
				for _, u := range r.Updates {
					if !u.FromDepartment && len(u.Files) == 0 {
						c.Said = append(c.Said, u.Description)
					}
				}
				cases = append(cases, c)
			}
			return cases
		},
		SetStatus: func(t *testing.T, remoteID string, to delivery.Status, note string) {
			t.Helper()
			status := map[delivery.Status]server.Status{
				delivery.StatusStarted: server.StatusInProgress, delivery.StatusClosed: server.StatusFixed,
			}[to]
			if err := s.SetStatus(remoteID, status, note); err != nil {
				t.Fatal(err)
			}
		},
	}
}
