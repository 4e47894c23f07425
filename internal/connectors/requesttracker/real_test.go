package requesttracker_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

// product is the Request Tracker that .ci/backends has started.
func product(t *testing.T) world {
	t.Helper()
	w := world{
		url: os.Getenv("ENTRE_TEST_RT_URL"), queue: os.Getenv("ENTRE_TEST_RT_QUEUE"), token: os.Getenv("ENTRE_TEST_RT_TOKEN"),
		staff: os.Getenv("ENTRE_TEST_RT_STAFF_TOKEN"), stranger: os.Getenv("ENTRE_TEST_RT_STRANGER_TOKEN"),
	}
	if w.url != "" {
		return w
	}
	const why = "ENTRE_TEST_RT_URL is not set: `make test-backends` starts a Request Tracker for this test"
	if os.Getenv("ENTRE_BACKENDS_REQUIRED") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
	return world{}
}

// empty deletes what earlier tests have left: deleted tickets are not found.
func (w world) empty(t *testing.T) {
	t.Helper()
	for left := w.list(t, "tickets", "id > 0", ""); len(left) > 0; left = w.list(t, "tickets", "id > 0", "") {
		for _, k := range left {
			if code, answer := w.do(t, http.MethodDelete, "ticket/"+k.ID, nil); code != http.StatusNoContent {
				t.Fatalf("delete: %d %s", code, answer)
			}
		}
	}
}

func TestRealConformance(t *testing.T) {
	w := product(t)
	h := harness(w.queue, w.token)
	h.Slow, h.Hides = true, true // it is emptied by deleting: what is deleted is not absent, a person has done that
	h.Backend = func(t *testing.T) *connectortest.Backend {
		t.Helper()
		w.empty(t)
		return &connectortest.Backend{
			URL:   w.url,
			Cases: func() []connectortest.Case { return w.cases(t) },
			SetStatus: func(t *testing.T, remoteID string, s delivery.Status, note string) {
				t.Helper()
				w.reply(t, remoteID, "text/plain", note, rtStatus(s))
			},
			SendFiles: func(t *testing.T, remoteID, note string, files []connectortest.Sent) {
				t.Helper()
				w.sendFiles(t, remoteID, note, files)
			},
		}
	}
	connectortest.Run(t, h)
}

func TestRealTraps(t *testing.T) {
	w := product(t)
	w.empty(t)
	w.testTraps(t)
}
