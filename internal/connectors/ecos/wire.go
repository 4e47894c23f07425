package ecos

import (
	"encoding/xml"

	"github.com/mittkoping/entre/internal/connectors/soap"
)

// The namespaces of the contract. The service reads elements in the order of the
// contract: that of their names, those of a base type first.
const (
	nsService = "urn:Ecos.API.MinutMiljo.Service.V1"
	nsData    = "urn:Ecos.API.MinutMiljo.DataContracts.V1"
	nsArrays  = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
)

// action is the SOAPAction of an operation.
func action(operation string) string { return nsService + "/IMinutMiljoService/" + operation }

// prefixes declare the prefixes that the fields of requests are written with: d
// for the data contracts, a for arrays of simple values.
type prefixes struct {
	Data   dataPrefix   `xml:"xmlns:d,attr"`
	Arrays arraysPrefix `xml:"xmlns:a,attr"`
}

type dataPrefix struct{}

// MarshalXMLAttr implements xml.MarshalerAttr.
func (dataPrefix) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: nsData}, nil
}

type arraysPrefix struct{}

// MarshalXMLAttr implements xml.MarshalerAttr.
func (arraysPrefix) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	return xml.Attr{Name: name, Value: nsArrays}, nil
}

// pair is something of a code list of the installation's.
type pair struct {
	ID   string `xml:"Id"`
	Name string `xml:"Name"`
}

type registerRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 RegisterDocument"`
	prefixes
	Case newCase `xml:"registerDocumentCaseSvcDto"`
}

// newCase is a case with its first document.
type newCase struct {
	Subtitle       string     `xml:"d:CaseSubtitle,omitempty"`
	SubtitleFree   string     `xml:"d:CaseSubtitleFree"`
	DiaryPlan      string     `xml:"d:DiaryPlanId,omitempty"`
	Documents      []document `xml:"d:Documents>d:DocumentSvcDto"`
	ExternalNumber string     `xml:"d:ExternalCaseNumber"`
	OfficerGroup   string     `xml:"d:HandlingOfficerGroupId,omitempty"`
	Officer        string     `xml:"d:HandlingOfficerId,omitempty"`
	OccurrenceType string     `xml:"d:OccurrenceTypeId"`
	ProcessType    string     `xml:"d:ProcessTypeId"`
	StartDate      string     `xml:"d:StartDate"`
}

type document struct {
	ContentType string     `xml:"d:ContentType"`
	Data        soap.Bytes `xml:"d:Data"`
	Type        string     `xml:"d:DocumentTypeId,omitempty"`
	Filename    string     `xml:"d:Filename"`
	Note        string     `xml:"d:Note"`
}

type registerResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 RegisterDocumentResponse"`
	Result  *struct {
		CaseID     string `xml:"CaseId"`
		CaseNumber string `xml:"CaseNumber"`
	} `xml:"RegisterDocumentResult"`
}

type addDocumentsRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddDocumentsToCase"`
	prefixes
	Add addDocuments `xml:"addDocumentToCaseSvcDto"`
}

type addDocuments struct {
	CaseID         string     `xml:"d:CaseId"`
	Status         string     `xml:"d:DocumentStatusId,omitempty"`
	Documents      []document `xml:"d:Documents>d:DocumentSvcDto"`
	OccurrenceType string     `xml:"d:OccurrenceTypeId"`
}

type addDocumentsResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddDocumentsToCaseResponse"`
}

type searchCaseRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchCase"`
	prefixes
	Filters []filter `xml:"model>d:Filters>d:FilterSvcDto"`
}

// filter is one filter of a search for cases: which one it is says its type.
type filter struct {
	Type           string   `xml:"xsi:type,attr"`
	Filters        *filters `xml:"d:Filters"`
	Not            *filter  `xml:"d:Filter,omitempty"`
	StartDate      string   `xml:"d:StartDate,omitempty"`
	CaseNumber     string   `xml:"d:CaseNumber,omitempty"`
	Fnr            int      `xml:"d:Fnr,omitempty"`
	OccurrenceDate string   `xml:"d:OccurrenceDate,omitempty"`
	OccurrenceType string   `xml:"d:OccurrenceTypeId,omitempty"`
}

// filters are those that a filter combines.
type filters struct {
	Each []filter `xml:"d:FilterSvcDto"`
}

