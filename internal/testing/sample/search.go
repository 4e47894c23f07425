package sample

import (
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/catalogueview"
)

// crisisResults is the page of somebody who may be in a crisis and writes the
// language.
func crisisResults(lang i18n.Lang) catalogueview.Results {
	say := func(key string) string { return i18n.In(lang, "tongue.crisis."+key) }
	v := Results()
	v.Shell = searched("/sok?q=han+sl%C3%A5r+mig", "han slår mig")
	v.Hits = Briefs()[3:5]
	v.Crisis = &catalogueview.Crisis{
		Lang: string(lang), Dir: lang.Dir(), Title: say("title"), Text: say("violence"), History: say("history"),
		Exit: say("exit"), ExitURL: "https://www.smhi.se/", Services: say("services"),
		Ways: []catalogueview.CrisisWay{
			{Phone: "112", Text: say("way.112")},
			{Phone: "020-50 50 50", Text: say("way.kvinnofrid")},
			{Phone: "116 111", Text: say("way.bris")},
			{Phone: "0300-12 34 56", Text: say("way.social")},
		},
	}
	if lang != i18n.SV {
		v.Crisis.Language = say("language")
	}
	return v
}

func correctedResults() catalogueview.Results {
	v := Results()
	v.Shell = searched("/sok?q=gatubelysinng", "gatubelysinng")
	v.Corrected, v.Literally = "gatubelysning", "/sok?q=gatubelysinng&ordagrant=1"
	return v
}

// answeredResults is the page of somebody who writes another language.
func answeredResults(lang i18n.Lang) catalogueview.Results {
	v := Results()
	v.Answer = &catalogueview.Answer{
		Lang: string(lang), Dir: lang.Dir(), Text: i18n.In(lang, "tongue.answer", "Phone", "\u20660300-12 34 56\u2069"), English: "/en/sok?q=street+light",
	}
	return v
}
