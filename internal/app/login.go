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
	for _, name := range slices.Sorted(maps.Keys(h.cfg.Login)) {
		p := h.cfg.Login[name]
		l.Ways = append(l.Ways, signin.Way{Name: name, Title: p.Title, Provider: oidc.New(h.provider(name, p))})
	}
	return l
}

func (h *house) provider(name string, p config.Provider) oidc.Config {
	return oidc.Config{
		Name: name, Issuer: p.Issuer, ClientID: p.ClientID, ClientSecret: p.ClientSecret, BasicAuth: p.ClientAuth == "basic",
		RedirectURL: h.cfg.BaseURL + paths.LogInCallback(name), Scopes: p.Scopes, Params: p.Params,
		Claims: oidc.ClaimMap{
			PersonalNumber: p.Claims.PersonalNumber, CoordinationNumber: p.Claims.CoordinationNumber,
			Name: p.Claims.Name, GivenName: p.Claims.GivenName, FamilyName: p.Claims.FamilyName, Groups: p.GroupsClaim,
		},
		Required: p.Required, UserInfo: p.UserInfo, LevelClaim: p.LevelClaim, Levels: p.Levels, MinLevel: config.MinLevel,
		NoAuthTime: p.NoAuthTime, Clock: h.clock,
	}
}
