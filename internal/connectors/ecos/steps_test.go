package ecos_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/ecos"
)

// TestWhole: one Send makes the case with its party, its property and its facility,
// and what is told of them is what the route says.
func TestWhole(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	step := create("MK-2026-AAAA-1111", nil)
	got, err := c.Send(t.Context(), step)
	if err != nil {
		t.Fatal(err)
	}
	k := wantWhole(t, s)
	if got.RemoteID != k.ID || got.Number != k.Number || k.Number == "" {
		t.Errorf("the receipt is %+v, the case %s %s", got, k.ID, k.Number)
	}
	if k.SubtitleFree != "MK-2026-AAAA-1111 Bergvärme, Almen 3" || k.ExternalNumber != "MK-2026-AAAA-1111" || k.ProcessType != processHeatPump {
		t.Errorf("the case is %+v", k)
	}
	p, f := s.Parties()[0], s.Facilities()[0]
	wantParty := server.Party{
		ID: p.ID, Number: "19790104-9283", Name: "Sture Hemligsson", Address: "Skuggvägen 3, 123 45 Mittköping",
		Contacts: []string{"sture@hemlig.example", "070-999 88 77"},
	}
	if diff := cmp.Diff(wantParty, p); diff != "" {
		t.Errorf("party (-want +got):\n%s", diff)
	}
	slices.Sort(f.Details)
	want := []string{"Borrhål 1: 180 m", "Borrhål 2: 180 m", "Effekt (kW): 8.5", "Modell: V 12", "Tillverkare: Värmeboden"}
	if diff := cmp.Diff(want, f.Details); diff != "" || f.Kind != "CreateGeothermalHeatingFacilitySvcDto" || f.Property != property {
		t.Errorf("facility %+v (-want +got):\n%s", f, diff)
	}
	if r, found := find(t, c, step); !found || r != got {
		t.Errorf("Find: %+v, %v", r, found)
	}
}

// wantWhole asserts that there is one case with one of everything.
func wantWhole(t *testing.T, s simulated) server.Case {
	t.Helper()
	cases, parties, facilities := s.Cases(), s.Parties(), s.Facilities()
	if len(cases) != 1 || len(parties) != 1 || len(facilities) != 1 {
		t.Fatalf("there are %d cases, %d parties and %d facilities, want one of each", len(cases), len(parties), len(facilities))
	}
	k := cases[0]
	if len(k.Roles) != 1 || k.Roles[0].PartyID != parties[0].ID || k.Roles[0].RoleID != roleApplicant {
		t.Errorf("the roles in the case are %+v", k.Roles)
	}
	if diff := cmp.Diff([]int{property}, k.Properties); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
	if r := facilities[0].Roles; len(r) != 1 || r[0].PartyID != parties[0].ID {
		t.Errorf("the roles at the facility are %+v", r)
	}
	if facilities[0].CaseID != k.ID || len(k.Occurrences) != 1 || len(k.Occurrences[0].Documents) != 1 {
		t.Errorf("facility %+v, occurrences %+v", facilities[0], k.Occurrences)
	}
	return k
}

