package ecos

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// The kinds of facility that a route may make.
const (
	facilityGround = "geothermal_heating" // bergvärme
	facilitySoil   = "soil_heating"
	facilityMarine = "marine_heating"
	facilityAir    = "air_heating"
	facilitySewage = "individual_sewage"
	facilityFood   = "food"
	facilityHealth = "health_protection"
)

var (
	pumpParams  = []string{paramManufacturer, paramModel, paramOutput, paramConsumption}
	fluidParams = slices.Concat(pumpParams, []string{paramCapacity, paramFluid, paramCount, paramLength})
	nameParams  = []string{paramFacilityName, paramFacilityNote}

	// facilityParams are the values that each kind has.
	facilityParams = map[string][]string{
		facilityGround: fluidParams,
		facilitySoil:   fluidParams,
		facilityMarine: fluidParams,
		facilityAir:    pumpParams,
		facilitySewage: {paramFacilityNote, paramGrantLand, paramAccommodation, paramInbound, paramApprovedFor},
		facilityFood:   nameParams,
		facilityHealth: nameParams,
	}
)

func facilities() []string { return slices.Sorted(maps.Keys(facilityParams)) }

// maxPieces is how many boreholes or tubes are made of an answer.
const maxPieces = 50

// facilityOf returns the id of the case's facility, and "" when it has none. One that
// somebody there has connected by hand is as good as ours.
func (c *connector) facilityOf(ctx context.Context, caseID string) (string, error) {
	request := searchFacilityRequest{Filter: facilityFilter{Type: "d:FacilityCaseIdFilterSvcDto", CaseID: caseID}}
	var response searchFacilityResponse
	if err := c.call(ctx, "SearchFacility", request, &response); err != nil {
		return "", err
	}
	switch {
	case response.Result == nil:
		return "", errNoResult
	case len(response.Result.Facilities) == 0:
		return "", nil
	case !guid.MatchString(response.Result.Facilities[0].ID):
		return "", errors.New("SearchFacility: a facility is listed without an id")
	}
	return response.Result.Facilities[0].ID, nil
}

// hasFacilityRole reports whether the party has the role at the case's facility.
func (c *connector) hasFacilityRole(ctx context.Context, caseID, partyID, role string) (bool, error) {
	id, err := c.facilityOf(ctx, caseID)
	if err != nil || id == "" {
		return false, err
	}
	var response facilityRolesResponse
	if err := c.call(ctx, "GetFacilityPartyRoles", facilityRolesRequest{FacilityID: id}, &response); err != nil {
		return false, err
	}
	return response.Result.has(partyID, role)
}

// addFacilityRole gives the party the role at the case's facility.
func (c *connector) addFacilityRole(ctx context.Context, caseID, partyID, role string) error {
	id, err := c.facilityOf(ctx, caseID)
	if err == nil && id == "" {
		err = errors.New("the facility that was made cannot be seen")
	}
	if err != nil {
		return err
	}
	request := addPartyToFacilityRequest{Add: addPartyToFacility{FacilityID: id, PartyID: partyID, Roles: []string{role}}}
	return c.call(ctx, "AddPartyToFacility", request, &addPartyToFacilityResponse{})
}

// makeFacility makes the facility of the case.
func (c *connector) makeFacility(ctx context.Context, v values, caseID string) error {
	which := v.text(paramFacility)
	var id string
	var err error
	switch which {
	case facilitySewage:
		var response createSewageResponse
		err = c.call(ctx, "CreateIndividualSewageFacility", createSewageRequest{Facility: c.sewageOf(v, caseID)}, &response)
		id = response.ID
	case facilityFood:
		var response createFoodResponse
		err = c.call(ctx, "CreateFoodFacility", createFoodRequest{Facility: premisesOf(v, caseID)}, &response)
		id = response.ID
	case facilityHealth:
		var response createHealthResponse
		err = c.call(ctx, "CreateHealthProtectionFacility", createHealthRequest{Facility: premisesOf(v, caseID)}, &response)
		id = response.ID
	default:
		var response createHeatPumpResponse
		err = c.call(ctx, "CreateHeatPumpFacility", createHeatPumpRequest{Facility: c.heatPumpOf(v, caseID)}, &response)
		id = response.ID
	}
	if err == nil && !guid.MatchString(id) {
		err = errNoResult
	}
	if err != nil {
		return fmt.Errorf("facility %s: %w", which, err)
	}
	return nil
}

func (v values) facilityAddress() *facilityAddr {
	if n := v.number(paramAddressID); n > 0 {
		return &facilityAddr{ID: n}
	}
	return nil
}

func (c *connector) heatPumpOf(v values, caseID string) heatPump {
	h := heatPump{
		Address: v.facilityAddress(), CaseID: caseID, Estate: estate{Fnr: v.number(paramFnr)}, Status: c.o.FacilityStatus,
		Manufacturer: v.text(paramManufacturer), Model: v.text(paramModel),
		Consumption: v.measure(paramConsumption), Output: v.measure(paramOutput),
	}
	if v.text(paramFacility) == facilityAir {
		h.Type = "d:CreateAirHeatingFacilitySvcDto"
		return h
	}
	h.Capacity, h.Fluid = v.measure(paramCapacity), v.text(paramFluid)
	switch v.text(paramFacility) {
	case facilityGround:
		h.Type = "d:CreateGeothermalHeatingFacilitySvcDto"
		if pieces := c.pieces(v, "Borrhål"); pieces != nil {
			h.Boreholes = &boreholes{pieces}
		}
	case facilitySoil, facilityMarine:
		h.Type = "d:CreateSoilHeatingFacilitySvcDto"
		if v.text(paramFacility) == facilityMarine {
			h.Type = "d:CreateMarineHeatingFacilitySvcDto"
		}
		if pieces := c.pieces(v, "Slinga"); pieces != nil {
			h.Tubes = &tubes{pieces}
		}
	}
	return h
}

// pieces are as many boreholes or tubes as were answered, each of the length
// answered; one when only the length was.
func (c *connector) pieces(v values, name string) []length {
	count, long := v.whole(paramCount), v.whole(paramLength)
	if count == nil && long == nil {
		return nil
	}
	n := 1
	if count != nil {
		n = min(*count, maxPieces)
	}
	var pieces []length
	for i := range n {
		pieces = append(pieces, length{Status: c.o.FacilityStatus, Length: long, Name: fmt.Sprintf("%s %d", name, i+1)})
	}
	return pieces
}

func (c *connector) sewageOf(v values, caseID string) sewage {
	return sewage{
		Accommodation: v.text(paramAccommodation), Address: v.facilityAddress(), CaseID: caseID,
		Estate: estate{Fnr: v.number(paramFnr)}, Status: c.o.FacilityStatus, Note: v.text(paramFacilityNote),
		OnGrantLand: v.yes(paramGrantLand), Inbound: v.text(paramInbound), ApprovedFor: v.text(paramApprovedFor),
	}
}

func premisesOf(v values, caseID string) premises {
	return premises{
		Address: v.facilityAddress(), CaseID: caseID, Estate: estate{Fnr: v.number(paramFnr)},
		Name: v.text(paramFacilityName), Group: v.text(paramGroup), Note: v.text(paramFacilityNote),
	}
}
