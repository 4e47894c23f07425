package faultproxy

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer holds back what the back end answered.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header, WriteHeader and Write make answer an http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write keeps the bytes.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// send answers with another body than the back end's, and says its length.
func (a *answer) send(w http.ResponseWriter, body []byte) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // a client that left is no fault of the proxy's
}

// drip sends the whole answer, a byte at a time, until it is sent or the client
// has left.
func (a *answer) drip(ctx context.Context, w http.ResponseWriter, pause time.Duration) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
	for _, b := range a.body.Bytes() {
		if _, err := w.Write([]byte{b}); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush() // where it cannot be done, all comes at the end
		if !wait(ctx, pause) {
			return
		}
	}
}

// firstHalf is the answer as bytes on the wire, up to half of its body; the
// header promises all of it.
func (a *answer) firstHalf() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	header := a.header.Clone()
	// At least one byte is promised, so that an empty answer breaks too.
	header.Set("Content-Length", strconv.Itoa(max(a.body.Len(), 1)))
	_ = header.Write(&out) // to memory
	out.WriteString("\r\n")
	out.Write(a.body.Bytes()[:a.body.Len()/2])
	return out.Bytes()
}

// hangUp sends what there is and ends the connection: by a reset, or as if the
// server had gone. Where the connection cannot be taken over (HTTP/2) the
// request is aborted instead.
func hangUp(w http.ResponseWriter, sent []byte, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write(sent)
	if c, ok := conn.(interface{ SetLinger(seconds int) error }); ok && reset {
		_ = c.SetLinger(0)
	}
	_ = conn.Close()
}

func sendPage(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!doctype html><html><head><title>%s</title></head><body><h1>%[1]s</h1></body></html>", title)
}

// sendError says that it went well, and in the document that it did not.
func sendError(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, ".xml") {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, xml.Header+"<errors><error><code>500</code><description>internal error</description></error></errors>")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `[{"code":500,"description":"internal error"}]`)
}

// withoutIDs leaves out each member of a JSON document whose name ends in "id".
// Of any other document nothing is left.
func withoutIDs(body []byte) []byte {
	var document any
	if err := json.Unmarshal(body, &document); err != nil {
		return nil
	}
	leaveOutIDs(document)
	out, _ := json.Marshal(document) // it came from JSON
	return out
}

func leaveOutIDs(document any) {
	switch d := document.(type) {
	case []any:
		for i := range d {
			leaveOutIDs(d[i])
		}
	case map[string]any:
		maps.DeleteFunc(d, func(name string, _ any) bool { return strings.HasSuffix(strings.ToLower(name), "id") })
		for _, value := range d {
			leaveOutIDs(value)
		}
	}
}

// wrongTypes puts an empty object where each value of a JSON document should
// be: never another value, which a client might rightly take. Of any other
// document it makes XML with a root that nobody expects.
func wrongTypes(body []byte) []byte {
	var document any
	if err := json.Unmarshal(body, &document); err != nil {
		return []byte(xml.Header + "<unexpected><answer/></unexpected>")
	}
	wrong, _ := json.Marshal(withoutValues(document)) // it came from JSON
	return wrong
}

func withoutValues(document any) any {
	switch d := document.(type) {
	case []any:
		for i := range d {
			d[i] = withoutValues(d[i])
		}
		return d
	case map[string]any:
		for k := range d {
			d[k] = withoutValues(d[k])
		}
		return d
	default:
		return map[string]any{}
	}
}

// duplicated repeats each element of a list right after itself: of a JSON
// array, or of an XML root. What is no list stays as it is.
func duplicated(body []byte) []byte {
	var elements []json.RawMessage
	if err := json.Unmarshal(body, &elements); err == nil {
		twice := make([]json.RawMessage, 0, 2*len(elements))
		for _, e := range elements {
			twice = append(twice, e, e)
		}
		out, _ := json.Marshal(twice) // it came from JSON
		return out
	}
	if out, err := duplicatedXML(body); err == nil {
		return out
	}
	return body
}

func duplicatedXML(body []byte) ([]byte, error) {
	var out bytes.Buffer
	decoder := xml.NewDecoder(bytes.NewReader(body))
	depth, begun, copied := 0, int64(0), int64(0)
	for {
		before := decoder.InputOffset()
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			out.Write(body[copied:])
			return out.Bytes(), nil
		}
		if err != nil {
			return nil, err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth == 1 {
				begun = before
			}
			depth++
		case xml.EndElement:
			depth--
			if depth == 1 {
				after := decoder.InputOffset()
				out.Write(body[copied:after])
				out.Write(body[begun:after])
				copied = after
			}
		}
	}
}
