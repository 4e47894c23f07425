package signin

import (
	"net/url"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

// safe returns the address to go on to after a login, from what a query says:
// only ever a path of ours. Mina sidor when it says nothing; the start page when
// it says something else, such as "//evil.example", which browsers take for
// another site, as they do "/\evil.example".
func safe(lang i18n.Lang, asked string) string {
	if asked == "" {
		return paths.MyPages(lang)
	}
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !isOurs(asked) || !isOurs(u.Path) {
		return paths.Home(lang)
	}
	_, path := paths.Split(u.Path)
	for _, prefix := range []string{"/logga-in", "/logga-ut", "/api"} { // one would go round, or meet no page
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return paths.Home(lang)
		}
	}
	return u.String()
}

// isOurs reports whether no browser can read the path as leading elsewhere.
func isOurs(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.Contains(path, "//") &&
		!strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f })
}
