package soap

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"strings"
)

// Nil is an element that must be there and says nothing (xsi:nil). Use it as a
// field's type, with the value IsNil.
type Nil struct {
	Nil bool `xml:"xsi:nil,attr"`
}

// IsNil is the value of a Nil.
var IsNil = Nil{Nil: true} //nolint:gochecknoglobals // a constant, if Go had one

// Bytes are content in base64 (xs:base64Binary).
type Bytes []byte

// MarshalXML implements xml.Marshaler.
func (b Bytes) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(base64.StdEncoding.EncodeToString(b), start)
}

// UnmarshalXML implements xml.Unmarshaler. Space between the characters is ignored.
func (b *Bytes) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var text string
	if err := d.DecodeElement(&text, &start); err != nil {
		return err
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return errors.New("it is not base64")
	}
	*b = content
	return nil
}
