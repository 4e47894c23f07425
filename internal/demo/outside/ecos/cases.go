package ecos

import (
	"cmp"
	"encoding/base64"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/demo/outside/soap"
)

const dateTime = "2006-01-02T15:04:05.9999999" // as WCF writes a time without a zone

func (s *Server) registerDocument(c *soap.Call) (any, error) {
	var r registerRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	if _, known := name(s.cfg.ProcessTypes, r.Case.ProcessType); !known {
		return nil, refused("Processtypen finns inte.")
	}
	documents, err := s.documents(r.Case.Documents, "")
	if err != nil {
		return nil, err
	}
	description, known := name(s.cfg.OccurrenceTypes, r.Case.OccurrenceType)
	if !known {
		return nil, refused("Händelsetypen finns inte.")
	}
	now := s.cfg.Clock.Now()
	start := now
	if r.Case.StartDate != "" {
		if start, err = parseTime(r.Case.StartDate); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	made := Case{
		ID: newID(), Number: s.nextNumber(now), Subtitle: r.Case.Subtitle, SubtitleFree: r.Case.SubtitleFree,
		ExternalNumber: r.Case.ExternalNumber, ProcessType: r.Case.ProcessType, StartDate: start,
	}
	err = s.do(entry{Case: &made}, entry{Occurrence: &Occurrence{
		ID: newID(), CaseID: made.ID, Type: r.Case.OccurrenceType, Description: description, At: now, Documents: documents,
	}})
	return &registerResponse{prefixes: usual(), Result: registered{CaseID: made.ID, CaseNumber: made.Number}}, err
}

// documents reads new documents. At least one is needed.
func (s *Server) documents(given []newDocument, status string) ([]Document, error) {
	if len(given) == 0 {
		return nil, refused("Minst en handling måste anges.")
	}
	status = cmp.Or(status, s.cfg.DocumentStatuses[0].ID)
	if _, known := name(s.cfg.DocumentStatuses, status); !known {
		return nil, refused("Handlingsstatusen finns inte.")
	}
	var documents []Document
	for _, d := range given {
		data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(d.Data))
		if err != nil || d.Filename == "" {
			return nil, &soap.FaultError{Code: "a:DeserializationFailed", Reason: "The formatter threw an exception while trying to deserialize the message."}
		}
		if s.cfg.Converts {
			data = append([]byte("%PDF-1.7 "), data...)
		}
		documents = append(documents, Document{
			ID: newID(), Type: d.Type, Status: status, Filename: d.Filename, ContentType: d.ContentType, Note: d.Note, Data: data,
		})
	}
	return documents, nil
}

func (s *Server) addDocuments(c *soap.Call) (any, error) {
	var r addDocumentsRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	description, known := name(s.cfg.OccurrenceTypes, r.Add.OccurrenceType)
	if !known {
		return nil, refused("Händelsetypen finns inte.")
	}
	documents, err := s.documents(r.Add.Documents, r.Add.Status)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.find(r.Add.CaseID)
	if k == nil {
		return nil, refused("Ärendet finns inte.")
	}
	err = s.do(entry{Occurrence: &Occurrence{
		ID: newID(), CaseID: k.ID, Type: r.Add.OccurrenceType, Description: description, At: s.cfg.Clock.Now(), Documents: documents,
	}})
	return nothing("AddDocumentsToCase"), err
}

// designation is what the properties of a case are called.
func (s *Server) designation(k *Case) string {
	var names []string
	for _, fnr := range k.Properties {
		names = append(names, s.cfg.Properties[fnr])
	}
	return strings.Join(names, ", ")
}

func (s *Server) searchCase(c *soap.Call) (any, error) {
	var r searchRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	answer := &searchResponse{prefixes: usual()}
	for _, k := range s.cases {
		passes, err := s.passes(k, filter{Type: "AndFilterSvcDto", Filters: r.Filters})
		if err != nil {
			return nil, err
		}
		if passes {
			process, _ := name(s.cfg.ProcessTypes, k.ProcessType)
			answer.Result.Cases = append(answer.Result.Cases, listedCase{
				CaseID: k.ID, CaseNumber: k.Number, Subtitle: k.Subtitle, SubtitleFree: k.SubtitleFree, Estate: s.designation(k),
				ProcessType: k.Number + "  -" + process,
			})
		}
	}
	return answer, nil
}

