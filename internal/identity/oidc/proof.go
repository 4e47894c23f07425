package oidc

import (
	"cmp"
	"strings"

	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

// proof reads who it is from what the provider said, by the configured names.
func (p *Provider) proof(said claims) (identity.Proof, error) {
	level := p.cfg.Levels[said.text(p.cfg.LevelClaim)]
	if level < p.cfg.MinLevel {
		return identity.Proof{}, refuse(identity.ReasonLevel, "the level of assurance is too low, unknown or not said")
	}
	for name, want := range p.cfg.Required {
		if said.text(name) != want {
			return identity.Proof{}, refuse(identity.ReasonPerson, "the claim "+name+" is not what it must be")
		}
	}
	number, fault := p.number(said)
	if fault != "" {
		return identity.Proof{}, refuse(identity.ReasonPerson, fault)
	}
	return identity.Proof{Number: number, Name: p.name(said), Level: level, Groups: said.list(p.cfg.Claims.Groups)}, nil
}

// number returns the person's number, or what is wrong with it. A provider that
// has one claim for both sorts is configured with that name twice.
func (p *Provider) number(said claims) (n pnr.Number, fault string) {
	names := p.cfg.Claims
	personal, coordination := said.text(names.PersonalNumber), said.text(names.CoordinationNumber)
	oneClaim := names.PersonalNumber == names.CoordinationNumber
	if personal != "" && coordination != "" && !oneClaim {
		return n, "it has both a personnummer and a samordningsnummer"
	}
	n, err := pnr.Parse(cmp.Or(personal, coordination), p.cfg.Clock.Now())
	switch {
	case err != nil:
		return pnr.Number{}, "it has no right number"
	case !oneClaim && n.IsCoordination() != (personal == ""):
		return pnr.Number{}, "its number is of the other sort"
	}
	return n, ""
}

const longestName = 200 // bytes

// name returns the person's name, as one line.
func (p *Provider) name(said claims) string {
	name := said.text(p.cfg.Claims.Name)
	if name == "" {
		name = said.text(p.cfg.Claims.GivenName) + " " + said.text(p.cfg.Claims.FamilyName)
	}
	name = strings.Join(strings.Fields(name), " ")
	if len(name) > longestName {
		return strings.ToValidUTF8(name[:longestName], "")
	}
	return name
}
