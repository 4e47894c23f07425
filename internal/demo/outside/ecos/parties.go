package ecos

import (
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/soap"
)

func (s *Server) addEstate(c *soap.Call) (any, error) {
	var r addEstateRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.find(r.Add.CaseID)
	if k == nil {
		return nil, refused("Ärendet finns inte.")
	}
	if s.cfg.Properties[r.Add.Fnr] == "" {
		return nil, refused("Fastigheten finns inte.")
	}
	changed := *k
	changed.Properties = append(slices.Clone(k.Properties), r.Add.Fnr) // twice, if it is asked twice
	return &estateResponse{ID: newID()}, s.do(entry{Case: &changed})
}

func (s *Server) searchParty(c *soap.Call) (any, error) {
	var r searchPartyRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	answer := &searchPartyResponse{prefixes: usual()}
	for _, p := range s.parties {
		wanted, kind := r.Model.Person, "a:PersonSvcDto"
		if p.Organization {
			wanted, kind = r.Model.Organization, "a:OrganizationSvcDto"
		}
		if wanted != "" && p.Number == wanted { // as it is written
			answer.Result.Parties = append(answer.Result.Parties, listedParty{Type: kind, ID: p.ID, Number: p.Number})
		}
	}
	return answer, nil
}

func (s *Server) createPerson(c *soap.Call) (any, error) {
	var r createPersonRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	p := r.Person.party()
	p.Name = strings.TrimSpace(r.Person.First + " " + r.Person.Last)
	s.mu.Lock()
	defer s.mu.Unlock()
	return &createPersonResponse{ID: p.ID}, s.do(entry{Party: &p})
}

func (s *Server) createOrganization(c *soap.Call) (any, error) {
	var r createOrganizationRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	p := r.Organization.party()
	p.Name, p.Organization = r.Organization.Name, true
	s.mu.Lock()
	defer s.mu.Unlock()
	return &createOrganizationResponse{ID: p.ID}, s.do(entry{Party: &p})
}

func (n newParty) party() Party {
	p := Party{ID: newID(), Number: n.Number, Contacts: slices.Concat(n.Contact, n.Contacts)}
	if len(n.Addresses) > 0 {
		a := n.Addresses[0]
		p.Address = strings.TrimSpace(a.Street+" "+a.Number) + ", " + strings.TrimSpace(a.PostCode+" "+a.City)
	}
	return p
}

// AddParty has the office know a party from before.
func (s *Server) AddParty(p Party) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.ID = newID()
	return p.ID, s.do(entry{Party: &p})
}

func (s *Server) addParty(c *soap.Call) (any, error) {
	var r addPartyRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.find(r.Add.CaseID)
	if k == nil {
		return nil, refused("Ärendet finns inte.")
	}
	if !slices.ContainsFunc(s.parties, func(p Party) bool { return p.ID == r.Add.PartyID }) {
		return nil, refused("Parten finns inte.")
	}
	changed := *k
	changed.Roles = slices.Clone(k.Roles)
	for _, role := range r.Add.Roles {
		if _, known := name(s.cfg.Roles, role); !known {
			return nil, refused("Rollen finns inte.")
		}
		changed.Roles = append(changed.Roles, Role{ID: newID(), PartyID: r.Add.PartyID, RoleID: role})
	}
	return nothing("AddPartyToCase"), s.do(entry{Case: &changed})
}

func (s *Server) partyRoles(c *soap.Call) (any, error) {
	var r getCaseRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	k := s.find(r.CaseID)
	if k == nil {
		return nil, refused("Ärendet finns inte.")
	}
	answer := &partyRolesResponse{prefixes: usual()}
	for _, role := range k.Roles {
		answer.Result.Roles = append(answer.Result.Roles, listedRole(role))
	}
	return answer, nil
}

func (s *Server) documentStatuses(*soap.Call) (any, error) {
	return &documentStatusesResponse{prefixes: usual(), Result: pairsOf(s.cfg.DocumentStatuses)}, nil
}

func (s *Server) facilityStatuses(*soap.Call) (any, error) {
	return &facilityStatusesResponse{prefixes: usual(), Result: pairsOf(s.cfg.FacilityStatuses)}, nil
}

func pairsOf(list []Item) (p pairs) {
	for _, i := range list {
		p.Pairs = append(p.Pairs, pair(i))
	}
	return p
}

func (s *Server) contactPaths(*soap.Call) (any, error) {
	answer := &contactPathsResponse{prefixes: usual()}
	kinds := []contactType{contactType(s.cfg.ContactType)}
	for _, path := range []Item{s.cfg.EmailPath, s.cfg.PhonePath} {
		if path.ID != "" {
			answer.Result.Paths = append(answer.Result.Paths, contactPath{ID: path.ID, Name: path.Name, Types: kinds})
		}
	}
	return answer, nil
}
