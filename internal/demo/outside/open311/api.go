package open311

import (
	"net/http"
	"slices"
	"strings"
)

// serveAPI answers everything under /v2/. A resource is asked for by name,
// perhaps an id, and a format as its ending: /v2/requests/GK-10001.json
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	path, f := splitFormat(strings.TrimPrefix(r.URL.Path, "/v2/"))
	resource, id, hasID := strings.Cut(path, "/")
	call := resource
	if hasID {
		call += "/"
	}
	var a answer
	var err error
	switch r.Method + " " + call {
	case "GET services":
		a = s.listServices()
	case "GET services/":
		a, err = s.defineService(id)
	case "GET requests":
		a, err = s.listRequests(r.URL.Query())
	case "GET requests/":
		a, err = s.showRequest(id)
	case "POST requests":
		a, err = s.postRequest(r)
	case "GET tokens/":
		a, err = s.showToken(id)
	case "GET servicerequestupdates":
		a, err = s.listUpdates(r.URL.Query())
	case "POST servicerequestupdates":
		a, err = s.postUpdate(r)
	default:
		err = unknownCall(call)
	}
	s.send(w, r, f, a, err)
}

func splitFormat(path string) (string, format) {
	for _, f := range []format{formatXML, formatJSON} {
		if rest, ok := strings.CutSuffix(path, "."+string(f)); ok {
			return rest, f
		}
	}
	return path, formatXML
}

func unknownCall(call string) error {
	known := []string{"services", "services/", "requests", "requests/", "tokens/", "servicerequestupdates"}
	if slices.Contains(known, call) {
		return refuse(http.StatusMethodNotAllowed, "The method is not allowed for this resource.")
	}
	return refuse(http.StatusNotFound, "There is no such resource.")
}

type serviceSummary struct {
	Code        string `xml:"service_code" json:"service_code"`
	Name        string `xml:"service_name" json:"service_name"`
	Description string `xml:"description" json:"description"`
	Metadata    bool   `xml:"metadata" json:"metadata"`
	Type        string `xml:"type" json:"type"`
	Keywords    string `xml:"keywords" json:"keywords"`
	Group       string `xml:"group" json:"group"`
}

func (s *Server) listServices() answer {
	kind := "realtime"
	if s.cfg.TokenMode {
		kind = "batch"
	}
	summaries := make([]serviceSummary, len(s.cfg.Services))
	for i, v := range s.cfg.Services {
		summaries[i] = serviceSummary{v.Code, v.Name, v.Description, len(v.Attributes) > 0, kind, v.Keywords, v.Group}
	}
	return list("services", "service", summaries)
}

type serviceDefinition struct {
	Code       string              `xml:"service_code" json:"service_code"`
	Attributes []attributeDocument `xml:"attributes>attribute" json:"attributes"`
}

type attributeDocument struct {
	Variable            bool     `xml:"variable" json:"variable"`
	Code                string   `xml:"code" json:"code"`
	Datatype            Datatype `xml:"datatype" json:"datatype"`
	Required            bool     `xml:"required" json:"required"`
	DatatypeDescription string   `xml:"datatype_description" json:"datatype_description"`
	Order               int      `xml:"order" json:"order"`
	Description         string   `xml:"description" json:"description"`
	Values              []Value  `xml:"values>value" json:"values,omitempty"`
}

func (s *Server) defineService(code string) (answer, error) {
	service, known := s.services[code]
	if !known {
		return answer{}, refuse(http.StatusNotFound, "service_code was not found.")
	}
	definition := serviceDefinition{Code: code, Attributes: []attributeDocument{}}
	for i, a := range service.Attributes {
		definition.Attributes = append(definition.Attributes, attributeDocument{
			true, a.Code, a.Datatype, a.Required, a.DatatypeDescription, i + 1, a.Description, a.Values,
		})
	}
	return object("service_definition", definition), nil
}

type discovery struct {
	Changeset  string     `xml:"changeset" json:"changeset"`
	Contact    string     `xml:"contact" json:"contact"`
	KeyService string     `xml:"key_service" json:"key_service"`
	Endpoints  []endpoint `xml:"endpoints>endpoint" json:"endpoints"`
}

type endpoint struct {
	Specification string   `xml:"specification" json:"specification"`
	URL           string   `xml:"url" json:"url"`
	Changeset     string   `xml:"changeset" json:"changeset"`
	Type          string   `xml:"type" json:"type"`
	Formats       []string `xml:"formats>format" json:"formats"`
}

// serveDiscovery answers the service discovery that GeoReport v2 requires
// (wiki.open311.org/Service_Discovery).
func (s *Server) serveDiscovery(w http.ResponseWriter, r *http.Request) {
	const changeset = "2026-01-01 00:00" // the services do not change while a server runs
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	_, f := splitFormat(r.URL.Path)
	s.send(w, r, f, object("discovery", discovery{
		Changeset:  changeset,
		Contact:    "Gatukontoret i Mittköping (påhittat, endast för demo)",
		KeyService: "Nyckeln står i demons konfiguration.",
		Endpoints: []endpoint{{
			Specification: "http://wiki.open311.org/GeoReport_v2",
			URL:           scheme + "://" + r.Host + s.cfg.Prefix + "/v2",
			Changeset:     changeset,
			Type:          "test",
			Formats:       []string{"text/xml", "application/json"},
		}},
	}), nil)
}
