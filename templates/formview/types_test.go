package formview_test

import (
	"testing"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// TestInputs: each type asks with what a phone, a browser and a screen reader
// understand.
func TestInputs(t *testing.T) {
	yesNo := []ui.Option{{Value: "yes", Label: "Ja"}, {Value: "no", Label: "Nej"}}
	htmlcheck.Run(t, render(t, formview.StepPage(step(
		formview.Question{Kind: formview.KindNumber, ID: "area", Label: "Area", Unit: "m²", Decimals: true, Value: "1 250,5", Hint: "Mät på marken."},
		formview.Question{Kind: formview.KindNumber, ID: "antal", Label: "Antal"},
		formview.Question{Kind: formview.KindMoney, ID: "pris", Label: "Pris"},
		formview.Question{Kind: formview.KindYesNo, ID: "ager", Label: "Äger du huset?", Options: yesNo, Value: "no"},
		formview.Question{Kind: formview.KindChoices, ID: "delar", Label: "Delar", Options: []ui.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}, Chosen: []string{"", "b"}},
		formview.Question{Kind: formview.KindEmail, ID: "epost", Label: "E-post", Own: true},
		formview.Question{Kind: formview.KindPhone, ID: "telefon", Label: "Telefon"},
		formview.Question{Kind: formview.KindPersonalNumber, ID: "nummer", Label: "Personnummer"},
		formview.Question{Kind: formview.KindAddress, ID: "adress", Label: "Adress", Own: true},
		formview.Question{Kind: formview.KindText, ID: "namn", Label: "Namn", IsName: true},
		formview.Question{Kind: formview.KindConsent, ID: "samtycke", Label: "Samtycke", Text: "Jag går med på det.", Value: "yes"},
	))),
		htmlcheck.In("input[name=area]", htmlcheck.HasAttr("inputmode", "decimal"), htmlcheck.HasAttr("value", "1 250,5"), htmlcheck.HasAttr("aria-describedby", "f-area-hint f-area-suffix")),
		htmlcheck.In("#f-area-suffix", htmlcheck.HasText("m²")),
		htmlcheck.In("input[name=antal]", htmlcheck.HasAttr("inputmode", "numeric"), htmlcheck.HasAttr("type", "text"), htmlcheck.HasNoAttr("aria-describedby")),
		htmlcheck.In("#f-pris-suffix", htmlcheck.HasText("kr")),
		htmlcheck.In("input[name=ager][value=no]", htmlcheck.HasAttr("checked", "")),
		htmlcheck.In("input[name=delar][type=hidden]", htmlcheck.HasAttr("value", "")),
		htmlcheck.In("input[name=delar][value=b]", htmlcheck.HasAttr("type", "checkbox"), htmlcheck.HasAttr("checked", "")),
		htmlcheck.In("input[name=delar][value=a]", htmlcheck.HasNoAttr("checked")),
		htmlcheck.In("input[name=epost]", htmlcheck.HasAttr("type", "email"), htmlcheck.HasAttr("autocomplete", "email")),
		htmlcheck.In("input[name=telefon]", htmlcheck.HasAttr("type", "tel"), htmlcheck.HasNoAttr("autocomplete")),
		htmlcheck.In("input[name=nummer]", htmlcheck.HasAttr("inputmode", "numeric"), htmlcheck.HasAttr("autocomplete", "off")),
		htmlcheck.In("input[name='adress.postcode']", htmlcheck.HasAttr("autocomplete", "postal-code")),
		htmlcheck.In("input[name=namn]", htmlcheck.HasAttr("autocomplete", "name")),
		htmlcheck.In("input[name=samtycke][type=checkbox]", htmlcheck.HasAttr("value", "yes"), htmlcheck.HasAttr("checked", "")),
		htmlcheck.In("label[for=f-samtycke]", htmlcheck.HasText("Jag går med på det.")),
		htmlcheck.NotIn("[required]"))
}

func TestDateField(t *testing.T) {
	htmlcheck.Run(t, render(t, formview.StepPage(step(formview.Question{
		Kind: formview.KindDate, ID: "fodd", Label: "När är du född?", Required: true, Own: true, Hint: "Med siffror.",
		Parts: map[string]formview.Part{"day": {Value: "3"}, "month": {Value: "12"}, "year": {Value: "85", Error: "Skriv året med fyra siffror"}},
	}))),
		htmlcheck.In("fieldset", htmlcheck.HasAttr("aria-describedby", "f-fodd-hint f-fodd-error")),
		htmlcheck.In("input[name='fodd.day']", htmlcheck.HasAttr("value", "3"), htmlcheck.HasAttr("autocomplete", "bday-day"), htmlcheck.HasAttr("inputmode", "numeric"), htmlcheck.HasNoAttr("aria-invalid")),
		htmlcheck.In("label[for='f-fodd.month']", htmlcheck.HasText("Månad")),
		htmlcheck.In("input[name='fodd.year']", htmlcheck.HasAttr("aria-invalid", "true"), htmlcheck.HasAttr("aria-describedby", "f-fodd-error")),
		htmlcheck.In("#f-fodd-error", htmlcheck.HasText("Skriv året med fyra siffror")),
		htmlcheck.In(".ds-error-summary a[href='#f-fodd.year']", htmlcheck.HasText("Skriv året med fyra siffror")))
}

