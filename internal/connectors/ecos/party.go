package ecos

import (
	"context"
	"errors"
	"strings"
)

// hasParty reports whether the route's answers name somebody: without a number a
// party could not be found again, and is left to the document.
func (v values) hasParty() bool {
	return v.text(paramRole) != "" && (v.digits(paramPerson) != "" || v.digits(paramOrganization) != "")
}

// digits are those of a number, as people write it.
func (v values) digits(name string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, v.text(name))
}

// registered returns a number as Ecos writes it: a person's with a hyphen, an
// organisation's with 16 in front too. A sole trader's is a personal number.
func registered(digits string) string {
	if len(digits) == 10 {
		digits = "16" + digits
	}
	if len(digits) != 12 {
		return digits
	}
	return digits[:8] + "-" + digits[8:]
}

// spellings are the ways in which a number may be kept there.
func spellings(digits string) []string {
	ways := []string{registered(digits), digits}
	if len(digits) == 10 {
		ways = append(ways, digits[:6]+"-"+digits[6:])
	}
	return ways
}

// findParty looks for the party by its number, however it is written there. It
// returns "" when there is none.
func (c *connector) findParty(ctx context.Context, v values) (string, error) {
	organization := v.digits(paramOrganization)
	number := organization
	if number == "" {
		number = v.digits(paramPerson)
	}
	for _, way := range spellings(number) {
		search := searchParty{Person: way}
		if organization != "" {
			search = searchParty{Organization: way}
		}
		var response searchPartyResponse
		if err := c.call(ctx, "SearchParty", searchPartyRequest{Model: search}, &response); err != nil {
			return "", err
		}
		if response.Result == nil {
			return "", errNoResult
		}
		for _, p := range response.Result.Parties {
			// A search may be wider than what was asked for.
			if guid.MatchString(p.ID) && registered(digitsOf(p.Number)) == registered(number) {
				return p.ID, nil
			}
		}
	}
	return "", nil
}

func digitsOf(s string) string { return values{"": s}.digits("") }

// party returns the id of the party, who is made when Ecos does not know them. What
// Ecos knows of somebody is never changed.
func (c *connector) party(ctx context.Context, v values) (string, error) {
	id, err := c.findParty(ctx, v)
	if err != nil || id != "" {
		return id, err
	}
	if v.digits(paramOrganization) != "" {
		var response createOrganizationResponse
		err = c.call(ctx, "CreateOrganizationParty", createOrganizationRequest{Organization: c.organizationOf(v)}, &response)
		id = response.ID
	} else {
		var response createPersonResponse
		err = c.call(ctx, "CreatePersonParty", createPersonRequest{Person: c.personOf(v)}, &response)
		id = response.ID
	}
	if err == nil && !guid.MatchString(id) {
		err = errNoResult
	}
	return id, err
}

func (c *connector) personOf(v values) newPerson {
	p := newPerson{
		Addresses: c.addressesOf(v), Number: registered(v.digits(paramPerson)),
		FirstName: v.text(paramFirstName), LastName: v.text(paramLastName),
	}
	if details := c.contactsOf(v); details != nil {
		p.Contact = &contactInfo{Details: details}
	}
	return p
}

func (c *connector) organizationOf(v values) newOrganization {
	o := newOrganization{Addresses: c.addressesOf(v), Number: registered(v.digits(paramOrganization)), Name: v.text(paramName)}
	if details := c.contactsOf(v); details != nil {
		o.Contacts = &contactInfos{[]contactInfo{{Details: details, Title: strings.TrimSpace(v.text(paramFirstName) + " " + v.text(paramLastName))}}}
	}
	return o
}

func (c *connector) addressesOf(v values) addresses {
	a := partyAddress{
		CareOf: v.text(paramCareOf), StreetName: v.text(paramStreet), PostCode: v.text(paramPostcode), PostalArea: v.text(paramCity),
	}
	if a == (partyAddress{}) {
		return addresses{}
	}
	if c.o.AddressType != "" {
		a.Types = &addressTypes{ID: c.o.AddressType}
	}
	return addresses{[]partyAddress{a}}
}

func (c *connector) contactsOf(v values) (details []contactDetail) {
	for _, way := range []struct {
		path  ContactPath
		value string
	}{{c.o.Email, v.text(paramEmail)}, {c.o.Phone, v.text(paramPhone)}} {
		if way.path.Path != "" && way.value != "" {
			details = append(details, contactDetail{Type: way.path.Type, Path: way.path.Path, Value: way.value})
		}
	}
	return details
}

// hasRole reports whether the party has the role in the case.
func (c *connector) hasRole(ctx context.Context, caseID, partyID, role string) (bool, error) {
	var response partyRolesResponse
	if err := c.call(ctx, "GetCasePartyRoles", partyRolesRequest{CaseID: caseID}, &response); err != nil {
		return false, err
	}
	return response.Result.has(partyID, role)
}

// has reports whether a party has a role.
func (c *connectedRoles) has(partyID, role string) (bool, error) {
	if c == nil {
		return false, errNoResult
	}
	for _, r := range c.Roles {
		if strings.EqualFold(r.PartyID, partyID) && strings.EqualFold(r.RoleID, role) {
			return true, nil
		}
	}
	return false, nil
}

// errNoResult is an answer without what it is there for: nobody knows what was done.
var errNoResult = errors.New("the answer lacks its result")
