package connectortest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// secrets are in every envelope and in no error.
var secrets = []string{"Hemligsson", "sture@hemlig.example", "070-999", "Skuggvägen", "rymd viskning", "gömd.jpg", "förtroligt"}

// envelope is a case of the kind that citizens report.
func (h Harness) envelope(reference string) delivery.Envelope {
	e := delivery.Envelope{
		Reference: reference, ServiceID: "prov", Title: "Provärende", Authority: "prov", Language: "sv",
		ReceivedAt: clock.System{}.Now(),
		Sections: []delivery.Section{
			{Title: "Vad har hänt?", Rows: []delivery.Row{
				{Question: "vad", Label: "Beskriv", Lines: []string{"En rymd viskning.", "Andra raden."}},
				{Question: "var", Label: "Var?", Lines: []string{"Skuggvägen 3"}},
			}},
			{Title: "Kontakt", Rows: []delivery.Row{
				{Question: "kontakt", Label: "Hur når vi dig?", Lines: []string{"Sture Hemligsson", "sture@hemlig.example", "070-999 88 77"}},
			}},
		},
		Place:   &delivery.Place{Text: "Skuggvägen 3", HasPoint: true, Lat: 58.41086, Long: 15.62157},
		Contact: &delivery.Contact{Name: "Sture Hemligsson", Email: "sture@hemlig.example", Phone: "070-999 88 77"},
		Params:  map[string]string{},
	}
	h.Route(&e)
	return e
}

// create is the step that makes a case.
func (h Harness) create(reference string) delivery.Step {
	return delivery.Step{
		Key: delivery.StepKey(reference, 1), Kind: delivery.KindCreate, Envelope: h.envelope(reference),
		Since: clock.System{}.Now().Add(-time.Second),
	}
}

// attach is the step that adds a file to a case.
func (h Harness) attach(reference, remoteID string, seq int, name string, content []byte) delivery.Step {
	sum := sha256.Sum256(content)
	f := delivery.EnvelopeFile{
		ID: "fil", Name: name, MediaType: "image/jpeg", Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}
	e := h.envelope(reference)
	e.Files = []delivery.EnvelopeFile{f}
	return delivery.Step{
		Key: delivery.StepKey(reference, seq), Kind: delivery.KindAttachment, Envelope: e, RemoteID: remoteID, Attachment: &f,
		Since: clock.System{}.Now().Add(-time.Second),
	}
}

// say is the step that carries a message, or that takes a case back.
func (h Harness) say(kind delivery.Kind, reference, remoteID string, seq int, text string) delivery.Step {
	now := clock.System{}.Now()
	return delivery.Step{
		Key: delivery.StepKey(reference, seq), Kind: kind, Envelope: h.envelope(reference), RemoteID: remoteID,
		Message: &delivery.EnvelopeMessage{ID: "ord", Text: text, At: now}, Since: now.Add(-time.Second),
	}
}

func refusedOf(err error) (*delivery.RefusedError, bool) {
	return errors.AsType[*delivery.RefusedError](err)
}

// wantUnknown asserts an error that leaves open whether something arrived.
func wantUnknown(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Error("got no error")
	}
	wantNotUnavailable(t, err)
	if _, ok := refusedOf(err); ok {
		t.Errorf("got a refusal, which ends the case: %v", err)
	}
}

// wantUnavailable asserts an error that says that nothing was sent, and
// returns how long to stay away.
func wantUnavailable(t *testing.T, err error) time.Duration {
	t.Helper()
	unavailable, ok := errors.AsType[*delivery.UnavailableError](err)
	if !ok {
		t.Fatalf("got %v, want an UnavailableError", err)
	}
	return unavailable.RetryAfter
}

func wantNotUnavailable(t *testing.T, err error) {
	t.Helper()
	if _, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		t.Errorf("got unavailable, which promises that nothing arrived: %v", err)
	}
}