func TestGroup(t *testing.T) {
	child := func(id, fault string) []formview.Question {
		return []formview.Question{
			{Kind: formview.KindText, ID: id + ".namn", Label: "Namn", Required: true, Error: fault},
			{Kind: formview.KindContact, ID: id + ".kontakt", Label: "Kontakt", Parts: map[string]formview.Part{"email": {Value: "x", Error: fault}}},
		}
	}
	group := formview.Question{
		Kind: formview.KindGroup, ID: "barn", Label: "Vilka barn?", Required: true, Add: "Lägg till ett barn till", Error: "Det är för få",
		Items: []formview.Item{{Title: "Barn 1", Questions: child("barn.1", "")}, {Title: "Barn 2", Questions: child("barn.2", "Skriv namnet")}},
	}
	htmlcheck.Run(t, render(t, formview.StepPage(step(group))),
		htmlcheck.In("input[name=barn][type=hidden]", htmlcheck.HasAttr("value", "")),
		htmlcheck.In("fieldset fieldset legend", htmlcheck.HasText("Barn 1")),
		htmlcheck.In("input[name='barn.2.namn']", htmlcheck.HasAttr("id", "f-barn.2.namn"), htmlcheck.HasAttr("aria-invalid", "true")),
		htmlcheck.In("input[name='barn.1.kontakt.email']", htmlcheck.HasNoAttr("autocomplete")), // it is about somebody else
		htmlcheck.In("button[name='barn.remove'][value='2']", htmlcheck.HasText("Ta bort Barn 2")),
		htmlcheck.In("button[name='barn.add']", htmlcheck.HasText("Lägg till ett barn till")),
		htmlcheck.In(".ds-error-summary a[href='#f-barn.1.namn']", htmlcheck.HasText("Det är för få")),
		htmlcheck.In(".ds-error-summary a[href='#f-barn.2.namn']", htmlcheck.HasText("Barn 2: Skriv namnet")),
		htmlcheck.In(".ds-error-summary a[href='#f-barn.2.kontakt.email']", htmlcheck.HasText("Barn 2: Skriv namnet")))
	group.Items, group.Add, group.Error = group.Items[:1], "", ""
	htmlcheck.Run(t, render(t, formview.StepPage(step(group))),
		htmlcheck.NotIn("button[name='barn.remove']"), htmlcheck.NotIn("button[name='barn.add']"))
}

func TestInformation(t *testing.T) {
	v := step(formview.Question{Kind: formview.KindInformation, ID: "akut", Label: "Är det akut?", Important: true, Text: "Ring 112.\n\nVänta inte.", Links: []formview.Link{{URL: "tel:112", Label: "Ring 112"}}})
	v.Title = "Är det akut?"
	htmlcheck.Run(t, render(t, formview.StepPage(v)),
		htmlcheck.In("h1", htmlcheck.HasText("Är det akut?")),
		htmlcheck.In(".note[data-tone=fault]", htmlcheck.HasText("Vänta inte.")),
		htmlcheck.In(".note a[href='tel:112']", htmlcheck.HasText("Ring 112")),
		htmlcheck.NotIn("form [name=akut]"))
}

func TestExitPage(t *testing.T) {
	v := formview.Exit{
		Shell:        layout.Shell{Title: "Ägaren ansöker", Site: layout.Site{Name: "Mittköping"}},
		ServiceTitle: "Ansök om bygglov", Back: "/ansok/d1/start", Text: "Bara ägaren kan ansöka.\n\nBe ägaren.",
		Links: []formview.Link{{URL: "tel:0300123456", Label: "Ring oss"}},
	}
	htmlcheck.Run(t, render(t, formview.ExitPage(v)),
		htmlcheck.In("h1", htmlcheck.HasText("Ägaren ansöker")),
		htmlcheck.In("main", htmlcheck.HasText("Bara ägaren kan ansöka.")),
		htmlcheck.In("a[href='tel:0300123456']", htmlcheck.HasText("Ring oss")),
		htmlcheck.In("a[href='/ansok/d1/start']"),
		htmlcheck.NotIn("main form"))
}
