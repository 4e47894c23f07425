package catalogue_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
)

// gateDay is when the gate's tests take place: shortly after the services of
// testdata were read through.
var gateDay = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

const (
	permit   = "ansok-om-bygglov-for-tillbyggnad"
	question = "stall-en-fraga-till-kommunen"
)

// planted are faults, one at a time, in services without any. They are by the
// rule that must find them, and no other rule may find anything.
var planted = []struct {
	rule, id string
	plant    func(*catalogue.File)
	want     string // where, and a part of what is told
}{
	{"codes", permit, func(f *catalogue.File) { f.Category = "bygga" }, "category “bygga” is not a category"},
	{"codes", permit, func(f *catalogue.File) { f.Audience = []string{"alla", "katter"} }, "audience[1] “katter” is not an audience"},
	{"codes", permit, func(f *catalogue.File) { f.Audience = nil }, "audience is missing"},
	{"codes", permit, func(f *catalogue.File) { f.LifeEvents = []string{"fira-jul"} }, "life_events[0] “fira-jul” is not an event"},
	{"codes", permit, func(f *catalogue.File) { f.Kind = "blankett" }, "kind “blankett” is not a kind"},
	{"codes", permit, func(f *catalogue.File) { f.Login = "Freja" }, "login “Freja” is not a way"},
	{"languages", permit, func(f *catalogue.File) { f.Needs[1].EN = "" }, "needs[1] is not written in English"},
	{"languages", permit, func(f *catalogue.File) { f.Contact.Hours = i18n.Text{EN: "Weekdays"} }, "contact.hours is not written in Swedish"},
	{"languages", permit, func(f *catalogue.File) { f.Steps[1].EN = f.Steps[1].SV }, "steps[1].en is the same as the Swedish"},
	{"languages", lighting, func(f *catalogue.File) {
		f.Form = []byte(strings.Replace(string(f.Form), `"en":"The light is out"`, `"en":""`, 1))
	}, "options[0].label is not written in English"},
	{"verb", permit, func(f *catalogue.File) { f.Title.SV = "Bygglov för tillbyggnad" }, "title.sv begins with “bygglov”"},
	{"verb", permit, func(f *catalogue.File) { f.Title.EN = "Building permit" }, "title.en begins with “building”"},
	{"verb", police, func(f *catalogue.File) { f.Title.EN = "Passports" }, "title.en begins with “passports”"},
	{"sentence", permit, func(f *catalogue.File) { f.Summary.SV = "Sök lov. Bygg sedan." }, "summary.sv is more than one sentence"},
	{"sentence", permit, func(f *catalogue.File) { f.Summary.EN = "Apply for a permit" }, "summary.en does not end as a sentence does"},
	{"sentence", permit, func(f *catalogue.File) { f.Summary.SV = strings.Repeat("bygga ", 23) + "nu." }, "summary.sv is 141 characters long: write at most 140"},
	{"plain", permit, func(f *catalogue.File) { f.Needs[0].SV = "En karta samt ritningar" }, "needs[0].sv says “samt”: say “och”"},
	{"plain", permit, func(f *catalogue.File) { f.Needs[0].EN = "Drawings made prior to the work" }, "needs[0].en says “prior to”: say “before”"},
	{"plain", permit, func(f *catalogue.File) { f.Next[0].SV = strings.Repeat("ord ", 31) + "slut." }, "next[0].sv has a sentence of 32 words"},
	{"finished", permit, func(f *catalogue.File) { f.Needs[0].EN = "TODO" }, "needs[0].en has “TODO” left in it"},
	{"finished", permit, func(f *catalogue.File) { f.Needs[0].SV = "En karta över <fastigheten>" }, "needs[0].sv has “<fastigheten>” left in it"},
	{"nobody", permit, func(f *catalogue.File) { f.Next[0].SV = "Skriv till bygglov@mittkoping.example." }, "next[0].sv has an e-mail address"},
	{"nobody", permit, func(f *catalogue.File) { f.Needs[0].EN = "Your number, such as 19900101-0000" }, "needs[0].en has something like a personal number"},
	{"authority", permit, func(f *catalogue.File) { f.Authority = "Byggnämnden" }, "authority “Byggnämnden” is not in authorities.yaml; did you mean Byggnadsnämnden?"},
	{"owner", permit, func(f *catalogue.File) { f.Owner = "Bygglovsenheten" }, "owner “Bygglovsenheten” is not a department of Byggnadsnämnden: begin with Samhällsbyggnadsförvaltningen"},
	{"owner", permit, func(f *catalogue.File) { f.Owner = "Samhällsbyggnadsförvaltningen, Sture Stensson" }, "owner “Sture Stensson” looks like a name"},
	{"needs", permit, func(f *catalogue.File) { f.Needs = nil }, "needs is missing"},
	{"steps", permit, func(f *catalogue.File) { f.Steps = nil }, "steps is missing"},
	{"next", permit, func(f *catalogue.File) { f.Next = nil }, "next is missing"},
	{"fee", permit, func(f *catalogue.File) { f.Fee = "" }, "fee is missing"},
	{"fee", permit, func(f *catalogue.File) { f.Cost = i18n.Text{SV: "Det är gratis.", EN: "Nothing."} }, "cost says that it is free, but fee says tariff"},
	{"fee", permit, func(f *catalogue.File) { f.Fee, f.Cost = catalogue.FeeFixed, i18n.Text{SV: "0 kr", EN: "0 SEK"} }, "cost says that it is free, but fee says fixed"},
	{"fee", permit, func(f *catalogue.File) { f.Fee = catalogue.FeeFixed }, "cost has no amount"},
	{"fee", permit, func(f *catalogue.File) { f.Fee = catalogue.FeeNone }, "cost does not say that it is free"},
	{"fee", permit, func(f *catalogue.File) { f.Fee = catalogue.FeeUnknown }, "cost says something that fee: unknown does not"},
	{"fee", permit, func(f *catalogue.File) { f.Fee, f.Cost = catalogue.FeeOther, i18n.Text{SV: "okänd", EN: "unknown"} }, "cost is missing"},
	{"time", permit, func(f *catalogue.File) { f.HandlingTime = i18n.Text{} }, "handling_time is missing"},
	{"contact", permit, func(f *catalogue.File) { f.Authority, f.Owner = nobodys, "Ensamkontoret" }, "contact has no phone"},
	{"offline", permit, func(f *catalogue.File) { f.Offline = nil }, "offline is missing"},
	{"offline", permit, func(f *catalogue.File) { f.Offline = []catalogue.Way{"fax"} }, "offline[0] “fax” is not a way"},
	{"urgent", permit, func(f *catalogue.File) { f.Urgent = emergency("112") }, "login is asked for, but the service is urgent"},
	{"urgent", question, func(f *catalogue.File) { f.Urgent = emergency("") }, "urgent has no phone"},
	{"urgent", question, func(f *catalogue.File) {
		f.Urgent, f.Offline = emergency("112"), []catalogue.Way{catalogue.WayVisit}
	}, "offline has no phone, but"},
	{"law", permit, func(f *catalogue.File) { f.LegalBasis = nil }, "legal_basis is missing"},
	{"law", permit, func(f *catalogue.File) { f.LegalBasis = []string{"PBL"} }, "legal_basis[0] “PBL” does not read as a law"},
	{"law", permit, func(f *catalogue.File) { f.LegalBasis = append(f.LegalBasis, catalogue.NoLegalBasis) }, "legal_basis[1] says that there is no law, beside others"},
	{"personal-data", permit, func(f *catalogue.File) { f.DataProtection = catalogue.DataProtection{} }, "data_protection is missing"},
	{"personal-data", permit, func(f *catalogue.File) { f.DataProtection.Basis = "gdpr" }, "data_protection.basis “gdpr” is not a basis"},
	{"personal-data", permit, func(f *catalogue.File) { f.DataProtection.Purpose = i18n.Text{} }, "data_protection has no purpose"},
	{"personal-data", permit, func(f *catalogue.File) {
		f.DataProtection = catalogue.DataProtection{Basis: catalogue.BasisNone}
	}, "data_protection.basis cannot be no-personal-data"},
	{"personal-data", question, func(f *catalogue.File) { f.DataProtection.Basis = catalogue.BasisNone }, "and yet what becomes of them"},
	{"personal-data", question, func(f *catalogue.File) { f.DataProtection.Sensitive = "yes" }, "data_protection.sensitive “yes” is not a ground"},
	{"retention", permit, func(f *catalogue.File) { f.Retention = catalogue.Retention{} }, "retention is missing"},
	{"retention", permit, func(f *catalogue.File) { f.Authority, f.Owner = planless, "Planlösa kontoret" }, "retention names no decision (gallringsbeslut)"},
	{"keywords", permit, func(f *catalogue.File) { f.Keywords = f.Keywords[:4] }, "keywords has 4 Swedish words: write at least 5"},
	{"keywords", permit, func(f *catalogue.File) {
		for i := range f.Keywords[2:] {
			f.Keywords[i+2].EN = ""
		}
	}, "keywords has 2 English words: write at least 3"},
	{"keywords", permit, func(f *catalogue.File) { f.Keywords[1].SV = "Bygglov" }, "keywords[1] “Bygglov” stands here twice"},
	{"link", police, func(f *catalogue.File) { f.Link = nil }, "link is missing"},
	{"link", police, func(f *catalogue.File) { f.Link.URL = "http://polisen.se/" }, "link.url “http://polisen.se/” is not a whole address"},
	{"link", police, func(f *catalogue.File) { f.Link.URL = "https://polisen.se@example.com/" }, "is not a whole address"},
	{"backend", permit, func(f *catalogue.File) { f.Backend.Reached = "" }, "backend is missing"},
	{"backend", permit, func(f *catalogue.File) { f.Backend.Systems = nil }, "backend.systems names no system"},
	{"backend", permit, func(f *catalogue.File) { f.Backend.Reached = catalogue.ReachedConnector }, "backend.reached says connector, but there is no route"},
	{"backend", lighting, func(f *catalogue.File) { f.Backend.Reached = catalogue.ReachedStaff }, "backend.reached says staff, but there is a route"},
	{catalogue.ReviewRule, permit, func(f *catalogue.File) { f.Review = "" }, "review is missing"},
	{catalogue.ReviewRule, permit, func(f *catalogue.File) { f.Review = "2026-02-30" }, "review “2026-02-30” is not a day"},
	{catalogue.ReviewRule, permit, func(f *catalogue.File) { f.Review = "2025-11-24" }, "review 2025-11-24 is more than a year ago"},
	{catalogue.ReviewRule, permit, func(f *catalogue.File) { f.Review = "2026-11-28" }, "review 2026-11-28 is a day to come"},
	{catalogue.UniqueRule, question, func(f *catalogue.File) { f.Title.SV = "Ansök om  bygglov för Tillbyggnad" }, "title.sv says the same as " + permit},
	{catalogue.UniqueRule, question, func(f *catalogue.File) {
		f.Summary.EN = "Apply for a permit to make your house larger, for example with a conservatory or a larger deck."
	}, "summary.en says the same as " + permit},
}

