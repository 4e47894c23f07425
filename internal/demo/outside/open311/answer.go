package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"

	"github.com/mittkoping/entre/internal/errs"
)

// format is a representation of GeoReport: XML is mandatory and the default.
type format string

const (
	formatXML  format = "xml"
	formatJSON format = "json"
)

// answer is a document that both formats can tell. JSON follows the Spark
// convention: the names of the root and of a list's elements are left out.
type answer struct {
	root  string
	item  string // element name of a list; empty when elements is one object
	value any    // for JSON
	list  []any  // the same elements, one by one, for XML
}

func object(root string, value any) answer { return answer{root: root, value: value} }

func list[T any](root, item string, values []T) answer {
	a := answer{root: root, item: item, value: values, list: make([]any, len(values))}
	if values == nil {
		a.value = []T{} // null is not an empty list
	}
	for i, v := range values {
		a.list[i] = v
	}
	return a
}

func (a answer) encode(f format) ([]byte, error) {
	if f == formatJSON {
		return json.Marshal(a.value)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	encoder := xml.NewEncoder(&out)
	root := xml.StartElement{Name: xml.Name{Local: a.root}}
	if a.item == "" {
		err := encoder.EncodeElement(a.value, root)
		return out.Bytes(), err
	}
	item := xml.StartElement{Name: xml.Name{Local: a.item}}
	err := encoder.EncodeToken(root)
	for _, v := range a.list {
		err = errors.Join(err, encoder.EncodeElement(v, item))
	}
	err = errors.Join(err, encoder.EncodeToken(root.End()), encoder.Flush())
	return out.Bytes(), err
}

// refusal is an error that the client is told about, as GeoReport does it: the
// same status in the header and with each of the descriptions.
type refusal struct {
	status       int
	descriptions []string
}

func refuse(status int, descriptions ...string) error {
	return &refusal{status: status, descriptions: descriptions}
}

// Error says the status only: the descriptions may repeat what a client sent.
func (r *refusal) Error() string { return fmt.Sprintf("open311: refused with %d", r.status) }

// document is the refusal as <errors>.
func (r *refusal) document() answer {
	type apiError struct {
		Code        int    `xml:"code" json:"code"`
		Description string `xml:"description" json:"description"`
	}
	all := make([]apiError, len(r.descriptions))
	for i, d := range r.descriptions {
		all[i] = apiError{Code: r.status, Description: d}
	}
	return list("errors", "error", all)
}

// asRefusal turns any error into what the client may hear of it.
func asRefusal(err error) *refusal {
	if known, ok := errors.AsType[*refusal](err); ok {
		return known
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &refusal{http.StatusRequestEntityTooLarge, []string{
			fmt.Sprintf("The request is larger than %d bytes.", tooLarge.Limit),
		}}
	}
	switch errs.KindOf(err) {
	case errs.NotFound:
		return &refusal{http.StatusNotFound, []string{"service_request_id was not found."}}
	case errs.Invalid:
		return &refusal{http.StatusBadRequest, []string{"The request is invalid."}}
	default:
		return &refusal{http.StatusInternalServerError, []string{"The request could not be kept. Try again later."}}
	}
}

// send writes the answer, or the refusal that err becomes.
func (s *Server) send(w http.ResponseWriter, r *http.Request, f format, a answer, err error) {
	status := http.StatusOK
	if err != nil {
		refused := asRefusal(err)
		status, a = refused.status, refused.document()
		if status >= http.StatusInternalServerError {
			s.cfg.Logger.ErrorContext(r.Context(), "open311: request failed", "path", r.URL.Path, "error", err)
		}
	}
	body, err := a.encode(f)
	if err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "open311: answer not encoded", "path", r.URL.Path, "error", err)
		http.Error(w, "answer not encoded", http.StatusInternalServerError)
		return
	}
	contentType := "text/xml; charset=utf-8"
	if f == formatJSON {
		contentType = "application/json; charset=utf-8"
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that left is not our error
}
