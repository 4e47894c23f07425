package ecos

import "encoding/xml"

type searchPartyRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchParty"`
	prefixes
	Model searchParty `xml:"model"`
}

type searchParty struct {
	Organization string `xml:"d:OrganizationIdentificationNumber,omitempty"`
	Person       string `xml:"d:PersonalIdentificationNumber,omitempty"`
}

type searchPartyResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchPartyResponse"`
	Result  *struct {
		Parties []struct {
			ID     string `xml:"Id"`
			Number string `xml:"NationalIdentificationNumber"`
		} `xml:"PartySvcDto"`
	} `xml:"SearchPartyResult"`
}

type createPersonRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreatePersonParty"`
	prefixes
	Person newPerson `xml:"personParty"`
}

type newPerson struct {
	Addresses addresses    `xml:"d:Addresses"`
	Number    string       `xml:"d:NationalIdentificationNumber"`
	Contact   *contactInfo `xml:"d:ContactInfo"`
	FirstName string       `xml:"d:FirstName,omitempty"`
	Foreign   bool         `xml:"d:IsForeignIdentificationNumber"`
	LastName  string       `xml:"d:LastName,omitempty"`
}

type createPersonResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreatePersonPartyResponse"`
	ID      string   `xml:"CreatePersonPartyResult"`
}

type createOrganizationRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateOrganizationParty"`
	prefixes
	Organization newOrganization `xml:"organizationParty"`
}

type newOrganization struct {
	Addresses addresses     `xml:"d:Addresses"`
	Number    string        `xml:"d:NationalIdentificationNumber"`
	Contacts  *contactInfos `xml:"d:ContactInfo"`
	Internal  bool          `xml:"d:IsInternalCustomer"`
	Main      bool          `xml:"d:IsMainOffice"`
	Name      string        `xml:"d:OrganizationName"`
	Foreign   bool          `xml:"d:IsForeignIdentificationNumber"`
}

type createOrganizationResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 CreateOrganizationPartyResponse"`
	ID      string   `xml:"CreateOrganizationPartyResult"`
}

// addresses are there even when there are none: the contract demands the element.
type addresses struct {
	Each []partyAddress `xml:"d:PartyAddressSvcDto"`
}

type partyAddress struct {
	Types        *addressTypes `xml:"d:AddressTypes"`
	CareOf       string        `xml:"d:CareOfName,omitempty"`
	PostCode     string        `xml:"d:PostCode,omitempty"`
	PostalArea   string        `xml:"d:PostalArea,omitempty"`
	StreetName   string        `xml:"d:StreetName,omitempty"`
	StreetNumber string        `xml:"d:StreetNumber,omitempty"`
}

type addressTypes struct {
	ID string `xml:"d:AddressTypeSvcDto>d:Id"`
}

type contactInfos struct {
	Each []contactInfo `xml:"d:ContactInfoSvcDto"`
}

type contactInfo struct {
	Details []contactDetail `xml:"d:ContactDetails>d:ContactInfoItemSvcDto"`
	Title   string          `xml:"d:Title,omitempty"`
}

type contactDetail struct {
	Type  string `xml:"d:ContactDetailTypeId"`
	Path  string `xml:"d:ContactPathId"`
	Value string `xml:"d:Value"`
}

type addPartyRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddPartyToCase"`
	prefixes
	Add addParty `xml:"model"`
}

type addParty struct {
	CaseID  string   `xml:"d:CaseId"`
	PartyID string   `xml:"d:PartyId"`
	Roles   []string `xml:"d:Roles>a:guid"`
}

type addPartyResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddPartyToCaseResponse"`
}

type addPartyToFacilityRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddPartyToFacility"`
	prefixes
	Add addPartyToFacility `xml:"model"`
}

type addPartyToFacility struct {
	FacilityID string   `xml:"d:FacilityId"`
	PartyID    string   `xml:"d:PartyId"`
	Roles      []string `xml:"d:Roles>a:guid"`
}

type addPartyToFacilityResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddPartyToFacilityResponse"`
}

type facilityRolesRequest struct {
	XMLName    xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetFacilityPartyRoles"`
	FacilityID string   `xml:"facilityId"`
}

type facilityRolesResponse struct {
	XMLName xml.Name        `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetFacilityPartyRolesResponse"`
	Result  *connectedRoles `xml:"GetFacilityPartyRolesResult"`
}

// connectedRoles are who is what.
type connectedRoles struct {
	Roles []struct {
		PartyID string `xml:"PartyId"`
		RoleID  string `xml:"RoleId"`
	} `xml:"ConnectedRoleSvcDto"`
}

type partyRolesRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetCasePartyRoles"`
	CaseID  string   `xml:"caseId"`
}

type partyRolesResponse struct {
	XMLName xml.Name        `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetCasePartyRolesResponse"`
	Result  *connectedRoles `xml:"GetCasePartyRolesResult"`
}
