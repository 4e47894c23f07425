package redmine_test

import (
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/redmine"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

// TestConformance tries it with names, which are looked up first, and with numbers,
// where nothing stands between the suite's faults and what they are meant for.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*redmine.Options){
		"by name": nil,
		"by number": func(o *redmine.Options) {
			o.Tracker, o.ExternalIDField, o.WithdrawnStatus = "1", "1", "6"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := harness(world{project: "park", key: fakeKey}, change)
			h.Backend = func(t *testing.T) *connectortest.Backend {
				t.Helper()
				_, w := newFake(t, nil)
				return w.backend(t)
			}
			h.Skewed = func(t *testing.T, theirs clock.Clock) *connectortest.Backend {
				t.Helper()
				_, w := newFake(t, func(f *fake) { f.skew = theirs.Now().Sub(clock.System{}.Now()) })
				return w.backend(t)
			}
			if change != nil {
				h.Route = func(e *delivery.Envelope) { e.Params["cf.2"] = `17 <b> 'x\` }
			}
			connectortest.Run(t, h)
		})
	}
}

// harness is the same before the fake and before the product.
func harness(w world, change func(*redmine.Options)) connectortest.Harness {
	connectWith := func(t *testing.T, baseURL, key string) delivery.Connector {
		t.Helper()
		w := w
		w.url, w.key = baseURL, key
		return w.connect(t, change)
	}
	return connectortest.Harness{
		New: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, w.key)
		},
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, "fel")
		},
		Route: func(e *delivery.Envelope) { e.Params["cf.Stolpe"] = `17 <b> 'x\` },
		Spoil: func(e *delivery.Envelope) { e.Params["okänd"] = "x" },
	}
}
