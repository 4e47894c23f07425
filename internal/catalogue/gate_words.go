package catalogue

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// verbsSV are what a citizen may do: the first words of titles.
var verbsSV = strings.Fields(`
ansök anmäl avanmäl avboka avbryt avsluta begär beräkna bestrid beställ betala bidra bli boka byt
delta donera fyll felanmäl flytta följ föreslå få förläng fråga ge godkänn gör handla hitta hyr hämta intyga
jämför klaga kom komplettera kontrollera köp ladda lämna lån låna läs lös meddela nominera ordna prenumerera pröva
rapportera registrera ring rösta se skaffa skicka skriv spela spärra starta ställ svara säg sälj sök
ta teckna tipsa tyck uppdatera uppge utse välj visa visselblås värdera
ändra ångra återkalla återlämna återta överklaga överlåt önska
`)

var verbsEN = strings.Fields(`
accept access add amend answer appeal apply appoint arrange ask be become blow book borrow browse buy
call cancel change check choose claim collect comment compare complain complete confirm connect contact contest
create declare delete dispute download end enrol enter extend file fill find follow get give hand have help hire
inform join keep learn leave lend lodge make manage move nominate notify object obtain offer open order
pay pick place point propose put query raise read receive recommend register remove renew rent replace reply report request
reserve respond return save search see seek select send set share shop show sign sort speak start state stop submit subscribe
suggest supply switch take tell terminate tip top transfer try turn update upload use view visit volunteer vote withdraw write
`)

// heavySV and heavyEN are words of offices, and what people say.
var heavySV = map[string]string{
	"avseende": "om", "beträffande": "om", "dylikt": "liknande", "därest": "om", "erhålla": "få", "erhåller": "får", "erlägga": "betala",
	"erläggs": "betalas", "ersätta med": "byta mot", "fastställd": "bestämd", "föreligger": "finns", "föreligga": "finnas", "härmed": "nu",
	"huruvida": "om", "i enlighet med": "enligt", "inkomma": "komma in", "inkommer": "kommer in", "jämlikt": "enligt", "medelst": "med",
	"nyttja": "använda", "nyttjas": "används", "ombesörja": "ordna", "ombesörjer": "ordnar", "samt": "och", "såvida": "om",
	"tillhandahålla": "erbjuda", "tillhandahåller": "erbjuder", "tillse": "se till", "ej": "inte", "vederbörande": "den som det gäller", "vidimera": "intyga",
	"t.ex.": "till exempel", "bl.a.": "bland annat", "m.m.": "med mera", "dvs.": "det vill säga", "f.d.": "före detta", "ca": "ungefär",
}

var heavyEN = map[string]string{
	"utilise": "use", "prior to": "before", "in accordance with": "under", "pursuant to": "under", "herein": "here", "hereby": "now",
	"commence": "begin", "endeavour": "try", "aforementioned": "this", "e.g.": "for example", "i.e.": "that is", "etc.": "and so on",
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return strings.ToLower(strings.TrimRight(word, ",.:"))
}

// containsWord reports whether text, in small letters, has the word or phrase,
// whole.
func containsWord(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start := from + i
		end := start + len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !inWord(before) && !inWord(after) {
			return true
		}
		from = end
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func item(list string, i int) []string { return []string{list, strconv.Itoa(i)} }
