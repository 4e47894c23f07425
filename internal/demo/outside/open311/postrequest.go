package open311

import (
	"crypto/subtle"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxDescription is GeoReport's limit on free text, in characters.
const maxDescription = 4000

// postRequest takes a new service request (GeoReport v2, "POST Service
// Request").
func (s *Server) postRequest(r *http.Request) (answer, error) {
	form, err := parseForm(r)
	if err != nil {
		return answer{}, err
	}
	if err := s.checkKey(form); err != nil {
		return answer{}, err
	}
	service, err := s.serviceOf(form)
	if err != nil {
		return answer{}, err
	}
	position, faults := readPlace(form)
	attributes, attributeFaults := readAttributes(service, form)
	faults = append(faults, attributeFaults...)
	faults = append(faults, checkText(form)...)
	if len(faults) > 0 {
		return answer{}, refuse(http.StatusBadRequest, faults...)
	}
	created, err := s.createRequest(Request{
		ServiceCode: service.Code,
		ServiceName: service.Name,
		Description: form.Get("description"),
		Address:     form.Get("address_string"),
		AddressID:   form.Get("address_id"),
		Position:    position,
		MediaURL:    form.Get("media_url"),
		Reporter: Reporter{
			FirstName: form.Get("first_name"), LastName: form.Get("last_name"),
			Email: form.Get("email"), Phone: form.Get("phone"),
			AccountID: form.Get("account_id"), DeviceID: form.Get("device_id"),
		},
		Attributes: attributes,
	})
	receipt := tokenDocument{ID: created.ID}
	if created.Token != "" {
		receipt = tokenDocument{Token: created.Token}
	}
	return list("service_requests", "request", []tokenDocument{receipt}), err
}

// parseForm reads a form-encoded body. Arguments in the address do not count:
// they would put the key and the citizen's words into every log.
func parseForm(r *http.Request) (url.Values, error) {
	if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil ||
		mediaType != "application/x-www-form-urlencoded" {
		return nil, refuse(http.StatusBadRequest, "Content-Type must be application/x-www-form-urlencoded.")
	}
	if err := r.ParseForm(); err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return nil, err
		}
		return nil, refuse(http.StatusBadRequest, "The body is not a form.")
	}
	return r.PostForm, nil
}

func (s *Server) checkKey(form url.Values) error {
	if subtle.ConstantTimeCompare([]byte(form.Get("api_key")), []byte(s.cfg.APIKey)) != 1 {
		return refuse(http.StatusForbidden, "Missing or invalid api_key.")
	}
	return nil
}

func (s *Server) serviceOf(form url.Values) (Service, error) {
	code := form.Get("service_code")
	if code == "" {
		return Service{}, refuse(http.StatusBadRequest, "service_code was not provided.")
	}
	service, known := s.services[code]
	if !known {
		return Service{}, refuse(http.StatusNotFound, "service_code was not found.")
	}
	return service, nil
}

// checkText refuses what no text of the protocol may be.
func checkText(form url.Values) []string {
	var faults []string
	for name, values := range form {
		if !utf8.ValidString(name) || slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) }) {
			return []string{"All text must be UTF-8."}
		}
	}
	if utf8.RuneCountInString(form.Get("description")) > maxDescription {
		faults = append(faults, "description is limited to 4,000 characters.")
	}
	return faults
}

// readPlace reads the position and checks that there is a place at all: lat
// and long, an address or an address id.
func readPlace(form url.Values) (*Position, []string) {
	lat, long := form.Get("lat"), form.Get("long")
	if lat == "" && long == "" {
		if form.Get("address_string") == "" && form.Get("address_id") == "" {
			return nil, []string{"lat and long, address_string or address_id must be provided."}
		}
		return nil, nil
	}
	var p Position
	var latErr, longErr error
	p.Lat, latErr = strconv.ParseFloat(lat, 64)
	p.Long, longErr = strconv.ParseFloat(long, 64)
	// Written so that NaN, which ParseFloat takes, is outside too.
	inside := p.Lat >= -90 && p.Lat <= 90 && p.Long >= -180 && p.Long <= 180
	if latErr != nil || longErr != nil || !inside {
		return nil, []string{"lat and long must both be decimal degrees of WGS 84."}
	}
	return &p, nil
}

// readAttributes collects attribute[code]=v and attribute[code][]=v, and checks
// those that the service defines. Others are kept as they came.
func readAttributes(service Service, form url.Values) (map[string][]string, []string) {
	attributes := map[string][]string{}
	for name, values := range form {
		code, found := strings.CutPrefix(strings.TrimSuffix(name, "[]"), "attribute[")
		code, closed := strings.CutSuffix(code, "]")
		if found && closed && code != "" {
			values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
			attributes[code] = append(attributes[code], values...)
		}
	}
	var faults []string
	for _, a := range service.Attributes {
		values := attributes[a.Code]
		if len(values) == 0 && a.Required {
			faults = append(faults, "attribute["+a.Code+"] was not provided.")
		}
		if len(values) > 1 && a.Datatype != TypeMultiValueList {
			faults = append(faults, "attribute["+a.Code+"] takes one value.")
		}
		if slices.ContainsFunc(values, func(v string) bool { return !a.accepts(v) }) {
			faults = append(faults, "attribute["+a.Code+"] is not a "+string(a.Datatype)+" of the service.")
		}
	}
	return attributes, faults
}

func (a Attribute) accepts(value string) bool {
	switch a.Datatype {
	case TypeNumber:
		_, err := strconv.ParseFloat(value, 64)
		return err == nil
	case TypeDatetime:
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	case TypeSingleValueList, TypeMultiValueList:
		return slices.ContainsFunc(a.Values, func(v Value) bool { return v.Key == value })
	case TypeString:
		return !strings.ContainsAny(value, "\r\n")
	default:
		return true
	}
}
