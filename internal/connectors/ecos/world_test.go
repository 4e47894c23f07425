package ecos_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

// Numbers from the published lists of test persons and of this repository.
const (
	person       = "197901049283"
	organization = "2120001355"
)

// heatPump are the values of a route that uses all that it can.
func heatPump() map[string]string {
	return map[string]string{
		"process_type": processHeatPump, "occurrence_type": occurrenceNotice, "subtitle_free": "Bergvärme, Almen 3",
		"party.role": roleApplicant, "party.personal_number": person, "party.first_name": "Sture", "party.last_name": "Hemligsson",
		"party.street": "Skuggvägen 3", "party.postcode": "123 45", "party.city": "Mittköping",
		"party.email": "sture@hemlig.example", "party.phone": "070-999 88 77",
		"property.fnr": "130010001", "facility": "geothermal_heating", "facility.role": roleApplicant, "facility.manufacturer": "Värmeboden", "facility.model": "V 12",
		"facility.power_output": "8,5", "facility.count": "2", "facility.length": "180",
	}
}

// create is the step that makes a case.
func create(reference string, change map[string]string) delivery.Step {
	params := heatPump()
	maps.Copy(params, change)
	now := clock.System{}.Now()
	return delivery.Step{
		Key: delivery.StepKey(reference, 1), Kind: delivery.KindCreate, Since: now.Add(-time.Second),
		Envelope: delivery.Envelope{
			Reference: reference, Title: "Anmäl installation av värmepump", ReceivedAt: now,
			Sections: []delivery.Section{{Title: "Var?", Rows: []delivery.Row{{Label: "Adress", Lines: []string{"Skuggvägen 3"}}}}},
			Params:   params,
		},
	}
}

// attach is the step that adds a file to a case.
func attach(s delivery.Step, id string, seq int, name string, content []byte) delivery.Step {
	sum := sha256.Sum256(content)
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(s.Envelope.Reference, seq), delivery.KindAttachment, id
	s.Attachment = &delivery.EnvelopeFile{
		Name: name, MediaType: "image/jpeg", Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}
	return s
}

// say is the step that carries words.
func say(s delivery.Step, kind delivery.Kind, id string, seq int, text string) delivery.Step {
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(s.Envelope.Reference, seq), kind, id
	s.Message = &delivery.EnvelopeMessage{Text: text, At: clock.System{}.Now()}
	return s
}

// send sends a step that must be taken, and returns its id.
func send(t *testing.T, c delivery.Connector, s delivery.Step) string {
	t.Helper()
	got, err := c.Send(t.Context(), s)
	if err != nil || got.RemoteID == "" {
		t.Fatalf("Send %s: %+v, %v", s.Key, got, err)
	}
	return got.RemoteID
}

// find looks a step up, which must be possible.
func find(t *testing.T, c delivery.Connector, s delivery.Step) (delivery.Receipt, bool) {
	t.Helper()
	got, found, err := c.Find(t.Context(), s)
	if err != nil {
		t.Fatalf("Find %s: %v", s.Key, err)
	}
	return got, found
}
