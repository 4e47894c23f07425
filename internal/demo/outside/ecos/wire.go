package ecos

import "encoding/xml"

// empty is an answer without a result.
type empty struct {
	XMLName xml.Name
}

func nothing(operation string) empty {
	return empty{XMLName: xml.Name{Space: nsService, Local: operation + "Response"}}
}

// prefixes are those that answers are written with, as WCF writes them.
type prefixes struct {
	Data string `xml:"xmlns:a,attr"`
	XSI  string `xml:"xmlns:i,attr"`
}

func usual() prefixes { return prefixes{Data: nsData, XSI: nsXSI} }

type registerRequest struct {
	Case struct {
		Subtitle       string        `xml:"CaseSubtitle"`
		SubtitleFree   string        `xml:"CaseSubtitleFree"`
		Documents      []newDocument `xml:"Documents>DocumentSvcDto"`
		ExternalNumber string        `xml:"ExternalCaseNumber"`
		OccurrenceNote string        `xml:"OccurrenceNote"`
		OccurrenceType string        `xml:"OccurrenceTypeId"`
		ProcessType    string        `xml:"ProcessTypeId"`
		StartDate      string        `xml:"StartDate"`
	} `xml:"registerDocumentCaseSvcDto"`
}

type newDocument struct {
	ContentType string `xml:"ContentType"`
	Data        string `xml:"Data"`
	Type        string `xml:"DocumentTypeId"`
	Filename    string `xml:"Filename"`
	Note        string `xml:"Note"`
}

type registerResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 RegisterDocumentResponse"`
	prefixes
	Result registered `xml:"RegisterDocumentResult"`
}

type registered struct {
	CaseID     string `xml:"a:CaseId"`
	CaseNumber string `xml:"a:CaseNumber"`
}

type addDocumentsRequest struct {
	Add struct {
		CaseID         string        `xml:"CaseId"`
		Status         string        `xml:"DocumentStatusId"`
		Documents      []newDocument `xml:"Documents>DocumentSvcDto"`
		OccurrenceType string        `xml:"OccurrenceTypeId"`
	} `xml:"addDocumentToCaseSvcDto"`
}

type searchRequest struct {
	Filters []filter `xml:"model>Filters>FilterSvcDto"`
}

// filter is any of the contract's filters that are here.
type filter struct {
	Type           string   `xml:"type,attr"`
	Filters        []filter `xml:"Filters>FilterSvcDto"`
	Not            *filter  `xml:"Filter"`
	StartDate      string   `xml:"StartDate"`
	CaseNumber     string   `xml:"CaseNumber"`
	Fnr            int      `xml:"Fnr"`
	OccurrenceDate string   `xml:"OccurrenceDate"`
	OccurrenceType string   `xml:"OccurrenceTypeId"`
}

type searchResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchCaseResponse"`
	prefixes
	Result struct {
		Cases []listedCase `xml:"a:SearchCaseResultSvcDto"`
	} `xml:"SearchCaseResult"`
}

type listedCase struct {
	CaseID       string `xml:"a:CaseId"`
	CaseNumber   string `xml:"a:CaseNumber"`
	Subtitle     string `xml:"a:CaseSubtitle"`
	SubtitleFree string `xml:"a:CaseSubtitleFree"`
	Estate       string `xml:"a:EstateDesignation"`
	ProcessType  string `xml:"a:ProcessTypeName"`
}

type getCaseRequest struct {
	CaseID string `xml:"caseId"`
}

type getCaseResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetCaseResponse"`
	prefixes
	Result caseResult `xml:"GetCaseResult"`
}

type caseResult struct {
	Nil          string             `xml:"i:nil,attr,omitempty"`
	CaseID       string             `xml:"a:CaseId,omitempty"`
	CaseNumber   string             `xml:"a:CaseNumber,omitempty"`
	Subtitle     string             `xml:"a:CaseSubtitle,omitempty"`
	SubtitleFree string             `xml:"a:CaseSubtitleFree,omitempty"`
	Documents    *listedDocuments   `xml:"a:Documents"`
	Estate       string             `xml:"a:EstateDesignation,omitempty"`
	Occurrences  *listedOccurrences `xml:"a:Occurrences"`
	ProcessType  string             `xml:"a:ProcessTypeName,omitempty"`
}

