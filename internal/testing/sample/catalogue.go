package sample

import (
	"slices"

	"github.com/mittkoping/entre/templates/catalogueview"
)

const streetlight = "felanmal-gatubelysning"

// Briefs are some services as they stand among others.
func Briefs() []catalogueview.Brief {
	return []catalogueview.Brief{
		{
			ID: streetlight, Title: "Felanmäl gatubelysning", Summary: "Säg till när en lampa är släckt, blinkar eller är trasig.",
			Kind: catalogueview.KindEService, Login: catalogueview.LoginNone, Audience: "Alla", Time: "Lagas oftast inom två veckor",
		},
		{
			ID: "klaga-pa-storning", Title: "Klaga på buller, lukt, rök eller annan störning", Summary: "Berätta vad som stör dig hemma, så utreder vi om det är skadligt.",
			Kind: catalogueview.KindEService, Login: catalogueview.LoginNone, Audience: "Alla", Time: "Svar inom tre veckor",
		},
		{
			ID: "ansok-om-plats-i-forskola", Title: "Ansök om plats i förskola", Summary: "Ställ ditt barn i kö till en kommunal eller fristående förskola.",
			Kind: catalogueview.KindEService, Login: catalogueview.LoginBankID, Audience: "Vårdnadshavare",
		},
		{
			ID: "sag-upp-plats-i-forskola-eller-fritidshem", Title: "Säg upp plats i förskola eller fritidshem", Summary: "Avsluta ditt barns plats och se vilken dag som blir den sista.",
			Kind: catalogueview.KindEService, Login: catalogueview.LoginCoSign, Audience: "Vårdnadshavare",
		},
		{
			ID: "ansok-om-pass", Title: "Ansök om pass", Summary: "Pass och nationellt id-kort söker du hos polisen.",
			Kind: catalogueview.KindSignpost, Login: catalogueview.LoginNone, Audience: "Privatperson",
		},
		{
			ID: "ansok-om-gravtillstand", Title: "Ansök om grävtillstånd", Summary: "Sök lov att gräva i gator och annan kommunal mark.",
			Kind: catalogueview.KindInformation, Login: catalogueview.LoginBankID, Audience: "Företag", ByHand: true,
		},
		{
			ID: "elda-tradgardsavfall", Title: "Läs om eldning av trädgårdsavfall", Summary: "Det är förbjudet att elda trädgårdsavfall. Så gör du i stället.",
			Kind: catalogueview.KindInformation, Login: catalogueview.LoginNone, Audience: "Alla",
		},
	}
}

// Categories are the areas, each with some services.
func Categories() []catalogueview.Category {
	b := Briefs()
	return []catalogueview.Category{
		{ID: "barn-och-utbildning", Name: "Barn och utbildning", Services: b[2:4]},
		{ID: "bygga-bo-och-miljo", Name: "Bygga, bo och miljö", Services: b[1:2]},
		{ID: "omsorg-och-stod", Name: "Omsorg och stöd"},
		{ID: "trafik-och-gator", Name: "Trafik och gator", Services: b[:1]},
		{ID: "avfall-och-vatten", Name: "Avfall och vatten", Services: b[5:]},
		{ID: "kultur-och-fritid", Name: "Kultur och fritid"},
		{ID: "naringsliv-och-arbete", Name: "Näringsliv och arbete"},
		{ID: "kommun-och-politik", Name: "Kommun och politik", Services: b[4:5]},
	}
}

// Draft is a draft of the visitor's own.
func Draft() catalogueview.Draft {
	return catalogueview.Draft{
		ID: "d7f3k", ServiceTitle: "Felanmäl gatubelysning", Step: "plats",
		SavedAt: "21 november 2026 klockan 14.02", KeptUntil: "21 december 2026",
	}
}

// Home is the start page.
func Home() catalogueview.Home {
	return catalogueview.Home{
		Shell:      Shell("/"),
		Examples:   []string{"barnet är sjukt", "bygga altan", "gatlampan är trasig"},
		Popular:    Briefs()[:3],
		Categories: Categories(),
	}
}

func homeWithAll() catalogueview.Home {
	v := Home()
	v.Notices, v.Drafts = notices(), 2
	v.LifeEvents = lifeEvents()
	return v
}

// Results is the page of hits.
func Results() catalogueview.Results {
	return catalogueview.Results{
		Shell: searched("/sok?q=gatlampan+%C3%A4r+trasig", "gatlampan är trasig"),
		Hits:  Briefs()[:3], Total: 3, BestGuess: true, Categories: Categories(), AsksFound: true,
	}
}

// thanks is the page that thanks for an answer to “Hittade du rätt?”.
func thanks(found bool) catalogueview.Thanks {
	return catalogueview.Thanks{Shell: Shell("/hittade-du-ratt?svar=ja"), Found: found, Back: "#", Title: "Felanmäl gatubelysning"}
}

func thanksForHits() catalogueview.Thanks {
	v := thanks(false)
	v.Title = ""
	return v
}

