package ecos_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/ecos"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	server "github.com/mittkoping/entre/internal/demo/outside/ecos"
)

// The code lists of the Ecos of these tests.
const (
	processHeatPump = "a0000000-0000-4000-8000-000000000001"
	processFood     = "a0000000-0000-4000-8000-000000000002"

	occurrenceNotice     = "b0000000-0000-4000-8000-000000000001"
	occurrenceAttachment = "b0000000-0000-4000-8000-000000000002"
	occurrenceMessage    = "b0000000-0000-4000-8000-000000000003"
	occurrenceWithdrawal = "b0000000-0000-4000-8000-000000000004"
	occurrenceBegun      = "b0000000-0000-4000-8000-000000000005"
	occurrenceAsked      = "B0000000-0000-4000-8000-000000000006" // in large letters, as some programs write ids
	occurrenceLetter     = "b0000000-0000-4000-8000-000000000007"
	occurrenceDecision   = "b0000000-0000-4000-8000-000000000008"
	occurrenceClosed     = "b0000000-0000-4000-8000-000000000009"
	occurrenceInternal   = "b0000000-0000-4000-8000-00000000000a"

	statusIn    = "c0000000-0000-4000-8000-000000000001"
	statusOut   = "c0000000-0000-4000-8000-000000000002"
	statusDraft = "c0000000-0000-4000-8000-000000000003"

	facilityStatus = "d0000000-0000-4000-8000-000000000001"
	roleApplicant  = "e0000000-0000-4000-8000-000000000001"
	documentType   = "f0000000-0000-4000-8000-000000000001"
	addressType    = "f0000000-0000-4000-8000-000000000002"
	emailPath      = "f0000000-0000-4000-8000-000000000003"
	phonePath      = "f0000000-0000-4000-8000-000000000004"
	contactType    = "f0000000-0000-4000-8000-000000000005"

	property = 130010001
)

const (
	user     = "entre"
	password = "rätt"
)

func lists() server.Config {
	return server.Config{
		Username: user, Password: password, Clock: clock.System{},
		ProcessTypes: []server.Item{{ID: processHeatPump, Name: "Anmälan om värmepump"}, {ID: processFood, Name: "Registrering av livsmedelsanläggning"}},
		OccurrenceTypes: []server.Item{
			{ID: occurrenceNotice, Name: "Anmälan"},
			{ID: occurrenceAttachment, Name: "Bilaga"},
			{ID: occurrenceMessage, Name: "Meddelande från sökande"},
			{ID: occurrenceWithdrawal, Name: "Återkallelse"},
			{ID: occurrenceBegun, Name: "Handläggning påbörjad"},
			{ID: occurrenceAsked, Name: "Begäran om komplettering"},
			{ID: occurrenceLetter, Name: "Skrivelse till sökande"},
			{ID: occurrenceDecision, Name: "Beslut"},
			{ID: occurrenceClosed, Name: "Ärendet avslutas"},
			{ID: occurrenceInternal, Name: "Tjänsteanteckning"},
		},
		DocumentStatuses: []server.Item{{ID: statusIn, Name: "Inkommen"}, {ID: statusOut, Name: "Upprättad"}, {ID: statusDraft, Name: "Arbetsmaterial"}},
		FacilityStatuses: []server.Item{{ID: facilityStatus, Name: "Anmäld/ansökt"}},
		Roles:            []server.Item{{ID: roleApplicant, Name: "Sökande"}},
		EmailPath:        server.Item{ID: emailPath, Name: "E-post"}, PhonePath: server.Item{ID: phonePath, Name: "Telefon"},
		ContactType: server.Item{ID: contactType, Name: "Privat"},
		Properties:  map[int]string{property: "Mittköping Almen 3"},
	}
}