func all(f ...filter) filter    { return filter{Type: "d:AndFilterSvcDto", Filters: &filters{f}} }
func anyOf(f ...filter) filter  { return filter{Type: "d:OrFilterSvcDto", Filters: &filters{f}} }
func not(f filter) filter       { return filter{Type: "d:NotFilterSvcDto", Not: &f} }
func startDate(d string) filter { return filter{Type: "d:CaseStartDateFilterSvcDto", StartDate: d} }

func caseNumber(no string) filter { return filter{Type: "d:CaseNumberFilterSvcDto", CaseNumber: no} }
func ofProperty(fnr int) filter   { return filter{Type: "d:FnrFilterSvcDto", Fnr: fnr} }
func occurred(t, on string) filter {
	return filter{Type: "d:OccurrenceFilterSvcDto", OccurrenceType: t, OccurrenceDate: on}
}

type searchCaseResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 SearchCaseResponse"`
	Result  *struct {
		Cases []foundCase `xml:"SearchCaseResultSvcDto"`
	} `xml:"SearchCaseResult"`
}

// foundCase is a case as a search lists it.
type foundCase struct {
	ID           string `xml:"CaseId"`
	Number       string `xml:"CaseNumber"`
	SubtitleFree string `xml:"CaseSubtitleFree"`
}

type getCaseRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetCase"`
	CaseID  string   `xml:"caseId"`
}

type getCaseResponse struct {
	XMLName xml.Name   `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetCaseResponse"`
	Result  *wholeCase `xml:"GetCaseResult"`
}

// wholeCase is a case with what is in it.
type wholeCase struct {
	foundCase
	Documents   []listedDocument `xml:"Documents>DocumentListItemSvcDto"`
	Occurrences []occurrence     `xml:"Occurrences>OccurrenceListItemSvcDto"`
}

type listedDocument struct {
	ID             string `xml:"DocumentId"`
	Status         string `xml:"DocumentStatus"` // its name
	Filename       string `xml:"Filename"`
	IsMainDecision bool   `xml:"IsMainDecision"`
	Note           string `xml:"Note"`
}

// occurrence is something that happened to a case.
type occurrence struct {
	Documents   []listedDocument `xml:"Documents>DocumentListItemSvcDto"`
	Date        string           `xml:"OccurrenceDate"`
	Description string           `xml:"OccurrenceDescription"`
	ID          string           `xml:"OccurrenceId"`
	Type        string           `xml:"OccurrenceTypeId"`
}

type getDocumentRequest struct {
	XMLName    xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetDocument"`
	DocumentID string   `xml:"documentId"`
}

type getDocumentResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetDocumentResponse"`
	Result  *struct {
		Data      *soap.Bytes `xml:"Data"`
		Extension string      `xml:"Extension"`
	} `xml:"GetDocumentResult"`
}

type addEstateRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddEstateToCase"`
	prefixes
	Add addEstate `xml:"addEstateToCaseSvcDto"`
}

type addEstate struct {
	AddressID int    `xml:"d:AddressId,omitempty"`
	CaseID    string `xml:"d:CaseId"`
	Fnr       int    `xml:"d:Fnr"`
}

type addEstateResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 AddEstateToCaseResponse"`
}

type documentStatusesRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetDocumentStatuses"`
}

type documentStatusesResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetDocumentStatusesResponse"`
	Result  *struct {
		Pairs []pair `xml:"GuidNamePairSvcDto"`
	} `xml:"GetDocumentStatusesResult"`
}

type facilityStatusesRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetFacilityStatuses"`
}

type facilityStatusesResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetFacilityStatusesResponse"`
	Result  *struct {
		Pairs []pair `xml:"GuidNamePairSvcDto"`
	} `xml:"GetFacilityStatusesResult"`
}

type contactPathsRequest struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetContactDetailPathsAndTypes"`
}

type contactPathsResponse struct {
	XMLName xml.Name `xml:"urn:Ecos.API.MinutMiljo.Service.V1 GetContactDetailPathsAndTypesResponse"`
	Result  *struct {
		Paths []contactPath `xml:"GetContactDetailPathsAndTypesSvcDto"`
	} `xml:"GetContactDetailPathsAndTypesResult"`
}

type contactPath struct {
	ID    string   `xml:"ContactPathId"`
	Types []string `xml:"ContactTypes>ContactTypeSvcDto>ContactTypeId"`
}
