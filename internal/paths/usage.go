package paths

import "github.com/mittkoping/entre/internal/i18n"

// AdminSearches is the list of searches that want to be tended, or a part of it.
func AdminSearches(lang i18n.Lang, view string, n int) string {
	return In(lang, "/admin/sok/sokningar"+query(ParamView, view, ParamPage, page(n)))
}

// AdminSearchesDone is that list after one has been tended to, which it says.
func AdminSearchesDone(lang i18n.Lang, view string) string {
	return In(lang, "/admin/sok/sokningar"+query(ParamView, view, ParamDone, DoneTended))
}

// DoneTended is the value of ParamDone when a search has been tended to.
const DoneTended = "sedd"

// AdminUse is how the search has been used of late.
func AdminUse(lang i18n.Lang) string { return In(lang, "/admin/sok/anvandning") }
