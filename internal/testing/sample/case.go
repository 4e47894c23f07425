package sample

import "github.com/mittkoping/entre/templates/caseview"

func lookup() caseview.Lookup { return caseview.Lookup{Shell: Shell("/arende")} }

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

// Case is a case that somebody works on.
func Case() caseview.Case {
	return caseview.Case{
		Shell:     titled("/arende/MK-2026-7F3K-9Q2C", "Felanmäl gatubelysning"),
		ServiceID: streetlight, Reference: "MK-2026-7F3K-9Q2C", Number: "638344",
		Status: caseview.StatusStarted, SentAt: "21 november 2026 klockan 14.05",
		Receiver: "Tekniska nämnden", HandlingTime: "Lagas oftast inom två veckor",
		Events: []caseview.Event{
			{Kind: caseview.EventReceived, At: "21 november 2026 klockan 14.05"},
			{Kind: caseview.EventDelivered, At: "21 november 2026 klockan 14.05"},
			{Kind: caseview.EventStarted, At: "23 november 2026 klockan 08.30", Note: "En montör åker ut i morgon förmiddag."},
		},
		Sections: Sections(false),
	}
}

func receivedCase() caseview.Case {
	v := Case()
	v.Status, v.Number, v.Events = caseview.StatusReceived, "", v.Events[:1]
	return v
}

func waitingCase() caseview.Case {
	v := Case()
	v.Events = append(v.Events, caseview.Event{
		Kind: caseview.EventWaiting, At: "24 november 2026 klockan 10.12",
		Note: "Kabeln är av. Vi väntar på att elbolaget stänger av strömmen.\nDet blir i början av nästa vecka.",
	})
	return v
}

func closedCase() caseview.Case {
	v := waitingCase()
	v.Status = caseview.StatusClosed
	v.Events = append(v.Events,
		caseview.Event{Kind: caseview.EventMessage, At: "30 november 2026 klockan 09.00", Note: "Strömmen är av, vi börjar nu."},
		caseview.Event{Kind: caseview.EventClosed, At: "30 november 2026 klockan 15.40", Note: "Kabeln är lagad och alla tre lamporna lyser."})
	return v
}
