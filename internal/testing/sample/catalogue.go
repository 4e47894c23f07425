package sample

import (
	"github.com/mittkoping/entre/templates/catalogueview"
	"github.com/mittkoping/entre/templates/ui"
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
	v.Notice, v.Drafts = notice(), 2
	v.LifeEvents = []ui.Card{
		{Title: "Få barn", Text: "Förskola, föräldraskap, stöd", URL: "#"},
		{Title: "Flytta hit", Text: "Bostad, skola, sopor, parkering", URL: "#"},
		{Title: "Bygga och ändra", Text: "Lov, anmälan, kartor", URL: "#"},
		{Title: "Bli äldre", Text: "Hemtjänst, larm, boende", URL: "#"},
		{Title: "Någon har dött", Text: "Dödsbo, begravning, stöd", URL: "#"},
		{Title: "Starta företag", Text: "Tillstånd, lokal, livsmedel", URL: "#"},
	}
	return v
}

// Results is the page of hits.
func Results() catalogueview.Results {
	return catalogueview.Results{
		Shell: searched("/sok?q=gatlampan+%C3%A4r+trasig", "gatlampan är trasig"),
		Hits:  Briefs()[:3], Total: 3, BestGuess: true, Categories: Categories(),
	}
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

// Service is the page of a service that one can begin on.
func Service() catalogueview.Service {
	return catalogueview.Service{
		Shell: titled("/tjanst/"+streetlight, "Felanmäl gatubelysning"),
		ID:    streetlight, Summary: "Säg till när en lampa är släckt, blinkar eller är trasig.",
		Kind: catalogueview.KindEService, Login: catalogueview.LoginNone, HasForm: true,
		Audience:     []string{"Alla"},
		Needs:        []string{"Adressen eller en beskrivning av platsen", "Gärna numret på stolpen och ett foto"},
		Next:         []string{"Anmälan går direkt till gatuenheten.", "En montör lagar lampan eller felsöker kabeln.", "Du ser här när det är klart."},
		HandlingTime: "Lagas oftast inom två veckor", Cost: "Gratis",
		Authority: "Tekniska nämnden", Owner: "Tekniska förvaltningen, gatuenheten",
		Phone: "0300-12 34 56", Hours: "vardagar 8–17", Visit: "Medborgarkontoret, Stora torget 1",
		LegalBasis: []string{"Lag (1998:814) med särskilda bestämmelser om gaturenhållning och skyltning"},
		Steps: []catalogueview.StepPreview{
			{Title: "Vad är det för fel?", Questions: []string{"Vad är det för fel?", "Hur många lampor är släckta?"}},
			{Title: "Var gäller det?", Questions: []string{"Adress eller plats", "Stolpens nummer (frivilligt)"}},
			{Title: "Berätta mer", Questions: []string{"Beskriv felet (frivilligt)", "Bilder (frivilligt)"}},
			{Title: "Hur når vi dig?", Questions: []string{"Dina uppgifter (frivilligt)"}},
		},
	}
}

func startedService() catalogueview.Service {
	v := Service()
	d := Draft()
	v.Draft, v.Drafts = &d, 1
	return v
}

func formlessService() catalogueview.Service {
	v := Service()
	v.Shell = titled("/tjanst/ansok-om-plats-i-forskola", "Ansök om plats i förskola")
	v.ID, v.Summary = "ansok-om-plats-i-forskola", "Ställ ditt barn i kö till en kommunal eller fristående förskola."
	v.HasForm, v.Login, v.Steps, v.HandlingTime, v.Cost = false, catalogueview.LoginBankID, nil, "", ""
	v.Needs, v.Next, v.LegalBasis = []string{"Barnets personnummer"}, nil, []string{"Skollagen (2010:800), 8 kap."}
	v.Authority, v.Owner = "Barn- och utbildningsnämnden", "Barn- och utbildningsförvaltningen"
	return v
}

func signpost() catalogueview.Service {
	v := formlessService()
	v.Shell = titled("/tjanst/ansok-om-pass", "Ansök om pass")
	v.ID, v.Summary, v.Kind, v.Login = "ansok-om-pass", "Pass och nationellt id-kort söker du hos polisen.", catalogueview.KindSignpost, catalogueview.LoginNone
	v.Link = &catalogueview.Link{URL: "https://polisen.se/tjanster-tillstand/pass-och-nationellt-id-kort/", Label: "Till Polisens sida om pass"}
	v.Authority, v.Owner, v.Needs, v.LegalBasis = "Polismyndigheten", "Kontaktcenter", nil, nil
	return v
}

func myPages(drafts ...catalogueview.Draft) catalogueview.MyPages {
	v := catalogueview.MyPages{Shell: Shell("/mina-sidor"), Drafts: drafts}
	v.Shell.Drafts = len(drafts)
	return v
}

func info(path string) catalogueview.Info { return catalogueview.Info{Shell: Shell(path)} }
