package open311

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// requestDocument is a request as GET requests tells it.
type requestDocument struct {
	ID          string   `xml:"service_request_id" json:"service_request_id"`
	Status      Status   `xml:"status" json:"status"`
	StatusNotes string   `xml:"status_notes" json:"status_notes"`
	ServiceName string   `xml:"service_name" json:"service_name"`
	ServiceCode string   `xml:"service_code" json:"service_code"`
	Description string   `xml:"description" json:"description"`
	Agency      string   `xml:"agency_responsible" json:"agency_responsible"`
	Requested   string   `xml:"requested_datetime" json:"requested_datetime"`
	Updated     string   `xml:"updated_datetime" json:"updated_datetime"`
	Address     string   `xml:"address" json:"address"`
	AddressID   string   `xml:"address_id" json:"address_id"`
	Zipcode     string   `xml:"zipcode" json:"zipcode"`
	Lat         *float64 `xml:"lat" json:"lat"`
	Long        *float64 `xml:"long" json:"long"`
	MediaURL    string   `xml:"media_url" json:"media_url"`
}

func describeRequest(r Request) requestDocument {
	d := requestDocument{
		ID:          r.ID,
		Status:      r.Status.geoReport(),
		StatusNotes: r.StatusNote,
		ServiceName: r.ServiceName,
		ServiceCode: r.ServiceCode,
		Description: r.Description,
		Agency:      "Gatukontoret",
		Requested:   r.RequestedAt.Format(time.RFC3339),
		Updated:     r.UpdatedAt.Format(time.RFC3339),
		Address:     r.Address,
		AddressID:   r.AddressID,
		MediaURL:    r.MediaURL,
	}
	if r.Position != nil {
		d.Lat, d.Long = &r.Position.Lat, &r.Position.Long
	}
	return d
}

func (s *Server) showRequest(id string) (answer, error) {
	r, found := s.findRequest(id)
	if !found {
		return answer{}, refuse(http.StatusNotFound, "service_request_id was not found.")
	}
	return list("service_requests", "request", []requestDocument{describeRequest(r)}), nil
}

// tokenDocument answers a new request, and the question for a token's id.
type tokenDocument struct {
	ID    string `xml:"service_request_id,omitempty" json:"service_request_id,omitempty"`
	Token string `xml:"token,omitempty" json:"token,omitempty"`
}

func (s *Server) showToken(token string) (answer, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.byToken[token]
	if r == nil {
		return answer{}, refuse(http.StatusNotFound, "token was not found.")
	}
	d := tokenDocument{Token: token}
	if s.assigned(r, s.now()) {
		d.ID = r.ID
	}
	return list("service_requests", "request", []tokenDocument{d}), nil
}

// requestFilter is what GET requests was asked for. Empty lists mean all.
type requestFilter struct {
	ids      []string
	codes    []string
	statuses []string
	window   window
}

func (f requestFilter) matches(r *Request) bool {
	if len(f.ids) > 0 { // "This overrides all other arguments."
		return slices.Contains(f.ids, r.ID)
	}
	return (len(f.codes) == 0 || slices.Contains(f.codes, r.ServiceCode)) &&
		(len(f.statuses) == 0 || slices.Contains(f.statuses, string(r.Status.geoReport()))) &&
		f.window.holds(r.RequestedAt)
}

func (s *Server) parseFilter(query url.Values) (requestFilter, error) {
	f := requestFilter{
		ids:      commaList(query.Get("service_request_id")),
		codes:    commaList(query.Get("service_code")),
		statuses: commaList(query.Get("status")),
	}
	if len(f.ids) > 0 {
		return f, nil
	}
	for _, status := range f.statuses {
		if status != string(StatusOpen) && status != string(StatusClosed) {
			return f, refuse(http.StatusBadRequest, "status can be open or closed.")
		}
	}
	w, err := parseWindow(query)
	if err != nil {
		return f, err
	}
	f.window, err = w.withinSpan(s.now())
	return f, err
}

// listRequests answers the newest first, at most 1,000, within 90 days
// (GeoReport v2, "GET Service Requests").
func (s *Server) listRequests(query url.Values) (answer, error) {
	f, err := s.parseFilter(query)
	if err != nil {
		return answer{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	now := s.now()
	documents := []requestDocument{}
	for _, r := range slices.Backward(s.requests) {
		if len(documents) == listLimit {
			break
		}
		if s.assigned(r, now) && f.matches(r) {
			documents = append(documents, describeRequest(*r))
		}
	}
	return list("service_requests", "request", documents), nil
}

func commaList(value string) []string {
	var values []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			values = append(values, part)
		}
	}
	return values
}

// window is a span of time with both ends inside. A zero end is open.
type window struct{ start, end time.Time }

func parseWindow(query url.Values) (window, error) {
	var w window
	for name, into := range map[string]*time.Time{"start_date": &w.start, "end_date": &w.end} {
		value := query.Get(name)
		if value == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return w, refuse(http.StatusBadRequest, name+" must be a date and time with a zone, as 2010-01-01T00:00:00Z.")
		}
		*into = t
	}
	return w, nil
}

// withinSpan fills in the ends that were left open, so that the window spans
// at most 90 days, and refuses one that is wider.
func (w window) withinSpan(now time.Time) (window, error) {
	switch {
	case w.end.IsZero() && w.start.IsZero():
		w.end = now
		w.start = now.Add(-listSpan)
	case w.end.IsZero():
		w.end = w.start.Add(listSpan)
	case w.start.IsZero():
		w.start = w.end.Add(-listSpan)
	case w.end.Sub(w.start) > listSpan:
		return w, refuse(http.StatusBadRequest, "start_date and end_date may not span more than 90 days.")
	}
	return w, nil
}

func (w window) holds(t time.Time) bool {
	return (w.start.IsZero() || !t.Before(w.start)) && (w.end.IsZero() || !t.After(w.end))
}
