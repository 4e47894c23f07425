package ecos

import (
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/soap"
)

// make makes a facility.
func (s *Server) make(f Facility, status string, needsStatus bool) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cfg.Properties[f.Property] == "" {
		return "", refused("Fastigheten finns inte.")
	}
	if _, known := name(s.cfg.FacilityStatuses, status); needsStatus && !known {
		return "", refused("Anläggningsstatusen finns inte.")
	}
	if f.CaseID != "" && s.find(f.CaseID) == nil {
		return "", refused("Ärendet finns inte.")
	}
	f.ID = newID()
	return f.ID, s.do(entry{Facility: &f})
}

func (s *Server) createHeatPump(c *soap.Call) (any, error) {
	var r heatPumpRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	f := r.Facility
	made := Facility{Kind: f.Type[strings.IndexByte(f.Type, ':')+1:], CaseID: f.CaseID, Property: f.Estate.Fnr}
	for label, value := range map[string]string{"Tillverkare": f.Manufacturer, "Modell": f.Model, "Effekt (kW)": f.Output} {
		if value != "" {
			made.Details = append(made.Details, label+": "+value)
		}
	}
	for _, p := range append(f.Boreholes, f.Tubes...) {
		made.Details = append(made.Details, p.Name+": "+p.Length+" m")
	}
	id, err := s.make(made, f.Status, true)
	return &heatPumpResponse{ID: id}, err
}

func (s *Server) createSewage(c *soap.Call) (any, error) {
	var r sewageRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	f := r.Facility
	id, err := s.make(Facility{Kind: "IndividualSewage", CaseID: f.CaseID, Property: f.Estate.Fnr, Details: []string{f.Note}}, f.Status, true)
	return &sewageResponse{ID: id}, err
}

func (s *Server) createFood(c *soap.Call) (any, error) {
	var r foodRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	id, err := s.makePremises("Food", r.Facility)
	return &foodResponse{ID: id}, err
}

func (s *Server) createHealth(c *soap.Call) (any, error) {
	var r healthRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	id, err := s.makePremises("HealthProtection", r.Facility)
	return &healthResponse{ID: id}, err
}

func (s *Server) makePremises(kind string, p premises) (string, error) {
	if p.Name == "" {
		return "", refused("Namnet saknas.")
	}
	return s.make(Facility{Kind: kind, CaseID: p.CaseID, Property: p.Estate.Fnr, Name: p.Name, Details: []string{p.Note}}, "", false)
}

func (s *Server) searchFacility(c *soap.Call) (any, error) {
	var r searchFacilityRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	answer := &searchFacilityResponse{prefixes: usual()}
	for _, f := range s.facilities {
		passes := len(r.Filters) > 0
		for _, filter := range r.Filters {
			if !strings.HasSuffix(filter.Type, "FacilityCaseIdFilterSvcDto") {
				return nil, refused("Filtret finns inte.")
			}
			passes = passes && strings.EqualFold(filter.CaseID, f.CaseID)
		}
		if passes {
			answer.Result.Facilities = append(answer.Result.Facilities, listedFacility{Estate: s.cfg.Properties[f.Property], ID: f.ID, Type: f.Kind})
		}
	}
	return answer, nil
}

func (s *Server) addPartyToFacility(c *soap.Call) (any, error) {
	var r addPartyToFacilityRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.facilities, func(f Facility) bool { return f.ID == r.Add.FacilityID })
	if at < 0 || !slices.ContainsFunc(s.parties, func(p Party) bool { return p.ID == r.Add.PartyID }) {
		return nil, refused("Anläggningen eller parten finns inte.")
	}
	changed := s.facilities[at]
	changed.Roles = slices.Clone(changed.Roles)
	for _, role := range r.Add.Roles {
		if _, known := name(s.cfg.Roles, role); !known {
			return nil, refused("Rollen finns inte.")
		}
		changed.Roles = append(changed.Roles, Role{ID: newID(), PartyID: r.Add.PartyID, RoleID: role})
	}
	return nothing("AddPartyToFacility"), s.do(entry{Facility: &changed})
}

func (s *Server) facilityRoles(c *soap.Call) (any, error) {
	var r facilityRolesRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	at := slices.IndexFunc(s.facilities, func(f Facility) bool { return f.ID == r.FacilityID })
	if at < 0 {
		return nil, refused("Anläggningen finns inte.")
	}
	answer := &facilityRolesResponse{prefixes: usual()}
	for _, role := range s.facilities[at].Roles {
		answer.Result.Roles = append(answer.Result.Roles, listedRole(role))
	}
	return answer, nil
}