type listedDocuments struct {
	Each []listedDocument `xml:"a:DocumentListItemSvcDto"`
}

type listedOccurrences struct {
	Each []listedOccurrence `xml:"a:OccurrenceListItemSvcDto"`
}

type listedDocument struct {
	ID           string `xml:"a:DocumentId"`
	Status       string `xml:"a:DocumentStatus"`
	Type         string `xml:"a:DocumentTypeId,omitempty"`
	Filename     string `xml:"a:Filename"`
	MainDecision bool   `xml:"a:IsMainDecision"`
	Note         string `xml:"a:Note"`
}

type listedOccurrence struct {
	Documents   []listedDocument `xml:"a:Documents>a:DocumentListItemSvcDto"`
	Date        string           `xml:"a:OccurrenceDate"`
	Description string           `xml:"a:OccurrenceDescription"`
	ID          string           `xml:"a:OccurrenceId"`
	Type        string           `xml:"a:OccurrenceTypeId"`
}

type getDocumentRequest struct {
	DocumentID string `xml:"documentId"`
}

type getDocumentResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetDocumentResponse"`
	prefixes
	Result struct {
		Data      string `xml:"a:Data"`
		Extension string `xml:"a:Extension"`
	} `xml:"GetDocumentResult"`
}

type addEstateRequest struct {
	Add struct {
		CaseID string `xml:"CaseId"`
		Fnr    int    `xml:"Fnr"`
	} `xml:"addEstateToCaseSvcDto"`
}

type estateResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddEstateToCaseResponse"`
	ID      string   `xml:"AddEstateToCaseResult"`
}

type searchPartyRequest struct {
	Model struct {
		Organization string `xml:"OrganizationIdentificationNumber"`
		Person       string `xml:"PersonalIdentificationNumber"`
	} `xml:"model"`
}

type searchPartyResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchPartyResponse"`
	prefixes
	Result struct {
		Parties []listedParty `xml:"a:PartySvcDto"`
	} `xml:"SearchPartyResult"`
}

type listedParty struct {
	Type      string   `xml:"i:type,attr"`
	Addresses struct{} `xml:"a:Addresses"`
	ID        string   `xml:"a:Id"`
	Number    string   `xml:"a:NationalIdentificationNumber"`
}

type newParty struct {
	Addresses []struct {
		Street   string `xml:"StreetName"`
		Number   string `xml:"StreetNumber"`
		PostCode string `xml:"PostCode"`
		City     string `xml:"PostalArea"`
	} `xml:"Addresses>PartyAddressSvcDto"`
	Number   string   `xml:"NationalIdentificationNumber"`
	First    string   `xml:"FirstName"`
	Last     string   `xml:"LastName"`
	Name     string   `xml:"OrganizationName"`
	Contact  []string `xml:"ContactInfo>ContactDetails>ContactInfoItemSvcDto>Value"`
	Contacts []string `xml:"ContactInfo>ContactInfoSvcDto>ContactDetails>ContactInfoItemSvcDto>Value"`
}

type createPersonRequest struct {
	Person newParty `xml:"personParty"`
}

type createPersonResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreatePersonPartyResponse"`
	ID      string   `xml:"CreatePersonPartyResult"`
}

type createOrganizationRequest struct {
	Organization newParty `xml:"organizationParty"`
}

type createOrganizationResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateOrganizationPartyResponse"`
	ID      string   `xml:"CreateOrganizationPartyResult"`
}

type addPartyRequest struct {
	Add struct {
		CaseID  string   `xml:"CaseId"`
		PartyID string   `xml:"PartyId"`
		Roles   []string `xml:"Roles>guid"`
	} `xml:"model"`
}

type partyRolesResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetCasePartyRolesResponse"`
	prefixes
	Result struct {
		Roles []listedRole `xml:"a:ConnectedRoleSvcDto"`
	} `xml:"GetCasePartyRolesResult"`
}

type addPartyToFacilityRequest struct {
	Add struct {
		FacilityID string   `xml:"FacilityId"`
		PartyID    string   `xml:"PartyId"`
		Roles      []string `xml:"Roles>guid"`
	} `xml:"model"`
}

type facilityRolesRequest struct {
	FacilityID string `xml:"facilityId"`
}

type facilityRolesResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetFacilityPartyRolesResponse"`
	prefixes
	Result struct {
		Roles []listedRole `xml:"a:ConnectedRoleSvcDto"`
	} `xml:"GetFacilityPartyRolesResult"`
}

type listedRole struct {
	ID      string `xml:"a:ConnectionId"`
	PartyID string `xml:"a:PartyId"`
	RoleID  string `xml:"a:RoleId"`
}

type estate struct {
	Fnr int `xml:"Fnr"`
}

type piece struct {
	Length string `xml:"Length"`
	Name   string `xml:"Name"`
}

type heatPumpRequest struct {
	Facility struct {
		Type         string  `xml:"type,attr"`
		CaseID       string  `xml:"CreatedFromCaseId"`
		Estate       estate  `xml:"Estate"`
		Status       string  `xml:"FacilityStatusId"`
		Manufacturer string  `xml:"Manufacturer"`
		Model        string  `xml:"Model"`
		Output       string  `xml:"PowerOutput"`
		Boreholes    []piece `xml:"Boreholes>BoreholeSvcDto"`
		Tubes        []piece `xml:"HeatCollectorTubes>HeatCollectorTubeSvcDto"`
	} `xml:"createIndividualSewageSvcDto"`
}

type heatPumpResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateHeatPumpFacilityResponse"`
	ID      string   `xml:"CreateHeatPumpFacilityResult"`
}

type sewageRequest struct {
	Facility struct {
		CaseID string `xml:"CreatedFromCaseId"`
		Estate estate `xml:"Estate"`
		Status string `xml:"FacilityStatusId"`
		Note   string `xml:"Note"`
	} `xml:"createIndividualSewageSvcDto"`
}

type sewageResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateIndividualSewageFacilityResponse"`
	ID      string   `xml:"CreateIndividualSewageFacilityResult"`
}

type premises struct {
	CaseID string `xml:"Case"`
	Estate estate `xml:"EstateDesignation"`
	Name   string `xml:"FacilityCollectionName"`
	Note   string `xml:"Note"`
}

type foodRequest struct {
	Facility premises `xml:"createFoodFacilitySvcDto"`
}

type foodResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateFoodFacilityResponse"`
	ID      string   `xml:"CreateFoodFacilityResult"`
}

type healthRequest struct {
	Facility premises `xml:"createHealthProtectionFacilitySvcDto"`
}

type healthResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateHealthProtectionFacilityResponse"`
	ID      string   `xml:"CreateHealthProtectionFacilityResult"`
}

type searchFacilityRequest struct {
	Filters []struct {
		Type   string `xml:"type,attr"`
		CaseID string `xml:"CaseId"`
	} `xml:"searchFacilitySvcDto>FacilityFilters>FacilityFilterSvcDto"`
}

type searchFacilityResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchFacilityResponse"`
	prefixes
	Result struct {
		Facilities []listedFacility `xml:"a:SearchFacilityResultSvcDto"`
	} `xml:"SearchFacilityResult"`
}

type listedFacility struct {
	Estate string `xml:"a:EstateDesignation"`
	ID     string `xml:"a:FacilityId"`
	Type   string `xml:"a:FacilityTypeName"`
}

type pairs struct {
	Pairs []pair `xml:"a:GuidNamePairSvcDto"`
}

type pair struct {
	ID   string `xml:"a:Id"`
	Name string `xml:"a:Name"`
}

type documentStatusesResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetDocumentStatusesResponse"`
	prefixes
	Result pairs `xml:"GetDocumentStatusesResult"`
}

type facilityStatusesResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetFacilityStatusesResponse"`
	prefixes
	Result pairs `xml:"GetFacilityStatusesResult"`
}

type contactPathsResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetContactDetailPathsAndTypesResponse"`
	prefixes
	Result struct {
		Paths []contactPath `xml:"a:GetContactDetailPathsAndTypesSvcDto"`
	} `xml:"GetContactDetailPathsAndTypesResult"`
}

type contactPath struct {
	ID    string        `xml:"a:ContactPathId"`
	Name  string        `xml:"a:ContactPathName"`
	Types []contactType `xml:"a:ContactTypes>a:ContactTypeSvcDto"`
}

type contactType struct {
	ID   string `xml:"a:ContactTypeId"`
	Name string `xml:"a:ContactTypeName"`
}