// TestStopped: wherever a create stops and in whichever way, the next attempt
// completes what is missing and doubles nothing. This is how the engine goes on:
// it looks, and sends when the case is not there whole.
func TestStopped(t *testing.T) {
	t.Parallel()
	changing := []string{"CreatePersonParty", "RegisterDocument", "AddPartyToCase", "AddEstateToCase", "CreateHeatPumpFacility", "AddPartyToFacility"}
	reading := []string{"SearchCase", "SearchParty", "GetCase", "GetCasePartyRoles", "SearchFacility", "GetFacilityPartyRoles"}
	ways := []server.Way{server.FaultBefore, server.FaultAfter, server.LostAnswer, server.Unavailable, server.NoResult}
	for _, operation := range slices.Concat(changing, reading) {
		for _, way := range ways {
			if way == server.NoResult && slices.Contains([]string{"AddPartyToCase", "AddEstateToCase", "AddPartyToFacility"}, operation) {
				continue // that is how they answer
			}
			t.Run(fmt.Sprintf("%s %s", operation, way), func(t *testing.T) {
				t.Parallel()
				s := simulate(t, nil)
				c := connect(t, options(s.url))
				step := create("MK-2026-AAAA-1111", nil)
				s.Misbehave(operation, way)
				got, err := c.Send(t.Context(), step)
				if err == nil {
					t.Fatalf("Send says %+v", got)
				}
				if _, refused := errors.AsType[*delivery.RefusedError](err); refused {
					t.Errorf("it is refused: %v", err)
				}
				_, unavailable := errors.AsType[*delivery.UnavailableError](err)
				if unavailable && len(s.Cases()) > 0 {
					t.Errorf("there is a case, and the error says that nothing was done: %v", err)
				}
				if _, found := find(t, c, step); !found {
					send(t, c, step)
				}
				k := wantWhole(t, s)
				if r, found := find(t, c, step); !found || r.RemoteID != k.ID {
					t.Errorf("Find: %+v, %v", r, found)
				}
			})
		}
	}
}

// TestStoppedTwice: it may stop again and again.
func TestStoppedTwice(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	step := create("MK-2026-AAAA-1111", nil)
	for _, operation := range []string{"CreatePersonParty", "RegisterDocument", "AddPartyToCase", "AddEstateToCase", "CreateHeatPumpFacility", "AddPartyToFacility"} {
		s.Misbehave(operation, server.LostAnswer)
		if got, err := c.Send(t.Context(), step); err == nil {
			t.Fatalf("%s: Send says %+v", operation, got)
		}
	}
	send(t, c, step)
	wantWhole(t, s)
}

// TestOtherCase: an answer about another case is not believed.
func TestOtherCase(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"RegisterDocument", "GetCase"} {
		s := simulate(t, nil)
		c := connect(t, options(s.url))
		step := create("MK-2026-AAAA-1111", nil)
		s.Misbehave(operation, server.OtherCase)
		if got, err := c.Send(t.Context(), step); err == nil {
			t.Errorf("%s: Send says %+v", operation, got)
		}
		send(t, c, step)
		wantWhole(t, s)

		// Nor one about a case that is there.
		second := create("MK-2026-BBBB-2222", bare())
		s.Misbehave(operation, server.OtherCase)
		if got, err := c.Send(t.Context(), second); err == nil {
			t.Errorf("%s: Send says %+v", operation, got)
		}
		if id := send(t, c, second); len(s.Cases()) != 2 || id != s.Cases()[1].ID {
			t.Errorf("%s: the second case is %s of %d", operation, id, len(s.Cases()))
		}
	}
}

// TestWithoutRole: a case whose party is not in it is not whole, be that all it lacks.
func TestWithoutRole(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	params := bare()
	params["party.role"], params["party.personal_number"] = roleApplicant, person
	step := create("MK-2026-AAAA-1111", params)
	s.Misbehave("AddPartyToCase", server.FaultBefore)
	if got, err := c.Send(t.Context(), step); err == nil {
		t.Fatalf("Send says %+v", got)
	}
	if r, found := find(t, c, step); found {
		t.Errorf("Find: %+v", r)
	}
	send(t, c, step)
	if k := s.Cases()[0]; len(s.Cases()) != 1 || len(k.Roles) != 1 {
		t.Errorf("%d cases, roles %v", len(s.Cases()), k.Roles)
	}
}

