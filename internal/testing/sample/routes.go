package sample

import "github.com/mittkoping/entre/templates/adminview"

func routes() adminview.Routes {
	return adminview.Routes{Office: editors("/admin/vagar"), Services: []adminview.Routed{
		{Title: "Felanmäl gatubelysning", URL: "/admin/vagar/felanmal-gatubelysning", Connector: "gatukontoret", Others: 2},
		{Title: "Ställ en fråga till kommunen", URL: "/admin/vagar/stall-en-fraga-till-kommunen", Connector: "handlaggning"},
	}}
}

func routePreview() adminview.RoutePreview {
	return adminview.RoutePreview{
		Office: editors("/admin/vagar/felanmal-gatubelysning"), Title: "Felanmäl gatubelysning",
		Cases: []adminview.RoutedCase{
			{Ways: []adminview.RouteWay{{Connector: "gatukontoret", Values: []adminview.RouteValue{
				{Name: "attribute.fel", Value: "slackt"}, {Name: "service_code", Value: "GATUBELYSNING"},
			}}}},
			{
				Answers: []string{"Välj det som stämmer bäst: Stolpen är påkörd eller skadad", "Är det farligt just nu?: Nej"},
				Ways: []adminview.RouteWay{
					{Connector: "handlaggning", Rule: 1, Values: []adminview.RouteValue{{Name: "function", Value: "TN/gata"}}},
					{Connector: "diariet", IsCopy: true},
				},
			},
			{Answers: []string{"Välj det som stämmer bäst: Något annat"}, Ways: []adminview.RouteWay{{Connector: "gatukontoret"}}, Fault: "attribute.typ"},
		},
	}
}