func lifeEvents() []catalogueview.LifeEvent {
	return []catalogueview.LifeEvent{
		{ID: "fa-barn", Name: "Få barn", Description: "När du väntar barn eller har ett litet barn."},
		{ID: "flytta", Name: "Flytta", Description: "När du flyttar hit, härifrån eller inom kommunen."},
		{ID: "bygga", Name: "Bygga och bo", Description: "När du bygger, river eller ändrar något hemma."},
		{ID: "bli-aldre", Name: "Bli äldre", Description: "När du eller en förälder behöver hjälp på äldre dagar."},
		{ID: "nagon-har-dott", Name: "Någon har dött", Description: "När du ska ta hand om det praktiska efter någon."},
		{ID: "starta-foretag", Name: "Starta och driva företag", Description: "När du öppnar, ändrar eller stänger en verksamhet."},
	}
}

func filteredResults() catalogueview.Results {
	v := Results()
	v.Hits, v.Total, v.ShowAll, v.Unfiltered = Briefs()[:2], 23, "#", "#"
	v.Filters = []catalogueview.Filter{
		{Label: "Utan inloggning", On: true, URL: "#"},
		{Label: "För: Företag", Count: 7, URL: "#"},
		{Label: "För: Vårdnadshavare", Count: 3, URL: "#"},
		{Label: "Trafik och gator", Count: 12, URL: "#"},
		{Label: "Bygga, bo och miljö", Count: 5, URL: "#"},
	}
	return v
}

func filteredAway() catalogueview.Results {
	v := noResults()
	v.Unfiltered = "#"
	v.Filters = []catalogueview.Filter{{Label: "För: Företag", On: true, URL: "#"}}
	return v
}

func urgentResults() catalogueview.Results {
	v := Results()
	v.Shell = searched("/sok?q=barn+far+illa", "barn far illa")
	v.Urgent = danger()
	return v
}

func allByTitle() catalogueview.Services {
	b := Briefs()
	return catalogueview.Services{Shell: Shell("/tjanster?ordning=a-o"), Total: 6, Letters: []catalogueview.Letter{
		{Letter: "A", Services: b[2:3]}, {Letter: "F", Services: b[:1]}, {Letter: "K", Services: b[1:2]}, {Letter: "Å", Services: b[3:4]},
	}}
}

func category() catalogueview.Area {
	return catalogueview.Area{
		Shell: titled("/omrade/trafik-och-gator", "Trafik och gator"), Lead: "6 tjänster. Du behöver inte veta vem som ansvarar.",
		Categories: []catalogueview.Category{{Services: Briefs()}}, Areas: Categories()[:3],
	}
}

func lifeEvent() catalogueview.Area {
	return catalogueview.Area{
		Shell: titled("/livet/fa-barn", "Få barn"), Lead: "När du väntar barn eller har ett litet barn.",
		Categories: withServices(), LifeEvents: lifeEvents()[1:],
	}
}

func withServices() []catalogueview.Category {
	return slices.DeleteFunc(Categories(), func(c catalogueview.Category) bool { return len(c.Services) == 0 })
}

func unsureResults() catalogueview.Results {
	v := Results()
	v.Shell = searched("/sok?q=grannen", "grannen")
	v.Hits, v.Total, v.BestGuess = Briefs()[1:], 5, false
	return v
}

func noResults() catalogueview.Results {
	v := Results()
	v.Shell = searched("/sok?q=xyzzy", "xyzzy")
	v.Hits, v.Total, v.BestGuess, v.Suggestions = nil, 0, false, Briefs()[:2]
	return v
}

func noQuery() catalogueview.Results {
	v := noResults()
	v.Shell = Shell("/sok")
	return v
}

func myPages(drafts ...catalogueview.Draft) catalogueview.MyPages {
	v := catalogueview.MyPages{Shell: Shell("/mina-sidor"), Drafts: drafts}
	v.Shell.Drafts = len(drafts)
	return v
}

func info(path string) catalogueview.Info {
	return catalogueview.Info{
		Shell: Shell(path), CanLogIn: true, Services: 263, Tell: "rapportera-brist-i-tillganglighet",
		Complain: "/tjanst/lamna-synpunkt-eller-klagomal", Urgent: "/tjanst/akut-hjalp-112-och-socialjouren",
	}
}

// bareInfo is such a page of a municipality that has none of those services.
func bareInfo(path string) catalogueview.Info {
	v := catalogueview.Info{Shell: Shell(path), Services: 1}
	v.Site.Ask = ""
	return v
}

func disturbance() catalogueview.Disturbance {
	return catalogueview.Disturbance{
		ID: "vatten", Title: "Vattnet är avstängt", Area: "Norrby", When: "Den 26 november 2026, klockan 08.00–15.00",
		Text: "En ledning har gått sönder, och vi lagar den.", Alternative: "Hämta vatten i tanken vid Norrbyskolan.", Services: Briefs()[:2],
	}
}

func disturbances() catalogueview.Disturbances {
	bridge := disturbance()
	bridge.ID, bridge.Title, bridge.Area, bridge.Services = "bron", "Kvarnbron är stängd för bilar", "Kvarngatan", nil
	bridge.When = "Från 16 november 2026 klockan 07.00 till 30 juni 2027 klockan 16.00"
	later := bridge
	later.ID, later.Title = "centralen", "Återvinningscentralen är stängd"
	return catalogueview.Disturbances{Shell: Shell("/driftinformation"), Now: []catalogueview.Disturbance{disturbance(), bridge}, Later: []catalogueview.Disturbance{later}}
}
