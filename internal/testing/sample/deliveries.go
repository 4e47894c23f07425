package sample

import (
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/templates/ui"
)

// Deliveries are some that wait, each for another reason.
func Deliveries() officeview.Deliveries {
	of := func(reference, problem string, state officeview.DeliveryState) officeview.Delivery {
		return officeview.Delivery{
			ID: "0198-" + reference, Reference: reference, Service: "Felanmäl gatubelysning", Authority: "Tekniska nämnden", Connector: "gatukontoret",
			Step: officeview.StepCreate, State: state, Problem: problem, Since: "21 nov 2026 14.05", Age: "4 minuter", Next: "14.12",
		}
	}
	late := of("MK-2026-7F3K-9Q2C", "unavailable", officeview.DeliveryOwed)
	late.Age, late.IsLate, late.Tries, late.Behind, late.Detail = "3 timmar", true, 1, 2, "503 Service Unavailable"
	refused := of("MK-2026-2B8M-4T6X", "refused", officeview.DeliveryRefused)
	refused.Age, refused.IsLate, refused.Tries, refused.Detail, refused.Next = "2 dygn", true, 1, "400 service_code 17 not found", ""
	unknown := of("MK-2026-9C1D-3W5Z", "unknown", officeview.DeliveryUnknown)
	unknown.Step, unknown.Tries = officeview.StepMessage, 2
	accepted := of("MK-2026-5H7R-8D2F", "accepted", officeview.DeliveryAccepted)
	accepted.Tries = 1
	file := of("MK-2026-6K4N-2P9S", "not_ready", officeview.DeliveryOwed)
	file.Step = officeview.StepAttachment
	orphan := of("MK-2026-3M6T-7V4W", "no_connector", officeview.DeliveryOwed)
	orphan.Connector, orphan.Next, orphan.Step = "gamla-systemet", "", officeview.StepWithdrawal
	held := of("MK-2026-4C6D-8F2G", "unavailable", officeview.DeliveryHeld)
	held.Next = ""
	return officeview.Deliveries{
		Office: office("/handlaggning/leveranser"), PageSize: 50, Health: healths(),
		Counts: map[officeview.DeliveryView]int{officeview.DeliveriesAll: 8, officeview.DeliveriesLate: 2, officeview.DeliveriesRefused: 1},
		Rows:   []officeview.Delivery{refused, late, unknown, accepted, file, orphan, held, of("MK-2026-8X2B-5C7D", "", officeview.DeliveryOwed)},
	}
}

func refusedDeliveries() officeview.Deliveries {
	v := Deliveries()
	v.View, v.Rows = officeview.DeliveriesRefused, v.Rows[:1]
	v.At = paths.DeliveryList{View: string(v.View), Connector: "gatukontoret", Problem: "refused"}
	v.Failed = "Den leveransen görs just nu, eller så väntar vi på att systemet blir klart. Försök igen om en minut."
	return v
}

func noDeliveries() officeview.Deliveries {
	v := Deliveries()
	v.Rows, v.Counts, v.Health = nil, map[officeview.DeliveryView]int{}, v.Health[3:]
	v.Done = "Leveransen görs nu. Ladda om sidan om en stund och se hur det gick."
	return v
}

// healths are back ends of each condition.
func healths() []officeview.Health {
	trend := func(waiting bool) officeview.Trend {
		t := officeview.Trend{Since: "15.00"}
		for i := range 24 {
			h := officeview.Hour{Done: (i*7 + 5) % 23}
			if waiting && i > 19 {
				h = officeview.Hour{Waiting: 4 + i%3}
			}
			t.Hours = append(t.Hours, h)
		}
		return t
	}
	empty := officeview.Trend{Since: "15.00", Hours: make([]officeview.Hour, 24)}
	return []officeview.Health{
		{Connector: "gamla-systemet", Condition: officeview.ConditionMissing, Waiting: 1, Cases: 1, Oldest: "9 dygn", Late: 1, Problem: "no_connector", Trend: empty},
		{
			Connector: "gatukontoret", Condition: officeview.ConditionAway, LastDone: "21 nov 2026 10.58", Waiting: 1001, Cases: 1001, Oldest: "3 timmar",
			Late: 1001, Held: 1, Refused: 1, Problem: "unavailable", Detail: "503 Service Unavailable", Trend: trend(true),
		},
		{Connector: "bygg", Condition: officeview.ConditionStill, LastDone: "20 nov 2026 16.12", Waiting: 2, Cases: 1, Oldest: "22 timmar", Late: 2, Problem: "accepted", Trend: empty},
		{Connector: "handlaggning", Condition: officeview.ConditionWorks, LastDone: "21 nov 2026 14.04", Trend: trend(false)},
		{Connector: "diariet", Condition: officeview.ConditionUnused, Trend: empty},
	}
}

