package byggr

import (
	"strconv"
)

// arendeXML is a case as the service tells it. A real installation says more than
// the contract does (checksums); so do attributes here that are of no contract.
func arendeXML(name string, a *Arende) out {
	o := group(name,
		el("status", a.Status), el("beskrivning", a.Beskrivning), el("ankomstDatum", a.AnkomstDag), el("slutDatum", a.SlutDag),
		el("uppdateradDatum", date(a.Uppdaterad)), el("registreradDatum", date(a.Registrerad)),
		out{name: "handlaggare", attrs: []string{"signatur", a.Handlaggare}},
		group("intressentLista", partiesXML(a.Intressenter)...),
		group("handelseLista", handelserXML(a.Handelser)...),
		el("projektnr", a.Projektnr),
		group("objektLista", propertiesXML(a.Fastigheter)...),
		el("externRef", a.ExternRef),
	)
	for i := range o.kids {
		o.kids[i].ns = nsArende
	}
	o.attrs = pairs("arendeId", strconv.Itoa(a.ID), "dnr", a.Dnr, "diarieprefix", a.Codes.Diarieprefix, "komkod", a.Codes.Komkod,
		"enhetkod", a.Codes.Enhetkod, "arendegrupp", a.Codes.Grupp, "arendetyp", a.Codes.Typ, "arendeslag", a.Codes.Slag,
		"arendeklass", a.Codes.Klass, "namndkod", a.Codes.Namndkod, "kalla", a.Codes.Kalla)
	return o
}

// pairs leaves out attributes without a value.
func pairs(all ...string) (some []string) {
	for i := 0; i+1 < len(all); i += 2 {
		if all[i+1] != "" {
			some = append(some, all[i], all[i+1])
		}
	}
	return some
}

func partiesXML(all []Intressent) (list []out) {
	for _, p := range all {
		var reach, roles []out
		for _, k := range p.Kommunikation {
			o := group("intressentKommunikation", el("beskrivning", k.Beskrivning), el("komtyp", k.Komtyp))
			o.attrs = []string{"arAktiv", "true"}
			reach = append(reach, o)
		}
		for _, r := range p.Roller {
			roles = append(roles, el("roll", r))
		}
		o := group("intressent",
			el("namn", p.Name()), el("adress", p.Adress), el("coAdress", p.CoAdress), el("postNr", p.PostNr), el("ort", p.Ort), el("land", p.Land),
			el("fornamn", p.Fornamn), el("efternamn", p.Efternamn),
			group("intressentKommunikationLista", reach...), group("rollLista", roles...),
		)
		o.attrs = pairs("intressentId", strconv.Itoa(p.ID), "persOrgNr", p.PersOrgNr, "arForetag", truth(p.ArForetag))
		list = append(list, o)
	}
	return list
}

func handelserXML(all []Handelse) (list []out) {
	for _, h := range all {
		decision := out{}
		if h.BeslutNr != "" {
			decision = group("beslut", el("beslutstext", h.Beslutstext))
			decision.attrs = []string{"beslutNr", h.BeslutNr, "arHuvudbeslut", "true"}
		}
		o := group("handelse",
			el("riktning", h.Riktning), el("rubrik", h.Rubrik), el("startDatum", minutes(h.Start)), el("anteckning", h.Anteckning),
			el("handelseslag", h.Slag), el("handelsetyp", h.Typ), el("handelseutfall", h.Utfall), el("sekretess", truth(h.Sekretess)),
			el("makulerad", truth(h.Makulerad)), decision,
			group("handlingLista", handlingarXML(h.Handlingar)...), group("intressentLista", partiesXML(h.Till)...),
			el("arbetsmaterial", truth(h.Arbetsmaterial)),
			out{name: "handlaggare", attrs: pairs("signatur", h.Handlaggare)},
		)
		o.attrs = []string{"handelseId", strconv.Itoa(h.ID)}
		list = append(list, o)
	}
	return list
}

func handlingarXML(all []Handling) (list []out) {
	for _, d := range all {
		o := group("handling",
			el("typ", d.Typ), el("status", d.Status), el("handlingDatum", d.Dag), el("anteckning", d.Anteckning), el("makulerad", "false"),
			out{name: "dokument", attrs: []string{"dokId", d.DokID}, kids: []out{el("namn", d.Namn)}},
		)
		o.attrs = []string{"handlingId", strconv.Itoa(d.ID)}
		list = append(list, o)
	}
	return list
}

func propertiesXML(all []Fastighet) (list []out) {
	for _, f := range all {
		property := group("fastighet", el("trakt", f.Trakt), el("fbetNr", f.FbetNr))
		if f.Fnr > 0 {
			property.attrs = []string{"fnr", strconv.Itoa(f.Fnr)}
		}
		list = append(list, out{
			name: "abstractArendeObjekt", kids: []out{property},
			attrs: []string{"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance", "xsi:type", "arendeFastighet", "arHuvudObjekt", truth(f.Huvud)},
		})
	}
	return list
}
