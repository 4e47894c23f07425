package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
)

const (
	// maxDepth is how deep the elements of an answer may be nested.
	maxDepth = 100
	// maxElements is how many elements an answer may have: empty ones take a hundred
	// times the room in memory that they take in the answer.
	maxElements = 500_000
)

var (
	errNotSOAP  = errors.New("the answer is not SOAP")
	errNotWhole = errors.New("the answer is not a whole XML document")
	errDoctype  = errors.New("the answer has a document type or an instruction, which SOAP forbids")
	errTooDeep  = errors.New("the answer is nested too deeply")
	errCharset  = errors.New("the answer is neither UTF-8 nor ISO 8859-1")
	errOther    = errors.New("the answer is not one to what was asked")
)

// read reads an envelope: a fault, or what response points to. With nil for a
// response only a fault is read. Errors do not quote the document.
func read(a *httpclient.Answer, response any) (*FaultError, error) {
	text, err := decodeText(a)
	if err == nil {
		err = check(text)
	}
	if err != nil {
		return nil, err
	}
	return readEnvelope(newDecoder(text), a.Status, response)
}

func readEnvelope(d *xml.Decoder, status int, response any) (fault *FaultError, err error) {
	root, err := nextElement(d)
	if err != nil {
		return nil, err
	}
	if root == nil || root.Name.Local != "Envelope" || root.Name.Space != ns11 && root.Name.Space != ns12 {
		return nil, errNotSOAP
	}
	bodies := 0
	for {
		child, err := nextElement(d)
		if err != nil {
			return nil, err
		}
		if child == nil {
			break
		}
		if child.Name.Local != "Body" || child.Name.Space != root.Name.Space {
			if err := d.Skip(); err != nil {
				return nil, errNotWhole
			}
			continue
		}
		bodies++
		if fault, err = readBody(d, root.Name.Space, status, response); err != nil {
			return nil, err
		}
	}
	if bodies != 1 {
		return nil, errNotSOAP
	}
	return fault, readEnd(d)
}

// readBody reads the one element of a body.
func readBody(d *xml.Decoder, ns string, status int, response any) (*FaultError, error) {
	content, err := nextElement(d)
	if err != nil {
		return nil, err
	}
	var fault *FaultError
	switch {
	case content == nil:
		return nil, errOther
	case content.Name == xml.Name{Space: ns, Local: "Fault"}:
		if fault, err = readFault(d, *content, status); err != nil {
			return nil, err
		}
	case response == nil:
		return nil, errOther
	default:
		if err := d.DecodeElement(response, content); err != nil {
			return nil, errOther
		}
	}
	more, err := nextElement(d)
	if err == nil && more != nil {
		err = errOther
	}
	return fault, err
}

// nextElement returns the next element below the one that d is in, and nil at the
// end of that. Between elements there is only space.
func nextElement(d *xml.Decoder) (*xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return nil, errNotWhole
		}
		switch t := token.(type) {
		case xml.StartElement:
			return &t, nil
		case xml.EndElement:
			return nil, nil //nolint:nilnil // the end is no error
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return nil, errNotSOAP
			}
		}
	}
}

// readEnd reads what may stand behind the envelope: space and comments.
func readEnd(d *xml.Decoder) error {
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		text, isText := token.(xml.CharData)
		_, isComment := token.(xml.Comment)
		if err != nil || !isComment && (!isText || len(bytes.TrimSpace(text)) > 0) {
			return errNotWhole
		}
	}
}

// decodeText returns the answer in UTF-8, without its mark. What the header says
// goes before what the document says of itself (RFC 7303, 3).
func decodeText(a *httpclient.Answer) ([]byte, error) {
	_, params, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || charset == "" {
		charset = declared(a.Body)
	}
	switch charset {
	case "", "utf-8", "us-ascii":
		text := bytes.TrimPrefix(a.Body, []byte("\uFEFF"))
		if !utf8.Valid(text) {
			return nil, errCharset
		}
		return text, nil
	case "iso-8859-1":
		text := make([]rune, len(a.Body))
		for i, b := range a.Body {
			text[i] = rune(b)
		}
		return []byte(string(text)), nil
	}
	return nil, errCharset
}

// declared is the encoding that the first line of a document names, or "".
func declared(document []byte) string {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte("\uFEFF"))))
	charset := ""
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		charset = strings.ToLower(label)
		return nil, errCharset
	}
	_, _ = d.RawToken() // an error will come again
	return charset
}

func newDecoder(text []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	return d
}

// check lets only documents through that have what an envelope may have. Without
// document types there are no entities, and nothing that is fetched or grows.
// httpclient.ErrTooLong: it has more elements than are read.
func check(text []byte) error {
	d := newDecoder(text)
	depth, elements := 0, 0
	for first := true; ; first = false {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errNotWhole
		}
		switch t := token.(type) {
		case xml.Directive:
			return errDoctype
		case xml.ProcInst:
			if t.Target != "xml" || !first {
				return errDoctype
			}
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errTooDeep
			}
			if elements++; elements > maxElements {
				return httpclient.ErrTooLong
			}
		case xml.EndElement:
			depth--
		}
	}
}
