package ecos

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// CheckRoute implements delivery.RouteChecker.
func (c *connector) CheckRoute(r delivery.Route) []delivery.RouteFault {
	var faults []delivery.RouteFault
	fault := func(param, message string) {
		faults = append(faults, delivery.RouteFault{Param: param, Message: message})
	}
	for _, name := range []string{paramProcess, paramOccurrence} {
		if r.Params[name] == "" {
			fault("", fmt.Sprintf("'params' has no '%s'; write the id that Ecos has for it", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		k, known := params[name]
		value := r.Params[name]
		switch {
		case !known:
			fault(name, fmt.Sprintf("ecos does not know '%s'; known: %s", name, strings.Join(slices.Sorted(maps.Keys(params)), ", ")))
		case strings.HasPrefix(value, "="): // known when somebody has answered
		default:
			if wrong := k.wrong(casetext.OneLine(value)); wrong != "" {
				fault(name, fmt.Sprintf("'%s' %s", name, wrong))
			}
		}
	}
	if r.Params[paramDesignation] != "" && c.properties == nil {
		fault(paramDesignation, "the connector has no option properties_file, which says the keys of properties; set it, or write 'property.fnr'")
	}
	c.checkParty(r.Params, fault)
	c.checkFacility(r.Params, fault)
	return faults
}

// checkParty: a party has a role, and an organisation a name.
func (c *connector) checkParty(given map[string]string, fault func(param, message string)) {
	has := func(name string) bool { return given[name] != "" }
	described := false
	for name := range given {
		described = described || strings.HasPrefix(name, "party.") && has(name)
	}
	switch {
	case !described:
		return
	case !has(paramRole):
		fault("", "'party.role' is missing; write the id of the role that the party has in the case")
	}
	if has(paramOrganization) && !has(paramName) {
		fault("", "'party.name' is missing; write what the organisation is called")
	}
	if has(paramEmail) && c.o.Email.Path == "" {
		fault(paramEmail, "the connector has no option email, which says how Ecos keeps addresses; set it, or take the value away")
	}
	if has(paramPhone) && c.o.Phone.Path == "" {
		fault(paramPhone, "the connector has no option phone, which says how Ecos keeps numbers; set it, or take the value away")
	}
}

// checkFacility: a facility stands on a property, and has what its kind has.
func (c *connector) checkFacility(given map[string]string, fault func(param, message string)) {
	which := given[paramFacility]
	for _, name := range slices.Sorted(maps.Keys(given)) {
		_, known := params[name]
		if !known || !strings.HasPrefix(name, "facility.") {
			continue
		}
		if name == paramFacilityRole && which != "" {
			if given[paramRole] == "" {
				fault(name, "'party.role' is missing; without it nobody is a party")
			}
			continue
		}
		switch has := facilityParams[which]; {
		case which == "":
			fault(name, "'facility' is missing; write which kind of facility is made")
		case strings.HasPrefix(which, "="):
		case !slices.Contains(has, name) && has != nil:
			fault(name, fmt.Sprintf("a facility of the kind %s has no '%s'", which, name))
		}
	}
	if which == "" {
		return
	}
	if given[paramFnr] == "" && given[paramDesignation] == "" {
		fault("", "'property.designation' or 'property.fnr' is missing; Ecos makes no facility without a property")
	}
	if c.o.FacilityStatus == "" && which != facilityFood && which != facilityHealth {
		fault(paramFacility, "the connector has no option facility_status, which a new facility gets; set it")
	}
	if (which == facilityFood || which == facilityHealth) && given[paramFacilityName] == "" {
		fault("", "'facility.name' is missing; write what the premises are called")
	}
}
