package search

import "strings"

// What words tell.
const (
	// A common word, beside one that is as rare in the catalogue: “ny” stands in
	// few services, but in all that people say.
	tellsLittle = 0.6

	// A word that nobody here uses, beside one of a single service.
	tellsUnknown = 0.75
)

// common are words that people use whatever they want, as they are written:
// they say when, how much and how, and seldom what.
var common = stemsByTongue(map[tongue]string{
	inSwedish: `
		fast eftersom medan då sen sedan kanske borde vilja velat kunde kunnat fått fick gick gått gjort gjorde haft alla allt alltid åt ifrån innan tills ifall
		genom kring runt mellan enligt inom längs ner ned fram igen redan fortfarande ännu precis just väldigt ganska jätte typ liksom alltså både vars
		ens enda varje vare hursomhelst varsågod hejsan behöva behövs behövt skulle heter henne honom dom mej dej ngn ngt nåra nånstans någonstans någonting ingenting nånting
		ny nya nytt nyss gammal gammalt gamla äldre stor stort stora större liten litet lilla små mindre bra bättre bäst dålig dåligt dåliga sämre fin hög högt höga låg lågt låga
		lång långt länge längre kort korta snart snabbt direkt genast idag imorgon igår ikväll dag dagar dagen dagarna vecka veckor veckan månad månader månaden år året
		tid tiden tider gång gånger timme timmar minut helt riktigt extra annan annat andra samma egen eget egna hel helt flera fler flest många mest minst olik olika rätt fel
		hjälp hjälpa behov information kommun kommunen kommunens kommunal kommunala kommunalt mittköping person personer människa människor folk sak saker grej grejer sätt
		komma kommer kom kommit stå står stod stått ligger ligga låg sitter sitta satt använda använder används veta vet tro tror tycker tycka säger säga börja börjar började börjat
		fungerar funkar fungera klarar klara orkar hittar händer hänt hålla håller höll lägga lägger lade lagt sätta sätter satte ställa ställer ställt lämna göras ger ge fått
		ingen inget inga aldrig ofta ibland sällan möjligt tillåtet okej ok viktigt svårt lätt lättare enkelt fort åker åka verkar heter kallas känner känns tänker tänkt undrar fråga
		vilka kostar kosta kostnad pris dyr dyrt billig billigt gratis länk mall exempel regler regel krav gäller gälla går gått sida sidan webb sverige svensk svenska del delar bit
		här hemma själva vanlig vanligt särskild särskilt sådan sådant sådana först första sista andra tredje nästa nära emot mitt hemskt massa mängd par stycken två tre fyra fem sex sju åtta nio tio
		försöker försöka tänka hoppas berätta visa visar titta ser se ta tagit bort borta kvar ihop isär loss klar klart färdig färdigt sätt typ slags sort värsta kul rolig jobbigt
		kille tjej grabb grabben tjejen unge ungen kompis kompisen vän son sonen dotter dottern bror syster farmor farfar mormor morfar mamma pappa fru frun make maka sambo barnbarn
	`,
	inEnglish: `
		as if so but than then too very just also any some been being were having got gets getting go going goes gone wants wanted needs needed must might shall let
		his her him them their because while during again after before into onto over out up off back here hi dear thanks thank someone somebody something anyone anything
		dont doesnt cant wont isnt ive id ill whats wheres hows theres don doesn isn won t s ve re ll
		new old big small large little good bad better best long short high low time times today tomorrow tonight now soon day days week weeks month months year years hour hours
		own other another different same help much many more most few all every each one two three four five first last next right wrong free cost price cheap expensive
		make makes made making use using used come comes take takes give gives keep put see look know think tell say ask allowed possible sure possible start way thing things
		people person place city town municipality municipal council sweden swedish local public near close around behind outside inside whole part rules rule without only still
		never always often anymore longer under between through until since work working does doing done stuff kind really well also both lot
		son daughter mother mum mom father dad kid kids child grandma grandmother grandfather husband wife friend brother sister
	`,
})

func stemsByTongue(lists map[tongue]string) (out [tongues]map[string]bool) {
	for t, list := range lists {
		out[t] = map[string]bool{}
		for w := range strings.FieldsSeq(list) {
			out[t][stemOf(word{w, fold(w)}, t)] = true
		}
	}
	return out
}

// telling returns what a stem is multiplied with that tells as much as it is
// rare, when it is common.
func telling(stem string, t tongue) float32 {
	if common[t][stem] || isSmallNumber(stem) {
		return tellsLittle
	}
	return 1
}

// whom are the authorities that people think responsible: they may be wrong, and
// what they want of them says more.
var whom = stemsByTongue(map[tongue]string{
	inSwedish: `
		skatteverket försäkringskassan polisen polis arbetsförmedlingen vårdcentralen sjukhuset regionen landstinget länsstyrelsen kronofogden trafikverket transportstyrelsen
		socialtjänsten socialen soc socialkontoret socialnämnden tekniska gatukontoret fastighetskontoret miljökontoret miljöförvaltningen miljönämnden hälsovårdsnämnden
		stadsbyggnad stadsbyggnadskontoret byggnadsnämnden byggnadskontoret skolförvaltningen utbildningsförvaltningen förvaltningen nämnden kultur kulturnämnden fritidsförvaltningen
		kyrkan lantmäteriet migrationsverket räddningstjänsten brandkåren tingsrätten överförmyndaren hyresvärden skolan rektor politikerna stadshuset kommunhuset
	`,
	inEnglish: `police tax agency council hospital`,
})

// countsBeside returns what a word counts beside others: one that says what to
// do, and not with what, counts less, and so does one that says who is to do it.
func countsBeside(s stems) float32 {
	switch {
	case s.intent() != noIntent:
		return countVerb
	case whom[inSwedish][s[inSwedish]] || whom[inEnglish][s[inEnglish]]:
		return countWhom
	default:
		return 1
	}
}

// telling is telling of the word's stems: it tells little when it does in one of
// the page's languages.
func (a asked) telling() float32 {
	return min(telling(a.stems[inSwedish], inSwedish), telling(a.stems[inEnglish], inEnglish))
}

// isSmallNumber reports whether the text is a number of one or two digits, or a
// year.
func isSmallNumber(text string) bool {
	if strings.Trim(text, "0123456789") != "" {
		return false
	}
	return len(text) <= 2 || len(text) == 4 && (text[:2] == "19" || text[:2] == "20")
}
