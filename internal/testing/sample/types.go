package sample

import (
	"strings"

	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/ui"
)

// buildStep is a step of an application to build.
func buildStep(title string, questions ...formview.Question) formview.Step {
	v := step(title, questions...)
	v.ServiceTitle = "Ansök om bygglov för tillbyggnad"
	return v
}

func numbersStep() formview.Step {
	return buildStep("Vad ska du bygga?",
		formview.Question{Kind: formview.KindNumber, ID: "area", Label: "Hur stor blir tillbyggnaden?", Hint: "Ytan på marken.", Required: true, Unit: "m²", Decimals: true, Value: "24,5"},
		formview.Question{Kind: formview.KindNumber, ID: "vaningar", Label: "Hur många våningar?", Value: "1"},
		formview.Question{Kind: formview.KindMoney, ID: "kostnad", Label: "Vad räknar du med att bygget kostar?", Value: "350 000"},
		formview.Question{
			Kind: formview.KindDate, ID: "borjar", Label: "När vill du börja?", Hint: "Skriv dag, månad och år med siffror.", Required: true,
			Parts: map[string]formview.Part{"day": {Value: "3"}, "month": {Value: "5"}, "year": {Value: "2027"}},
		},
		formview.Question{Kind: formview.KindYesNo, ID: "vatten", Label: "Ska du dra in vatten?", Required: true, Value: "no", Options: yesNo()})
}

func yesNo() []ui.Option {
	return []ui.Option{{Value: "yes", Label: "Ja"}, {Value: "no", Label: "Nej"}}
}

func numbersStepWithFaults() formview.Step {
	v := numbersStep()
	q := v.Questions
	q[0].Value, q[0].Error = "ganska stor", "Skriv ett tal med siffror, till exempel 12."
	q[2].Value, q[2].Error = "1.250", "Skriv beloppet i kronor, till exempel 1 250 eller 1 250,50."
	q[3].Parts = map[string]formview.Part{"day": {Value: "3"}, "month": {Value: "12"}, "year": {Value: "85", Error: "Skriv året med fyra siffror, till exempel 1985."}}
	q[4].Value, q[4].Error = "", "Svara på frågan ”Ska du dra in vatten?”."
	return v
}

func dateStep() formview.Step {
	return buildStep("När vill du börja?", formview.Question{
		Kind: formview.KindDate, ID: "borjar", Label: "När vill du börja?", Hint: "Skriv dag, månad och år med siffror.", Required: true,
	})
}

func choicesStep() formview.Step {
	return buildStep("Vad ingår i bygget?", formview.Question{
		Kind: formview.KindChoices, ID: "delar", Label: "Vad ingår i bygget?", Hint: "Välj alla som stämmer.", Required: true, Chosen: []string{"uterum", "altan"},
		Options: []ui.Option{
			{Value: "uterum", Label: "Uterum"},
			{Value: "altan", Label: "Altan med tak", Hint: "Också en altan på pelare räknas."},
			{Value: "vaning", Label: "En våning till"},
			{Value: "inget", Label: "Inget av detta"},
		},
	})
}

func choicesStepWithFault() formview.Step {
	v := choicesStep()
	v.Questions[0].Chosen, v.Questions[0].Error = []string{"altan", "inget"}, "Du har valt ”Inget av detta” och något mer. Ta bort det ena."
	return v
}

func youStep() formview.Step {
	return buildStep("Vem är du?",
		formview.Question{Kind: formview.KindText, ID: "namn", Label: "Namn", Required: true, IsName: true, Value: "Kim Lind"},
		formview.Question{Kind: formview.KindPersonalNumber, ID: "nummer", Label: "Personnummer", Hint: "Tolv siffror, ÅÅÅÅMMDD-NNNN.", Required: true, Value: "19790104-9283"},
		formview.Question{Kind: formview.KindOrganisationNumber, ID: "foretag", Label: "Organisationsnummer", Hint: "Tio siffror, NNNNNN-NNNN."},
		formview.Question{Kind: formview.KindAddress, ID: "adress", Label: "Din adress", Required: true, Own: true, Parts: map[string]formview.Part{
			"street": {Value: "Storgatan 12"}, "postcode": {Value: "123 45"}, "city": {Value: "Mittköping"},
		}},
		formview.Question{Kind: formview.KindEmail, ID: "epost", Label: "E-post", Own: true, Value: "kim.lind@exempel.se"},
		formview.Question{Kind: formview.KindPhone, ID: "telefon", Label: "Telefon", Own: true, Required: true},
		formview.Question{
			Kind: formview.KindConsent, ID: "samtycke", Label: "Uppgifter från andra", Required: true, Value: "yes",
			Text: "Jag går med på att ni hämtar uppgifter om fastigheten från Lantmäteriet, så att jag slipper skicka in dem själv.",
		})
}

func youStepWithFaults() formview.Step {
	v := youStep()
	q := v.Questions
	q[1].Value, q[1].Error = "790104-9283", "Skriv hela årtalet, så att det blir tolv siffror, ÅÅÅÅMMDD-NNNN."
	q[3].Parts = map[string]formview.Part{
		"street": {Value: "Storgatan 12"}, "postcode": {Value: "1234", Error: "Skriv postnumret med fem siffror, till exempel 123 45."}, "city": {Error: "Skriv postorten."},
	}
	q[4].Value, q[4].Error = "kim@", "Skriv e-postadressen så här: namn@exempel.se."
	q[6].Value, q[6].Error = "", "Kryssa i att du går med på det"
	return v
}

