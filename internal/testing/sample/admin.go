package sample

import (
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/adminview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// editing is the back office around a page, for an editor.
func editing(path string) layout.Office {
	s := Shell(path)
	s.Person = "Karim Redaktörsson"
	return layout.Office{Shell: s, Roles: []string{"Kommunikatör, Kommunstyrelsen"}, SeesAdmin: true}
}

func words(lang string, list ...string) []adminview.Saying {
	out := make([]adminview.Saying, len(list))
	for i, w := range list {
		out[i] = adminview.Saying{Text: w, Lang: lang, RTL: i18n.Lang(lang).Dir() == "rtl"}
	}
	return out
}

func adminFrame(tab adminview.Tab, path string, draft int) adminview.Frame {
	return adminview.Frame{Office: editing(path), Tab: tab, Draft: draft}
}

var adminLanguages = []ui.Option{{Label: "Alla språk"}, {Value: "sv", Label: "svenska"}, {Value: "ar", Label: "arabiska"}}

var adminServices = []ui.Option{
	{Label: "Välj tjänst"}, {Value: "felanmal-gatubelysning", Label: "Felanmäl gatubelysning"}, {Value: "ansok-om-plats-i-forskola", Label: "Ansök om plats i förskola"},
}

func adminStart() adminview.Start {
	v := adminview.Start{Office: editing("/admin"), Draft: 2, Expired: 1}
	v.Parts = []adminview.Part{{Title: "Ord och träffar", Cards: []ui.Card{
		{Title: "Sökord", Text: "Vad invånare kallar en tjänst, på nio språk.", URL: paths.AdminWords(i18n.SV, paths.WordFilter{})},
		{Title: "Synonymer", Text: "Ord som står för andra ord, var de än skrivs.", URL: paths.AdminSynonyms(i18n.SV, paths.WordFilter{})},
		{Title: "Rekommenderade träffar", Text: "En tjänst som ska stå först för vissa ord, en tid.", URL: paths.AdminBets(i18n.SV)},
		{Title: "Varför den träffen?", Text: "Se varför en sökning ger de träffar den ger.", URL: paths.AdminWhy(i18n.SV, "", false)},
	}}, {Title: "Hur sökningen används", Cards: []ui.Card{
		{Title: "Sökningar att se över", Text: "Sökningar som inte hjälper.", URL: paths.AdminSearches(i18n.SV, "", 0)},
		{Title: "Så används sökningen", Text: "Hur många som söker, och vad de öppnar.", URL: paths.AdminUse(i18n.SV)},
	}}}
	return v
}

func adminWords() adminview.Words {
	return adminview.Words{
		Frame: adminFrame(adminview.TabWords, "/admin/sok/ord", 1), Filter: paths.WordFilter{Query: "lampa"}, Languages: adminLanguages,
		Rows: []adminview.WordRow{
			{Service: "felanmal-gatubelysning", Title: "Felanmäl gatubelysning", Code: "sv", Language: "svenska", Words: words("sv", "lampan utanför huset", "mörkt på gatan", "lyktstolpe", "trasig gatlampa"), Own: words("sv", "gatlampa", "belysning"), IsDraft: true},
			{Service: "felanmal-gatubelysning", Title: "Felanmäl gatubelysning", Code: "ar", Language: "arabiska", Words: words("ar", "مصباح الشارع", "إنارة")},
			{Service: "lamna-grovavfall-och-farligt-avfall", Title: "Lämna grovavfall och farligt avfall på återvinningscentralen", Code: "sv", Language: "svenska", Words: words("sv", "kasta lampa", "energisparlampa")},
		},
		Pager: adminview.Pager{Page: 2, Size: 40, Total: 131, URL: func(n int) string { return paths.AdminWords(i18n.SV, paths.WordFilter{Page: n}) }},
	}
}

func adminWordForm() adminview.WordForm {
	return adminview.WordForm{
		Frame: adminFrame(adminview.TabWords, "/admin/sok/ord/nytt", 0), Action: "/admin/sok/ord/nytt", IsNew: true, Words: "lyse\nгатлампа", Code: "sv",
		Services: adminServices, Languages: adminLanguages[1:],
		Problems: []ui.Problem{
			{URL: ui.FieldURL(adminview.FieldWords), Message: "”гатлампа” har bokstäver från en annan skrift. Skriv det med latinska bokstäver."},
			{URL: ui.FieldURL(adminview.FieldService), Message: "Välj en tjänst."},
		},
		WordsError: "”гатлампа” har bokstäver från en annan skrift. Skriv det med latinska bokstäver.", ServiceError: "Välj en tjänst.",
	}
}

func adminArabicForm() adminview.WordForm {
	return adminview.WordForm{
		Frame: adminFrame(adminview.TabWords, "/admin/sok/ord/ar/felanmal-gatubelysning", 0), Action: "/admin/sok/ord/ar/felanmal-gatubelysning",
		Service: "felanmal-gatubelysning", Title: "Felanmäl gatubelysning", Code: "ar", Language: "arabiska", Owner: "Kommunledningskontoret, kommunikationsenheten",
		Words: "مصباح الشارع\nإنارة", RTL: true, Own: words("sv", "gatlampa", "belysning"),
	}
}

func adminSynonyms() adminview.Synonyms {
	owner := "Kommunledningskontoret, kommunikationsenheten"
	return adminview.Synonyms{
		Frame: adminFrame(adminview.TabSynonyms, "/admin/sok/synonymer", 0), Languages: adminLanguages,
		Rows: []adminview.SynonymRow{
			{URL: "/admin/sok/synonymer/sv/1", Language: "svenska", From: words("sv", "dagis", "daghem"), To: words("sv", "förskola"), Both: true, Weight: "0,95", Owner: owner},
			{URL: "/admin/sok/synonymer/sv/2", Language: "svenska", From: words("sv", "nattis", "nattdagis", "kvällsomsorg", "helgomsorg", "ob-omsorg"), To: words("sv", "omsorg på obekväm tid"), Weight: "0,8", Owner: owner, IsDraft: true},
		},
		Pager: adminview.Pager{Page: 1, Size: 40, Total: 2},
	}
}

func adminSynonymForm() adminview.SynonymForm {
	return adminview.SynonymForm{
		Frame: adminFrame(adminview.TabSynonyms, "/admin/sok/synonymer/sv/1", 0), Action: "/admin/sok/synonymer/sv/1", Code: "sv", Language: "svenska",
		Owner: "Kommunledningskontoret, kommunikationsenheten", From: "dagis\ndaghem", To: "förskola", Weight: "0,95", Both: true,
	}
}

func adminBets() adminview.Bets {
	return adminview.Bets{Frame: adminFrame(adminview.TabBets, "/admin/sok/rekommenderade", 0), Rows: []adminview.BetRow{
		{URL: "/admin/sok/rekommenderade/sommarkort", Sayings: words("", "sommarkort", "busskort i sommar"), Service: "Ansök om skolskjuts", Owner: "Kommunikatör, Kommunstyrelsen", IsMine: true, Reason: "Många söker kortet veckorna före lovet.", From: "15 maj 2026", To: "20 aug 2026", State: adminview.BetOver},
		{URL: "/admin/sok/rekommenderade/vinterkrakning", Sayings: words("", "vinterkräksjuka", "när får barnet komma tillbaka efter magsjuka"), Service: "Anmäl frånvaro i förskola och skola", Owner: "Kommunledningskontoret, kommunikationsenheten", Reason: "I utbrottets veckor vill nästan alla som skriver så sjukanmäla ett barn.", From: "1 nov 2026", To: "30 apr 2027", State: adminview.BetOn, IsDraft: true},
		{URL: "/admin/sok/rekommenderade/borta", Sayings: words("", "valet"), Owner: "Valkansliet", Reason: "Valdagen.", From: "1 sep 2026", To: "13 sep 2027", State: adminview.BetLater},
	}}
}

func adminBetForm() adminview.BetForm {
	return adminview.BetForm{
		Frame: adminFrame(adminview.TabBets, "/admin/sok/rekommenderade/ny", 0), Action: "/admin/sok/rekommenderade/ny", IsNew: true, Sayings: "sommarkort",
		Owner: "Kommunikatör, Kommunstyrelsen", FirstDay: "2026-11-26", Services: adminServices,
		Problems:     []ui.Problem{{URL: ui.FieldURL(adminview.FieldLastDay), Message: "Skriv en dag som finns, till exempel 2026-12-24."}},
		LastDayError: "Skriv en dag som finns, till exempel 2026-12-24.",
	}
}

func adminDraft() adminview.Draft {
	lighting, waste, fault := "Felanmäl gatubelysning", "Lämna grovavfall och farligt avfall på återvinningscentralen", "Felanmäl i din hyreslägenhet"
	return adminview.Draft{
		Frame: adminFrame(adminview.TabDraft, "/admin/sok/utkast", 2), Version: "1", Judged: 567,
		Changes: []adminview.Change{
			{ID: "1", What: "Sökord: Felanmäl gatubelysning, svenska", Added: words("sv", "lyse", "lampan på gatan"), Removed: words("sv", "stolpe"), URL: "/admin/sok/ord/sv/felanmal-gatubelysning"},
			{ID: "2", What: "Ändrad synonym, svenska", Details: []string{"dagis, daghem och förskola står för varandra, vikt 0,9", "Förut: dagis står för förskola, vikt 0,8"}, URL: "/admin/sok/synonymer/sv/1"},
		},
		Figures: []adminview.Figure{
			{Label: "Rätt träff först", Before: "87,7 %", After: "88,1 %", Tells: "Bättre"},
			{Label: "Rätt träff bland de tre första", Before: "95,5 %", After: "95,3 %", Tells: "Sämre", IsWorse: true},
			{Label: "Säger att den inte vet, när inget passar", Before: "88,7 %", After: "88,7 %", Tells: "Samma"},
		},
		Moved: []adminview.Moved{
			{Query: "lampan i köket har slocknat", Expected: fault, Before: []string{fault, lighting, waste}, After: []string{lighting, fault, waste}, Tells: "worse"},
			{Query: "lyset på vår gata", Expected: lighting, Before: []string{waste, lighting}, After: []string{lighting, waste}, Tells: "better"},
		},
		Said: []adminview.Moved{
			{Query: "lyse", After: []string{lighting}, Tells: "other"}, {Query: "dagis", Before: []string{"Ansök om plats i förskola"}, After: []string{"Ansök om plats i förskola"}, Tells: "same"},
		},
		MovedMore: 3,
	}
}

func adminClash() adminview.Draft {
	v := adminDraft()
	v.HasClash, v.IsTold, v.Changes[1].Clashes = true, "Utkastet eller orden har ändrats sedan du öppnade sidan. Titta på det som står här nu innan du publicerar.", true
	v.Judged, v.Moved, v.MovedMore = 0, nil, 0
	return v
}

func adminHistory() adminview.History {
	v := adminview.History{Frame: adminFrame(adminview.TabHistory, "/admin/sok/historik", 0), Page: 1, Older: "/admin/sok/historik?sida=2", Changes: adminDraft().Changes}
	for i := range v.Changes {
		v.Changes[i].URL, v.Changes[i].When, v.Changes[i].Who = "", "26 november 2026 klockan 09.14", "Karim Redaktörsson (Kommunikatör, Kommunstyrelsen)"
	}
	return v
}

func adminWhy() adminview.Why {
	return adminview.Why{
		Frame: adminFrame(adminview.TabWhy, "/admin/sok/varfor", 1), Asked: "gatulampan blinkarr", WithDraft: true, Corrected: "gatulampan blinkar", Total: 8,
		AddWords: "/admin/sok/ord/nytt?ord=gatulampan+blinkarr", AddBet: "/admin/sok/rekommenderade/ny?ord=gatulampan+blinkarr",
		Hits: []adminview.WhyHit{
			{
				Title: "Felanmäl gatubelysning", URL: "/admin/sok/ord/sv/felanmal-gatubelysning", Score: "100 %",
				Reasons: []string{"Står först för att den är rekommenderad för de här orden.", "Svarar på 92 % av det som söktes.", "Frasen ”lampan blinkar” är 88 % lik sökningen.", "Tjänsten är till för det man vill göra, så den får lite mer."},
				Words:   []adminview.WhyWord{{Word: "gatulampan", How: "En del av ordet: ”lampan”.", Counts: "Mycket"}, {Word: "blinkarr", How: "Verkar felstavat. Togs för ”blinkar”.", Counts: "Lite"}},
			},
			{Title: "Lämna grovavfall och farligt avfall på återvinningscentralen", URL: "/admin/sok/ord/sv/x", Score: "31 %", Reasons: []string{"Svarar på 40 % av det som söktes."}, Words: []adminview.WhyWord{{Word: "gatulampan", How: "En synonym: ”lampa”.", Counts: "Mycket"}}},
		},
	}
}
