package open311

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
)

// CheckRoute implements delivery.RouteChecker.
func (c *connector) CheckRoute(r delivery.Route) []delivery.RouteFault {
	var faults []delivery.RouteFault
	if r.Params[paramServiceCode] == "" {
		faults = append(faults, delivery.RouteFault{Message: "'params' has no 'service_code'; write which of the back end's services it is"})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		code, isAttribute := strings.CutPrefix(name, paramAttribute)
		if name != paramServiceCode && name != paramAddressID && (!isAttribute || code == "") {
			faults = append(faults, delivery.RouteFault{Param: name, Message: fmt.Sprintf(
				"open311 does not know '%s'; write service_code, address_id or attribute.CODE", name)})
		}
	}
	if r.Files && !c.uploadFiles {
		faults = append(faults, delivery.RouteFault{Message: "the form asks for files, and this connector cannot send any; set its option upload_files, or take the question away"})
	}
	return faults
}
