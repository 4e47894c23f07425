package ecos

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/mittkoping/entre/internal/demo/outside/soap"
)

const (
	nsService = "urn:Ecos.API.MinutMiljo.Service.V1"
	nsData    = "urn:Ecos.API.MinutMiljo.DataContracts.V1"
	nsXSI     = "http://www.w3.org/2001/XMLSchema-instance"
)

// operation answers one operation. Its error is a *soap.FaultError, or one of ours.
type operation func(s *Server, c *soap.Call) (any, error)

// operations are those of the contract that are here.
var operations = map[string]operation{
	"RegisterDocument":               (*Server).registerDocument,
	"AddDocumentsToCase":             (*Server).addDocuments,
	"SearchCase":                     (*Server).searchCase,
	"GetCase":                        (*Server).getCase,
	"GetDocument":                    (*Server).getDocument,
	"AddEstateToCase":                (*Server).addEstate,
	"SearchParty":                    (*Server).searchParty,
	"CreatePersonParty":              (*Server).createPerson,
	"CreateOrganizationParty":        (*Server).createOrganization,
	"AddPartyToCase":                 (*Server).addParty,
	"GetCasePartyRoles":              (*Server).partyRoles,
	"AddPartyToFacility":             (*Server).addPartyToFacility,
	"GetFacilityPartyRoles":          (*Server).facilityRoles,
	"CreateHeatPumpFacility":         (*Server).createHeatPump,
	"CreateIndividualSewageFacility": (*Server).createSewage,
	"CreateFoodFacility":             (*Server).createFood,
	"CreateHealthProtectionFacility": (*Server).createHealth,
	"SearchFacility":                 (*Server).searchFacility,
	"GetDocumentStatuses":            (*Server).documentStatuses,
	"GetFacilityStatuses":            (*Server).facilityStatuses,
	"GetContactDetailPathsAndTypes":  (*Server).contactPaths,
}

// refused is a fault that a service throws itself: WCF gives it the code Client.
func refused(reason string) error { return &soap.FaultError{Code: "Client", Reason: reason} }

// internalFault is what WCF makes of anything that it did not expect.
func internalFault() *soap.FaultError {
	return &soap.FaultError{
		Code:   "a:InternalServiceFault",
		Reason: "The server was unable to process the request due to an internal error.",
	}
}

// serve answers the service.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	if subtle.ConstantTimeCompare([]byte(user+"\x00"+password), []byte(s.cfg.Username+"\x00"+s.cfg.Password)) != 1 {
		w.Header().Set("WWW-Authenticate", `Basic realm="Ecos"`)
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	call, err := soap.Read(w, r)
	if call == nil {
		return
	}
	var answer any
	called := strings.TrimPrefix(call.Action, nsService+"/IMinutMiljoService/")
	run := operations[called]
	switch {
	case err != nil:
	case run == nil || call.Name.Space != nsService || call.Name.Local != called || call.Version != soap.V11:
		err = &soap.FaultError{Code: "a:ActionNotSupported", Reason: "The message cannot be processed at the receiver, due to an action mismatch."}
	default:
		var answered bool
		if answer, answered, err = s.run(w, call, called, run); answered {
			return
		}
	}
	if err != nil {
		err = soap.AnswerFault(w, call.Version, soap.AsFault(err))
	} else {
		err = soap.Answer(w, call.Version, answer)
	}
	if err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "ecos: not answered", "operation", called, "error", err)
	}
}

// run runs an operation, or what is to go wrong with it.
func (s *Server) run(w http.ResponseWriter, call *soap.Call, called string, run operation) (answer any, answered bool, err error) {
	way := s.misbehaves(called)
	switch way {
	case FaultBefore:
		return nil, false, internalFault()
	case Refusal:
		return nil, false, refused("Värdet är inte giltigt.")
	case Unavailable:
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return nil, true, nil
	}
	answer, err = run(s, call)
	switch way {
	case FaultAfter:
		return nil, false, internalFault()
	case LostAnswer:
		panic(http.ErrAbortHandler)
	case NoResult:
		return nothing(called), false, nil
	case OtherCase:
		if a, ok := answer.(*registerResponse); ok {
			a.Result.CaseID = s.other()
		}
		if a, ok := answer.(*getCaseResponse); ok {
			a.Result.CaseID = s.other()
		}
	}
	return answer, false, err
}

// other is the id of the first case, or of none.
func (s *Server) other() string {
	if all := s.Cases(); len(all) > 1 {
		return all[0].ID
	}
	return newID()
}
