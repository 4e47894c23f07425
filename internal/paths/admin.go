package paths

import (
	"net/url"

	"github.com/mittkoping/entre/internal/i18n"
)

// The query parameters of the administration.
const (
	ParamWord     = "ord"    // words to begin a form with
	ParamService  = "tjanst" // the id of a service to begin it with
	ParamLanguage = "sprak"
	ParamDraft    = "utkast" // answered as with one's own draft
)

// WordFilter is which rows of a list of words are shown.
type WordFilter struct {
	Query    string
	Language string
	Page     int
}

func (f WordFilter) query() string {
	return query(ParamQuery, f.Query, ParamLanguage, f.Language, ParamPage, page(f.Page))
}

// Admin is the first page of the administration.
func Admin(lang i18n.Lang) string { return In(lang, "/admin") }

// AdminWords is the list of search words.
func AdminWords(lang i18n.Lang, f WordFilter) string { return In(lang, "/admin/sok/ord"+f.query()) }

// AdminAddWords is the form that adds search words, begun with these (may be
// empty), of the service (may be empty).
func AdminAddWords(lang i18n.Lang, words, service string) string {
	return In(lang, "/admin/sok/ord/nytt"+query(ParamWord, words, ParamService, service))
}

// AdminServiceWords is the form of a service's search words in a language.
func AdminServiceWords(lang i18n.Lang, language, service string) string {
	return In(lang, "/admin/sok/ord/"+url.PathEscape(language)+"/"+url.PathEscape(service))
}

// AdminSynonyms is the list of synonyms.
func AdminSynonyms(lang i18n.Lang, f WordFilter) string {
	return In(lang, "/admin/sok/synonymer"+f.query())
}

// AdminAddSynonym is the form of a new group of synonyms, begun with these words
// (may be empty).
func AdminAddSynonym(lang i18n.Lang, words string) string {
	return In(lang, "/admin/sok/synonymer/ny"+query(ParamWord, words))
}

// AdminSynonym is the form of a group of synonyms.
func AdminSynonym(lang i18n.Lang, language, key string) string {
	return In(lang, "/admin/sok/synonymer/"+url.PathEscape(language)+"/"+url.PathEscape(key))
}

// AdminBets is the list of recommended hits.
func AdminBets(lang i18n.Lang) string { return In(lang, "/admin/sok/rekommenderade") }

// AdminAddBet is the form of a new recommended hit, begun with these words (may
// be empty), to the service (may be empty).
func AdminAddBet(lang i18n.Lang, words, service string) string {
	return In(lang, "/admin/sok/rekommenderade/ny"+query(ParamWord, words, ParamService, service))
}

// AdminBet is the form of a recommended hit.
func AdminBet(lang i18n.Lang, id string) string {
	return In(lang, "/admin/sok/rekommenderade/"+url.PathEscape(id))
}

// AdminDraft is what one has changed and not published, and what it would do.
func AdminDraft(lang i18n.Lang) string { return In(lang, "/admin/sok/utkast") }

// AdminDraftDone is that page after something has been done, which it says.
func AdminDraftDone(lang i18n.Lang, what string) string {
	return In(lang, "/admin/sok/utkast"+query(ParamDone, what))
}

// AdminHistory is what has been published.
func AdminHistory(lang i18n.Lang, n int) string {
	return In(lang, "/admin/sok/historik"+query(ParamPage, page(n)))
}

// AdminRoutes is which services' cases go where.
func AdminRoutes(lang i18n.Lang) string { return In(lang, "/admin/vagar") }

// AdminRoute is where examples of a service's cases go.
func AdminRoute(lang i18n.Lang, service string) string {
	return In(lang, "/admin/vagar/"+url.PathEscape(service))
}

// AdminWhy says why the hits of a query come where they do.
func AdminWhy(lang i18n.Lang, text string, withDraft bool) string {
	draft := ""
	if withDraft {
		draft = "1"
	}
	return In(lang, "/admin/sok/varfor"+query(ParamQuery, text, ParamDraft, draft))
}
