package byggr_test

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
)

const reference = "MK-2026-7F3K-9Q2C"

// application is a case with all that a route can say.
func application() delivery.Step {
	now := clock.System{}.Now()
	return delivery.Step{
		Key: delivery.StepKey(reference, 1), Kind: delivery.KindCreate, Since: now.Add(-time.Second),
		Envelope: delivery.Envelope{
			Reference: reference, ServiceID: "eldstad", Title: "Anmäl eldstad", Authority: "Byggnadsnämnden", Language: "sv",
			ReceivedAt: time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC), // the day after in Sweden
			Sections: []delivery.Section{{Title: "Vad ska du sätta in?", Rows: []delivery.Row{
				{Question: "typ", Label: "Vilken sorts eldstad?", Lines: []string{"Braskamin"}},
			}}},
			Contact:   &delivery.Contact{Name: "Tolvan Tolvansson", Email: "tolvan@example.se", Phone: "070-174 06 05"},
			Applicant: &delivery.Applicant{Number: "197901049283", Name: "Tolvan Kalle Tolvansson"},
			Params: map[string]string{
				"arendegrupp": "LOV", "arendetyp": "ANM", "arendeslag": "ELD", "arendeklass": "KAM", "handelsetyp": "ANM", "handelseslag": "ELD1",
				"rubrik": "Anmälan eldstad", "beskrivning": "Installation av eldstad", "projektnr": "P 1", "inom_plan": "true",
				"diarieprefix": "ANM", "komkod": "0599", "enhetkod": "SBF", "namndkod": "BN", "kalla": "3", "fastighet": " söderby  4:17",
				"intressent.firma.organisationsnummer": "556677-8899", "intressent.firma.namn": "Sot & Bygg AB", "intressent.firma.roller": "KPER",
				"intressent.firma.adress": "Storgatan 1", "intressent.firma.postnr": "599 91", "intressent.firma.ort": "Mittköping",
				"intressent.firma.epost": "sot@example.se", "intressent.tom.namn": " ",
			},
		},
	}
}

// missing is a case that nobody has sent.
func missing() delivery.Step {
	s := application()
	s.Envelope.Reference = "MK-2026-AAAA-1111"
	s.Key = delivery.StepKey(s.Envelope.Reference, 1)
	return s
}

func attachment(dnr string, seq int, name string, content []byte) delivery.Step {
	s := application()
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(reference, seq), delivery.KindAttachment, dnr
	f := delivery.EnvelopeFile{ID: "fil", Name: name, MediaType: "application/pdf", Size: int64(len(content)), Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
	s.Attachment, s.Envelope.Files = &f, []delivery.EnvelopeFile{f}
	return s
}

func message(kind delivery.Kind, dnr string, seq int, text string) delivery.Step {
	s := application()
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(reference, seq), kind, dnr
	s.Message = &delivery.EnvelopeMessage{ID: "ord", Text: text, At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	return s
}

func send(t *testing.T, c delivery.Connector, s delivery.Step) delivery.Receipt {
	t.Helper()
	r, err := c.Send(t.Context(), s)
	if err != nil || r.RemoteID == "" {
		t.Fatalf("%s: %+v, %v", s.Key, r, err)
	}
	return r
}
