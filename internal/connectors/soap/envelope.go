package soap

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strconv"
)

// Version is a version of SOAP.
type Version string

// The versions.
const (
	V11 Version = "1.1"
	V12 Version = "1.2"
)

// The namespaces.
const (
	ns11  = "http://schemas.xmlsoap.org/soap/envelope/"
	ns12  = "http://www.w3.org/2003/05/soap-envelope"
	nsXSI = "http://www.w3.org/2001/XMLSchema-instance"
)

func (v Version) namespace() string {
	if v == V12 {
		return ns12
	}
	return ns11
}

// headers are where the versions say what is called.
func (v Version) headers(action string) (contentType string, h http.Header) {
	quoted := strconv.QuoteToASCII(action)
	if v == V12 {
		return "application/soap+xml; charset=utf-8; action=" + quoted, nil
	}
	return "text/xml; charset=utf-8", http.Header{"Soapaction": {quoted}}
}

// write makes an envelope. The prefix xsi may be used in it (Nil, and an attribute
// with the tag "xsi:type,attr").
func (v Version) write(header, body any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	envelope := element("soap:Envelope", "xmlns:soap", v.namespace(), "xmlns:xsi", nsXSI)
	parts := []part{{"soap:Header", header}, {"soap:Body", body}}
	if err := e.EncodeToken(envelope); err != nil {
		return nil, err
	}
	for _, p := range parts {
		if p.content == nil {
			continue
		}
		start := element(p.name)
		if err := e.EncodeToken(start); err != nil {
			return nil, err
		}
		if err := e.Encode(p.content); err != nil {
			return nil, err
		}
		if err := e.EncodeToken(start.End()); err != nil {
			return nil, err
		}
	}
	if err := e.EncodeToken(envelope.End()); err != nil {
		return nil, err
	}
	err := e.Close()
	return b.Bytes(), err
}

// part is a part of an envelope.
type part struct {
	name    string
	content any
}

// element is the beginning of an element, with prefixes as they are written.
func element(name string, attributes ...string) xml.StartElement {
	s := xml.StartElement{Name: xml.Name{Local: name}}
	for i := 0; i+1 < len(attributes); i += 2 {
		s.Attr = append(s.Attr, xml.Attr{Name: xml.Name{Local: attributes[i]}, Value: attributes[i+1]})
	}
	return s
}
