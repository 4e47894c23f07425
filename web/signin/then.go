package signin

import (
	"net/url"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

// safe returns the address to go on to after a login, from what a query says:
// only ever a path of ours, behind this door. The door's own first page when it
// says nothing; a first page, too, when it says something else, such as
// "//evil.example", which browsers take for another site, as they do
// "/\evil.example".
func (d Door) safe(lang i18n.Lang, asked string) string {
	if asked == "" {
		return d.home(lang)
	}
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !isOurs(asked) || !isOurs(u.Path) {
		return d.elsewhere(lang)
	}
	_, path := paths.Split(u.Path)
	if (isBelow(path, paths.Office(i18n.SV)) || isBelow(path, paths.Admin(i18n.SV))) != d.office { // another login would meet them
		return d.elsewhere(lang)
	}
	for _, folder := range []string{ // one would go round, or meet no page
		paths.LogIn(i18n.SV, ""), paths.LogOut(i18n.SV), paths.OfficeLogIn(i18n.SV, ""), paths.OfficeLogOut(i18n.SV), "/api",
	} {
		if isBelow(path, folder) {
			return d.elsewhere(lang)
		}
	}
	return u.String()
}

// elsewhere is where one goes on to when what was asked for will not do.
func (d Door) elsewhere(lang i18n.Lang) string {
	if d.office {
		return d.home(lang)
	}
	return paths.Home(lang)
}

func isBelow(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// isOurs reports whether no browser can read the path as leading elsewhere.
func isOurs(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.Contains(path, "//") &&
		!strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f })
}
