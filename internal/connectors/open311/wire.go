package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// serviceRequest is a request as the server tells it. In the answer to a new
// request it has an id or a token only.
type serviceRequest struct {
	ID          text `json:"service_request_id" xml:"service_request_id"`
	Token       text `json:"token" xml:"token"`
	Status      text `json:"status" xml:"status"`
	StatusNotes text `json:"status_notes" xml:"status_notes"`
	Description text `json:"description" xml:"description"`
	Requested   text `json:"requested_datetime" xml:"requested_datetime"`
	Updated     text `json:"updated_datetime" xml:"updated_datetime"`
}

// update is an entry of servicerequestupdates.
type update struct {
	ID          text `json:"update_id" xml:"update_id"`
	RequestID   text `json:"service_request_id" xml:"service_request_id"`
	Status      text `json:"status" xml:"status"`
	Updated     text `json:"updated_datetime" xml:"updated_datetime"`
	Description text `json:"description" xml:"description"`
}

// service is an entry of services.
type service struct {
	Code text `json:"service_code" xml:"service_code"`
}

func decodeRequests(f Format, body []byte) ([]serviceRequest, error) {
	return decode[serviceRequest](f, "service_requests", "request", body)
}

func decodeUpdates(f Format, body []byte) ([]update, error) {
	return decode[update](f, "service_request_updates", "request_update", body)
}

// text is a value that servers write as a string or a number. Anything else is
// an error and not an empty text: who looks something up in an answer must not
// take a garbled one for "it is not there".
type text string

// UnmarshalJSON reads a string, a number or null.
func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err == nil { // null leaves it empty
		*t = text(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return errors.New("neither a text nor a number")
	}
	*t = text(n.String())
	return nil
}

// UnmarshalXML reads an element that holds characters only.
func (t *text) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	var b strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.CharData:
			b.Write(token)
		case xml.StartElement:
			return errors.New("an element where a text should be")
		case xml.EndElement:
			*t = text(b.String())
			return nil
		}
	}
}

// id returns the text as an id, without the space that some servers put
// around it.
func (t text) id() string { return strings.TrimSpace(string(t)) }

// time returns the text as a time in UTC, or zero (W3C date and time).
func (t text) time() time.Time {
	at, err := time.Parse(time.RFC3339, t.id())
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// decode reads a list in the format: a JSON array, or the XML element root
// with its item elements. A document that is anything else, or that ends too
// early, is an error. Errors do not quote the document.
func decode[T any](f Format, root, item string, body []byte) ([]T, error) {
	if f == XML {
		return decodeXML[T](root, item, body)
	}
	var items []T
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || trimmed[0] != '[' {
		return nil, errors.New("the answer is not a list in JSON")
	}
	if err := json.Unmarshal(body, &items); err != nil {
		return nil, errors.New("the answer is not the JSON that it should be")
	}
	return items, nil
}

func decodeXML[T any](root, item string, body []byte) ([]T, error) {
	var items []T
	garbled := fmt.Errorf("the answer is not the XML <%s> that it should be", root)
	d := xml.NewDecoder(bytes.NewReader(body))
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && depth == 2 {
			return items, nil
		}
		if err != nil {
			return nil, garbled
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case depth == 0 && token.Name.Local == root:
				depth = 1
			case depth == 1 && token.Name.Local == item:
				var v T
				if err := d.DecodeElement(&v, &token); err != nil {
					return nil, garbled
				}
				items = append(items, v)
			default:
				return nil, garbled
			}
		case xml.EndElement:
			depth = 2 // of the root: items are read whole
		}
	}
}
