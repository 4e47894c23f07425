package sample

import (
	"fmt"

	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/templates/ui"
)

// office is the back office around a page, for a handler who also looks after
// deliveries.
func office(path string) layout.Office {
	s := Shell(path)
	s.Person = "Maria Handläggarsson"
	return layout.Office{Shell: s, Roles: []string{"Bygglovshandläggare, Byggnadsnämnden", "Tillsynshandläggare, Byggnadsnämnden"}, SeesInbox: true, SeesDeliveries: true}
}

// Inbox is the inbox of somebody with two functions.
func Inbox() officeview.Inbox {
	return officeview.Inbox{
		Office: office("/handlaggning"),
		Counts: map[officeview.View]int{
			officeview.ViewMine: 3, officeview.ViewUnassigned: 2, officeview.ViewAll: 6, officeview.ViewOverdue: 2,
			officeview.ViewWaiting: 1, officeview.ViewClosed: 128,
		},
		Functions: []ui.Option{{Value: "BN/bygglov", Label: "Bygglovshandläggare"}, {Value: "BN/tillsyn", Label: "Tillsynshandläggare"}},
		Rows: []officeview.Row{
			{
				Reference: "MK-2026-7F3K-9Q2C", Diary: "BN 2026-00417", Title: "Ansök om bygglov för tillbyggnad", Function: "Bygglovshandläggare",
				Handler: "Maria Handläggarsson", IsMine: true, State: officeview.StateWork, Received: "21 nov 2026", Due: "1 dec 2026", Overdue: 12, HasNews: true,
			},
			{
				Reference: "MK-2026-2B8M-4T6X", Diary: "BN 2026-00421", Title: "Anmäl installation av kamin eller annan eldstad", Function: "Bygglovshandläggare",
				State: officeview.StateNew, Received: "22 nov 2026", Due: "12 dec 2026", Overdue: 1,
			},
			{
				Reference: "MK-2026-9C1D-3W5Z", Diary: "BN 2026-00430", Title: "Ställ en fråga till kommunen", Function: "Tillsynshandläggare",
				Handler: "Karl-Johan Tillsynsson af Långeby", State: officeview.StateWork, Received: "24 nov 2026", Due: "14 dec 2026",
			},
			{
				Reference: "MK-2026-5H7R-8D2F", Diary: "BN 2026-00433", Title: "Ansök om bygglov för tillbyggnad", Function: "Bygglovshandläggare",
				Handler: "Maria Handläggarsson", IsMine: true, State: officeview.StateWaiting, Received: "25 nov 2026", Due: "20 dec 2026",
			},
			{
				Reference: "MK-2026-6K4N-2P9S", Diary: "BN 2026-00440", Title: "Lämna en synpunkt eller ett klagomål", Function: "Tillsynshandläggare",
				State: officeview.StateNew, Received: "12 dec 2026",
			},
			{
				Reference: "MK-2026-3M6T-7V4W", Diary: "BN 2026-00402", Title: "Ansök om rivningslov", Function: "Bygglovshandläggare",
				Handler: "Maria Handläggarsson", IsMine: true, State: officeview.StateDecided, Received: "2 nov 2026",
			},
		},
		Total: 6, PageSize: 50,
	}
}

// fullInbox is the second page of very many.
func fullInbox() officeview.Inbox {
	v := Inbox()
	few := v.Rows
	v.Rows = nil
	for i := range 200 {
		r := few[i%len(few)]
		r.Diary = fmt.Sprintf("BN 2026-%05d", 500+i)
		v.Rows = append(v.Rows, r)
	}
	v.Total, v.PageSize, v.At.Page = 1843, 200, 2
	v.Counts[officeview.ViewAll] = v.Total
	return v
}

func alarmedInbox() officeview.Inbox {
	v := Inbox()
	v.Alarm = officeview.Alarm{Late: 3, Refused: 1}
	return v
}

func foundInbox() officeview.Inbox {
	v := Inbox()
	v.At = paths.Inbox{Query: "BN 2026-00417"}
	v.Query, v.Rows, v.Total = v.At.Query, v.Rows[:1], 1
	return v
}

func emptyInbox(at paths.Inbox) officeview.Inbox {
	v := Inbox()
	v.At, v.Query, v.Rows, v.Total, v.Functions = at, at.Query, nil, 0, nil
	v.Counts = map[officeview.View]int{}
	return v
}
