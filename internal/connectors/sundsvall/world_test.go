package sundsvall_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/connectors/sundsvall"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
)

const (
	clientSecret = "sesam"
	reference    = "MK-2026-7F3K-9Q2C"
	account      = "entre01"
)

// system is a support-management of the simulator, behind the contract.
type system struct {
	*server.Server
	contract *contract
	url      string // of the API
	tokenURL string
}

func simulate(t *testing.T) system { t.Helper(); return simulateAt(t, clock.System{}) }

func simulateAt(t *testing.T, now clock.Clock) system {
	t.Helper()
	s, err := server.New(server.Config{
		ClientID: "entre", ClientSecret: clientSecret, Municipality: "2281", Namespace: "KONTAKTCENTER", Clock: now,
		Categories: map[string][]string{"SYNPUNKT": {"KLAGOMAL", "BEROM"}},
		Statuses:   []string{"NEW", "ONGOING", "PENDING", "SUSPENDED", "ASSIGNED", "SOLVED", "WITHDRAWN"},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := newContract(t, s)
	web := httptest.NewServer(c)
	t.Cleanup(web.Close)
	return system{s, c, web.URL + server.APIPath, web.URL + server.TokenPath}
}

func options(baseURL, tokenURL string) sundsvall.Options {
	return sundsvall.Options{
		BaseURL: baseURL, Municipality: "2281", Namespace: "KONTAKTCENTER", SentBy: account,
		TokenOptions: httpclient.TokenOptions{TokenURL: tokenURL, ClientID: "entre", ClientSecret: clientSecret},
		Category:     "SYNPUNKT", Type: "KLAGOMAL",
	}
}

func connect(t *testing.T, o sundsvall.Options) delivery.Connector {
	t.Helper()
	c, err := sundsvall.New(o, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// connected is a connector to a system of its own.
func connected(t *testing.T, change func(*sundsvall.Options)) (system, delivery.Connector) {
	t.Helper()
	s := simulate(t)
	o := options(s.url, s.tokenURL)
	if change != nil {
		change(&o)
	}
	return s, connect(t, o)
}

// complaint is a case with all that a route can say.
func complaint() delivery.Step {
	now := clock.System{}.Now()
	return delivery.Step{
		Key: delivery.StepKey(reference, 1), Kind: delivery.KindCreate, Since: now.Add(-time.Second),
		Envelope: delivery.Envelope{
			Reference: reference, ServiceID: "synpunkt", Title: "Lämna en synpunkt", Language: "sv", ReceivedAt: now,
			Sections:  []delivery.Section{{Title: "Vad?", Rows: []delivery.Row{{Question: "vad", Label: "Vad gäller det?", Lines: []string{"Bussen"}}}}},
			Contact:   &delivery.Contact{Name: "Tolvan Kalle Tolvansson", Email: "tolvan@example.se", Phone: "070-174 06 05"},
			Applicant: &delivery.Applicant{Number: "197901049283", Name: "Tolvan Tolvansson"},
			Params: map[string]string{
				"category": "SYNPUNKT", "type": "BEROM", "priority": "HIGH", "status": "ONGOING", "contact_reason": "Buss", "assigned_group": "KC",
				"business_related": "true", "parameter.linje": "17", "parameter.tom": " ", "applicant.role": "APPLICANT",
				"applicant.address": "Storgatan 1", "applicant.zip_code": "599 91", "applicant.city": "Mittköping", "applicant.care_of": "Prov", "applicant.country": "Sverige",
			},
		},
	}
}

func later(kind delivery.Kind, errandID string, seq int, text string) delivery.Step {
	s := complaint()
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(reference, seq), kind, errandID
	if kind == delivery.KindAttachment {
		sum := sha256.Sum256([]byte(text))
		s.Attachment = &delivery.EnvelopeFile{
			ID: "fil", Name: "bild.jpg", MediaType: "image/jpeg", Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:]),
			Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(text))), nil },
		}
		return s
	}
	s.Message = &delivery.EnvelopeMessage{ID: "ord", Text: text, At: clock.System{}.Now()}
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

func wantRefused(t *testing.T, err error, reason string) {
	t.Helper()
	if refused, ok := errors.AsType[*delivery.RefusedError](err); !ok || refused.Reason != reason {
		t.Errorf("got %v, want a refusal: %s", err, reason)
	}
}
