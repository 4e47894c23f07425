package sample

import "github.com/mittkoping/entre/templates/catalogueview"

// Service is the page of a service that one can begin on.
func Service() catalogueview.Service {
	return catalogueview.Service{
		Shell: titled("/tjanst/"+streetlight, "Felanmäl gatubelysning"),
		ID:    streetlight, Summary: "Säg till när en lampa är släckt, blinkar eller är trasig.", AsksFound: true,
		Kind: catalogueview.KindEService, Login: catalogueview.LoginNone, Handled: true, HasForm: true,
		Category:     Categories()[3],
		Audience:     []string{"Alla"},
		Needs:        []string{"Adressen eller en beskrivning av platsen", "Gärna numret på stolpen och ett foto"},
		Steps:        []string{"Säg vad som är fel och var det är.", "Skicka. Du behöver inte säga vem du är."},
		Next:         []string{"Anmälan går direkt till gatuenheten.", "En montör lagar lampan eller felsöker kabeln.", "Du ser här när det är klart."},
		HandlingTime: "Lagas oftast inom två veckor", Cost: "Det kostar ingenting.",
		Authority: "Tekniska nämnden", Registrar: "0300-12 34 56", Owner: "Tekniska förvaltningen, gatuenheten",
		Offline: []catalogueview.Way{catalogueview.WayPhone, catalogueview.WayVisit},
		Phone:   "0300-12 34 56", Hours: "Vardagar 8–17", Visit: "Medborgarkontoret, Stora torget 1",
		LegalBasis: []string{"Lag (1998:814) med särskilda bestämmelser om gaturenhållning och skyltning"},
		Privacy:    privacy("Tekniska nämnden", "Vi använder uppgifterna för att laga felet."),
		Reviewed:   "25 november 2026",
		Questions: []catalogueview.StepPreview{
			{Title: "Vad är det för fel?", Questions: []string{"Vad är det för fel?", "Hur många lampor är släckta?"}},
			{Title: "Var gäller det?", Questions: []string{"Adress eller plats", "Stolpens nummer (frivilligt)"}},
			{Title: "Berätta mer", Questions: []string{"Beskriv felet (frivilligt)", "Bilder (frivilligt)"}},
			{Title: "Hur når vi dig?", Questions: []string{"Dina uppgifter (frivilligt)"}},
		},
		LifeEvents: lifeEvents()[1:3], Related: Briefs()[1:5],
		LinkedData: []catalogueview.LinkedData{[]byte(`{"@context":"https://schema.org","@type":"GovernmentService"}`)},
	}
}

func privacy(controller, purpose string) catalogueview.Privacy {
	return catalogueview.Privacy{
		Said: true, Controller: controller, Phone: "0300-12 34 56", Officer: "0300-12 34 60", OfficerURL: "https://mittkoping.example/dataskydd",
		Purpose: purpose, Basis: "public-interest", KeptBy: "Dokumenthanteringsplan för tekniska nämnden",
		Rights: []string{"information", "access", "rectification", "erasure", "restriction", "objection", "complaint"},
	}
}

func danger() *catalogueview.Urgent {
	return &catalogueview.Urgent{Phone: "112", Text: "Är någon i fara? Ring 112 nu."}
}

func startedService() catalogueview.Service {
	v := Service()
	d := Draft()
	v.Draft, v.Drafts = &d, 1
	return v
}

// formlessService is an e-service whose form is not written yet.
func formlessService() catalogueview.Service {
	v := Service()
	v.Shell = titled("/tjanst/ansok-om-plats-i-forskola", "Ansök om plats i förskola")
	v.ID, v.Summary, v.Category = "ansok-om-plats-i-forskola", "Ställ ditt barn i kö till en kommunal eller fristående förskola.", Categories()[0]
	v.HasForm, v.Login, v.Questions, v.HandlingTime, v.Cost = false, catalogueview.LoginBankID, nil, "", ""
	v.Needs, v.Next, v.LegalBasis = []string{"Barnets personnummer"}, nil, []string{"Skollagen (2010:800), 8 kap."}
	v.Authority, v.Owner = "Barn- och utbildningsnämnden", "Barn- och utbildningsförvaltningen"
	return v
}

