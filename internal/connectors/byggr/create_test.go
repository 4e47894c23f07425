package byggr_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/connectors/byggr"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/byggr"
)

// TestWhatIsRegistered is a case as ByggR has it in the end.
func TestWhatIsRegistered(t *testing.T) {
	s := simulate(t, nil)
	c := connect(t, s.url, func(o *byggr.Options) { o.Defaults = map[string]string{"komkod": "9999", "arendeslag": "X"} })
	got := send(t, c, application())
	if got.Number != "ANM 2026-000001" || got.RemoteID != got.Number {
		t.Errorf("the receipt is %+v", got)
	}
	inPlan := true
	want := server.Arende{
		ID: 233601, Dnr: "ANM 2026-000001", Status: "Pågående", Beskrivning: "Installation av eldstad", AnkomstDag: "2026-11-24", Handlaggare: "ENTRE",
		Codes: server.Codes{
			Diarieprefix: "ANM", Komkod: "0599", Enhetkod: "SBF", Grupp: "LOV", Typ: "ANM", Slag: "ELD", Klass: "KAM", Namndkod: "BN", Kalla: "3",
		},
		Intressenter: []server.Intressent{
			{
				ID: 38001, PersOrgNr: "19790104-9283", Fornamn: "Tolvan Kalle", Efternamn: "Tolvansson", Roller: []string{"SOK"},
				Kommunikation: []server.Kommunikation{{Beskrivning: "tolvan@example.se", Komtyp: "Epost"}, {Beskrivning: "070-174 06 05", Komtyp: "MOB"}},
			},
			{
				ID: 38002, PersOrgNr: "16556677-8899", ArForetag: true, Namn: "Sot & Bygg AB", Adress: "Storgatan 1", PostNr: "599 91", Ort: "Mittköping",
				Roller: []string{"KPER"}, Kommunikation: []server.Kommunikation{{Beskrivning: "sot@example.se", Komtyp: "Epost"}},
			},
		},
		Fastigheter: []server.Fastighet{{Trakt: "SÖDERBY", FbetNr: "4:17", Huvud: true}},
		InomPlan:    &inPlan, Projektnr: "P 1", ExternRef: reference,
		Handelser: []server.Handelse{{
			ID: 1465801, Riktning: "In", Rubrik: "Anmälan eldstad (MK-2026-7F3K-9Q2C/1)", Typ: "ANM", Slag: "ELD1", Handlaggare: "ENTRE",
			Anteckning: "Anmäl eldstad\n\nVad ska du sätta in?\nVilken sorts eldstad?\n  Braskamin\n\nÄrendenummer: MK-2026-7F3K-9Q2C",
		}},
	}
	ignored := []cmp.Option{cmpopts.IgnoreFields(server.Arende{}, "Registrerad", "Uppdaterad"), cmpopts.IgnoreFields(server.Handelse{}, "Start")}
	if diff := cmp.Diff([]server.Arende{want}, s.Arenden(), ignored...); diff != "" {
		t.Errorf("the case (-want +got):\n%s", diff)
	}
}

// TestLittle is a case of which the route says no more than it must, from somebody
// who was not logged in.
func TestLittle(t *testing.T) {
	s := simulate(t, nil)
	step := application()
	step.Envelope.Applicant, step.Envelope.Contact = nil, nil
	step.Envelope.Params = map[string]string{"arendegrupp": "LOV", "arendetyp": "ANM", "handelsetyp": "ANM", "fastighet": "vet inte"}
	send(t, connect(t, s.url, nil), step)
	a := s.Arenden()[0]
	if len(a.Intressenter) != 0 || len(a.Fastigheter) != 0 || a.InomPlan != nil || a.Handelser[0].Rubrik != "Anmäl eldstad (MK-2026-7F3K-9Q2C/1)" {
		t.Errorf("got %+v", a)
	}
}

