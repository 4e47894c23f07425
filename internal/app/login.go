package app

import (
	"maps"
	"slices"

	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/oidc"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/web"
	"github.com/mittkoping/entre/web/signin"
)

// login is how one logs in here: at the configured providers, in the order of
// their names.
func (h *house) login() web.Login {
	l := web.Login{
		Register: identity.Register{Persons: h.db.Persons(), Clock: h.clock}, Sessions: h.db.Sessions(),
	}
	for _, p := range h.providers(h.cfg.Login, paths.LogInCallback, paths.LoggedOut) {
		l.Ways = append(l.Ways, signin.Way{Name: p.Name, Title: h.cfg.Login[p.Name].Title, Provider: oidc.New(p)})
	}
	return l
}

// work is how staff log in here, and what they may be.
func (h *house) work() web.Work {
	w := web.Work{Roster: h.roster(), Organisation: h.organisation}
	for _, p := range h.providers(h.cfg.StaffLogin, paths.OfficeLogInCallback, paths.OfficeLoggedOut) {
		w.Ways = append(w.Ways, signin.Way{Name: p.Name, Title: h.cfg.StaffLogin[p.Name].Title, Provider: oidc.New(p)})
	}
	return w
}

// providers are those of one door, from which one comes back to callback after a
// login and to out after a logout.
func (h *house) providers(configured map[string]config.Provider, callback, out func(name string) string) []oidc.Config {
	found := make([]oidc.Config, 0, len(configured))
	for _, name := range slices.Sorted(maps.Keys(configured)) {
		p := h.provider(name, configured[name])
		p.RedirectURL, p.LogoutURL = h.cfg.BaseURL+callback(name), h.cfg.BaseURL+out(name)
		found = append(found, p)
	}
	return found
}

func (h *house) provider(name string, p config.Provider) oidc.Config {
	return oidc.Config{
		Name: name, Issuer: p.Issuer, ClientID: p.ClientID, ClientSecret: p.ClientSecret, BasicAuth: p.ClientAuth == "basic",
		Scopes: p.Scopes, Params: p.Params,
		Claims: oidc.ClaimMap{
			PersonalNumber: p.Claims.PersonalNumber, CoordinationNumber: p.Claims.CoordinationNumber,
			Name: p.Claims.Name, GivenName: p.Claims.GivenName, FamilyName: p.Claims.FamilyName, Groups: p.GroupsClaim,
		},
		Required: p.Required, UserInfo: p.UserInfo, LevelClaim: p.LevelClaim, Levels: p.Levels, MinLevel: config.MinLevel,
		NoAuthTime: p.NoAuthTime, Clock: h.clock,
	}
}
