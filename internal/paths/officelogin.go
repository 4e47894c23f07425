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

// OfficeLoggedOut is LoggedOut for staff.
func OfficeLoggedOut(provider string) string { return Office(i18n.SV) + LoggedOut(provider) }

// OfficeLogOutNotice is LogOutNotice for staff.
func OfficeLogOutNotice(provider string) string { return Office(i18n.SV) + LogOutNotice(provider) }

// OfficeLogInCallback is where a provider for staff sends the browser back to.
func OfficeLogInCallback(provider string) string {
	return In(i18n.SV, "/handlaggning/logga-in/"+url.PathEscape(provider)+"/svar")
}
