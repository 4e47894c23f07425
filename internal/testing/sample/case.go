package sample

import (
	"slices"

	"github.com/mittkoping/entre/templates/caseview"
	"github.com/mittkoping/entre/templates/ui"
)

func lookup() caseview.Lookup { return caseview.Lookup{Shell: Shell("/arende")} }

func lookupForOwn() caseview.Lookup {
	v := lookup()
	v.Reference, v.LogIn, v.IsKept = "MK-2026-7F3K-9Q2C", "/logga-in", true
	return v
}

func lookupWithFaults() caseview.Lookup {
	v := lookup()
	v.Reference, v.CodeError = "MK-2026-7F3K-9Q2C", "Skriv koden"
	return v
}

func lookupNotFound() caseview.Lookup {
	v := lookup()
	v.Reference, v.Code = "MK-2026-7F3K-9Q2C", "K7PM-4XWE"
	v.Error = "Numret och koden hör inte ihop. Kontrollera båda mot kvittot och försök igen."
	return v
}

// Case is a case that somebody works on, as it is seen by a browser that was let
// in by reference and code.
func Case() caseview.Case {
	return caseview.Case{
		Shell:     titled("/arende/MK-2026-7F3K-9Q2C", "Felanmäl gatubelysning"),
		ServiceID: streetlight, Reference: "MK-2026-7F3K-9Q2C", Number: "638344",
		Status: caseview.StatusStarted, SentAt: "21 november 2026 klockan 14.05",
		Receiver: "Tekniska nämnden", HandlingTime: "Lagas oftast inom två veckor",
		Events: []caseview.Event{
			{Kind: caseview.EventReceived, At: "21 november 2026 klockan 14.05"},
			{Kind: caseview.EventDelivered, At: "21 november 2026 klockan 14.05"},
			{Kind: caseview.EventStarted, At: "23 november 2026 klockan 08.30"},
		},
		Messages: []caseview.Message{
			{ID: "m1", Kind: caseview.MessagePlain, At: "23 november 2026 klockan 08.30", Text: "En montör åker ut i morgon förmiddag."},
		},
		Sections: Sections(false), Writing: writing(),
	}
}

func writing() caseview.Writing {
	return caseview.Writing{
		Token: "0123456789abcdef0123456789abcdef", MaxLength: 10_000, Accept: []string{"image/jpeg", "application/pdf"},
		FileHint: "Antal filer: högst 5. Storlek: högst 10 MB per fil. Typ: JPG, PNG, WebP, HEIC eller PDF.",
	}
}

// movedCase came to the wrong authority, and is on its way to the right one.
func movedCase() caseview.Case {
	v := receivedCase()
	v.Receiver = "Byggnadsnämnden"
	v.Events = slices.Concat(Case().Events, []caseview.Event{{Kind: caseview.EventMoved, At: "24 november 2026 klockan 10.12"}})
	return v
}

func receivedCase() caseview.Case {
	v := Case()
	v.Status, v.Number, v.Events, v.Messages = caseview.StatusReceived, "", v.Events[:1], nil
	return v
}

func waitingCase() caseview.Case {
	v := Case()
	v.Status = caseview.StatusWaiting
	v.Events = append(v.Events, caseview.Event{Kind: caseview.EventWaiting, At: "24 november 2026 klockan 10.12"})
	v.Messages = append([]caseview.Message{{
		ID: "m2", Kind: caseview.MessagePlain, At: "24 november 2026 klockan 10.12",
		Text: "Kabeln är av. Vi väntar på att elbolaget stänger av strömmen.\nDet blir i början av nästa vecka.",
	}}, v.Messages...)
	return v
}

func closedCase() caseview.Case {
	v := waitingCase()
	v.Status = caseview.StatusClosed
	v.Events = append(v.Events,
		caseview.Event{Kind: caseview.EventMessage, At: "30 november 2026 klockan 09.00"},
		caseview.Event{Kind: caseview.EventClosed, At: "30 november 2026 klockan 15.40"})
	v.Messages = append([]caseview.Message{
		{ID: "m4", Kind: caseview.MessagePlain, At: "30 november 2026 klockan 15.40", Text: "Kabeln är lagad och alla tre lamporna lyser."},
		{ID: "m3", Kind: caseview.MessagePlain, At: "30 november 2026 klockan 09.00", Text: "Strömmen är av, vi börjar nu."},
	}, v.Messages...)
	return v
}

