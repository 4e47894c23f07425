package ecos

import "encoding/xml"

type createHeatPumpRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateHeatPumpFacility"`
	prefixes
	Facility heatPump `xml:"createIndividualSewageSvcDto"` // as the contract calls it
}

// heatPump is a heat pump of the kind that its type says.
type heatPump struct {
	Type         string        `xml:"xsi:type,attr"`
	Address      *facilityAddr `xml:"d:Address"`
	CaseID       string        `xml:"d:CreatedFromCaseId"`
	Estate       estate        `xml:"d:Estate"`
	Status       string        `xml:"d:FacilityStatusId"`
	Manufacturer string        `xml:"d:Manufacturer,omitempty"`
	Model        string        `xml:"d:Model,omitempty"`
	Consumption  *float64      `xml:"d:PowerConsumption"`
	Output       *float64      `xml:"d:PowerOutput"`
	Capacity     *float64      `xml:"d:Capacity"`
	Fluid        string        `xml:"d:HeatTransferFluidId,omitempty"`
	Boreholes    *boreholes    `xml:"d:Boreholes"`
	Tubes        *tubes        `xml:"d:HeatCollectorTubes"`
}

type facilityAddr struct {
	ID int `xml:"d:AdressPlatsId"`
}

type estate struct {
	Fnr int `xml:"d:Fnr"`
}

type boreholes struct {
	Each []length `xml:"d:BoreholeSvcDto"`
}

type tubes struct {
	Each []length `xml:"d:HeatCollectorTubeSvcDto"`
}

// length is a borehole or a collector tube.
type length struct {
	Status string `xml:"d:FacilityStatusId,omitempty"`
	Length *int   `xml:"d:Length"`
	Name   string `xml:"d:Name"`
}

type createHeatPumpResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateHeatPumpFacilityResponse"`
	ID      string   `xml:"CreateHeatPumpFacilityResult"`
}

type createSewageRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateIndividualSewageFacility"`
	prefixes
	Facility sewage `xml:"createIndividualSewageSvcDto"`
}

type sewage struct {
	Accommodation string        `xml:"d:AccommodationTypeId,omitempty"`
	Address       *facilityAddr `xml:"d:Address"`
	CaseID        string        `xml:"d:CreatedFromCaseId"`
	Estate        estate        `xml:"d:Estate"`
	Status        string        `xml:"d:FacilityStatusId"`
	Note          string        `xml:"d:Note,omitempty"`
	OnGrantLand   bool          `xml:"d:OnGrantLand"`
	Inbound       string        `xml:"d:WasteWaterInboundId,omitempty"`
	ApprovedFor   string        `xml:"d:WastewaterApprovedForId,omitempty"`
}

type createSewageResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateIndividualSewageFacilityResponse"`
	ID      string   `xml:"CreateIndividualSewageFacilityResult"`
}

type createFoodRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateFoodFacility"`
	prefixes
	Facility premises `xml:"createFoodFacilitySvcDto"`
}

// premises are where food is made or sold, or where people are treated.
type premises struct {
	Address *facilityAddr `xml:"d:Address"`
	CaseID  string        `xml:"d:Case"`
	Estate  estate        `xml:"d:EstateDesignation"`
	Name    string        `xml:"d:FacilityCollectionName"`
	Group   string        `xml:"d:HandlingOfficerGroup,omitempty"`
	Note    string        `xml:"d:Note,omitempty"`
}

type createFoodResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateFoodFacilityResponse"`
	ID      string   `xml:"CreateFoodFacilityResult"`
}

type createHealthRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateHealthProtectionFacility"`
	prefixes
	Facility premises `xml:"createHealthProtectionFacilitySvcDto"`
}

type createHealthResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateHealthProtectionFacilityResponse"`
	ID      string   `xml:"CreateHealthProtectionFacilityResult"`
}

type searchFacilityRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchFacility"`
	prefixes
	Filter facilityFilter `xml:"searchFacilitySvcDto>d:FacilityFilters>d:FacilityFilterSvcDto"`
}

type facilityFilter struct {
	Type   string `xml:"xsi:type,attr"`
	CaseID string `xml:"d:CaseId"`
}

type searchFacilityResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchFacilityResponse"`
	Result  *struct {
		Facilities []struct {
			ID string `xml:"FacilityId"`
		} `xml:"SearchFacilityResultSvcDto"`
	} `xml:"SearchFacilityResult"`
}