// passes reports whether a case passes a filter. The caller holds the lock.
func (s *Server) passes(k *Case, f filter) (bool, error) {
	switch f.Type[strings.IndexByte(f.Type, ':')+1:] {
	case "AndFilterSvcDto":
		for _, each := range f.Filters {
			if passes, err := s.passes(k, each); err != nil || !passes {
				return false, err
			}
		}
		return true, nil
	case "OrFilterSvcDto":
		for _, each := range f.Filters {
			if passes, err := s.passes(k, each); err != nil || passes {
				return passes, err
			}
		}
		return false, nil
	case "NotFilterSvcDto":
		if f.Not == nil {
			return false, refused("Filtret saknas.")
		}
		passes, err := s.passes(k, *f.Not)
		return !passes, err
	case "CaseStartDateFilterSvcDto":
		return s.since(k.StartDate, f.StartDate)
	case "CaseNumberFilterSvcDto":
		return k.Number == f.CaseNumber, nil
	case "FnrFilterSvcDto":
		for _, fnr := range k.Properties {
			if fnr == f.Fnr {
				return true, nil
			}
		}
		return false, nil
	case "OccurrenceFilterSvcDto":
		return s.occurred(k, f)
	}
	return false, refused("Filtret finns inte.")
}

func (s *Server) occurred(k *Case, f filter) (bool, error) {
	for _, o := range k.Occurrences {
		if !strings.EqualFold(o.Type, f.OccurrenceType) {
			continue
		}
		if f.OccurrenceDate == "" {
			return true, nil
		}
		if since, err := s.since(o.At, f.OccurrenceDate); err != nil || since {
			return since, err
		}
	}
	return false, nil
}

// since reports whether a time is on a day, or from that day on.
func (s *Server) since(at time.Time, day string) (bool, error) {
	from, err := parseTime(day)
	if err != nil {
		return false, err
	}
	if s.cfg.ExactDays {
		return at.In(sweden()).Format(time.DateOnly) == from.Format(time.DateOnly), nil
	}
	return !at.Before(from), nil
}

func parseTime(value string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02T15:04:05", value, sweden())
	if err != nil {
		return at, &soap.FaultError{Code: "a:DeserializationFailed", Reason: "The value cannot be parsed as the type 'DateTime'."}
	}
	return at, nil
}

func (s *Server) getCase(c *soap.Call) (any, error) {
	var r getCaseRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	answer := &getCaseResponse{prefixes: usual()}
	k := s.find(r.CaseID)
	if k == nil {
		answer.Result.Nil = "true"
		return answer, nil
	}
	process, _ := name(s.cfg.ProcessTypes, k.ProcessType)
	documents, occurrences := &listedDocuments{}, &listedOccurrences{}
	answer.Result = caseResult{
		Documents: documents, Occurrences: occurrences,
		CaseID: k.ID, CaseNumber: k.Number, Subtitle: k.Subtitle, SubtitleFree: k.SubtitleFree, Estate: s.designation(k), ProcessType: process,
	}
	for _, o := range k.Occurrences {
		listed := listedOccurrence{Date: o.At.In(sweden()).Format(dateTime), Description: o.Description, ID: o.ID, Type: o.Type}
		for _, d := range o.Documents {
			status, _ := name(s.cfg.DocumentStatuses, d.Status)
			listed.Documents = append(listed.Documents, listedDocument{
				ID: d.ID, Status: status, Type: d.Type, Filename: d.Filename, MainDecision: d.MainDecision, Note: d.Note,
			})
		}
		documents.Each = append(documents.Each, listed.Documents...)
		occurrences.Each = append(occurrences.Each, listed)
	}
	return answer, nil
}

func (s *Server) getDocument(c *soap.Call) (any, error) {
	var r getDocumentRequest
	if err := c.Decode(&r); err != nil {
		return nil, err
	}
	found, ok := s.document(r.DocumentID)
	if !ok {
		return nil, refused("Handlingen finns inte.")
	}
	answer := &getDocumentResponse{prefixes: usual()}
	answer.Result.Data = base64.StdEncoding.EncodeToString(found.Data)
	if dot := strings.LastIndexByte(found.Filename, '.'); dot >= 0 {
		answer.Result.Extension = found.Filename[dot:]
	}
	return answer, nil
}

// document returns a document by its id.
func (s *Server) document(id string) (Document, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, k := range s.cases {
		for _, o := range k.Occurrences {
			for _, d := range o.Documents {
				if strings.EqualFold(d.ID, id) {
					return d, true
				}
			}
		}
	}
	return Document{}, false
}