// groupStep is a group with so many items.
func groupStep(n int) formview.Step {
	q := formview.Question{
		Kind: formview.KindGroup, ID: "granne", Label: "Vilka grannar berörs?", Hint: "Den som har en tomt intill din berörs.", Required: true,
		Add: "Lägg till en granne till",
	}
	for i := range n {
		id := "granne." + string(rune('1'+i))
		q.Items = append(q.Items, formview.Item{Title: "Granne " + string(rune('1'+i)), Questions: []formview.Question{
			{Kind: formview.KindText, ID: id + ".namn", Label: "Namn", Required: true},
			{Kind: formview.KindPhone, ID: id + ".telefon", Label: "Telefon"},
			{Kind: formview.KindDate, ID: id + ".sagtill", Label: "När sa du till?", Hint: "Skriv dag, månad och år med siffror."},
		}})
	}
	q.Items[0].Questions[0].Value = "Anna Berg"
	return buildStep("Vilka grannar berörs?", q)
}

func groupStepWithFaults() formview.Step {
	v := groupStep(2)
	q := &v.Questions[0]
	q.Error = "Det är för många. Ta bort 1, så att det blir högst 1."
	q.Add = ""
	second := q.Items[1].Questions
	second[0].Error = "Skriv grannens namn"
	second[2].Parts = map[string]formview.Part{"day": {Value: "31", Error: "Det datumet finns inte. Skriv ett datum som 3 12 1985."}, "month": {Value: "2"}, "year": {Value: "2026"}}
	return v
}

func informationStep() formview.Step {
	v := buildStep("Innan du börjar",
		formview.Question{Kind: formview.KindInformation, ID: "akut", Label: "Är det bråttom?", Important: true, Text: "Ring 112 om någon är i fara.\n\nVänta inte på svar här.", Links: []formview.Link{{URL: "tel:112", Label: "Ring 112"}}},
		formview.Question{Kind: formview.KindInformation, ID: "om", Label: "Det här behöver du", Text: "Ritningar i skala och en karta.\n\nDu kan spara och fortsätta en annan dag."},
		formview.Question{Kind: formview.KindYesNo, ID: "ager", Label: "Äger du huset?", Required: true, Options: yesNo()})
	v.Number, v.SavedAt = 1, ""
	return v
}

// Exit is a step in which a form ends.
func Exit() formview.Exit {
	return formview.Exit{
		Shell: titled("/ansok/d7f3k/stopp", "Ägaren ansöker"), ServiceTitle: "Ansök om bygglov för tillbyggnad", Back: "/ansok/d7f3k/start",
		Text: "Bara den som äger huset kan ansöka om bygglov.\n\nBe ägaren att ansöka, eller fråga oss om du är osäker på vem det är.",
		Links: []formview.Link{
			{URL: "/tjanst/stall-en-fraga-till-kommunen", Label: "Ställ en fråga till kommunen"}, {URL: "tel:0300123456", Label: "Ring 0300-12 34 56"},
		},
	}
}

// longReview shows answers of every type.
func longReview() formview.Review {
	v := Review()
	v.ServiceTitle = "Ansök om bygglov för tillbyggnad"
	v.Sections = []ui.Section{
		{Title: "Vad ska du bygga?", ChangeURL: "#", Answers: []ui.Answer{
			{Label: "Hur stor blir tillbyggnaden?", Lines: []string{"24,5\u00A0m²"}},
			{Label: "Vad räknar du med att bygget kostar?", Lines: []string{"350\u00A0000\u00A0kr"}},
			{Label: "När vill du börja?", Lines: []string{"3 maj 2027"}},
			{Label: "Ska du dra in vatten?", Lines: []string{"Nej"}},
			{Label: "Vad ingår i bygget?", Lines: []string{"Uterum", "Altan med tak"}},
			{Label: "Ritningar", Files: files()},
		}},
		{Title: "Vilka grannar berörs?", ChangeURL: "#", Answers: []ui.Answer{
			{Label: "Granne 1: Namn", Lines: []string{"Anna Berg"}},
			{Label: "Granne 1: Telefon"},
			{Label: "Granne 1: När sa du till?", Lines: []string{"3 november 2026"}},
			{Label: "Granne 2: Namn", Lines: []string{strings.Repeat("Namnlängd", 14)}},
			{Label: "Granne 2: Telefon", Lines: []string{"070-174 06 35"}},
			{Label: "Granne 2: När sa du till?"},
		}},
		{Title: "Vem är du?", ChangeURL: "#", Answers: []ui.Answer{
			{Label: "Namn", Lines: []string{"Kim Lind"}},
			{Label: "Personnummer", Lines: []string{"19790104-9283"}},
			{Label: "Din adress", Lines: []string{"Storgatan 12", "123 45 Mittköping"}},
			{Label: "Uppgifter från andra", Lines: []string{"Jag går med på att ni hämtar uppgifter om fastigheten från Lantmäteriet, så att jag slipper skicka in dem själv."}},
		}},
	}
	return v
}
