package public

import (
	"slices"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/templates/catalogueview"
)

// exitURL is where one leaves to in a hurry: tomorrow's weather. We ask nothing
// of it; only who leaves goes there.
const exitURL = "https://www.smhi.se/"

// The services of the municipality that answer in a crisis on weekdays.
const (
	serviceChild    = "anmal-oro-for-ett-barn"
	serviceViolence = "sok-hjalp-vid-vald-i-nara-relation"
)

// line is somebody who answers in the whole country, by the end of its text's
// key.
type line struct{ phone, key string }

var (
	lineAlarm     = line{"112", "112"}
	lineViolence  = line{"020-50 50 50", "kvinnofrid"}
	lineChildren  = line{"116 111", "bris"}
	lineSuicide   = line{"90101", "mind"}
	lineCare      = line{"1177", "1177"}
	linesOfCrises = map[search.CrisisKind][]line{
		search.CrisisDanger:   {lineAlarm, lineCare},
		search.CrisisViolence: {lineAlarm, lineViolence, lineChildren},
		search.CrisisChild:    {lineAlarm, lineChildren},
		search.CrisisSuicide:  {lineAlarm, lineSuicide, lineChildren, lineCare},
	}
	serviceOfCrises = map[search.CrisisKind]string{
		search.CrisisDanger: serviceChild, search.CrisisViolence: serviceViolence, search.CrisisChild: serviceChild,
	}
)

// crisisOf is the help for somebody who seems to be in a crisis, and nil for
// nobody. It is in the language in which they wrote; who wrote Swedish, or what
// is the same in many languages, reads the page's.
func crisisOf(page i18n.Lang, now *catalogue.Snapshot, c search.Crisis) *catalogueview.Crisis {
	if c.Kind == search.NoCrisis {
		return nil
	}
	lang, ok := i18n.ParseTongue(c.Lang)
	if !ok || lang == i18n.SV {
		lang = page
	}
	say := func(key string) string { return i18n.In(lang, "tongue.crisis."+key) }
	out := &catalogueview.Crisis{
		Lang: string(lang), Dir: lang.Dir(), Title: say("title"), Text: say(string(c.Kind)),
		History: say("history"), Exit: say("exit"), ExitURL: exitURL, Services: say("services"),
	}
	if lang != i18n.SV {
		out.Language = say("language")
	}
	for _, l := range linesOfCrises[c.Kind] {
		out.Ways = append(out.Ways, catalogueview.CrisisWay{Phone: l.phone, Text: say("way." + l.key)})
	}
	if e, ok := now.Find(serviceOfCrises[c.Kind]); ok && e.Contact.Phone != "" {
		out.Ways = append(out.Ways, catalogueview.CrisisWay{Phone: e.Contact.Phone, Text: say("way.social")})
	}
	return out
}

// inCare leaves what may be of help to who does not want to live: no estate and
// no grave, which have the same words.
func inCare(hits []*catalogue.Entry) []*catalogue.Entry {
	return slices.DeleteFunc(slices.Clone(hits), func(e *catalogue.Entry) bool {
		return e.Category != categoryCare && e.Urgent == nil
	})
}

const categoryCare = "omsorg-och-stod"

// leftToRight keeps a number in its order within a text that is written the
// other way (Unicode's isolates).
func leftToRight(number string) string { return "\u2066" + number + "\u2069" }

// answerIn says in the language of the query what there is in it; nil when that
// is Swedish or the page's.
func answerIn(page i18n.Lang, phone, english, query string) *catalogueview.Answer {
	lang, ok := i18n.ParseTongue(query)
	if !ok || lang == i18n.SV || lang == page {
		return nil
	}
	a := &catalogueview.Answer{Lang: string(lang), Dir: lang.Dir(), Text: i18n.In(lang, "tongue.answer", "Phone", leftToRight(phone))}
	if page != i18n.EN {
		a.English = english
	}
	return a
}