// TestWhoWasLoggedIn: the route says which roles they have, or that they are none.
func TestWhoWasLoggedIn(t *testing.T) {
	for name, test := range map[string]struct {
		params map[string]string
		want   []server.Intressent
	}{
		"by default": {nil, []server.Intressent{{PersOrgNr: "19790104-9283", Fornamn: "Tolvan Kalle", Efternamn: "Tolvansson", Roller: []string{"SOK"}}}},
		"as somebody else": {
			map[string]string{"inloggad": "KPER", "intressent.sokande.organisationsnummer": "5566778899", "intressent.sokande.namn": "Bygg AB"},
			[]server.Intressent{
				{PersOrgNr: "19790104-9283", Fornamn: "Tolvan Kalle", Efternamn: "Tolvansson", Roller: []string{"KPER"}},
				{PersOrgNr: "16556677-8899", ArForetag: true, Namn: "Bygg AB", Roller: []string{"SOK"}},
			},
		},
		"with an address": {
			map[string]string{"inloggad.adress": "Ängsvägen 3", "inloggad.postnr": "123 45", "inloggad.ort": "Mittköping", "inloggad.telefon": "1"},
			[]server.Intressent{{
				PersOrgNr: "19790104-9283", Fornamn: "Tolvan Kalle", Efternamn: "Tolvansson", Adress: "Ängsvägen 3", PostNr: "123 45", Ort: "Mittköping",
				Roller: []string{"SOK"}, Kommunikation: []server.Kommunikation{{Beskrivning: "1", Komtyp: "MOB"}},
			}},
		},
		"not at all": {map[string]string{"inloggad": "nej"}, nil},
		"named again, with an address": {
			map[string]string{
				"intressent.jag.personnummer": "19790104-9283", "intressent.jag.adress": "Storgatan 1", "intressent.jag.roller": "KPER, SOK",
			},
			[]server.Intressent{{PersOrgNr: "19790104-9283", Fornamn: "Tolvan Kalle", Efternamn: "Tolvansson", Adress: "Storgatan 1", Roller: []string{"SOK", "KPER"}}},
		},
		"a number that is none is left out": {
			map[string]string{"inloggad": "nej", "intressent.x.personnummer": "123", "intressent.x.namn": "Bo"},
			[]server.Intressent{{Efternamn: "Bo", Roller: []string{"SOK"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, nil)
			step := application()
			step.Envelope.Contact = nil
			for _, p := range []string{"organisationsnummer", "namn", "roller", "adress", "postnr", "ort", "epost"} {
				delete(step.Envelope.Params, "intressent.firma."+p)
			}
			for name, value := range test.params {
				step.Envelope.Params[name] = value
			}
			send(t, connect(t, s.url, nil), step)
			if diff := cmp.Diff(test.want, s.Arenden()[0].Intressenter, cmpopts.IgnoreFields(server.Intressent{}, "ID")); diff != "" {
				t.Errorf("parties (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLater is what comes later, as ByggR has it.
func TestLater(t *testing.T) {
	s := simulate(t, nil)
	c := connect(t, s.url, nil)
	dnr := send(t, c, application()).RemoteID
	send(t, c, attachment(dnr, 2, "Plan över huset.PDF", []byte("%PDF-1.7")))
	send(t, c, message(delivery.KindMessage, dnr, 3, "En karta kommer."))
	send(t, c, message(delivery.KindWithdrawal, dnr, 4, "Vi bygger inte."))
	want := []server.Handelse{
		{
			Riktning: "In", Rubrik: "Bilaga (MK-2026-7F3K-9Q2C/2)", Typ: "HANDLING", Slag: "KOMPL", Handlaggare: "ENTRE",
			Handlingar: []server.Handling{{
				Typ: "BIL", Status: "Inkommen", Dag: "2026-11-24", Anteckning: "Plan över huset.PDF", Namn: "Plan över huset.PDF", Andelse: ".pdf",
				Stampel: true, Content: []byte("%PDF-1.7"),
			}},
		},
		{
			Riktning: "In", Rubrik: "Meddelande från den som skickade in ärendet (MK-2026-7F3K-9Q2C/3)", Typ: "HANDLING", Slag: "KOMPL",
			Handlaggare: "ENTRE", Anteckning: "En karta kommer.",
		},
		{
			Riktning: "In", Rubrik: "Återkallelse (MK-2026-7F3K-9Q2C/4)", Typ: "STATUS", Slag: "ATER", Handlaggare: "ENTRE",
			Anteckning: "Den som skickade in ärendet har återkallat det.\n\nVi bygger inte.",
		},
	}
	ignored := []cmp.Option{cmpopts.IgnoreFields(server.Handelse{}, "ID", "Start"), cmpopts.IgnoreFields(server.Handling{}, "ID", "DokID")}
	if diff := cmp.Diff(want, s.Arenden()[0].Handelser[1:], ignored...); diff != "" {
		t.Errorf("what came later (-want +got):\n%s", diff)
	}
}

// TestBadAnswers: whatever ByggR answers, a case is sent once, and found.
func TestBadAnswers(t *testing.T) {
	type outcome string
	const unknown, ok, ticket outcome = "unknown", "ok", "ticket"
	for name, test := range map[string]struct {
		quirks server.Quirks
		want   outcome
		there  bool
	}{
		"as it should":                     {server.Quirks{}, ok, true},
		"a fault after the effect":         {server.Quirks{FaultAfter: true}, unknown, true},
		"a fault before":                   {server.Quirks{FaultBefore: true}, unknown, false},
		"no number":                        {server.Quirks{NoDnr: true}, unknown, true},
		"another case's number":            {server.Quirks{OtherDnr: true}, unknown, true},
		"our reference is not kept":        {server.Quirks{DropsRef: true}, ok, true},
		"the rubrik is cut":                {server.Quirks{ShortRubrik: 10}, ok, true},
		"there is nothing left to know it": {server.Quirks{DropsRef: true, ShortRubrik: 10}, ok, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, nil)
			c := connect(t, s.url, nil)
			other := missing()
			other.Envelope.Reference, other.Key = "MK-2026-BBBB-2222", "MK-2026-BBBB-2222/1"
			send(t, c, other)
			s.SetQuirks(test.quirks)
			r, err := c.Send(t.Context(), application())
			s.SetQuirks(server.Quirks{})
			got := ok
			_, waits := errors.AsType[*delivery.UnavailableError](err)
			_, refused := errors.AsType[*delivery.RefusedError](err)
			switch {
			case waits || refused:
				t.Fatalf("got %v", err)
			case err != nil:
				got = unknown
			case r.Ticket != "":
				got = ticket
			}
			if got != test.want {
				t.Errorf("got %s, want %s: %+v, %v", got, test.want, r, err)
			}
			found, there, err := c.Find(t.Context(), application())
			if err != nil || there != test.there || there && found.RemoteID != s.Arenden()[1].Dnr {
				t.Errorf("found %+v, %v, %v", found, there, err)
			}
		})
	}
}

// TestTicket: what was taken and could not be read back is read later, and never
// sent again.
func TestTicket(t *testing.T) {
	s := simulate(t, nil)
	c := connect(t, s.url, nil)
	dnr := send(t, c, application()).RemoteID
	for ticket, want := range map[string]string{dnr: dnr, "BYGG 2026-999999": dnr} {
		step := application()
		step.Ticket = ticket
		if r, found, err := c.Find(t.Context(), step); err != nil || !found || r.RemoteID != want {
			t.Errorf("%s: %+v, %v, %v", ticket, r, found, err)
		}
	}
	step := missing()
	step.Ticket = dnr // which is another's
	if r, found, err := c.Find(t.Context(), step); err != nil || found {
		t.Errorf("another's: %+v, %v, %v", r, found, err)
	}
}

// TestLaterGoesWrong: what was taken and cannot be seen is a person's matter, since
// it would come again and again.
func TestLaterGoesWrong(t *testing.T) {
	for name, test := range map[string]struct {
		quirks  server.Quirks
		refused bool
		step    func(dnr string) delivery.Step
	}{
		"the rubrik is cut": {server.Quirks{ShortRubrik: 10}, true, func(dnr string) delivery.Step {
			return message(delivery.KindMessage, dnr, 2, "x")
		}},
		"the document is not kept": {server.Quirks{NoDocuments: true}, false, func(dnr string) delivery.Step {
			return attachment(dnr, 2, "x.pdf", []byte("x"))
		}},
		"a fault after the effect": {server.Quirks{FaultAfter: true}, false, func(dnr string) delivery.Step {
			return message(delivery.KindMessage, dnr, 2, "x")
		}},
		"there is no such case": {server.Quirks{}, true, func(string) delivery.Step { return message(delivery.KindMessage, "BYGG 2020-1", 2, "x") }},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, nil)
			c := connect(t, s.url, nil)
			dnr := send(t, c, application()).RemoteID
			s.SetQuirks(test.quirks)
			r, err := c.Send(t.Context(), test.step(dnr))
			_, refused := errors.AsType[*delivery.RefusedError](err)
			_, waits := errors.AsType[*delivery.UnavailableError](err)
			if err == nil || refused != test.refused || waits {
				t.Errorf("got %+v, %v", r, err)
			}
		})
	}
}

// TestFindEachWay: by the party, by the property, and among what has changed, in as
// many lists as it takes.
func TestFindEachWay(t *testing.T) {
	for name, change := range map[string]func(*delivery.Envelope){
		"by the party":    func(e *delivery.Envelope) { delete(e.Params, "fastighet") },
		"by the property": func(e *delivery.Envelope) { e.Applicant = nil },
		"by the property's number": func(e *delivery.Envelope) {
			e.Applicant, e.Params["fnr"] = nil, "120012345"
		},
		"among what has changed": func(e *delivery.Envelope) {
			e.Applicant = nil
			delete(e.Params, "fastighet")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, func(cfg *server.Config) { cfg.MaxBatch = 2 })
			c := connect(t, s.url, nil)
			for _, reference := range []string{"MK-2026-AAAA-1111", "MK-2026-BBBB-2222", "MK-2026-CCCC-3333", reference, "MK-2026-DDDD-4444"} {
				step := application()
				step.Envelope.Reference, step.Key = reference, delivery.StepKey(reference, 1)
				for _, p := range []string{"organisationsnummer", "namn", "roller", "adress", "postnr", "ort", "epost"} {
					delete(step.Envelope.Params, "intressent.firma."+p)
				}
				change(&step.Envelope)
				send(t, c, step)
			}
			step := application()
			change(&step.Envelope)
			r, found, err := c.Find(t.Context(), step)
			if err != nil || !found || r.RemoteID != s.Arenden()[3].Dnr {
				t.Errorf("found %+v, %v, %v", r, found, err)
			}
			step.Envelope.Reference = "MK-2026-7F3K-9Q2"
			step.Key = delivery.StepKey(step.Envelope.Reference, 1)
			if r, found, err := c.Find(t.Context(), step); err != nil || found {
				t.Errorf("another's: %+v, %v, %v", r, found, err)
			}
		})
	}
}

// TestRefusals: ByggR's own refusals are a person's matter, and its words stay out.
func TestRefusals(t *testing.T) {
	for name, change := range map[string]func(*byggr.Options, *delivery.Envelope){
		"a code that it does not have": func(_ *byggr.Options, e *delivery.Envelope) { e.Params["handelsetyp"] = "FINNSINTE" },
		"a role that it does not have": func(_ *byggr.Options, e *delivery.Envelope) { e.Params["inloggad"] = "FINNSINTE" },
		"a signature it does not know": func(o *byggr.Options, _ *delivery.Envelope) { o.Signature = "FINNSINTE" },
		"a value of another route":     func(_ *byggr.Options, e *delivery.Envelope) { e.Params["queue"] = "x" },
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, nil)
			step := application()
			o := options(s.url)
			change(&o, &step.Envelope)
			c := connect(t, s.url, func(to *byggr.Options) { *to = o })
			_, err := c.Send(t.Context(), step)
			refused, ok := errors.AsType[*delivery.RefusedError](err)
			if !ok || strings.Contains(refused.Reason, "FINNSINTE") || len(s.Arenden()) != 0 {
				t.Errorf("got %v and %d cases", err, len(s.Arenden()))
			}
		})
	}
}
