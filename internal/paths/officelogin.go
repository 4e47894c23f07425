package paths

import (
	"net/url"

	"github.com/mittkoping/entre/internal/i18n"
)

// OfficeLogIn is where staff log in and then go on to the address (a path of the
// back office with its language; empty: its first page).
func OfficeLogIn(lang i18n.Lang, then string) string {
	return In(lang, "/handlaggning/logga-in"+thenQuery(then))
}

// OfficeLogInAt leads on to a provider for staff, as OfficeLogIn.
func OfficeLogInAt(lang i18n.Lang, provider, then string) string {
	return In(lang, "/handlaggning/logga-in/"+url.PathEscape(provider)+thenQuery(then))
}

// OfficeLogInCallback is where a provider for staff sends the browser back to.
func OfficeLogInCallback(provider string) string {
	return In(i18n.SV, "/handlaggning/logga-in/"+url.PathEscape(provider)+"/svar")
}
