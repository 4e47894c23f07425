package sample

import (
	"strings"

	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/ui"
)

func files() []ui.File {
	return []ui.File{
		{ID: "f1", Name: "trasig-lampa.jpg", Size: "2,1 MB", URL: "#"},
		{ID: "f2", Name: "ett-langt-namn-pa-en-bild-som-nagon-har-tagit-med-sin-telefon-2026-11-21-14-02-33.heic", Size: "840 kB", URL: "#"},
	}
}

func step(title string, questions ...formview.Question) formview.Step {
	return formview.Step{
		Shell:   titled("/ansok/d7f3k/plats", title),
		DraftID: "d7f3k", StepID: "plats", ServiceTitle: "Felanmäl gatubelysning",
		Number: 2, Count: 4, Back: "/ansok/d7f3k/fel", SavedAt: "14.02", Questions: questions,
	}
}

func howMany() formview.Question {
	return formview.Question{
		Kind: formview.KindChoice, ID: "antal", Label: "Hur många lampor är släckta?", Required: true,
		Options: []ui.Option{{Value: "en", Label: "En"}, {Value: "flera", Label: "Flera i rad"}, {Value: "alla", Label: "Hela gatan", Hint: "Då är det ofta ett fel på kabeln."}},
	}
}

func where() formview.Question {
	return formview.Question{
		Kind: formview.KindPlace, ID: "plats", Label: "Adress eller plats", Required: true,
		Hint:  "Till exempel ”Storgatan 12” eller ”cykelvägen bakom simhallen”.",
		Parts: map[string]formview.Part{},
	}
}

// Step is a step with a place and a choice.
func Step() formview.Step { return step("Var gäller det?", where(), howMany()) }

func stepWithFault() formview.Step {
	q := where()
	q.Error = "Skriv en adress eller beskriv platsen"
	return step("Var gäller det?", q, howMany())
}

func stepWithFaults() formview.Step {
	place, many := where(), howMany()
	place.Parts = map[string]formview.Part{"text": {Value: strings.Repeat("Storgatan ", 30), Error: "Skriv högst 200 tecken. Ta bort 99."}}
	many.Error = "Välj hur många lampor som är släckta"
	return step("Var gäller det?", place, many)
}

// revealedStep came back because an answer showed its last question.
func revealedStep() formview.Step {
	v := Step()
	v.Revealed = v.Questions[len(v.Questions)-1].ID
	return v
}

// typedStep is what was typed before one had to log in again.
func typedStep() formview.Step {
	v := stepWithPoint()
	v.Person, v.Changing, v.Typed, v.TypedFiles = "Anna-Karin Bergström Lindqvist", false, true, true
	return v
}

func stepWithPoint() formview.Step {
	q := where()
	q.Parts = map[string]formview.Part{"text": {Value: "Storgatan 12"}, "lat": {Value: "58.41086"}, "lon": {Value: "15.62157"}}
	many := howMany()
	many.Value = "flera"
	v := step("Var gäller det?", q, many)
	v.Changing = true
	return v
}

func choiceStep() formview.Step {
	q := howMany()
	q.Label = "Vad är det för fel?"
	q.Options = []ui.Option{{Value: "slackt", Label: "Lampan är släckt"}, {Value: "blinkar", Label: "Lampan blinkar"}, {Value: "skadad", Label: "Stolpen är skadad", Hint: "Ring 0300-12 34 56 direkt om stolpen lutar eller kablar syns."}}
	v := step("Vad är det för fel?", q)
	v.Number, v.SavedAt = 1, ""
	return v
}

func choiceStepWithFault() formview.Step {
	v := choiceStep()
	v.Questions[0].Error = "Välj vad det är för fel"
	return v
}

func moreStep() formview.Step {
	return step("Berätta mer",
		formview.Question{Kind: formview.KindLongText, ID: "beskrivning", Label: "Beskriv felet", Hint: "Skriv inga personnummer.", Value: "Den blinkar på kvällen.", MaxLength: 2000},
		formview.Question{Kind: formview.KindText, ID: "stolpe", Label: "Stolpens nummer", Hint: "Numret står på en skylt på stolpen.", Value: "G-1204"},
		formview.Question{
			Kind: formview.KindFile, ID: "bilder", Label: "Bilder", Accept: []string{"image/jpeg", "image/png", "application/pdf"},
			FileHint: "JPG, PNG eller PDF. Högst 10 MB var, högst 5 filer.", Files: files(),
		})
}

