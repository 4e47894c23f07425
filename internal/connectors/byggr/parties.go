package byggr

import (
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// parties are who was logged in, unless the route says otherwise, and those that
// the route names. One of whom neither number nor name is known is left out: the
// question was not asked, or not answered.
func (c *connector) parties(e delivery.Envelope, values map[string]string) []newIntressent {
	var all []newIntressent
	if p, ok := c.applicant(e, values); ok {
		all = append(all, p)
	}
	named := map[string]map[string]string{}
	var order []string
	for name, value := range values {
		party, field, ok := partyParam(name)
		if !ok {
			continue
		}
		if named[party] == nil {
			named[party] = map[string]string{}
			order = append(order, party)
		}
		named[party][field] = casetext.OneLine(value)
	}
	slices.Sort(order)
	for _, party := range order {
		p, ok := c.party(named[party])
		if !ok {
			continue
		}
		// ByggR keeps a party once: the one who was logged in may be named again.
		at := slices.IndexFunc(all, func(known newIntressent) bool { return known.PersOrgNr != "" && known.PersOrgNr == p.PersOrgNr })
		if at < 0 {
			all = append(all, p)
			continue
		}
		all[at] = all[at].with(p)
	}
	return all
}

// applicant is who was logged in, with what they answered of how to reach them.
func (c *connector) applicant(e delivery.Envelope, values map[string]string) (newIntressent, bool) {
	roles, said := values[paramInloggad]
	if !said {
		roles = c.role
	}
	if e.Applicant == nil || casetext.OneLine(roles) == notSent {
		return newIntressent{}, false
	}
	about := map[string]string{fieldPersonnummer: e.Applicant.Number, fieldNamn: casetext.OneLine(e.Applicant.Name), fieldRoller: roles}
	if e.Contact != nil {
		about[fieldEpost], about[fieldTelefon] = casetext.OneLine(e.Contact.Email), casetext.OneLine(e.Contact.Phone)
	}
	for _, field := range theirFields {
		if value := casetext.OneLine(values[paramTheirs+field]); value != "" {
			about[field] = value
		}
	}
	return c.party(about)
}

// party makes a party of its fields.
func (c *connector) party(about map[string]string) (newIntressent, bool) {
	p := newIntressent{
		PersOrgNr: number(about[fieldPersonnummer]),
		Adress:    about[fieldAdress], CoAdress: about[fieldCo], PostNr: about[fieldPostnr], Ort: about[fieldOrt], Land: about[fieldLand],
		Fornamn: about[fieldFornamn], Efternamn: about[fieldEfternamn],
	}
	if organisation := number(about[fieldOrgnummer]); organisation != "" {
		p.PersOrgNr, p.ArForetag = organisation, true
	}
	switch {
	case p.ArForetag:
		p.Namn, p.Fornamn, p.Efternamn = about[fieldNamn], "", ""
	case p.Efternamn == "":
		p.Fornamn, p.Efternamn = splitName(about[fieldNamn])
	}
	p.Kommunikation = c.reach(about[fieldEpost], about[fieldTelefon])
	p.Roller = roles(about[fieldRoller])
	if len(p.Roller) == 0 {
		p.Roller = []string{c.role}
	}
	return p, p.PersOrgNr != "" || p.Namn != "" || p.Efternamn != ""
}

// with is the party with what only the other one says, and the roles of both.
func (p newIntressent) with(o newIntressent) newIntressent {
	for _, f := range []struct{ to, from *string }{
		{&p.Adress, &o.Adress}, {&p.CoAdress, &o.CoAdress}, {&p.PostNr, &o.PostNr}, {&p.Ort, &o.Ort}, {&p.Land, &o.Land},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	for _, k := range o.Kommunikation {
		if !slices.Contains(p.Kommunikation, k) {
			p.Kommunikation = append(p.Kommunikation, k)
		}
	}
	for _, r := range o.Roller {
		if !slices.Contains(p.Roller, r) {
			p.Roller = append(p.Roller, r)
		}
	}
	return p
}

func (c *connector) reach(email, phone string) (all []newKommunikation) {
	if email != "" {
		all = append(all, newKommunikation{true, email, c.emailCode})
	}
	if phone != "" {
		all = append(all, newKommunikation{true, phone, c.phoneCode})
	}
	return all
}

func roles(s string) (all []string) {
	for r := range strings.SplitSeq(s, ",") {
		if r = strings.TrimSpace(r); r != "" {
			all = append(all, r)
		}
	}
	return all
}

// splitName cuts a name before its last word: ByggR has first and last name of a
// person in fields of their own, and a login has not always.
func splitName(name string) (first, last string) {
	at := strings.LastIndexByte(name, ' ')
	return strings.TrimSpace(name[:max(at, 0)]), strings.TrimSpace(name[at+1:])
}

// number writes a personal or organisation number as ByggR has them:
// 19121212-1212, and an organisation's with 16 before it. What is neither is left
// out.
func number(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	switch len(digits) {
	case 10:
		digits = "16" + digits
	case 12:
	default:
		return ""
	}
	return digits[:8] + "-" + digits[8:]
}