// informationService is what one does by phone, on a visit or on paper.
func informationService() catalogueview.Service {
	v := formlessService()
	v.Shell = titled("/tjanst/ansok-om-gravtillstand", "Ansök om grävtillstånd")
	v.ID, v.Summary, v.Category, v.Kind = "ansok-om-gravtillstand", "Sök lov att gräva i gator och annan kommunal mark.", Categories()[3], catalogueview.KindInformation
	v.Audience, v.Needs = []string{"Företag"}, []string{"En karta över platsen där du ska gräva", "Start- och slutdatum för arbetet"}
	v.Steps = []string{"Begär ledningsanvisning, så att du vet vad som finns i marken.", "Ring eller besök oss, så skickar vi ansökan eller hjälper dig att fylla i den."}
	v.Next = []string{"Vi granskar ansökan och hör av oss om något saknas.", "Du får tillståndet skriftligt. Börja inte gräva innan dess."}
	v.Offline = []catalogueview.Way{catalogueview.WayPhone, catalogueview.WayVisit, catalogueview.WayLetter, catalogueview.WayForm}
	v.Cost = "Avgiften följer kommunens taxa."
	v.Authority, v.Owner = "Tekniska nämnden", "Tekniska förvaltningen, gatuenheten"
	return v
}

func touchedService() catalogueview.Service {
	v := Service()
	v.Disturbances, v.Notices = []catalogueview.Disturbance{disturbance()}, notices()
	return v
}

// urgentService cannot wait: the phone stands first.
func urgentService() catalogueview.Service {
	v := Service()
	v.Shell = titled("/tjanst/anmal-oro-for-ett-barn", "Anmäl oro för ett barn")
	v.ID, v.Summary, v.Category = "anmal-oro-for-ett-barn", "Säg till när du tror att ett barn far illa.", Categories()[2]
	v.Urgent, v.NoFollowUp = danger(), true
	v.Needs, v.Next = nil, []string{"Socialtjänsten bedömer anmälan samma dag."}
	return v
}

func signpost() catalogueview.Service {
	v := formlessService()
	v.Shell = titled("/tjanst/ansok-om-pass", "Ansök om pass")
	v.ID, v.Summary, v.Kind, v.Login = "ansok-om-pass", "Pass och nationellt id-kort söker du hos polisen.", catalogueview.KindSignpost, catalogueview.LoginNone
	v.Category, v.Handled, v.Steps = Categories()[7], false, nil
	v.Link = &catalogueview.Link{URL: "https://polisen.se/tjanster-tillstand/pass-och-nationellt-id-kort/", Label: "Till Polisens sida om pass"}
	v.Authority, v.Owner, v.Needs, v.LegalBasis = "Kommunstyrelsen", "Kontaktcenter", nil, nil
	v.Privacy = catalogueview.Privacy{Said: true, None: true}
	return v
}

func paper() catalogueview.Paper {
	return catalogueview.Paper{
		Shell: titled("/tjanst/ansok-om-hemtjanst/blankett", "Ansök om hemtjänst"), ID: "ansok-om-hemtjanst", Authority: "Vård- och omsorgsnämnden",
		Visit: "Kontaktcenter i stadshuset, Stora torget 1, vardagar 9–16.", Phone: "0300-12 34 56",
		Purpose: "Vi använder uppgifterna för att utreda vilken hjälp du behöver.",
		Parts: []catalogueview.PaperPart{
			{Title: "Vad behöver du hjälp med?", Intro: "Kryssa för allt som stämmer.", Questions: []catalogueview.PaperQuestion{
				{Label: "Hjälp med", Boxes: []string{"Städning", "Inköp", "Dusch"}},
				{Label: "Berätta mer", Hint: "Till exempel hur ofta.", Optional: true, Lines: 6},
			}},
			{Title: "Vem bor i hemmet?", Sometimes: true, Questions: []catalogueview.PaperQuestion{
				{Label: "De som bor där", Times: 2, Item: "Person", Each: []catalogueview.PaperQuestion{{Label: "Namn", Lines: 1}, {Label: "Är det en anhörig?", Boxes: []string{"Ja", "Nej"}}}},
				{Label: "Hur når vi dig?", Blanks: []string{"Namn", "Telefon", "E-post"}, Sometimes: true},
				{Label: "Samtycke", Text: "Jag godkänner att ni pratar med min vårdcentral.", Boxes: []string{"Ja, jag godkänner det"}},
			}},
		},
	}
}

func anonymousPaper() catalogueview.Paper {
	v := paper()
	v.Anonymous = true
	return v
}
