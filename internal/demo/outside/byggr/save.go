package byggr

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// saveNewArende registers a case.
func (s *Server) saveNewArende(q in) ([]out, error) {
	m := q.at("message")
	a, err := s.readArende(m)
	if err != nil {
		return nil, err
	}
	first, err := s.readHandelse(m)
	if err != nil {
		return nil, err
	}
	made, err := s.register(a, first)
	if err != nil {
		return nil, err
	}
	dnr := made.Dnr
	switch {
	case s.quirks.NoDnr:
		dnr = ""
	case s.quirks.OtherDnr:
		dnr = s.arenden[0].Dnr
	}
	return []out{{name: "SaveNewArendeResult", kids: []out{el("Dnr", dnr)}}}, nil
}

// readArende reads a case and looks its codes up.
func (s *Server) readArende(m in) (Arende, error) {
	q := m.at("Arende")
	a := Arende{
		Codes: Codes{
			Diarieprefix: q.attr("diarieprefix"), Komkod: q.attr("komkod"), Enhetkod: q.attr("enhetkod"), Grupp: q.attr("arendegrupp"),
			Typ: q.attr("arendetyp"), Slag: q.attr("arendeslag"), Klass: q.attr("arendeklass"), Namndkod: q.attr("namndkod"), Kalla: q.attr("kalla"),
		},
		Beskrivning: q.text("beskrivning"), AnkomstDag: q.text("ankomstDatum"), Handlaggare: q.at("handlaggare").attr("signatur"),
		Projektnr: q.text("projektnr"), ExternRef: q.text("externRef"),
	}
	switch {
	case !q.is():
		return a, clientFault("Ärende saknas.")
	case !slices.Contains(s.cfg.Signatures, m.text("HandlaggarSign")):
		return a, clientFault("Handläggare saknas för angiven signatur.")
	case !slices.Contains(s.cfg.Grupper, a.Codes.Grupp) || !slices.Contains(s.cfg.Typer, a.Codes.Typ):
		return a, clientFault("Ogiltig ärendegrupp eller ärendetyp.")
	case len(a.AnkomstDag) != len("2006-01-02"):
		return a, clientFault("Ankomstdatum saknas.")
	}
	if p := q.at("arInomplan"); p.is() {
		inPlan := q.bool("arInomplan")
		a.InomPlan = &inPlan
	}
	for _, p := range q.at("intressentLista").Kids {
		party, err := s.readParty(p)
		if err != nil {
			return a, err
		}
		a.Intressenter = append(a.Intressenter, party)
	}
	for _, o := range q.at("objektLista").Kids {
		f := Fastighet{Trakt: o.text("fastighet", "trakt"), FbetNr: o.text("fastighet", "fbetNr"), Huvud: o.attr("arHuvudObjekt") == "true"}
		f.Fnr, _ = strconv.Atoi(o.at("fastighet").attr("fnr"))
		if !strings.HasSuffix(o.attr("type"), "arendeFastighet") || f.Fnr == 0 && (f.Trakt == "" || f.FbetNr == "") {
			return a, clientFault("Fastigheten kunde inte hittas.")
		}
		a.Fastigheter = append(a.Fastigheter, f)
	}
	return a, nil
}

// readParty reads a party, whose roles are of the code table.
func (s *Server) readParty(p in) (Intressent, error) {
	i := Intressent{
		PersOrgNr: p.attr("persOrgNr"), ArForetag: p.attr("arForetag") == "true", Namn: p.text("namn"), Adress: p.text("adress"),
		CoAdress: p.text("coAdress"), PostNr: p.text("postNr"), Ort: p.text("ort"), Land: p.text("land"),
		Fornamn: p.text("fornamn"), Efternamn: p.text("efternamn"),
	}
	if n := i.PersOrgNr; n != "" && (len(n) != 13 || n[8] != '-') {
		return i, clientFault("Person- eller organisationsnumret har fel format.")
	}
	for _, k := range p.at("intressentKommunikationLista").Kids {
		i.Kommunikation = append(i.Kommunikation, Kommunikation{Beskrivning: k.text("beskrivning"), Komtyp: k.text("komtyp")})
	}
	for _, r := range p.at("rollLista").Kids {
		if !slices.ContainsFunc(s.cfg.Roller, func(c Code) bool { return c.Code == r.Text }) {
			return i, clientFault("Ogiltig roll.")
		}
		i.Roller = append(i.Roller, r.Text)
	}
	return i, nil
}

// readHandelse reads a händelse with its documents.
func (s *Server) readHandelse(m in) (Handelse, error) {
	q := m.at("Handelse")
	start, ok := q.time("startDatum")
	h := Handelse{
		Riktning: q.text("riktning"), Rubrik: q.text("rubrik"), Start: start, Anteckning: q.text("anteckning"),
		Slag: q.text("handelseslag"), Typ: q.text("handelsetyp"), Sekretess: q.bool("sekretess"), Makulerad: q.bool("makulerad"),
		Arbetsmaterial: q.bool("arbetsmaterial"), Handlaggare: m.text("HandlaggarSign"),
	}
	switch {
	case !q.is() || !ok || !slices.Contains([]string{"In", "Ut", "Okänd"}, h.Riktning):
		return h, clientFault("Händelsen är inte giltig.")
	case !slices.Contains(s.cfg.Signatures, h.Handlaggare):
		return h, clientFault("Handläggare saknas för angiven signatur.")
	case !slices.Contains(s.cfg.Handelsetyper, h.Typ):
		return h, clientFault("Ogiltig händelsetyp.")
	}
	for _, d := range m.at("Handlingar").Kids {
		file := d.at("dokument", "fil")
		content, err := base64.StdEncoding.DecodeString(strings.TrimSpace(file.text("filBuffer")))
		if err != nil || d.text("dokument", "namn") == "" {
			return h, clientFault("Handlingen saknar dokument.")
		}
		if typ := d.text("typ"); !slices.ContainsFunc(s.cfg.Handlingstyper, func(c Code) bool { return c.Code == typ }) {
			return h, clientFault("Ogiltig handlingstyp.")
		}
		h.Handlingar = append(h.Handlingar, Handling{
			Typ: d.text("typ"), Status: d.text("status"), Dag: d.text("handlingDatum"), Anteckning: d.text("anteckning"),
			Namn: d.text("dokument", "namn"), Andelse: file.attr("filAndelse"), Stampel: m.bool("AnkomststamplaHandlingar"), Content: content,
		})
	}
	return h, nil
}

// saveNewHandelse adds something to a case.
func (s *Server) saveNewHandelse(q in) ([]out, error) {
	m := q.at("message")
	a := s.find(m.text("Dnr"))
	if a == nil {
		return nil, clientFault("Arende not found for dnr %s", m.text("Dnr"))
	}
	h, err := s.readHandelse(m)
	if err != nil {
		return nil, err
	}
	since := len(a.Handelser)
	h = s.add(a, h)
	if err := s.touch(a, since); err != nil {
		return nil, err
	}
	return []out{{name: "SaveNewHandelseResult", kids: []out{el("HandelseId", strconv.Itoa(h.ID))}}}, nil
}
