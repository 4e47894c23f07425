package ecos_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/ecos"
	"github.com/mittkoping/entre/internal/testing/xmlschema"
)

// schema is made of the contract, as far as it is used.
var schema = filepath.Join("testdata", "service.xsd")

// bodies finds what an envelope holds.
var bodies = regexp.MustCompile(`(?s)<(?:soap|s):Body>(.*)</(?:soap|s):Body>`)

// recorder keeps what the connector and the simulator say to each other.
type recorder struct {
	http.Handler
	requests map[string][][]byte // by operation
	answers  [][]byte
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	asked, _ := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(asked))
	answered := httptest.NewRecorder()
	r.Handler.ServeHTTP(answered, req)
	if body := bodies.FindSubmatch(asked); body != nil {
		action := regexp.MustCompile(`[A-Za-z]+"?$`).FindString(req.Header.Get("SOAPAction"))
		action = action[:len(action)-1]
		// The prefix is declared around it.
		whole := bytes.Replace(body[1], []byte(` xmlns=`), []byte(` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns=`), 1)
		r.requests[action] = append(r.requests[action], whole)
	}
	if body := bodies.FindSubmatch(answered.Body.Bytes()); body != nil && answered.Code == http.StatusOK {
		r.answers = append(r.answers, body[1])
	}
	maps.Copy(w.Header(), answered.Header())
	w.WriteHeader(answered.Code)
	_, _ = w.Write(answered.Body.Bytes())
}

// TestContract holds everything that the connector asks and the simulator answers
// against the schema: names, namespaces, types, and the order, without which the
// product overlooks what it is told.
func TestContract(t *testing.T) {
	t.Parallel()
	s, err := server.New(lists())
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{Handler: s, requests: map[string][][]byte{}}
	web := httptest.NewServer(r)
	t.Cleanup(web.Close)
	c := connect(t, options(web.URL+server.ServicePath))

	if err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"subtitle": "Bergvärme", "diary_plan": documentType, "officer_group": documentType, "officer": documentType, "document_type": documentType,
		"party.care_of": "c/o Prov", "property.address_id": "17", "facility.power_consumption": "2.5", "facility.capacity": "100", "facility.fluid": documentType,
		"facility.name": "Kafé Prov", "facility.note": "Öppet på sommaren", "facility.on_grant_land": "false",
		"facility.accommodation_type": documentType, "facility.inbound": documentType, "facility.approved_for": documentType,
	}
	for i, kind := range []string{"geothermal_heating", "soil_heating", "marine_heating", "air_heating", "individual_sewage", "food", "health_protection"} {
		all["facility"] = kind
		if i == 1 {
			maps.Copy(all, map[string]string{"party.personal_number": "", "party.organisation_number": organization, "party.name": "Prov <&> Söner AB"})
		}
		step := create("MK-2026-AAAA-111"+string(rune('A'+i)), all)
		id := send(t, c, step)
		find(t, c, step)
		if i > 0 {
			continue
		}
		file := attach(step, id, 2, "karta.jpg", []byte("bild"))
		send(t, c, file)
		send(t, c, attach(step, id, 3, "tom.txt", nil))
		send(t, c, say(step, delivery.KindMessage, id, 4, "Hej <&> hå"))
		send(t, c, say(step, delivery.KindWithdrawal, id, 5, ""))
		find(t, c, file)
		if err := s.Occur(id, occurrenceDecision, "", server.Document{Filename: "beslut.pdf", Data: []byte("%PDF")}); err != nil {
			t.Fatal(err)
		}
	}
	_, cursor := told(t, c, "")
	told(t, c, cursor)
	find(t, c, attach(create("MK-2026-AAAA-111A", nil), "00000000-0000-4000-8000-000000000000", 2, "x", nil)) // no such case
	send(t, connect(t, without(options(web.URL+server.ServicePath))), create("MK-2026-AAAA-111Q", bare()))

	want := []string{
		"AddDocumentsToCase", "AddEstateToCase", "AddPartyToCase", "AddPartyToFacility", "CreateFoodFacility", "CreateHealthProtectionFacility", "CreateHeatPumpFacility",
		"CreateIndividualSewageFacility", "CreateOrganizationParty", "CreatePersonParty", "GetCase", "GetCasePartyRoles",
		"GetContactDetailPathsAndTypes", "GetDocument", "GetDocumentStatuses", "GetFacilityPartyRoles", "GetFacilityStatuses", "RegisterDocument", "SearchCase", "SearchFacility",
		"SearchParty",
	}
	if got := slices.Sorted(maps.Keys(r.requests)); !slices.Equal(got, want) {
		t.Errorf("called were %v", got)
	}
	var requests [][]byte
	for _, name := range want {
		requests = append(requests, r.requests[name]...)
	}
	xmlschema.Valid(t, schema, requests)
	xmlschema.Valid(t, schema, r.answers)

	// The schema is one: another order, another type and another name are not allowed.
	register := r.requests["RegisterDocument"][0]
	for _, spoil := range []struct{ old, wrong string }{
		{"<d:ProcessTypeId>", "<d:CaseSubtitle>x</d:CaseSubtitle><d:ProcessTypeId>"},
		{processHeatPump, "17"},
		{"d:ExternalCaseNumber", "d:ExternalNumber"},
		{`xmlns:d="urn:Ecos.API.MinutMiljo.DataContracts.V1"`, `xmlns:d="urn:Ecos.API.MinutMiljo.DataContracts.V2"`},
	} {
		spoilt := bytes.ReplaceAll(register, []byte(spoil.old), []byte(spoil.wrong))
		if bytes.Equal(spoilt, register) {
			t.Fatalf("there is no %s in it", spoil.old)
		}
		xmlschema.Invalid(t, schema, [][]byte{spoilt})
	}
}