// TestOneDay: cases of other days are neither listed nor opened in a look-up, however
// many there are, and a day with too many is not taken for one without ours.
func TestOneDay(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	for range 301 {
		if err := s.Add(server.Case{ProcessType: processHeatPump, SubtitleFree: "Något annat"}); err != nil {
			t.Fatal(err)
		}
	}
	step := create("MK-2026-AAAA-1111", bare())
	if r, found, err := c.Find(t.Context(), step); err == nil {
		t.Errorf("today: %+v, %v", r, found)
	}
	s.Misbehave("GetCase", server.FaultBefore)
	s.Misbehave("GetCase", server.FaultBefore)
	if _, err := c.Send(t.Context(), step); err == nil || len(s.Cases()) != 302 {
		t.Errorf("a first attempt opens others: %v, %d cases", err, len(s.Cases()))
	}
	s.Forget()
	step = create("MK-2026-BBBB-2222", bare())
	step.Envelope.ReceivedAt = step.Envelope.ReceivedAt.AddDate(0, 0, -1)
	if r, found := find(t, c, step); found {
		t.Errorf("yesterday: %+v", r)
	}
	id := send(t, c, step)
	if r, found := find(t, c, step); !found || r.RemoteID != id {
		t.Errorf("yesterday, sent: %+v, %v", r, found)
	}
}

// TestRefusedPart: what Ecos refuses of a case is a person's matter; when they have
// mended it there, the case is whole.
func TestRefusedPart(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	step := create("MK-2026-AAAA-1111", nil)
	s.Misbehave("CreateHeatPumpFacility", server.Refusal)
	_, err := c.Send(t.Context(), step)
	refused, ok := errors.AsType[*delivery.RefusedError](err)
	if !ok || refused.Reason != "CreateHeatPumpFacility: SOAP fault Sender" {
		t.Fatalf("got %v", err)
	}
	if _, found := find(t, c, step); found {
		t.Error("the case is said to be there whole")
	}
	send(t, c, step)
	wantWhole(t, s)
}

// TestPartyKnown: who is known there is not made again, however their number is
// written, and nothing of theirs is changed.
func TestPartyKnown(t *testing.T) {
	for _, test := range []struct {
		name   string
		there  server.Party
		params map[string]string
	}{
		{"a person with a hyphen", server.Party{Number: "19790104-9283"}, nil},
		{"a person without", server.Party{Number: "197901049283"}, nil},
		{
			"an organisation with 16",
			server.Party{Number: "16212000-1355", Organization: true},
			map[string]string{"party.personal_number": "", "party.organisation_number": organization, "party.name": "Prov AB"},
		},
		{
			"an organisation without",
			server.Party{Number: "212000-1355", Organization: true},
			map[string]string{"party.personal_number": "", "party.organisation_number": organization, "party.name": "Prov AB"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, nil)
			test.there.Name = "Så som det står där"
			id, err := s.AddParty(test.there)
			if err != nil {
				t.Fatal(err)
			}
			step := create("MK-2026-AAAA-1111", test.params)
			c := connect(t, options(s.url))
			send(t, c, step)
			k := wantWhole(t, s)
			if k.Roles[0].PartyID != id || s.Parties()[0].Name != "Så som det står där" {
				t.Errorf("the party is %+v", s.Parties()[0])
			}
			if _, found := find(t, c, step); !found {
				t.Error("the case is not found")
			}
		})
	}
}

// TestApplicant: who was logged in is the party, unless the route names another or has
// no role for them.
func TestApplicant(t *testing.T) {
	for _, test := range []struct {
		name   string
		params map[string]string
		want   []server.Party
	}{
		{"logged in", map[string]string{"party.role": roleApplicant}, []server.Party{{Number: "19790104-9283", Name: "Tolvan Kalle Tolvansson"}}},
		{"with an answer", map[string]string{
			"party.role": roleApplicant, "party.organisation_number": organization, "party.name": "Prov AB",
		}, []server.Party{{Number: "16212000-1355", Name: "Prov AB", Organization: true}}},
		{"no role", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := simulate(t, nil)
			c := connect(t, options(s.url))
			params := bare()
			maps.Copy(params, test.params)
			step := create("MK-2026-AAAA-1111", params)
			step.Envelope.Applicant = &delivery.Applicant{Number: person, Name: "Tolvan Kalle  Tolvansson"}
			send(t, c, step)
			got := s.Parties()
			for i := range got {
				got[i].ID = ""
			}
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" || len(s.Cases()[0].Roles) != len(test.want) {
				t.Errorf("roles %v, parties (-want +got):\n%s", s.Cases()[0].Roles, diff)
			}
			if identifier, ok := c.(delivery.Identifier); !ok || !identifier.Identifies() {
				t.Error("the connector does not say that it tells who it is")
			}
		})
	}
}

