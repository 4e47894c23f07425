package catalogue

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// Directory is the authorities of the municipality: what their services need
// not repeat. It has one file, beside those of the services.
type Directory struct {
	Authorities []Authority `json:"authorities"`
	Revision    int         `json:"revision,omitempty"` // in a file that Export made
}

// Authority is a committee or a municipal company: a controller of its own,
// with secrecy towards the others.
type Authority struct {
	Code        string    `json:"code"` // in diary numbers, for ever: BN
	Name        i18n.Text `json:"name"` // the Swedish one is what services say
	Departments []string  `json:"departments"`
	Contact     Contact   `json:"contact"`
	Officer     Reach     `json:"data_protection_officer"`
	Registrar   Reach     `json:"registrar"`              // where documents are received and asked for
	RecordsPlan string    `json:"records_plan,omitempty"` // the decision on how long documents are kept
}

// Reach is how to reach a function; never by e-mail.
type Reach struct {
	Phone string    `json:"phone"`
	URL   string    `json:"url,omitempty"` // https
	Visit i18n.Text `json:"visit,omitzero"`
}

// Find returns the authority with the Swedish name.
func (d Directory) Find(name string) (Authority, bool) {
	i := slices.IndexFunc(d.Authorities, func(a Authority) bool { return a.Name.SV == name })
	if i < 0 {
		return Authority{}, false
	}
	return d.Authorities[i], true
}

// feeTexts say in words what a fee comes to when the service does not.
var feeTexts = map[Fee]i18n.Text{
	FeeNone:   {SV: "Det kostar ingenting.", EN: "It is free of charge."},
	FeeTariff: {SV: "Avgiften följer kommunens taxa.", EN: "The fee follows the municipality's tariff."},
}

// Resolve completes a service from its authority, for people: how to reach
// it, what it costs in words, and the decision on how long documents are kept.
// What is said to be unknown becomes empty, as what is not said.
func Resolve(s Service, d Directory) Service {
	if a, ok := d.Find(s.Authority); ok {
		s.Contact.Phone = cmp.Or(s.Contact.Phone, a.Contact.Phone)
		s.Contact.Hours = cmp.Or(s.Contact.Hours, a.Contact.Hours)
		s.Contact.Visit = cmp.Or(s.Contact.Visit, a.Contact.Visit)
		s.Retention.Decision = cmp.Or(s.Retention.Decision, a.RecordsPlan)
	}
	s.Cost = cmp.Or(known(s.Cost), feeTexts[s.Fee])
	s.HandlingTime = known(s.HandlingTime)
	s.Retention.Kept = known(s.Retention.Kept)
	if slices.Equal(s.LegalBasis, []string{NoLegalBasis}) {
		s.LegalBasis = nil
	}
	return s
}

// known returns t, and nothing of one that says that it is unknown.
func known(t i18n.Text) i18n.Text {
	switch strings.ToLower(strings.Trim(t.SV, " .")) {
	case "okänd", "okänt":
		return i18n.Text{}
	}
	return t
}
