package forms_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
)

// written is an answer as a page posts it, in pairs of a part and what is
// written there.
func written(t *testing.T, d *forms.Definition, pairs ...string) forms.Answer {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name := forms.Problem{Question: "q", Part: pairs[i]}.Field()
		form[name] = append(form[name], pairs[i+1])
	}
	return forms.Read(d.Steps[0], form, nil)["q"]
}

// TestWritten writes answers as people do: what is told of them, and how they
// are read out when nothing is.
func TestWritten(t *testing.T) {
	const (
		number       = `"type":"number","unit":{"sv":"m²","en":"m²"},"rules":{"min":-5,"max":2000,"decimals":2}`
		whole        = `"type":"number"`
		money        = `"type":"money","rules":{"min":100,"max":100000}`
		date         = `"type":"date","rules":{"earliest":"today","latest":"today+14d"}`
		born         = `"type":"date","rules":{"min_age":18,"max_age":67}`
		fixed        = `"type":"date","rules":{"earliest":"2026-12-01","latest":"2026-12-24"}`
		past         = `"type":"date","rules":{"latest":"today"}`
		personal     = `"type":"personal_number"`
		organisation = `"type":"organisation_number"`
		address      = `"type":"address"`
		choices      = `"type":"choices","rules":{"min_count":2,"max_count":2},"options":[{"value":"a","label":{"sv":"Ost","en":"Cheese"}},{"value":"b","label":{"sv":"Skinka","en":"Ham"}},{"value":"c","label":{"sv":"Ägg","en":"Egg"}},{"value":"x","exclusive":true,"label":{"sv":"Inget","en":"None"}}]`

		badMoney    = "fel q: Skriv beloppet i kronor, till exempel 1 250 eller 1 250,50."
		badNumber   = "fel q: Skriv ett tal med siffror, till exempel 12."
		badPersonal = "fel q: Skriv personnumret med tolv siffror, ÅÅÅÅMMDD-NNNN."
		badPostcode = "fel q.postcode: Skriv postnumret med fem siffror, till exempel 123 45."
	)
	tests := []struct {
		question string
		pairs    string // part=written, with | between
		want     string // lines, or "fel field: message"
	}{
		{number, "=30", "30 m²"},
		{number, "=1 250,5", "1 250,5 m²"},
		{number, "=1250.5", "1 250,5 m²"},
		{number, "=1.250,50", "1 250,5 m²"},
		{number, "=1,250.50", "1 250,5 m²"},
		{number, "=30 m²", "30 m²"},
		{number, "=30M²", "30 m²"},
		{number, "=−4", "−4 m²"},
		{number, "=- 4", "−4 m²"},
		{number, "=1\u202f250", "1 250 m²"},
		{number, "=−6", "fel q: Skriv ett tal som är −5 m² eller mer."},
		{number, "=2000,01", "fel q: Skriv ett tal som är 2 000 m² eller mindre."},
		{number, "=1.250", "fel q: Skriv talet med högst 2 decimaler."},
		{number, "=12 50", badNumber},
		{number, "=1,2,3", badNumber},
		{number, "=trettio", badNumber},
		{number, "=1e3", badNumber},
		{number, "=NaN", badNumber},
		{number, "=٣٠", badNumber},
		{number, "=m²", badNumber},
		{whole, "=007", "7"},
		{whole, "=1,5", "fel q: Skriv ett helt tal, utan decimaler."},
		{whole, "=999999999999", "999 999 999 999"},
		{whole, "=1000000000000", "fel q: Talet är för stort. Kontrollera siffrorna."},
		{whole, "=" + strings.Repeat("9", 1000), badNumber},
		{money, "=1 250,50 kr", "1 250,50 kr"},
		{money, "=1250:-", "1 250 kr"},
		{money, "=1250 kronor", "1 250 kr"},
		{money, "=SEK 1250", "1 250 kr"},
		{money, "=kr 1.250,50", "1 250,50 kr"},
		{money, "=1250,5", "1 250,50 kr"},
		{money, "=1.250", badMoney},
		{money, "=1250,505", badMoney},
		{money, "=$5", badMoney},
		{money, "=99,99", "fel q: Skriv ett tal som är 100 kr eller mer."},
		{date, "day=23|month=11|year=2026", "23 november 2026"},
		{date, "day=07|month=12|year=2026", "7 december 2026"},
		{date, "day=22|month=11|year=2026", "fel q.day: Datumet har redan varit. Skriv dagens datum eller ett senare."},
		{date, "day=8|month=12|year=2026", "fel q.day: Skriv den 7 december 2026 eller ett tidigare datum."},
		{date, "day=31|month=11|year=2026", "fel q.day: Det datumet finns inte. Skriv ett datum som 3 12 1985."},
		{date, "day=1|month=13|year=2026", "fel q.month: Det datumet finns inte. Skriv ett datum som 3 12 1985."},
		{date, "day=1|month=dec|year=2026", "fel q.month: Det datumet finns inte. Skriv ett datum som 3 12 1985."},
		{date, "day=3|month=12|year=85", "fel q.year: Skriv året med fyra siffror, till exempel 1985."},
		{date, "day=3|month=12|year=0085", "fel q.year: Det datumet finns inte. Skriv ett datum som 3 12 1985."},
		{date, "day=3|year=1985", "fel q.month: Skriv dag, månad och år, till exempel 3 12 1985."},
		{date, "day=+3|month=12|year=2026", "fel q.day: Det datumet finns inte. Skriv ett datum som 3 12 1985."},
		{fixed, "day=24|month=12|year=2026", "24 december 2026"},
		{fixed, "day=30|month=11|year=2026", "fel q.day: Skriv den 1 december 2026 eller ett senare datum."},
		{past, "day=24|month=11|year=2026", "fel q.day: Datumet har inte varit än. Skriv dagens datum eller ett tidigare."},
		{born, "day=23|month=11|year=2008", "23 november 2008"},
		{born, "day=24|month=11|year=2008", "fel q.day: Personen ska vara minst 18 år. Kontrollera att du har skrivit rätt."},
		{born, "day=24|month=11|year=1958", "24 november 1958"},
		{born, "day=23|month=11|year=1958", "fel q.day: Personen får vara högst 67 år. Kontrollera att du har skrivit rätt."},
		{born, "day=24|month=11|year=2026", "fel q.day: Datumet har inte varit än. Skriv dagens datum eller ett tidigare."},
		{`"type":"yes_no"`, "=yes", "Ja"},
		{`"type":"yes_no"`, "=Ja", "fel q: Välj ett av alternativen på frågan ”Fråga”."},
		{`"type":"email"`, "=anna@exempel.se", "anna@exempel.se"},
		{`"type":"email"`, "=anna@exempel", "fel q: Skriv e-postadressen så här: namn@exempel.se."},
		{`"type":"phone"`, "=+46 70-174 06 35", "+46 70-174 06 35"},
		{`"type":"phone"`, "=070/174 06 35", "070/174 06 35"},
		{`"type":"phone"`, "=070–1740635", "070–1740635"},
		{`"type":"phone"`, "=112", "fel q: Skriv telefonnumret med 7 till 15 siffror, till exempel 070-123 45 67."},
		{personal, "=19790104-9283", "19790104-9283"},
		{personal, "=197901049283", "19790104-9283"},
		{personal, "=1979 01 04 – 92 83", "19790104-9283"},
		{personal, "=790104-9283", "fel q: Skriv hela årtalet, så att det blir tolv siffror, ÅÅÅÅMMDD-NNNN."},
		{personal, "=19790104-9284", "fel q: Personnumret stämmer inte. Kontrollera siffrorna."},
		{personal, "=20790104-9283", "fel q: Personnumret stämmer inte. Kontrollera siffrorna."},
		{personal, "=19790104-TF12", badPersonal},
		{personal, "=1234", badPersonal},
		{`"type":"personal_number","rules":{"min_age":18}`, "=20150117-2397", "fel q: Personen ska vara minst 18 år. Kontrollera att du har skrivit rätt."},
		{`"type":"personal_number","rules":{"max_age":15}`, "=20150117-2397", "20150117-2397"},
		{`"type":"personal_number","rules":{"max_age":15}`, "=197001782395", "19700178-2395"}, // a samordningsnummer tells no birthday
		{organisation, "=556677-8899", "556677-8899"},
		{organisation, "=165566778899", "556677-8899"},
		{organisation, "=19790104-9283", "19790104-9283"},
		{organisation, "=556677-8898", "fel q: Organisationsnumret stämmer inte. Kontrollera siffrorna."},
		{organisation, "=5566", "fel q: Skriv organisationsnumret med tio siffror, NNNNNN-NNNN. Har du enskild firma skriver du ditt personnummer med tolv siffror."},
		{address, "street=Storgatan 1|postcode=12345|city=Mittköping", "Storgatan 1|123 45 Mittköping"},
		{address, "street=Storgatan 1|postcode=se-123 45|city=Mittköping", "Storgatan 1|123 45 Mittköping"},
		{address, "street=Storgatan 1|postcode=1234|city=Mittköping", badPostcode},
		{address, "street=Storgatan 1|postcode=01234|city=Mittköping", badPostcode},
		{address, "postcode=12345", "fel q.street: Skriv gatuadressen.|fel q.city: Skriv postorten."},
		{choices, "=a|=c", "Ost|Ägg"},
		{choices, "=|=a|=a|=c|=", "Ost|Ägg"},
		{choices, "=x", "Inget"},
		{choices, "=a", "fel q: Välj minst 2 alternativ. Du har valt 1."},
		{choices, "=a|=b|=c", "fel q: Välj högst 2 alternativ. Du har valt 3."},
		{choices, "=a|=x", "fel q: Du har valt ”Inget” och något mer. Ta bort det ena."},
		{choices, "=a|=forged", "fel q: Välj ett av alternativen på frågan ”Fråga”."},
		{`"type":"consent","text":{"sv":"Jag går med på det.","en":"I agree."}`, "=|=yes", "Jag går med på det."},
	}
	for _, tt := range tests {
		t.Run(tt.question[8:min(len(tt.question), 20)]+tt.pairs[:min(len(tt.pairs), 40)], func(t *testing.T) {
			d := one(t, tt.question)
			var pairs []string
			for _, p := range strings.Split(tt.pairs, "|") {
				part, s, _ := strings.Cut(p, "=")
				pairs = append(pairs, part, s)
			}
			a := forms.Answers{"q": written(t, d, pairs...)}
			var got []string
			for _, p := range forms.ValidateStep(d.Steps[0], a, noon) {
				got = append(got, "fel "+p.Field()+": "+p.Message.SV)
			}
			if len(got) == 0 {
				got = d.Summary(i18n.SV, a)[0].Rows[0].Lines
			}
			if s := strings.ReplaceAll(strings.Join(got, "|"), "\u00A0", " "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
}

func TestInEnglish(t *testing.T) {
	tests := []struct{ question, part, written, want string }{
		{`"type":"money"`, "", "1 250,50", "SEK\u00A01,250.50"},
		{`"type":"number","rules":{"decimals":1}`, "", "-1234567,5", "−1,234,567.5"},
		{`"type":"yes_no"`, "", "no", "No"},
		{`"type":"consent","text":{"sv":"Jag går med på det.","en":"I agree."}`, "", "yes", "I agree."},
	}
	for _, tt := range tests {
		d := one(t, tt.question)
		got := d.Summary(i18n.EN, forms.Answers{"q": written(t, d, tt.part, tt.written)})[0].Rows[0].Lines
		if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.question, diff)
		}
	}
}

// TestADayIsSwedish: shortly before midnight in Sweden it is still today, while
// UTC has been today for long.
func TestADayIsSwedish(t *testing.T) {
	d := one(t, `"type":"date","rules":{"earliest":"today"}`)
	a := forms.Answers{"q": {Text: "2026-11-23"}}
	late := noon.AddDate(0, 0, 0).Add(10*3600e9 + 59*60e9) // 23.59 in Sweden
	if problems := forms.ValidateStep(d.Steps[0], a, late); len(problems) > 0 {
		t.Errorf("one minute before midnight: %v", told(problems))
	}
	if problems := forms.ValidateStep(d.Steps[0], a, late.Add(60e9)); len(problems) != 1 {
		t.Errorf("at midnight: %v", told(problems))
	}
}

// TestConsentKeepsItsWords: what one agreed to is in the answer, whatever is
// posted as the words.
func TestConsentKeepsItsWords(t *testing.T) {
	d := one(t, `"type":"consent","text":{"sv":"Jag går med på det.","en":"I agree."}`)
	got := forms.Read(d.Steps[0], url.Values{"q": {"", "yes"}, "q.sv": {"Jag går inte med"}}, nil)
	want := forms.Answers{"q": {Text: forms.Yes, Parts: map[string]string{"sv": "Jag går med på det.", "en": "I agree."}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ticked (-want +got):\n%s", diff)
	}
	if got := forms.Read(d.Steps[0], url.Values{"q": {""}}, got); len(got) != 0 {
		t.Errorf("not ticked any more: %v", got)
	}
}

// TestWhatCannotBeSeen: letters are composed, and signs without a shape are
// gone; those that join letters stay.
func TestWhatCannotBeSeen(t *testing.T) {
	tests := []struct{ name, written, want string }{
		{"decomposed letters", "A\u030Angstro\u0308m", "Ångström"},
		{"a word from a web page", "\uFEFFStor\u00ADgatan\u200B 1\u2060", "Storgatan 1"},
		{"text that turns round", "\u202Egnp.exe\u202C", "gnp.exe"},
		{"a family", "👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧"},
		{"Persian", "می\u200Cخواهم", "می\u200Cخواهم"},
		{"only such signs", "\u200B\u00A0\u2063", ""},
	}
	d := one(t, `"type":"text"`)
	for _, tt := range tests {
		if got := written(t, d, "", tt.written).Text; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
