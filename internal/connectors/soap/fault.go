package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/delivery"
)

// FaultError is a service's answer that it did not do what it was asked. Its error says
// codes only: the words may repeat what was sent.
type FaultError struct {
	Status int // HTTP's

	// Codes are the fault's codes without prefixes, the most general first: those
	// of SOAP 1.2 are given for 1.1 too (Sender for Client, Receiver for Server).
	// What stands behind a full stop, as SOAP 1.1 permits, is a code of its own.
	Codes []string
	// Detail is the name of the first element of the detail, which contracts give
	// to a typed fault; "" when there is none.
	Detail string
	// Reason is the service's own words. Personal data: never to be logged.
	Reason string

	detail []byte // what the detail holds
}

// Error implements error.
func (f *FaultError) Error() string {
	said := "SOAP fault " + strings.Join(f.Codes, "/")
	if f.Detail != "" {
		said += " (" + f.Detail + ")"
	}
	return said
}

// Has reports whether the fault has one of the codes.
func (f *FaultError) Has(codes ...string) bool {
	return slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(f.Codes, c) })
}

// DecodeDetail reads the first element of the detail into a pointer to a struct,
// as xml.Unmarshal does. What it holds may be personal data.
func (f *FaultError) DecodeDetail(into any) error {
	if err := xml.Unmarshal(f.detail, into); err != nil {
		return errors.New("the fault's detail is not the one asked for")
	}
	return nil
}

// settings are the codes of faults from before the operation: the service does not
// know us, or does not take our envelope. Those of WS-Security 1.0 (12), of SOAP
// 1.2 (5.4.6) and of WS-Addressing 1.0 (6.4).
var settings = []string{
	"FailedAuthentication", "FailedCheck", "InvalidSecurity", "InvalidSecurityToken", "SecurityTokenUnavailable",
	"UnsupportedSecurityToken", "MessageExpired",
	"VersionMismatch", "MustUnderstand", "DataEncodingUnknown",
	"ActionNotSupported", "DestinationUnreachable", "EndpointUnavailable",
}

// Judge says what the error of a Call means for a delivery: a fault from before the
// operation is a matter of settings, and the case waits (UnavailableError); any
// other fault is what own says. All else is as Call has said it.
func Judge(err error, own func(*FaultError) error) error {
	fault, ok := errors.AsType[*FaultError](err)
	switch {
	case !ok:
		return err
	case fault.Has(settings...):
		return &delivery.UnavailableError{Err: fmt.Errorf("our credentials or settings are not accepted: %w", fault)}
	}
	return own(fault)
}

type code struct {
	Value   string `xml:"Value"`
	Subcode *code  `xml:"Subcode"`
}

type rawFault struct {
	// SOAP 1.1
	FaultCode   string `xml:"faultcode"`
	FaultString string `xml:"faultstring"`
	Detail11    struct {
		Content []byte `xml:",innerxml"`
	} `xml:"detail"`
	// SOAP 1.2
	Code   code `xml:"Code"`
	Reason struct {
		Text []string `xml:"Text"`
	} `xml:"Reason"`
	Detail12 struct {
		Content []byte `xml:",innerxml"`
	} `xml:"Detail"`
}

// readFault reads a fault of either version.
func readFault(d *xml.Decoder, start xml.StartElement, status int) (*FaultError, error) {
	var raw rawFault
	if err := d.DecodeElement(&raw, &start); err != nil {
		return nil, errNotWhole
	}
	f := &FaultError{Status: status, Reason: raw.FaultString, detail: raw.Detail11.Content}
	for part := range strings.SplitSeq(local(raw.FaultCode), ".") {
		f.addCode(part)
	}
	if start.Name.Space == ns12 {
		f.Codes, f.detail = nil, raw.Detail12.Content
		for c := &raw.Code; c != nil; c = c.Subcode {
			f.addCode(local(c.Value))
		}
		f.Reason = strings.Join(raw.Reason.Text, "\n")
	}
	if len(f.Codes) == 0 {
		return nil, errNotSOAP
	}
	f.Detail = firstName(f.detail)
	return f, nil
}

// firstName is the name of the first element of a fragment, or "".
func firstName(fragment []byte) string {
	d := xml.NewDecoder(bytes.NewReader(fragment))
	for {
		token, err := d.RawToken()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok && codeName.MatchString(start.Name.Local) {
			return start.Name.Local
		}
	}
}

// codeName is what may pass for a code in a log.
var codeName = regexp.MustCompile(`^[\pL_][\pL\pN_-]{0,63}$`)

// addCode adds a code that is one.
func (f *FaultError) addCode(c string) {
	switch c {
	case "Client":
		c = "Sender"
	case "Server":
		c = "Receiver"
	}
	if codeName.MatchString(c) {
		f.Codes = append(f.Codes, c)
	}
}

func local(qname string) string {
	qname = strings.TrimSpace(qname)
	return qname[strings.LastIndexByte(qname, ':')+1:]
}
