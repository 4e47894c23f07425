package byggr_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/byggr"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	server "github.com/mittkoping/entre/internal/demo/outside/byggr"
)

// TestConformance runs the suite in both versions of SOAP, with each way of being
// known, and with a case that has a party and a property, or neither.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		version soap.Version
		auth    soap.Auth
		route   map[string]string
	}{
		"SOAP 1.1, basic": {soap.V11, soap.AuthBasic, nil},
		"SOAP 1.2, digest, a party and a property": {soap.V12, soap.AuthWSSDigest, map[string]string{
			"intressent.sokande.personnummer": "197901049283", "intressent.sokande.namn": "Tolvan Tolvansson", "fastighet": "Söderby 4:17",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, harness(test.version, test.auth, test.route))
		})
	}
}

func harness(v soap.Version, auth soap.Auth, route map[string]string) connectortest.Harness {
	connectWith := func(t *testing.T, baseURL, password string) delivery.Connector {
		t.Helper()
		return connect(t, baseURL, func(o *byggr.Options) {
			o.SOAPVersion, o.Auth, o.Password = v, auth, password
		})
	}
	return connectortest.Harness{
		New: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, password)
		},
		NewWrongKey: func(t *testing.T, baseURL string) delivery.Connector {
			t.Helper()
			return connectWith(t, baseURL, "fel")
		},
		Backend: func(t *testing.T) *connectortest.Backend { t.Helper(); return backend(t, simulate(t, nil)) },
		Skewed: func(t *testing.T, theirs clock.Clock) *connectortest.Backend {
			t.Helper()
			return backend(t, simulate(t, func(cfg *server.Config) { cfg.Clock = theirs }))
		},
		Route: func(e *delivery.Envelope) {
			for name, value := range route {
				e.Params[name] = value
			}
			e.Params["arendegrupp"], e.Params["arendetyp"], e.Params["handelsetyp"] = "LOV", "ANM", "ANM"
			e.Params["beskrivning"] = "Anmälan <&> eldstad"
		},
		Spoil:   func(e *delivery.Envelope) { e.Params["arendetyp"] = "FINNSINTE" },
		Apart:   true,
		Present: true,
	}
}

const (
	username = "entre"
	password = "sesam"
)

// options are those of the demo, near enough.
func options(baseURL string) byggr.Options {
	return byggr.Options{
		Options:   soap.Options{BaseURL: baseURL, Auth: soap.AuthBasic, Username: username, Password: password},
		Signature: "ENTRE", DocumentType: "BIL", Event: "HANDLING/KOMPL", WithdrawalOf: "STATUS/ATER",
		Events: map[string]string{"MEDD": "message", "KOMP": "completion", "BESLUT": "decision", "STATUS/UPP": "started"},
	}
}

func connect(t *testing.T, baseURL string, change func(*byggr.Options)) delivery.Connector {
	t.Helper()
	o := options(baseURL)
	if change != nil {
		change(&o)
	}
	c, err := byggr.New(o, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// simulated is a ByggR of the simulator, which shares no code with the connector.
type simulated struct {
	*server.Server
	url string
}

func simulate(t *testing.T, change func(*server.Config)) simulated {
	t.Helper()
	cfg := server.Config{
		Username: username, Password: password, Signatures: []string{"ENTRE", "HAD"}, Clock: clock.System{},
		Grupper: []string{"LOV"}, Typer: []string{"ANM"}, Handelsetyper: []string{"ANM", "HANDLING", "STATUS"},
		Handlingstyper: []server.Code{{Code: "ANS", Name: "Ansökan"}, {Code: "BIL", Name: "Bilaga"}},
		Roller:         []server.Code{{Code: "SOK", Name: "Sökande"}, {Code: "KPER", Name: "Kontaktperson"}, {Code: "GRAN", Name: "Granne"}},
		Prefix:         "/byggr",
	}
	if change != nil {
		change(&cfg)
	}
	s, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return simulated{s, web.URL + "/byggr" + server.ServicePath}
}

func backend(t *testing.T, s simulated) *connectortest.Backend {
	t.Helper()
	return &connectortest.Backend{
		URL: s.url,
		Cases: func() []connectortest.Case {
			var cases []connectortest.Case
			for _, a := range s.Arenden() {
				cases = append(cases, caseOf(a))
			}
			return cases
		},
		SetStatus: func(t *testing.T, dnr string, to delivery.Status, note string) {
			t.Helper()
			err := s.Say(dnr, server.TypMeddelande, note)
			if err == nil && to == delivery.StatusClosed {
				err = s.End(dnr)
			} else if err == nil {
				err = s.Begin(dnr)
			}
			if err != nil {
				t.Fatal(err)
			}
		},
		SendFiles: func(t *testing.T, dnr, note string, files []connectortest.Sent) {
			t.Helper()
			var documents []server.Handling
			for _, f := range files {
				documents = append(documents, server.Handling{Namn: f.Name, Content: f.Content})
			}
			if err := s.Say(dnr, server.TypMeddelande, note, documents...); err != nil {
				t.Fatal(err)
			}
		},
	}
}

// caseOf is a case as its people see it: the first händelse is the case, what has a
// document is the document.
func caseOf(a server.Arende) connectortest.Case {
	c := connectortest.Case{RemoteID: a.Dnr, Text: strings.Join([]string{a.Beskrivning, a.Handelser[0].Rubrik, a.Handelser[0].Anteckning}, "\n")}
	for _, h := range a.Handelser[1:] {
		for _, d := range h.Handlingar {
			if h.Riktning == "In" {
				sum := sha256.Sum256(d.Content)
				c.Files = append(c.Files, connectortest.File{Name: d.Namn, SHA256: hex.EncodeToString(sum[:])})
			}
		}
		if h.Riktning == "In" && len(h.Handlingar) == 0 {
			c.Said = append(c.Said, h.Anteckning)
		}
	}
	return c
}
