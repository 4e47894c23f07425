package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// MaxRequest is the most that is read of a request, in bytes: a file of 20 MiB in
// base64, and what stands around it.
const MaxRequest = 32 << 20

// Version is the namespace of a version's envelope.
type Version string

// The versions.
const (
	V11 Version = "http://schemas.xmlsoap.org/soap/envelope/"
	V12 Version = "http://www.w3.org/2003/05/soap-envelope"
)

const wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

// Call is what somebody calls.
type Call struct {
	Version  Version
	Action   string   // as the header says it, without quotation marks
	Name     xml.Name // of the element in the body
	Envelope []byte   // the whole document
	Username string   // of WS-Security, or of HTTP's basic
	Password string   // as it was sent; of a digest, the digest
	Digest   *Digest  // what the digest was made of; nil when the password came as it is

	body []byte // the element, with the namespaces that it declares itself
}

// Digest is what a password's digest is made of, beside the password.
type Digest struct{ Nonce, Created string }

// FaultError is an answer that nothing was done, or not all.
type FaultError struct {
	Code   string // "Client" or "Server", as SOAP 1.1 has it, or one with a prefix
	Reason string
	Detail any // a struct for encoding/xml; may be nil
	Status int // HTTP's; 0: the one that the version says
}

// Error implements error.
func (f *FaultError) Error() string { return f.Code + ": " + f.Reason }

// Read reads a call. Its error is a *FaultError to be answered with, but for a request
// that is no SOAP at all, which it answers itself, with a nil call.
func Read(w http.ResponseWriter, r *http.Request) (*Call, error) {
	c := &Call{}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && media == "text/xml":
		c.Version = V11
		c.Action = strings.Trim(r.Header.Get("SOAPAction"), `"`)
	case err == nil && media == "application/soap+xml":
		c.Version = V12
		c.Action = params["action"]
	default:
		http.Error(w, "Unsupported Media Type", http.StatusUnsupportedMediaType)
		return nil, nil //nolint:nilnil // it is answered
	}
	c.Envelope, err = io.ReadAll(http.MaxBytesReader(w, r.Body, MaxRequest))
	if err != nil {
		http.Error(w, "Request Entity Too Large", http.StatusRequestEntityTooLarge)
		return nil, nil //nolint:nilnil,nilerr // it is answered
	}
	if err := c.parse(); err != nil {
		return c, err
	}
	if user, password, ok := r.BasicAuth(); ok && c.Username == "" {
		c.Username, c.Password = user, password
	}
	return c, nil
}

type envelope struct {
	XMLName xml.Name
	Header  struct {
		Security struct {
			Token struct {
				Username string `xml:"Username"`
				Password struct {
					Type  string `xml:"Type,attr"`
					Value string `xml:",chardata"`
				} `xml:"Password"`
				Nonce   string `xml:"Nonce"`
				Created string `xml:"Created"`
			} `xml:"UsernameToken"`
		} `xml:"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd Security"`
	} `xml:"Header"`
	Body struct {
		Content []byte `xml:",innerxml"`
	} `xml:"Body"`
}

// parse reads the envelope. Services on .NET refuse document types.
func (c *Call) parse() error {
	bad := &FaultError{Code: "Client", Reason: "The message could not be read."}
	if bytes.Contains(c.Envelope, []byte("<!DOCTYPE")) {
		return bad
	}
	var e envelope
	if err := xml.Unmarshal(c.Envelope, &e); err != nil || e.XMLName.Local != "Envelope" {
		return bad
	}
	if Version(e.XMLName.Space) != c.Version {
		return &FaultError{Code: "VersionMismatch", Reason: "The envelope is of another version."}
	}
	c.body = e.Body.Content
	d := xml.NewDecoder(bytes.NewReader(c.body))
	for c.Name.Local == "" {
		token, err := d.Token()
		if err != nil {
			return bad
		}
		if start, ok := token.(xml.StartElement); ok {
			c.Name = start.Name
		}
	}
	t := e.Header.Security.Token
	c.Username, c.Password = t.Username, t.Password.Value
	if strings.HasSuffix(t.Password.Type, "#PasswordDigest") {
		c.Digest = &Digest{Nonce: t.Nonce, Created: t.Created}
	}
	return nil
}

// Decode reads the element of the body into a pointer to a struct. An element that
// the struct does not have is ignored; one that cannot be read is a *FaultError.
func (c *Call) Decode(into any) error {
	// xsi may be declared on the envelope, outside of what body holds.
	if err := xml.Unmarshal(c.body, into); err != nil {
		return &FaultError{Code: "Client", Reason: "The formatter threw an exception while trying to deserialize the message."}
	}
	return nil
}

// Answer answers a call with a body: a struct for encoding/xml.
func Answer(w http.ResponseWriter, v Version, body any) error {
	content, err := xml.Marshal(body)
	if err != nil {
		return err
	}
	return write(w, v, http.StatusOK, content)
}

// AnswerFault answers a call with a fault, by the status that the version says.
func AnswerFault(w http.ResponseWriter, v Version, f *FaultError) error {
	var detail []byte
	if f.Detail != nil {
		var err error
		if detail, err = xml.Marshal(f.Detail); err != nil {
			return err
		}
	}
	status := http.StatusInternalServerError
	if v == V12 && f.Code == "Client" {
		status = http.StatusBadRequest
	}
	if f.Status != 0 {
		status = f.Status
	}
	return write(w, v, status, faultXML(v, f, detail))
}

func faultXML(v Version, f *FaultError, detail []byte) []byte {
	var b bytes.Buffer
	reason := escape(f.Reason)
	if v == V11 {
		code := f.Code
		if !strings.Contains(code, ":") {
			code = "s:" + code
		}
		b.WriteString("<s:Fault><faultcode>" + escape(code) + `</faultcode><faultstring xml:lang="sv-SE">` + reason + "</faultstring>")
		if detail != nil {
			b.WriteString("<detail>" + string(detail) + "</detail>")
		}
		b.WriteString("</s:Fault>")
		return b.Bytes()
	}
	value, sub := "s:"+f.Code, ""
	switch {
	case f.Code == "Client":
		value = "s:Sender"
	case f.Code == "Server":
		value = "s:Receiver"
	case strings.Contains(f.Code, ":"):
		value, sub = "s:Sender", "<s:Subcode><s:Value>"+escape(f.Code)+"</s:Value></s:Subcode>"
	}
	b.WriteString("<s:Fault><s:Code><s:Value>" + escape(value) + "</s:Value>" + sub + `</s:Code><s:Reason><s:Text xml:lang="sv-SE">` + reason + "</s:Text></s:Reason>")
	if detail != nil {
		b.WriteString("<s:Detail>" + string(detail) + "</s:Detail>")
	}
	b.WriteString("</s:Fault>")
	return b.Bytes()
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a Builder never fails
	}
	return b.String()
}

func write(w http.ResponseWriter, v Version, status int, body []byte) error {
	media := "text/xml; charset=utf-8"
	if v == V12 {
		media = "application/soap+xml; charset=utf-8"
	}
	document := `<s:Envelope xmlns:s="` + string(v) + `" xmlns:wsse="` + wsse + `"><s:Body>` + string(body) + "</s:Body></s:Envelope>"
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(document)))
	w.WriteHeader(status)
	_, err := w.Write([]byte(document))
	return err
}

// AsFault is the fault of an error, and one without particulars for any other.
func AsFault(err error) *FaultError {
	if f, ok := errors.AsType[*FaultError](err); ok {
		return f
	}
	return &FaultError{Code: "Server", Reason: "The server was unable to process the request due to an internal error."}
}
