package sundsvall

import (
	"errors"
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
	paramCategory   = "category"
	paramType       = "type"
	paramPriority   = "priority"
	paramStatus     = "status"
	paramReason     = "contact_reason"
	paramGroup      = "assigned_group"
	paramBusiness   = "business_related"
	paramParameter  = "parameter."
	paramApplicant  = "applicant."
	applicantRole   = "role"
	defaultPriority = "MEDIUM"
)

// applicantFields are what a route may say of the applicant beside their role.
var applicantFields = []string{"address", "care_of", "zip_code", "city", "country", "email", "phone"}

const maxValue = 1500 // characters of a parameter's value, for the 3,000 units that Java may count of them

// errandOf writes the case as a new errand. The error says what can never be sent,
// without what is in it.
func (c *connector) errandOf(e delivery.Envelope) (errand, error) {
	values := map[string]string{}
	for name, value := range e.Params {
		values[name] = strings.TrimSpace(casetext.Clean(value))
	}
	if err := checkParams(values); err != nil {
		return errand{}, err
	}
	or := func(name, otherwise string) string {
		if values[name] == "" {
			return otherwise
		}
		return casetext.OneLine(values[name])
	}
	made := errand{
		Title: casetext.Subject(e, maxTitle), Description: describe(e), Status: or(paramStatus, c.options.Status), Channel: c.options.Channel,
		Priority: or(paramPriority, defaultPriority), ExternalTags: []tag{{c.options.Tag, e.Reference}},
		Classification: &classification{or(paramCategory, c.options.Category), or(paramType, c.options.Type)},
		ContactReason:  or(paramReason, ""), AssignedGroupID: or(paramGroup, ""),
		Stakeholders: c.stakeholders(e, values), Parameters: parameters(values),
	}
	business := values[paramBusiness] == "true"
	made.BusinessRelated = &business
	if made.Classification.Category == "" || made.Classification.Type == "" {
		return errand{}, errors.New("the route has no category and type, and the connector no such options")
	}
	if !slices.Contains([]string{"LOW", "MEDIUM", "HIGH"}, made.Priority) {
		return errand{}, errors.New("the route's priority is LOW, MEDIUM or HIGH")
	}
	return made, nil
}

func checkParams(values map[string]string) error {
	known := []string{paramCategory, paramType, paramPriority, paramStatus, paramReason, paramGroup, paramBusiness}
	for name := range values {
		key, isParameter := strings.CutPrefix(name, paramParameter)
		field, isApplicant := strings.CutPrefix(name, paramApplicant)
		switch {
		case slices.Contains(known, name), isParameter && key != "":
		case isApplicant && (field == applicantRole || slices.Contains(applicantFields, field)):
		default:
			return fmt.Errorf("the route has a value %q that sundsvall does not know", name)
		}
	}
	if b := values[paramBusiness]; b != "" && b != "true" && b != "false" {
		return errors.New("the route's business_related is true or false")
	}
	return nil
}

// parameters are the route's, those without a value left out.
func parameters(values map[string]string) (all []parameter) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		key, ok := strings.CutPrefix(name, paramParameter)
		if !ok || values[name] == "" {
			continue
		}
		p := parameter{Key: key}
		for part := range slices.Chunk([]rune(values[name]), maxValue) {
			p.Values = append(p.Values, string(part))
		}
		all = append(all, p)
	}
	return all
}

// stakeholders are who was logged in, when the route says as what, and else whom the
// citizen named to reach.
func (c *connector) stakeholders(e delivery.Envelope, values map[string]string) []stakeholder {
	var contact delivery.Contact
	if e.Contact != nil {
		contact = *e.Contact
	}
	if role := casetext.OneLine(values[paramApplicant+applicantRole]); role != "" && e.Applicant != nil && c.Identifies() {
		field := func(name string) string { return casetext.OneLine(values[paramApplicant+name]) }
		s := stakeholder{
			Role: role, Address: field("address"), CareOf: field("care_of"), ZipCode: field("zip_code"), City: field("city"), Country: field("country"),
			ContactChannels: c.channels(firstOf(field("email"), contact.Email), firstOf(field("phone"), contact.Phone)),
			Parameters:      []parameter{{Key: c.options.ApplicantNumber, Values: []string{e.Applicant.Number}}},
		}
		s.FirstName, s.LastName = names(e.Applicant.Name)
		return []stakeholder{s}
	}
	s := stakeholder{Role: c.options.ContactRole, ContactChannels: c.channels(contact.Email, contact.Phone)}
	s.FirstName, s.LastName = names(contact.Name)
	if s.FirstName == "" && len(s.ContactChannels) == 0 {
		return nil
	}
	return []stakeholder{s}
}

// channels are the ways to reach somebody.
func (c *connector) channels(email, phone string) (all []contactChannel) {
	if email = casetext.OneLine(email); email != "" {
		all = append(all, contactChannel{c.options.EmailChannel, email})
	}
	if phone = casetext.OneLine(phone); phone != "" {
		all = append(all, contactChannel{c.options.PhoneChannel, phone})
	}
	return all
}

// names cuts a name before its last word: nobody says which is which.
func names(name string) (first, last string) {
	name = casetext.OneLine(name)
	if at := strings.LastIndexByte(name, ' '); at > 0 {
		return name[:at], name[at+1:]
	}
	return name, ""
}

func firstOf(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

const (
	maxTitle    = 200 // characters
	maxFileName = 150 // bytes, beside the step's key
)

// describe writes the case for the person who works it: everything that the
// citizen answered, as they saw it.
func describe(e delivery.Envelope) string {
	return casetext.Answers(e) + "\n" + casetext.ReferenceLabel + e.Reference
}

func itoa(n int) string { return strconv.Itoa(n) }