func moreStepWithFault() formview.Step {
	v := moreStep()
	v.Questions[2].Error = "film.mp4 är inte av en sort som vi kan ta emot. Välj en JPG, PNG eller PDF."
	v.Questions[2].Files = nil
	return v
}

func contactStep() formview.Step {
	v := step("Hur når vi dig?", formview.Question{
		Kind: formview.KindContact, ID: "kontakt", Label: "Hur når vi dig?", Hint: "Lämna tomt om du vill vara anonym.",
		Parts: map[string]formview.Part{"name": {Value: "Kim Lind"}}, Own: true,
	})
	v.Number = 4
	return v
}

func contactStepWithFault() formview.Step {
	v := contactStep()
	q := &v.Questions[0]
	q.Required, q.NeedOne = true, []string{"email", "phone"}
	q.Parts = map[string]formview.Part{"name": {Value: "Kim Lind"}, "email": {Value: "kim@", Error: "Skriv en e-postadress, till exempel namn@exempel.se"}}
	return v
}

// Sections are answers as they are read through.
func Sections(change bool) []ui.Section {
	sections := []ui.Section{
		{Title: "Vad är det för fel?", ChangeURL: "/ansok/d7f3k/fel", Answers: []ui.Answer{
			{Label: "Vad är det för fel?", Lines: []string{"Lampan är släckt"}},
			{Label: "Hur många lampor är släckta?", Lines: []string{"Flera i rad"}},
		}},
		{Title: "Var gäller det?", ChangeURL: "/ansok/d7f3k/plats", Answers: []ui.Answer{
			{Label: "Adress eller plats", Lines: []string{"Storgatan 12, mittemot biblioteket", "Punkt på kartan: 58.41086, 15.62157"}},
			{Label: "Stolpens nummer"},
		}},
		{Title: "Berätta mer", ChangeURL: "/ansok/d7f3k/mer", Answers: []ui.Answer{
			{Label: "Beskriv felet", Lines: []string{"Tre lampor i rad är släckta sedan i måndags.\nDet är mörkt vid övergångsstället."}},
			{Label: "Bilder", Files: files()},
		}},
		{Title: "Hur når vi dig?", ChangeURL: "/ansok/d7f3k/kontakt", Answers: []ui.Answer{
			{Label: "Dina uppgifter", Lines: []string{"Kim Lind", "kim.lind@exempel.se"}},
		}},
	}
	if !change {
		for i := range sections {
			sections[i].ChangeURL = ""
		}
	}
	return sections
}

func next() []string {
	return []string{"Anmälan går direkt till gatuenheten.", "En montör lagar lampan eller felsöker kabeln.", "Du ser här när det är klart."}
}

// Review is the review page of answers that can be sent.
func Review() formview.Review {
	return formview.Review{
		Shell: Shell("/ansok/d7f3k/granska"), DraftID: "d7f3k", ServiceTitle: "Felanmäl gatubelysning",
		Back: "/ansok/d7f3k/kontakt", SavedAt: "14.02", Sections: Sections(true), Receiver: "Tekniska nämnden",
		Next: next(), Token: "sample-one-use",
	}
}

func reviewWithFault() formview.Review {
	v := Review()
	v.Problems = []ui.Problem{{URL: "/ansok/d7f3k/plats", Message: "Skriv en adress eller beskriv platsen"}}
	return v
}

func staleReview() formview.Review {
	v := Review()
	v.Stale = true
	return v
}

// Saved says that a draft is saved.
func Saved() formview.Saved {
	d := Draft()
	return formview.Saved{
		Shell: Shell("/ansok/d7f3k/sparat"), DraftID: d.ID, ServiceTitle: d.ServiceTitle, ServiceID: streetlight,
		Step: d.Step, SavedAt: d.SavedAt, KeptUntil: d.KeptUntil,
	}
}

// Receipt is the receipt of a case.
func Receipt() formview.Receipt {
	return formview.Receipt{
		Shell: Shell("/ansok/d7f3k/kvitto"), DraftID: "d7f3k", ServiceTitle: "Felanmäl gatubelysning",
		Reference: "MK-2026-7F3K-9Q2C", Code: "K7PM-4XWD", SentAt: "21 november 2026 klockan 14.05",
		Receiver: "Tekniska nämnden", HandlingTime: "Lagas oftast inom två veckor", Next: next(), Sections: Sections(false),
	}
}
