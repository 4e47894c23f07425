package sample

import (
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/templates/ui"
)

// OfficeCase is a case that one works, with news from the citizen.
func OfficeCase() officeview.Case {
	v := newOfficeCase()
	v.State, v.Handler, v.IsMine, v.HasNews = officeview.StateWork, "Maria Handläggarsson", true, true
	v.Due, v.Overdue = "12 december 2026", 1
	v.Deeds = []officeview.Deed{
		officeview.DeedWrite, officeview.DeedAsk, officeview.DeedNote, officeview.DeedDecide, officeview.DeedClose, officeview.DeedAssign, officeview.DeedForward,
	}
	v.Next = officeview.DeedWrite
	v.Messages = []officeview.Message{
		{By: "Maria Handläggarsson", At: "22 november 2026 klockan 10.20", LastDay: "12 december 2026", Text: "Hej! Vi saknar en ritning av fasaden mot gatan.\nEn enkel skiss i skala 1:100 räcker."},
		{
			FromCitizen: true, At: "29 november 2026 klockan 19.02", Text: "Hej! Här är ritningen. Räcker den?",
			Files: []ui.File{{ID: "f", Name: "fasad-mot-gatan.pdf", Size: "1,2 MB", URL: "#"}},
		},
	}
	v.Notes = []officeview.Note{{By: "Maria Handläggarsson", At: "23 november 2026 klockan 09.15", Text: "Talade med grannen på nummer 14. Inget att invända."}}
	v.Events = append(v.Events,
		officeview.Event{Kind: "taken", At: "22 november 2026 klockan 08.02", By: "Maria Handläggarsson"},
		officeview.Event{Kind: "asked", At: "22 november 2026 klockan 10.20", By: "Maria Handläggarsson", Text: "Sista dag 12 december 2026."},
		officeview.Event{Kind: "noted", At: "23 november 2026 klockan 09.15", By: "Maria Handläggarsson"},
		officeview.Event{Kind: "message", At: "29 november 2026 klockan 19.02"})
	v.Readers = append([]officeview.Reader{{Function: "Gatuhandläggare", At: "13 december 2026 klockan 08.00"}}, v.Readers...)
	return v
}

func newOfficeCase() officeview.Case {
	o := office("/handlaggning/arende/MK-2026-7F3K-9Q2C")
	o.Title = "Felanmäl gatubelysning"
	return officeview.Case{
		Office: o, ServiceID: streetlight, Reference: "MK-2026-7F3K-9Q2C", Diary: "TN 2026-00417", State: officeview.StateNew,
		Received: "21 november 2026 klockan 14.05", Authority: "Tekniska nämnden", Function: "Gatuenheten",
		Deeds: []officeview.Deed{officeview.DeedTake, officeview.DeedNote, officeview.DeedAssign, officeview.DeedForward}, Next: officeview.DeedTake,
		Version: "1", Sections: Sections(false), Files: []ui.File{{ID: "a", Name: "trasig-lampa.jpg", Size: "2,1 MB", URL: "#"}},
		Events: []officeview.Event{
			{Kind: "registered", At: "21 november 2026 klockan 14.05", Text: "TN 2026-00417"},
		},
		Readers: []officeview.Reader{{Function: "Registrator", At: "21 november 2026 klockan 15.30"}},
	}
}

func doneOfficeCase() officeview.Case {
	v := OfficeCase()
	v.HasNews, v.Next = false, officeview.DeedDecide
	v.Done = "Meddelandet är skickat."
	return v
}

func officeCaseWith(f officeview.Form) officeview.Case {
	v := OfficeCase()
	v.Form = &f
	return v
}

func askWithFaults() officeview.Form {
	return officeview.Form{
		Deed: officeview.DeedAsk, Day: "12/12", TextError: "Skriv vad som behöver kompletteras",
		DayError: "Skriv dagen som år-månad-dag, till exempel 2026-12-27", FilesError: "ritning.exe kan inte tas emot. Välj en bild, en PDF eller ett dokument på högst 10 MB.",
	}
}

func decideForm() officeview.Form {
	return officeview.Form{Deed: officeview.DeedDecide, Outcomes: []ui.Option{
		{Value: "granted", Label: "Ja, som den sökande vill"},
		{Value: "partly", Label: "Delvis"},
		{Value: "refused", Label: "Nej, avslag"},
		{Value: "dismissed", Label: "Tas inte upp till prövning (avvisas)"},
		{Value: "written_off", Label: "Skrivs av"},
	}}
}

func decideWithFaults() officeview.Form {
	f := decideForm()
	f.Text = "Byggnadsnämnden beviljar bygglov för tillbyggnaden."
	f.OutcomeError, f.AppealError = "Välj hur det går", "Skriv hur man överklagar"
	return f
}

func assignForm() officeview.Form {
	return officeview.Form{Deed: officeview.DeedAssign, ToOptions: []ui.Option{
		{Value: "a", Label: "Karl-Johan Tillsynsson af Långeby"},
		{Value: "b", Label: "Siv Gatusson"},
		{Value: "-", Label: "Tillbaka till funktionen, ingen har ärendet"},
	}}
}

func forwardForm() officeview.Form {
	return officeview.Form{Deed: officeview.DeedForward, ToOptions: []ui.Option{{Value: "TN/park", Label: "Parkenheten"}, {Value: "TN/va", Label: "Vatten och avlopp"}}}
}

func othersOfficeCase() officeview.Case {
	v := OfficeCase()
	v.IsMine, v.Handler, v.HasNews, v.Overdue = false, "Karl-Johan Tillsynsson af Långeby", false, 0
	v.State, v.Deeds, v.Next = officeview.StateWaiting, append([]officeview.Deed{officeview.DeedTake, officeview.DeedGoOn}, v.Deeds...), ""
	return v
}

func changedOfficeCase() officeview.Case {
	v := officeCaseWith(officeview.Form{Deed: officeview.DeedWrite, Text: "Hej!\n\nLampan lagas på torsdag."})
	v.IsMine, v.Handler = false, "Siv Gatusson"
	v.Changed = &officeview.Changed{By: "Siv Gatusson", At: "13 december 2026 klockan 08.14", HadFiles: true}
	return v
}

func closedOfficeCase() officeview.Case {
	v := doneOfficeCase()
	v.Done, v.State, v.Overdue, v.Deeds, v.Next = "Ärendet är avslutat.", officeview.StateClosed, 0, []officeview.Deed{officeview.DeedWrite, officeview.DeedNote, officeview.DeedReopen}, ""
	v.Decisions = []officeview.Decision{{
		Outcome: "Ansökan beviljas", By: "Bygglovshandläggare", At: "14 december 2026 klockan 11.00",
		Text:   "Byggnadsnämnden beviljar bygglov för tillbyggnaden.\n\nÅtgärden stämmer med detaljplanen (9 kap. 30 § plan- och bygglagen).",
		Appeal: "Du kan överklaga till länsstyrelsen. Skriv till byggnadsnämnden senast tre veckor efter att du fick beslutet.",
		Files:  []ui.File{{ID: "g", Name: "beslut.pdf", Size: "240 kB", URL: "#"}},
	}}
	v.Messages = append(v.Messages, officeview.Message{FromCitizen: true, IsWithdrawal: true, At: "15 december 2026 klockan 07.12"})
	v.Events = append(v.Events,
		officeview.Event{Kind: "decided", At: "14 december 2026 klockan 11.00", By: "Maria Handläggarsson"},
		officeview.Event{Kind: "closed", At: "14 december 2026 klockan 11.05", By: "Maria Handläggarsson"})
	return v
}