// TestWithout: what was not answered is left out.
func TestWithout(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	step := create("MK-2026-AAAA-1111", map[string]string{"party.personal_number": "", "property.fnr": "", "facility.power_output": "vet inte"})
	send(t, c, step)
	k := s.Cases()[0]
	if len(s.Parties()) > 0 || len(k.Roles) > 0 || len(k.Properties) > 0 || len(s.Facilities()) > 0 {
		t.Errorf("parties %v, roles %v, properties %v, facilities %v", s.Parties(), k.Roles, k.Properties, s.Facilities())
	}
	if _, found := find(t, c, step); !found {
		t.Error("the case is not found")
	}
}

// TestFacilities: each kind becomes the contract's.
func TestFacilities(t *testing.T) {
	for kind, want := range map[string]string{
		"geothermal_heating": "CreateGeothermalHeatingFacilitySvcDto", "soil_heating": "CreateSoilHeatingFacilitySvcDto",
		"marine_heating": "CreateMarineHeatingFacilitySvcDto", "air_heating": "CreateAirHeatingFacilitySvcDto",
		"individual_sewage": "IndividualSewage", "food": "Food", "health_protection": "HealthProtection",
	} {
		t.Run(kind, func(t *testing.T) {
			s := simulate(t, nil)
			step := create("MK-2026-AAAA-1111", map[string]string{"facility": kind, "facility.name": "Kafé Prov", "facility.on_grant_land": "true"})
			send(t, connect(t, options(s.url)), step)
			wantWhole(t, s)
			if got := s.Facilities()[0].Kind; got != want {
				t.Errorf("got %s", got)
			}
		})
	}
}

// TestRenamed: the case is found although somebody has given it another subtitle
// before we looked, and although others of the day have none of ours.
func TestRenamed(t *testing.T) {
	t.Parallel()
	s := simulate(t, nil)
	c := connect(t, options(s.url))
	first, second := create("MK-2026-AAAA-1111", nil), create("MK-2026-BBBB-2222", nil)
	id := send(t, c, first)
	if err := s.Rename(id, "Bergvärme, Almen 3"); err != nil {
		t.Fatal(err)
	}
	if r, found := find(t, c, first); !found || r.RemoteID != id {
		t.Errorf("got %+v, %v", r, found)
	}
	if r, found := find(t, c, second); found {
		t.Errorf("another case is found: %+v", r)
	}
	first.Since = first.Since.Add(-time.Minute) // which a second attempt is at least
	if again := send(t, c, first); again != id || len(s.Cases()) != 1 {
		t.Errorf("sent again it is %s, and there are %d cases", again, len(s.Cases()))
	}
}

// TestFileChanged: a file that is not kept as it was sent is a person's matter,
// unless Ecos is known to keep other formats.
func TestFileKeptOtherwise(t *testing.T) {
	t.Parallel()
	for _, converts := range []bool{false, true} {
		s := simulate(t, func(cfg *server.Config) { cfg.Converts = true })
		o := options(s.url)
		o.ConvertsFiles = converts
		c := connect(t, o)
		step := create("MK-2026-AAAA-1111", nil)
		_, err := c.Send(t.Context(), attach(step, send(t, c, step), 2, "bild.jpg", []byte("bild")))
		if _, refused := errors.AsType[*delivery.RefusedError](err); refused == converts {
			t.Errorf("converts_files %v: %v", converts, err)
		}
	}
}
