package paths

import (
	"net/url"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// In returns path (which begins with "/") in the language.
func In(lang i18n.Lang, path string) string {
	if lang == i18n.EN {
		return strings.TrimSuffix("/en"+path, "/")
	}
	return path
}

// Split takes a requested path apart into its language and the path in
// Swedish: "/en/sok" is English and "/sok".
func Split(path string) (i18n.Lang, string) {
	if path == "/en" {
		return i18n.EN, "/"
	}
	if rest, ok := strings.CutPrefix(path, "/en/"); ok {
		return i18n.EN, "/" + rest
	}
	return i18n.SV, path
}

// Home is the start page.
func Home(lang i18n.Lang) string { return In(lang, "/") }

// Services is the list of all services, by category.
func Services(lang i18n.Lang) string { return In(lang, "/tjanster") }

// ServicesByTitle is the same list from A to Ö.
func ServicesByTitle(lang i18n.Lang) string {
	return Services(lang) + query(ParamSort, SortByTitle)
}

// Category is the page of the services of a category.
func Category(lang i18n.Lang, code string) string {
	return In(lang, "/omrade/"+url.PathEscape(code))
}

// LifeEvent is the page of the services that belong to an event of life.
func LifeEvent(lang i18n.Lang, code string) string { return In(lang, "/livet/"+url.PathEscape(code)) }

// Service is a service's own page.
func Service(lang i18n.Lang, id string) string { return In(lang, "/tjanst/"+url.PathEscape(id)) }

// StartForm is where a POST begins a draft of the service's form.
func StartForm(lang i18n.Lang, serviceID string) string { return Service(lang, serviceID) + "/borja" }

// Paper is a service's form to print.
func Paper(lang i18n.Lang, serviceID string) string { return Service(lang, serviceID) + "/blankett" }

// Step is one step of a draft's form.
func Step(lang i18n.Lang, draft, step string) string {
	return In(lang, "/ansok/"+url.PathEscape(draft)+"/"+url.PathEscape(step))
}

// The words that cannot be the id of a form's step, because they are pages of
// every draft.
const (
	reviewWord  = "granska"
	submitWord  = "skicka"
	receiptWord = "kvitto"
	savedWord   = "sparat"
	fileWord    = "fil"
)

// ReservedSteps are the ids that no step of a form may have.
func ReservedSteps() []string {
	return []string{reviewWord, submitWord, receiptWord, savedWord, fileWord}
}

// Review is the page where one checks the answers of a draft.
func Review(lang i18n.Lang, draft string) string { return Step(lang, draft, reviewWord) }

// Submit is where a POST turns a draft into a case.
func Submit(lang i18n.Lang, draft string) string { return Step(lang, draft, submitWord) }

// Receipt is the receipt of the case that a draft became.
func Receipt(lang i18n.Lang, draft string) string { return Step(lang, draft, receiptWord) }

// ReceiptFile is the receipt as one self-contained file to keep.
func ReceiptFile(lang i18n.Lang, draft string) string { return Receipt(lang, draft) + "/spara" }

// Saved says that a draft is saved and not sent, and how to come back.
func Saved(lang i18n.Lang, draft string) string { return Step(lang, draft, savedWord) }

// DraftFile is a file uploaded to a draft.
func DraftFile(lang i18n.Lang, draft, file string) string {
	return Step(lang, draft, fileWord) + "/" + url.PathEscape(file)
}

// FollowUp is where one asks for a case by its reference and code.
func FollowUp(lang i18n.Lang) string { return In(lang, "/arende") }

// Case is a case as its citizen sees it.
func Case(lang i18n.Lang, reference string) string {
	return In(lang, "/arende/"+url.PathEscape(reference))
}

// CaseFile is a file of a case.
func CaseFile(lang i18n.Lang, reference, file string) string {
	return Case(lang, reference) + "/fil/" + url.PathEscape(file)
}

// CaseMessage is where a POST sends a message in a case.
func CaseMessage(lang i18n.Lang, reference string) string {
	return Case(lang, reference) + "/meddelande"
}

// WithdrawCase is where one confirms that a case is to be withdrawn.
func WithdrawCase(lang i18n.Lang, reference string) string {
	return Case(lang, reference) + "/dra-tillbaka"
}

// SentParam is the query parameter of a case's page that comes after a message
// has been sent.
const SentParam = "skickat"

// MyPages is the citizen's own pages.
func MyPages(lang i18n.Lang) string { return In(lang, "/mina-sidor") }

// Children is where a guardian sees their children's school.
func Children(lang i18n.Lang) string { return In(lang, "/mina-barn") }

// Child is one child, by the name of the school's system and its id there.
func Child(lang i18n.Lang, system, id string) string {
	return Children(lang) + "/" + url.PathEscape(system) + "/" + url.PathEscape(id)
}

// LogIn is where one logs in and then goes on to the address (a path of ours
// with its language; empty: Mina sidor).
func LogIn(lang i18n.Lang, then string) string { return In(lang, "/logga-in"+thenQuery(then)) }

// LogInAt leads on to a provider of e-identification, as LogIn.
func LogInAt(lang i18n.Lang, provider, then string) string {
	return In(lang, "/logga-in/"+url.PathEscape(provider)+thenQuery(then))
}

// LogInCallback is where a provider sends the browser back to.
func LogInCallback(provider string) string {
	return In(i18n.SV, "/logga-in/"+url.PathEscape(provider)+"/svar")
}

// LoggedOut is where a provider sends the browser back to that it has logged
// out, and LogOutNotice where it says itself that a session has ended there.
func LoggedOut(provider string) string {
	return In(i18n.SV, "/logga-in/"+url.PathEscape(provider)+"/ut")
}

// LogOutNotice is described at LoggedOut.
func LogOutNotice(provider string) string {
	return In(i18n.SV, "/logga-in/"+url.PathEscape(provider)+"/avisera")
}

// LogOut is where a POST ends the login.
func LogOut(lang i18n.Lang) string { return In(lang, "/logga-ut") }

// ThenParam is the query parameter of where one goes on to.
const ThenParam = "till"

func thenQuery(then string) string {
	if then == "" {
		return ""
	}
	return "?" + url.Values{ThenParam: {then}}.Encode()
}

// Contact says how to reach the municipality.
func Contact(lang i18n.Lang) string { return In(lang, "/kontakt") }

// Disturbances tells what does not work as usual.
func Disturbances(lang i18n.Lang) string { return In(lang, "/driftinformation") }

// Disturbance is one of them on that page.
func Disturbance(lang i18n.Lang, id string) string { return Disturbances(lang) + "#" + id }

// About says what the portal is, and who answers for it.
func About(lang i18n.Lang) string { return In(lang, "/om") }

// Accessibility is the accessibility statement.
func Accessibility(lang i18n.Lang) string { return In(lang, "/tillganglighet") }

// Privacy says what happens to personal data and which cookies are set.
func Privacy(lang i18n.Lang) string { return In(lang, "/dina-uppgifter") }

// APIServices is the list of services in the public API.
func APIServices() string { return "/api/v1/services" }

// APIService is one service in the public API.
func APIService(id string) string { return APIServices() + "/" + url.PathEscape(id) }

// APISchema is a published JSON Schema.
func APISchema(name string) string { return "/api/v1/schemas/" + url.PathEscape(name) }

// APIInbound is where a connector's back end tells what happens.
func APIInbound(connector string) string { return "/api/v1/inbound/" + url.PathEscape(connector) }
