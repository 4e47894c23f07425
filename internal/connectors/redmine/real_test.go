package redmine_test

import (
	"os"
	"testing"

	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

// product is the Redmine that .ci/backends has started.
func product(t *testing.T) world {
	t.Helper()
	w := world{
		url: os.Getenv("ENTRE_TEST_REDMINE_URL"), project: os.Getenv("ENTRE_TEST_REDMINE_PROJECT"), key: os.Getenv("ENTRE_TEST_REDMINE_KEY"),
		staff: os.Getenv("ENTRE_TEST_REDMINE_STAFF_KEY"), stranger: os.Getenv("ENTRE_TEST_REDMINE_STRANGER_KEY"), mute: os.Getenv("ENTRE_TEST_REDMINE_MUTE_KEY"),
	}
	if w.url != "" {
		return w
	}
	const why = "ENTRE_TEST_REDMINE_URL is not set: `make test-backends` starts a Redmine for this test"
	if os.Getenv("ENTRE_BACKENDS_REQUIRED") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
	return world{}
}

func TestRealConformance(t *testing.T) {
	w := product(t)
	h := harness(w, nil)
	h.Slow = true
	h.Backend = func(t *testing.T) *connectortest.Backend {
		t.Helper()
		w.empty(t)
		return w.backend(t)
	}
	connectortest.Run(t, h)
}

func TestRealTraps(t *testing.T) {
	w := product(t)
	w.empty(t)
	w.testTraps(t)
}
