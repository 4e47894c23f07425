package ecos

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// The route's values.
const (
	paramProcess        = "process_type"
	paramOccurrence     = "occurrence_type"
	paramDiaryPlan      = "diary_plan"
	paramGroup          = "officer_group"
	paramOfficer        = "officer"
	paramSubtitle       = "subtitle"
	paramSubtitleFree   = "subtitle_free"
	paramDocumentType   = "document_type"
	paramAttachmentType = "attachment_type"

	paramRole         = "party.role"
	paramPerson       = "party.personal_number"
	paramFirstName    = "party.first_name"
	paramLastName     = "party.last_name"
	paramOrganization = "party.organisation_number"
	paramName         = "party.name"
	paramCareOf       = "party.care_of"
	paramStreet       = "party.street"
	paramPostcode     = "party.postcode"
	paramCity         = "party.city"
	paramEmail        = "party.email"
	paramPhone        = "party.phone"

	paramFnr         = "property.fnr"
	paramAddressID   = "property.address_id"
	paramDesignation = "property.designation"

	paramFacility      = "facility"
	paramFacilityRole  = "facility.role"
	paramFacilityName  = "facility.name"
	paramFacilityNote  = "facility.note"
	paramManufacturer  = "facility.manufacturer"
	paramModel         = "facility.model"
	paramOutput        = "facility.power_output"
	paramConsumption   = "facility.power_consumption"
	paramCapacity      = "facility.capacity"
	paramFluid         = "facility.fluid"
	paramCount         = "facility.count"
	paramLength        = "facility.length"
	paramGrantLand     = "facility.on_grant_land"
	paramAccommodation = "facility.accommodation_type"
	paramInbound       = "facility.inbound"
	paramApprovedFor   = "facility.approved_for"
)

// kind is what a value of the route is.
type kind int

const (
	aText kind = iota
	anID
	aNumber // of a register: wrong ones are refused
	aMeasure
	aYesNo
	aFacility
)

// params are the values that a route may give.
var params = map[string]kind{
	paramProcess: anID, paramOccurrence: anID, paramDiaryPlan: anID, paramGroup: anID, paramOfficer: anID,
	paramSubtitle: aText, paramSubtitleFree: aText, paramDocumentType: anID, paramAttachmentType: anID,
	paramRole: anID, paramPerson: aText, paramFirstName: aText, paramLastName: aText, paramOrganization: aText, paramName: aText,
	paramCareOf: aText, paramStreet: aText, paramPostcode: aText, paramCity: aText, paramEmail: aText, paramPhone: aText,
	paramFnr: aNumber, paramAddressID: aNumber, paramDesignation: aText,
	paramFacility: aFacility, paramFacilityRole: anID, paramFacilityName: aText, paramFacilityNote: aText, paramManufacturer: aText, paramModel: aText,
	paramOutput: aMeasure, paramConsumption: aMeasure, paramCapacity: aMeasure, paramFluid: anID, paramCount: aMeasure, paramLength: aMeasure,
	paramGrantLand: aYesNo, paramAccommodation: anID, paramInbound: anID, paramApprovedFor: anID,
}

// values are the route's values, evaluated.
type values map[string]string

// values are those of an envelope, with the key of the property in place of its
// designation, and with who was logged in when the route names no other party. A
// property that the register does not have stands in the document only.
func (c *connector) values(e delivery.Envelope) values {
	v := values(maps.Clone(e.Params))
	if k, known := c.properties[spell(v[paramDesignation])]; known && v.text(paramFnr) == "" {
		v[paramFnr] = strconv.Itoa(k.fnr)
		if k.addressID > 0 {
			v[paramAddressID] = strconv.Itoa(k.addressID)
		}
	}
	if v.text(paramRole) != "" && !v.hasParty() && e.Applicant != nil {
		v[paramPerson] = e.Applicant.Number
		if v.text(paramFirstName) == "" && v.text(paramLastName) == "" {
			v[paramFirstName], v[paramLastName] = splitName(e.Applicant.Name)
		}
	}
	return v
}

// splitName cuts a name before its last word: a login does not say which is which.
func splitName(name string) (first, last string) {
	name = casetext.OneLine(name)
	at := strings.LastIndexByte(name, ' ')
	if at < 0 {
		return "", name
	}
	return name[:at], name[at+1:]
}

// check returns why a value cannot be sent, by its name and without the value.
func (v values) check() error {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		k, known := params[name]
		if !known {
			return refuse(fmt.Sprintf("the route has a value %q that ecos does not know", name))
		}
		if wrong := k.wrong(v.text(name)); wrong != "" {
			return refuse(fmt.Sprintf("the route's value %q %s", name, wrong))
		}
	}
	for _, name := range []string{paramProcess, paramOccurrence} {
		if v.text(name) == "" {
			return refuse(fmt.Sprintf("the route's value %q is missing", name))
		}
	}
	return nil
}

// wrong says what a value is not; "" when it is right. A measure that is none is left
// out: the document has it as the citizen wrote it.
func (k kind) wrong(value string) string {
	if value == "" {
		return ""
	}
	switch k {
	case anID:
		if !guid.MatchString(value) {
			return "is no id of Ecos"
		}
	case aNumber:
		if n, err := strconv.ParseInt(value, 10, 32); err != nil || n < 1 {
			return "is no number of the register"
		}
	case aYesNo:
		if _, err := strconv.ParseBool(value); err != nil {
			return "is neither true nor false"
		}
	case aFacility:
		if !slices.Contains(facilities(), value) {
			return "is no kind of facility: " + strings.Join(facilities(), ", ")
		}
	}
	return ""
}

func refuse(reason string) error { return &delivery.RefusedError{Reason: reason} }

// text is a value on one line.
func (v values) text(name string) string { return casetext.OneLine(v[name]) }

// number is a value that has been checked, and 0 when there is none.
func (v values) number(name string) int {
	n, err := strconv.Atoi(v.text(name))
	if err != nil {
		return 0
	}
	return n
}

// measure reads a number as people write it: "8,5".
func (v values) measure(name string) *float64 {
	n, err := strconv.ParseFloat(strings.ReplaceAll(strings.ReplaceAll(v.text(name), " ", ""), ",", "."), 64)
	if err != nil || n < 0 || n > 1e9 {
		return nil
	}
	return &n
}

// whole is a measure without decimals.
func (v values) whole(name string) *int {
	m := v.measure(name)
	if m == nil {
		return nil
	}
	n := int(*m)
	return &n
}

func (v values) yes(name string) bool {
	yes, err := strconv.ParseBool(v.text(name))
	return err == nil && yes
}