// permitCase is a building permit of the person who is logged in: the
// authority asks for a drawing.
func permitCase() caseview.Case {
	v := Case()
	v.Shell = loggedIn("/arende/MK-2026-7F3K-9Q2C")
	v.Title, v.Receiver = "Bygglov för tillbyggnad", "Byggnadsnämnden"
	v.Number, v.IsDiaryNumber, v.IsOwn = "BN 2026-00417", true, true
	v.Status, v.HandlingTime, v.SentAt = caseview.StatusAsked, "Inom 10 veckor från att allt har kommit in", "21 november 2026 klockan 09.14"
	v.Events = []caseview.Event{
		{Kind: caseview.EventReceived, At: "21 november 2026 klockan 09.14"},
		{Kind: caseview.EventDelivered, At: "21 november 2026 klockan 09.15"},
		{Kind: caseview.EventStarted, At: "22 november 2026 klockan 10.02"},
		{Kind: caseview.EventAsked, At: "22 november 2026 klockan 10.31"},
	}
	const words = "Hej! Vi saknar en ritning av fasaden mot gatan. En enkel skiss i skala 1:100 räcker."
	v.Ask = &caseview.Ask{Text: words, Until: "12 december 2026"}
	v.Messages = []caseview.Message{{ID: "m1", Kind: caseview.MessageAsk, At: "22 november 2026 klockan 10.31", Text: words, IsNew: true}}
	v.IsRead = true
	v.Readings = []caseview.Reading{{Function: "Bygglovshandläggare", At: "22 november 2026"}, {Function: "Registrator", At: "21 november 2026"}}
	return v
}

func overdueCase() caseview.Case {
	v := permitCase()
	v.Ask.IsOver = true
	return v
}

func caseWithFaults() caseview.Case {
	v := permitCase()
	v.Writing.Text = "Här är ritningen."
	v.Writing.Kept = []ui.File{{ID: "a", Name: "fasad mot gatan.pdf", Size: "840 kB"}}
	v.Writing.FilesError = "Filen ”fasad mot gården.tiff” är 24 MB. Välj en fil på högst 10 MB."
	return v
}

func caseWithTyped() caseview.Case {
	v := permitCase()
	v.Writing.Text, v.Writing.IsTyped, v.Writing.LostFiles = "Här är ritningen.", true, true
	return v
}

func caseWithEmptyMessage() caseview.Case {
	v := Case()
	v.Writing.TextError = "Skriv ett meddelande eller välj en fil att skicka."
	return v
}

func answeredCase() caseview.Case {
	v := permitCase()
	v.Status, v.SentAgo = caseview.StatusAnswered, "24 november 2026 klockan 19.20"
	v.Ask.AnsweredAt = "24 november 2026 klockan 19.20"
	v.Events = append(v.Events, caseview.Event{Kind: caseview.EventAnswered, At: "24 november 2026 klockan 19.20"})
	v.Messages[0].IsNew = false
	v.Messages = append([]caseview.Message{{
		ID: "m2", IsOwn: true, Kind: caseview.MessageAnswer, At: "24 november 2026 klockan 19.20", Text: "Här är den.",
		Files: []ui.File{{ID: "a", Name: "fasad mot gatan.pdf", Size: "840 kB", URL: "#m-m2"}},
	}}, v.Messages...)
	return v
}

func decidedCase() caseview.Case {
	v := answeredCase()
	v.Status, v.Ask, v.SentAgo, v.DecidedAt = caseview.StatusClosed, nil, "", "14 december 2026"
	v.Events = append(v.Events,
		caseview.Event{Kind: caseview.EventDecided, At: "14 december 2026 klockan 11.00"},
		caseview.Event{Kind: caseview.EventClosed, At: "14 december 2026 klockan 11.00"})
	decision := ui.File{ID: "b", Name: "Beslut BN 2026-00417.pdf", Size: "210 kB", URL: "#m-m3"}
	v.Messages = append([]caseview.Message{{
		ID: "m3", Kind: caseview.MessageDecision, At: "14 december 2026 klockan 11.00", IsNew: true, Files: []ui.File{decision},
		Text: "Byggnadsnämnden ger bygglov för tillbyggnaden.", Missing: []string{"situationsplan.dwg"},
	}}, v.Messages...)
	v.Documents = []caseview.Document{
		{File: decision, At: "14 december 2026", IsDecision: true, IsNew: true},
		{File: ui.File{ID: "c", Name: "Mottagningsbevis.pdf", Size: "95 kB", URL: "#messages"}, At: "21 november 2026"},
	}
	return v
}

func withdrawnCase() caseview.Case {
	v := permitCase()
	v.Status, v.Ask, v.Readings = caseview.StatusWithdrawn, nil, nil
	v.Events = append(v.Events, caseview.Event{Kind: caseview.EventWithdrawn, At: "25 november 2026 klockan 08.00"})
	v.Messages = append([]caseview.Message{{
		ID: "m2", IsOwn: true, Kind: caseview.MessageWithdrawal, At: "25 november 2026 klockan 08.00", Text: "Vi bygger inte ut i år.",
	}}, v.Messages...)
	return v
}

func withdrawal() caseview.Withdrawal {
	v := caseview.Withdrawal{Shell: loggedIn("/arende/MK-2026-7F3K-9Q2C/dra-tillbaka"), Reference: "MK-2026-7F3K-9Q2C", Receiver: "Byggnadsnämnden", MaxLength: 2_000}
	v.Title = "Bygglov för tillbyggnad"
	return v
}

func withdrawalWithFault() caseview.Withdrawal {
	v := withdrawal()
	v.Reason, v.ReasonError = "Vi bygger inte ut i år.", "Texten är 12 tecken för lång. Korta den till högst 2000 tecken."
	return v
}