func options(baseURL string) ecos.Options {
	return ecos.Options{
		Options:              soap.Options{BaseURL: baseURL, Auth: soap.AuthBasic, Username: user, Password: password},
		AttachmentOccurrence: occurrenceAttachment, MessageOccurrence: occurrenceMessage, WithdrawalOccurrence: occurrenceWithdrawal,
		DocumentType: documentType, DocumentStatus: statusIn, FacilityStatus: facilityStatus, AddressType: addressType,
		Email: ecos.ContactPath{Path: emailPath, Type: contactType}, Phone: ecos.ContactPath{Path: phonePath, Type: contactType},
		Occurrences: map[string]ecos.Told{
			occurrenceBegun:    {Status: delivery.StatusStarted, Words: true},
			occurrenceAsked:    {Status: delivery.StatusWaiting, Words: true, Files: true, Asks: true},
			occurrenceLetter:   {Words: true, Files: true},
			occurrenceDecision: {Files: true, Decision: true},
			occurrenceClosed:   {Status: delivery.StatusClosed, Words: true},
		},
	}
}

func connect(t *testing.T, o ecos.Options) delivery.Connector {
	t.Helper()
	c, err := ecos.New(o, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// simulated is an Ecos of the simulator, which shares no code with the connector.
type simulated struct {
	*server.Server
	url string // of the service
}

func simulate(t *testing.T, change func(*server.Config)) simulated {
	t.Helper()
	cfg := lists()
	if change != nil {
		change(&cfg)
	}
	s, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return simulated{s, web.URL + server.ServicePath}
}

// TestConformance judges the connector before both readings of a day in a filter,
// since the contract permits both.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, exact := range map[string]bool{"from a day on": false, "on a day": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, harness(exact))
		})
	}
}

func harness(exact bool) connectortest.Harness {
	return connectortest.Harness{
		New: func(t *testing.T, baseURL string) delivery.Connector { t.Helper(); return connect(t, options(baseURL)) },
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			o := options(baseURL)
			o.Password = "fel"
			return connect(t, o)
		},
		Backend: func(t *testing.T) *connectortest.Backend {
			t.Helper()
			return backend(simulate(t, func(cfg *server.Config) { cfg.ExactDays = exact }))
		},
		Skewed: func(t *testing.T, theirs clock.Clock) *connectortest.Backend {
			t.Helper()
			return backend(simulate(t, func(cfg *server.Config) {
				cfg.ExactDays, cfg.Clock = exact, theirs
			}))
		},
		Route: func(e *delivery.Envelope) {
			e.Params["process_type"], e.Params["occurrence_type"] = processHeatPump, occurrenceNotice
		},
		Spoil: func(e *delivery.Envelope) { e.Params["process_type"] = "a0000000-0000-4000-8000-00000000dead" },
	}
}

func backend(s simulated) *connectortest.Backend {
	return &connectortest.Backend{
		URL: s.url,
		Cases: func() []connectortest.Case {
			var cases []connectortest.Case
			for _, k := range s.Cases() {
				cases = append(cases, caseOf(k))
			}
			return cases
		},
		SetStatus: func(t *testing.T, remoteID string, to delivery.Status, note string) {
			t.Helper()
			kind := map[delivery.Status]string{delivery.StatusStarted: occurrenceBegun, delivery.StatusClosed: occurrenceClosed}[to]
			if err := s.Occur(remoteID, kind, note); err != nil {
				t.Fatal(err)
			}
		},
		SendFiles: func(t *testing.T, remoteID, note string, files []connectortest.Sent) {
			t.Helper()
			var documents []server.Document
			for _, f := range files {
				documents = append(documents, server.Document{Filename: f.Name, ContentType: f.MediaType, Data: f.Content})
			}
			if note == "" {
				// What an occurrence without words says is what its type is called.
				if err := s.Occur(remoteID, occurrenceDecision, "", documents...); err != nil {
					t.Fatal(err)
				}
				return
			}
			if err := s.Occur(remoteID, occurrenceLetter, note, documents...); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func caseOf(k server.Case) connectortest.Case {
	c := connectortest.Case{RemoteID: k.ID, Text: k.SubtitleFree}
	for _, o := range k.Occurrences {
		if o.ByStaff {
			continue
		}
		for _, d := range o.Documents {
			switch o.Type {
			case occurrenceNotice:
				c.Text += "\n" + string(d.Data)
			case occurrenceAttachment:
				sum := sha256.Sum256(d.Data)
				c.Files = append(c.Files, connectortest.File{Name: d.Filename, SHA256: hex.EncodeToString(sum[:])})
			default:
				c.Said = append(c.Said, strings.ReplaceAll(string(d.Data), "\r\n", "\n"))
			}
		}
	}
	return c
}
