package app

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/identity"
)

// organisation makes the configured authorities those that the rules ask about.
func organisation(cfg config.Config) (*identity.Organisation, error) {
	authorities := make([]identity.Authority, 0, len(cfg.Organisation))
	for _, a := range cfg.Organisation {
		authority := identity.Authority{Code: identity.AuthorityCode(a.Code), Name: a.Name}
		for _, name := range slices.Sorted(maps.Keys(a.Functions)) {
			f := a.Functions[name]
			powers := make([]identity.Power, 0, len(f.Powers))
			for _, p := range f.Powers {
				powers = append(powers, identity.Power(p))
			}
			authority.Functions = append(authority.Functions, identity.Function{
				ID: identity.FunctionID(a.Code + "/" + name), Title: f.Title, Powers: powers, Groups: f.Groups,
			})
		}
		authorities = append(authorities, authority)
	}
	o, err := identity.NewOrganisation(authorities)
	if err != nil {
		return nil, fmt.Errorf("organisation_file:\n%w", err)
	}
	return o, nil
}

// roster knows who is at work here.
func (h *house) roster() identity.Roster {
	return identity.Roster{
		Register: identity.Register{Persons: h.db.Persons(), Clock: h.clock}, Appointments: h.db.Appointments(),
		Organisation: h.organisation, Audit: h.db.Audit(), Clock: h.clock,
	}
}