// OneDelivery is a delivery that waits, with its past.
func OneDelivery() officeview.OneDelivery {
	v := Deliveries()
	return officeview.OneDelivery{
		Office: office("/handlaggning/leveranser/0198"), Delivery: v.Rows[1],
		Deeds: []officeview.DeliveryDeed{officeview.DeliverySend, officeview.DeliveryHold, officeview.DeliveryReroute, officeview.DeliveryConfirm},
		Past: []officeview.PastLine{
			{At: "21 nov 2026 11.05–21 nov 2026 13.40", Outcome: "unavailable", Times: 31, Detail: "503 Service Unavailable", Took: "0,1 s"},
			{At: "21 nov 2026 13.41", Outcome: "held", Times: 1, IsDeed: true, Reason: "Gatukontoret byter server fram till kl. 14."},
			{At: "21 nov 2026 14.01", Outcome: "released", Times: 1, IsDeed: true, IsYours: true},
			{At: "21 nov 2026 14.02", Outcome: "unknown", Times: 1, Sent: true, Detail: "504 Gateway Timeout", Took: "30,0 s"},
			{At: "21 nov 2026 14.05", Outcome: "unavailable", Times: 1, Detail: "503 Service Unavailable", Took: "0,1 s"},
		},
	}
}

func deliveryForm(deed officeview.DeliveryDeed) officeview.OneDelivery {
	v := OneDelivery()
	v.Form = &officeview.DeliveryForm{Deed: deed}
	return v
}

// reroutedDelivery is sent another way, and something is missing.
func reroutedDelivery() officeview.OneDelivery {
	v := deliveryForm(officeview.DeliveryReroute)
	v.Form.Groups = []officeview.TargetGroup{
		{Authority: "Tekniska nämnden", IsSame: true, Targets: []ui.Option{
			{Value: "park:", Label: "Till systemet parkbolaget"}, {Value: "handlaggning:TN/gata", Label: "Gatuhandläggare, handläggs här i portalen"},
		}},
		{Authority: "Byggnadsnämnden", Targets: []ui.Option{{Value: "handlaggning:BN/bygglov", Label: "Bygglovshandläggare, handläggs här i portalen"}}},
	}
	v.Form.To, v.Form.Reason = "handlaggning:BN/bygglov", "Det gäller en skylt, inte en lampa."
	v.Form.GroundError = "Ärendet går till en annan myndighet. Välj vilken grund det har."
	return v
}

func confirmedDelivery() officeview.OneDelivery {
	v := deliveryForm(officeview.DeliveryConfirm)
	v.Form.Number, v.Form.ReasonError = "TN 2026-01234", "Skriv varför. Det du skriver sparas med leveransen."
	v.Failed = "Det gick inte att bekräfta. Leveransen kan ha kommit fram, ett försök kan pågå, eller så har ett annat ärende redan det id:t. Så här står det nu. Det du skrev finns kvar."
	return v
}

func doneDelivery() officeview.OneDelivery {
	v := OneDelivery()
	v.State, v.DoneAt, v.Number, v.RemoteID, v.IsLate, v.Next, v.Behind, v.Detail = officeview.DeliveryDelivered, "21 nov 2026 14.05", "TN 2026-01234", "638344", false, "", 0, ""
	v.Deeds, v.Past = []officeview.DeliveryDeed{officeview.DeliveryReroute}, []officeview.PastLine{{At: "21 nov 2026 14.05", Outcome: "delivered", Times: 1, Sent: true, Took: "0,3 s"}}
	return v
}
