package caseroom

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/identity"
)

// The values of a route.
const (
	paramFunction = "function"      // which function of the service's authority works the cases
	paramDays     = "handling_days" // the service's own limit, in days from receipt
)

// ParamsFor returns the values of a route to a function.
func ParamsFor(f identity.FunctionID) map[string]string {
	return map[string]string{paramFunction: string(f)}
}

const maxHandlingDays = 3650

func handlingDays(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	days, err := strconv.Atoi(s)
	if err != nil || days < 1 || days > maxHandlingDays {
		return 0, fmt.Errorf("handling_days is a whole number from 1 to %d", maxHandlingDays)
	}
	return days, nil
}

// CheckRoute implements delivery.RouteChecker.
func (c *connector) CheckRoute(r delivery.Route) []delivery.RouteFault {
	var faults []delivery.RouteFault
	fault := func(param, message string) {
		faults = append(faults, delivery.RouteFault{Param: param, Message: message})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		if name != paramFunction && name != paramDays {
			fault(name, fmt.Sprintf("caseroom does not know '%s'; write %s or %s", name, paramFunction, paramDays))
		}
	}
	function := r.Params[paramFunction]
	switch {
	case strings.HasPrefix(function, "="): // known when somebody has answered
	default:
		if err := c.room().CheckPlace(r.Authority, identity.FunctionID(function)); err != nil {
			param := ""
			if function != "" {
				param = paramFunction
			}
			fault(param, err.Error())
		}
	}
	if days := r.Params[paramDays]; !strings.HasPrefix(days, "=") {
		if _, err := handlingDays(days); err != nil {
			fault(paramDays, err.Error())
		}
	}
	return faults
}
