package byggr

import (
	"encoding/base64"
	"encoding/xml"
	"strings"
	"time"
)

const (
	nsService = "www.tekis.se/ServiceContract"
	nsArende  = "www.tekis.se/arende"
)

// out is an element of an answer: name, attributes, and text or elements. Answers
// are written by hand, so that nothing depends on how a library maps structs.
type out struct {
	name  string
	ns    string // declared on the element when it is not ""
	attrs []string
	text  string
	kids  []out
}

// MarshalXML implements xml.Marshaler.
func (o out) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	start := xml.StartElement{Name: xml.Name{Local: o.name}}
	if o.ns != "" {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "xmlns"}, Value: o.ns})
	}
	for i := 0; i+1 < len(o.attrs); i += 2 {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: o.attrs[i]}, Value: o.attrs[i+1]})
	}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if err := e.EncodeToken(xml.CharData(o.text)); err != nil {
		return err
	}
	for _, k := range o.kids {
		if err := e.Encode(k); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

// el is an element with text.
func el(name, text string) out { return out{name: name, text: text} }

// group is an element with elements; those without content are left out.
func group(name string, kids ...out) out { return out{name: name, kids: filled(kids)} }

func filled(kids []out) (all []out) {
	for _, k := range kids {
		if k.text != "" || len(k.kids) > 0 || len(k.attrs) > 0 {
			all = append(all, k)
		}
	}
	return all
}

// in is any element of a request.
type in struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Kids    []in       `xml:",any"`
}

// at goes down by the names of elements and returns the first that is there.
func (i in) at(path ...string) in {
	for _, name := range path {
		found := in{}
		for _, k := range i.Kids {
			if k.XMLName.Local == name {
				found = k
				break
			}
		}
		i = found
	}
	return i
}

// is reports whether the element is there and says something.
func (i in) is() bool { return i.XMLName.Local != "" && i.attr("nil") != "true" }

func (i in) text(path ...string) string { return i.at(path...).Text }

func (i in) bool(path ...string) bool { return strings.TrimSpace(i.text(path...)) == "true" }

func (i in) attr(name string) string {
	for _, a := range i.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// time reads an xs:dateTime; without a place it is Sweden's.
func (i in) time(path ...string) (time.Time, bool) {
	text := strings.TrimSpace(i.text(path...))
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, true
	}
	t, err := time.ParseInLocation("2006-01-02T15:04:05", text, sweden())
	return t, err == nil
}

func dateTime(t time.Time) string { return t.In(sweden()).Format("2006-01-02T15:04:05.9999999-07:00") }

// minutes is how a händelse says when it was.
func minutes(t time.Time) string { return t.In(sweden()).Format("2006-01-02T15:04:00-07:00") }

func truth(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func base64Of(content []byte) string { return base64.StdEncoding.EncodeToString(content) }