// Two authorities that lack something each.
const nobodys, planless = "Ensamnämnden", "Planlösa nämnden"

func emergency(phone string) *catalogue.Urgent {
	return &catalogue.Urgent{Phone: phone, Text: i18n.Text{SV: "Ring vid fara.", EN: "Call in danger."}}
}

func gated(t *testing.T, m *memory) ([]catalogue.File, catalogue.Directory) {
	t.Helper()
	files, err := filesOver(m).Read(content())
	if err != nil {
		t.Fatal(err)
	}
	d := catalogue.Directory{Authorities: loaded(t, m).Authorities()}
	whole, ok := d.Find("Byggnadsnämnden")
	if !ok {
		t.Fatal("no authority to spoil")
	}
	lonely, without := whole, whole
	lonely.Name.SV, lonely.Departments, lonely.Contact.Phone = nobodys, []string{"Ensamkontoret"}, ""
	without.Name.SV, without.Departments, without.RecordsPlan = planless, []string{"Planlösa kontoret"}, ""
	d.Authorities = append(slices.Clone(d.Authorities), lonely, without)
	return files, d
}

func TestGate(t *testing.T) {
	m := imported(t)
	if files, d := gated(t, m); len(catalogue.Gate(files, d, gateDay)) > 0 {
		t.Fatalf("there are flaws before any is planted: %v", catalogue.Gate(files, d, gateDay))
	}
	for _, tt := range planted {
		t.Run(tt.rule+": "+tt.want, func(t *testing.T) {
			files, d := gated(t, m)
			i := slices.IndexFunc(files, func(f catalogue.File) bool { return f.ID == tt.id })
			tt.plant(&files[i])
			flaws := catalogue.Gate(files, d, gateDay)
			var told []string
			for _, flaw := range flaws[tt.id] {
				told = append(told, flaw.String())
				if flaw.Rule != tt.rule {
					t.Errorf("rule %s finds something too: %s", flaw.Rule, flaw)
				}
			}
			if len(told) != 1 || !strings.Contains(told[0], tt.want) || len(flaws) != 1 {
				t.Errorf("told %q, want one with %q", told, tt.want)
			}
		})
	}
}

func TestEachRuleHasAPlantedFault(t *testing.T) {
	var rules, tried []string
	for _, r := range catalogue.Rules() {
		rules = append(rules, r.Name)
		if r.Asks == "" {
			t.Errorf("rule %s does not say what it asks for", r.Name)
		}
	}
	rules = append(rules, catalogue.UniqueRule)
	for _, p := range planted {
		tried = append(tried, p.rule)
	}
	slices.Sort(rules)
	slices.Sort(tried)
	if diff := cmp.Diff(slices.Compact(rules), slices.Compact(tried)); diff != "" {
		t.Errorf("rules (-there are +tried):\n%s", diff)
	}
}
