package paths

import (
	"net/url"
	"strconv"

	"github.com/mittkoping/entre/internal/i18n"
)

// The query parameters that several pages have.
const (
	ParamQuery    = "q"        // words to search for; in the back office a reference or a diary number
	ParamView     = "visa"     // which cases, which deliveries, or how many hits
	ParamFunction = "funktion" // of which function
	ParamSort     = "ordning"
	ParamPage     = "sida" // from 1
	ParamDone     = "klart"
)

// Inbox is what a list of cases shows. The zero Inbox is the one that a handler
// begins with.
type Inbox struct {
	Query    string
	View     string
	Function string
	Sort     string
	Page     int // 0 and 1: the first
}

// Office is the back office's first page: the inbox.
func Office(lang i18n.Lang) string { return OfficeInbox(lang, Inbox{}) }

// OfficeInbox is the inbox with what it is to show.
func OfficeInbox(lang i18n.Lang, in Inbox) string {
	return In(lang, "/handlaggning"+query(
		ParamQuery, in.Query, ParamView, in.View, ParamFunction, in.Function, ParamSort, in.Sort, ParamPage, page(in.Page)))
}

// OfficeLogOut is where a POST ends a handler's login.
func OfficeLogOut(lang i18n.Lang) string { return In(lang, "/handlaggning/logga-ut") }

// OfficeCase is a case as those who work it see it.
func OfficeCase(lang i18n.Lang, reference string) string {
	return In(lang, "/handlaggning/arende/"+url.PathEscape(reference))
}

// OfficeDeed is the case with the form of a deed open, and where it is posted.
func OfficeDeed(lang i18n.Lang, reference, deed string) string {
	return OfficeCase(lang, reference) + "/" + url.PathEscape(deed)
}

// OfficeDone is the case after a deed has been done to it, which the page says.
func OfficeDone(lang i18n.Lang, reference, deed string) string {
	return OfficeCase(lang, reference) + query(ParamDone, deed)
}

// OfficeForwarded is the inbox after a case has left it, which the page says.
func OfficeForwarded(lang i18n.Lang, deed string) string {
	return In(lang, "/handlaggning"+query(ParamDone, deed))
}

// OfficeFile is a file of a case.
func OfficeFile(lang i18n.Lang, reference, file string) string {
	return OfficeCase(lang, reference) + "/fil/" + url.PathEscape(file)
}

func page(n int) string {
	if n <= 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// query makes a query of pairs of a name and a value, without those that are
// empty, and in this order.
func query(pairs ...string) string {
	out := ""
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		sep := "&"
		if out == "" {
			sep = "?"
		}
		out += sep + url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1])
	}
	return out
}
