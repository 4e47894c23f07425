package connectortest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// A spoiler makes of a document one that is well formed and wrong. What is
// neither JSON nor XML becomes nothing.
type spoiler struct {
	value func(s string) any    // of each value; nil keeps them all. What is no text becomes an element in XML
	list  func(all []any) []any // of each list, in XML of the children with one name; nil keeps it
}

func (s spoiler) spoil(document []byte) []byte {
	if bytes.HasPrefix(bytes.TrimSpace(document), []byte("<")) {
		return s.spoilXML(document)
	}
	var v any
	if json.Unmarshal(document, &v) != nil {
		return nil
	}
	out, err := json.Marshal(s.json(v))
	if err != nil {
		return nil
	}
	return out
}

func (s spoiler) json(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, of := range v {
			v[name] = s.json(of)
		}
		return v
	case []any:
		for i := range v {
			v[i] = s.json(v[i])
		}
		if s.list != nil {
			v = s.list(v)
		}
		return v
	case string:
		if s.value != nil {
			return s.value(v)
		}
	case float64, bool:
		if s.value != nil {
			return s.value("1")
		}
	}
	return v
}

// node is an element, with its prefixes as they stand.
type node struct {
	start xml.StartElement
	kids  []any // *node, or text
}

func (s spoiler) spoilXML(document []byte) []byte {
	d := xml.NewDecoder(bytes.NewReader(document))
	root := &node{}
	open := []*node{root}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{start: token.Copy()}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.kids = append(top.kids, string(token))
		}
	}
	var out bytes.Buffer
	for _, kid := range root.kids {
		if n, ok := kid.(*node); ok {
			s.write(&out, n)
		}
	}
	return out.Bytes()
}

func (s spoiler) write(out *bytes.Buffer, n *node) {
	out.WriteString("<" + qualified(n.start.Name))
	for _, a := range n.start.Attr {
		if s.value != nil && a.Name.Space == "" && a.Name.Local != "xmlns" {
			a.Value = ""
		}
		out.WriteString(" " + qualified(a.Name) + `="`)
		_ = xml.EscapeText(out, []byte(a.Value))
		out.WriteString(`"`)
	}
	out.WriteString(">")
	for _, kid := range s.kidsOf(n) {
		switch kid := kid.(type) {
		case *node:
			s.write(out, kid)
		case string:
			_ = xml.EscapeText(out, []byte(kid))
		}
	}
	out.WriteString("</" + qualified(n.start.Name) + ">")
}

// kidsOf returns what is in an element, spoiled.
func (s spoiler) kidsOf(n *node) []any {
	isNode := func(kid any) bool { _, ok := kid.(*node); return ok }
	kids := n.kids
	if slices.ContainsFunc(kids, isNode) {
		kids = slices.DeleteFunc(slices.Clone(kids), func(kid any) bool { return !isNode(kid) })
		first := kids[0].(*node).start.Name
		same := len(kids) > 1 && !slices.ContainsFunc(kids, func(kid any) bool { return kid.(*node).start.Name != first })
		if same && s.list != nil {
			kids = s.list(kids)
		}
		return kids
	}
	var all strings.Builder
	for _, kid := range kids {
		words, _ := kid.(string)
		all.WriteString(words)
	}
	text := all.String()
	if s.value == nil || strings.TrimSpace(text) == "" {
		return kids
	}
	switch v := s.value(text).(type) {
	case nil:
		return nil
	case string:
		return []any{v}
	default:
		return []any{&node{start: xml.StartElement{Name: xml.Name{Local: "fel"}}}}
	}
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// withoutValues leaves the bare bones: an answer without an id.
func withoutValues(document []byte) []byte {
	return spoiler{value: func(string) any { return nil }}.spoil(document)
}

// wrongTypes puts something with parts where a value should be.
func wrongTypes(document []byte) []byte {
	return spoiler{value: func(s string) any { return map[string]any{"fel": s} }}.spoil(document)
}

// doubled tells each thing of a list twice.
func doubled(document []byte) []byte {
	return spoiler{list: func(all []any) (twice []any) {
		for _, one := range all {
			twice = append(twice, one, one)
		}
		return twice
	}}.spoil(document)
}

// backwards tells what is in a list from its end.
func backwards(document []byte) []byte {
	return spoiler{list: func(all []any) []any {
		all = slices.Clone(all)
		slices.Reverse(all)
		return all
	}}.spoil(document)
}

// errorInside is a success that says that it failed, in the manner of the back
// end's documents.
func errorInside(document []byte) []byte {
	switch s := string(document); {
	case strings.Contains(s, "http://www.w3.org/2003/05/soap-envelope"):
		return []byte(`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code>` +
			`<s:Reason><s:Text xml:lang="sv">Internt fel</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`)
	case strings.Contains(s, "http://schemas.xmlsoap.org/soap/envelope/"):
		return []byte(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode>` +
			`<faultstring>Internt fel</faultstring></s:Fault></s:Body></s:Envelope>`)
	case strings.HasPrefix(strings.TrimSpace(s), "<"):
		return []byte(`<errors><error><code>500</code><description>Internt fel</description></error></errors>`)
	default:
		return []byte(`{"error":{"code":500,"message":"Internt fel"},"message":"Internt fel","code":500}`)
	}
}
