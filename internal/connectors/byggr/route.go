package byggr

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
)

// The route's values, called as the contract calls them.
const (
	paramDiarieprefix = "diarieprefix"
	paramKomkod       = "komkod"
	paramEnhetkod     = "enhetkod"
	paramNamndkod     = "namndkod"
	paramArendegrupp  = "arendegrupp"
	paramArendetyp    = "arendetyp"
	paramArendeslag   = "arendeslag"
	paramArendeklass  = "arendeklass"
	paramKalla        = "kalla"
	paramBeskrivning  = "beskrivning"
	paramProjektnr    = "projektnr"
	paramInomPlan     = "inom_plan"
	paramHandelsetyp  = "handelsetyp"
	paramHandelseslag = "handelseslag"
	paramRubrik       = "rubrik"
	paramHandlingstyp = "handlingstyp"
	paramFastighet    = "fastighet"
	paramFnr          = "fnr"
	paramInloggad     = "inloggad"    // roles of who was logged in, or "nej"
	paramTheirs       = "inloggad."   // inloggad.FÄLT: what the login does not say of them
	paramIntressent   = "intressent." // intressent.NAMN.FÄLT
)

var params = []string{
	paramDiarieprefix, paramKomkod, paramEnhetkod, paramNamndkod, paramArendegrupp, paramArendetyp, paramArendeslag, paramArendeklass,
	paramKalla, paramBeskrivning, paramProjektnr, paramInomPlan, paramHandelsetyp, paramHandelseslag, paramRubrik, paramHandlingstyp,
	paramFastighet, paramFnr, paramInloggad,
}

// The fields of a party.
const (
	fieldPersonnummer = "personnummer"
	fieldOrgnummer    = "organisationsnummer"
	fieldNamn         = "namn"
	fieldFornamn      = "fornamn"
	fieldEfternamn    = "efternamn"
	fieldAdress       = "adress"
	fieldCo           = "co"
	fieldPostnr       = "postnr"
	fieldOrt          = "ort"
	fieldLand         = "land"
	fieldEpost        = "epost"
	fieldTelefon      = "telefon"
	fieldRoller       = "roller"
)

var fields = []string{
	fieldPersonnummer, fieldOrgnummer, fieldNamn, fieldFornamn, fieldEfternamn, fieldAdress, fieldCo, fieldPostnr, fieldOrt, fieldLand,
	fieldEpost, fieldTelefon, fieldRoller,
}

// theirFields are those of who was logged in that an answer may say.
var theirFields = []string{fieldAdress, fieldCo, fieldPostnr, fieldOrt, fieldLand, fieldEpost, fieldTelefon}

// notSent is the value of inloggad when who was logged in is no party.
const notSent = "nej"

func isParam(name string) bool {
	if slices.Contains(params, name) {
		return true
	}
	if field, ok := strings.CutPrefix(name, paramTheirs); ok {
		return slices.Contains(theirFields, field)
	}
	_, field, ok := partyParam(name)
	return ok && slices.Contains(fields, field)
}

// partyParam reads intressent.NAMN.FÄLT.
func partyParam(name string) (party, field string, ok bool) {
	rest, isParty := strings.CutPrefix(name, paramIntressent)
	party, field, isField := strings.Cut(rest, ".")
	return party, field, isParty && isField && party != ""
}

func unknownParam(name string) string {
	return fmt.Sprintf("byggr does not know '%s'; write one of %s, inloggad.FÄLT (%s) or intressent.NAMN.FÄLT (%s)",
		name, strings.Join(params, ", "), strings.Join(theirFields, ", "), strings.Join(fields, ", "))
}

// CheckRoute implements delivery.RouteChecker.
func (c *connector) CheckRoute(r delivery.Route) []delivery.RouteFault {
	var faults []delivery.RouteFault
	fault := func(param, message string) {
		faults = append(faults, delivery.RouteFault{Param: param, Message: message})
	}
	all := c.values(r.Params)
	for _, name := range []string{paramArendegrupp, paramArendetyp, paramHandelsetyp} {
		if strings.TrimSpace(all[name]) == "" {
			fault("", fmt.Sprintf("'params' has no '%s'; write which of ByggR's codes the cases get", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		value := r.Params[name]
		switch {
		case !isParam(name):
			fault(name, unknownParam(name))
		case strings.HasPrefix(value, "="): // known when somebody has answered
		case name == paramInomPlan && value != "" && value != "true" && value != "false":
			fault(name, "inom_plan is true or false")
		case name == paramFnr:
			if _, err := strconv.Atoi(value); err != nil && value != "" {
				fault(name, "fnr is the property's number, a whole number")
			}
		case name == paramFastighet && value != "" && !designation.MatchString(strings.TrimSpace(value)):
			fault(name, "fastighet is a property's designation such as \"Söderby 4:17\"")
		}
	}
	return faults
}

// values are a route's with the defaults of the configuration.
func (c *connector) values(route map[string]string) map[string]string {
	all := maps.Clone(c.defaults)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, route)
	return all
}
