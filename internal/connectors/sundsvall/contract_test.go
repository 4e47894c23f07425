package sundsvall_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	server "github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
)

// operation is one of the contract's.
type operation struct {
	Method  string
	Path    string
	Query   map[string]any
	Headers map[string]any
	Request *struct {
		Type   string
		Schema struct {
			Properties map[string]any
			Required   []string
		}
	}
	Answers map[string]struct {
		Type    string
		Headers []string
	}

	id   string
	path *regexp.Regexp
}

// contract stands before the simulator and holds everything that is said by either
// side against the contract: addresses, names in the query, headers, types of
// content, the names of parts, and every body against its schema.
type contract struct {
	http.Handler
	t          testing.TB
	operations []*operation
	schemas    map[string]*jsonschema.Schema
	readOnly   map[string]bool // of an errand
	loose      bool            // answers may leave out what they should have
}

var parameterInPath = regexp.MustCompile(`\\\{[A-Za-z]+\\\}`)

func newContract(t testing.TB, next http.Handler) *contract {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "support-management.json"))
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Operations map[string]*operation
		Defs       map[string]struct {
			Properties map[string]struct{ ReadOnly bool }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("contract.json", document); err != nil {
		t.Fatal(err)
	}
	c := &contract{Handler: next, t: t, schemas: map[string]*jsonschema.Schema{}, readOnly: map[string]bool{}}
	compile := func(pointer string) {
		if c.schemas[pointer], err = compiler.Compile("contract.json#" + pointer); err != nil {
			t.Fatal(err)
		}
	}
	compile("/$defs/MessageRequest")
	compile("/$defs/ErrandAttachment/properties/channel")
	for id, o := range read.Operations {
		o.id = id
		o.path = regexp.MustCompile("^" + parameterInPath.ReplaceAllString(regexp.QuoteMeta(server.APIPath+o.Path), `[^/]+`) + "$")
		if o.Request != nil {
			compile("/operations/" + id + "/request/schema")
		}
		for name := range o.Query {
			compile("/operations/" + id + "/query/" + name)
		}
		for status, a := range o.Answers {
			if a.Type != "" {
				compile("/operations/" + id + "/answers/" + status + "/schema")
			}
		}
		c.operations = append(c.operations, o)
	}
	for name, p := range read.Defs["Errand"].Properties {
		c.readOnly[name] = p.ReadOnly
	}
	return c
}

func (c *contract) operation(r *http.Request) *operation {
	for _, o := range c.operations {
		if o.Method == r.Method && o.path.MatchString(r.URL.Path) {
			return o
		}
	}
	return nil
}

func (c *contract) validate(what, pointer string, body []byte) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = c.schemas[pointer].Validate(value)
	}
	if err != nil {
		c.t.Errorf("%s: %v", what, err)
	}
}

// ServeHTTP judges a request and its answer.
func (c *contract) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o := c.operation(r)
	if o == nil {
		if r.URL.Path != server.TokenPath && !strings.Contains(r.URL.Path, "/elsewhere") {
			c.t.Errorf("the contract has no %s %s", r.Method, r.URL.Path)
		}
		c.Handler.ServeHTTP(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	c.judgeRequest(o, r, body)
	answer := httptest.NewRecorder()
	c.Handler.ServeHTTP(answer, r)
	c.judgeAnswer(o, answer)
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

var sentBy = regexp.MustCompile(`^[^;]+; type=adAccount$`)

func (c *contract) judgeRequest(o *operation, r *http.Request, body []byte) {
	for name, values := range r.URL.Query() {
		schema := c.schemas["/operations/"+o.id+"/query/"+name]
		var value any = values[0]
		switch {
		case schema == nil:
			c.t.Errorf("%s: the query has %s", o.id, name)
			continue
		case name == "page", name == "size":
			value = json.Number(values[0])
		case name == "sort":
			value = []any{values[0]}
		}
		if err := schema.Validate(value); err != nil || len(values) != 1 {
			c.t.Errorf("%s: %s in the query: %v", o.id, name, err)
		}
	}
	if !sentBy.MatchString(r.Header.Get("X-Sent-By")) || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
		c.t.Errorf("%s: headers %v", o.id, r.Header)
	}
	if _, may := o.Headers["If-Match"]; r.Header.Get("If-Match") != "" && !may {
		c.t.Errorf("%s: If-Match", o.id)
	}
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case o.Request == nil:
		if len(body) > 0 || media != "" {
			c.t.Errorf("%s: a body where there is none", o.id)
		}
	case media != o.Request.Type:
		c.t.Errorf("%s: content of type %q, not %q", o.id, media, o.Request.Type)
	case media == "multipart/form-data":
		c.judgeForm(o, multipart.NewReader(bytes.NewReader(body), params["boundary"]))
	default:
		c.validate(o.id+" is sent", "/operations/"+o.id+"/request/schema", body)
		var top map[string]any
		_ = json.Unmarshal(body, &top)
		for name := range top {
			if strings.HasSuffix(o.id, "Errand") && c.readOnly[name] {
				c.t.Errorf("%s: %s is for reading only", o.id, name)
			}
		}
	}
}

func (c *contract) judgeForm(o *operation, form *multipart.Reader) {
	seen := map[string]bool{}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return // cut off, as the suite does
		}
		content, _ := io.ReadAll(part)
		name := part.FormName()
		if _, known := o.Request.Schema.Properties[name]; !known || seen[name] {
			c.t.Errorf("%s: a part %q too many", o.id, name)
		}
		seen[name] = true
		switch name {
		case "message":
			if part.Header.Get("Content-Type") != "application/json" {
				c.t.Errorf("the message is %q", part.Header.Get("Content-Type"))
			}
			c.validate("a message", "/$defs/MessageRequest", content)
		case "channel":
			c.validate("a channel", "/$defs/ErrandAttachment/properties/channel", fmt.Appendf(nil, "%q", content))
		case "errandAttachment":
			if part.FileName() == "" {
				c.t.Error("a file without a name")
			}
		}
	}
	for _, name := range o.Request.Schema.Required {
		if !seen[name] {
			c.t.Errorf("%s: without the part %s", o.id, name)
		}
	}
}

func (c *contract) judgeAnswer(o *operation, answer *httptest.ResponseRecorder) {
	status := strconv.Itoa(answer.Code)
	if answer.Code == http.StatusUnauthorized { // the gateway's
		return
	}
	said, known := o.Answers[status]
	if !known && answer.Code == http.StatusNotFound { // which the contract forgets for some
		said.Type, known = "application/problem+json", true
		o, status = c.named("readErrand"), "404"
	}
	media, _, _ := mime.ParseMediaType(answer.Header().Get("Content-Type"))
	switch {
	case !known:
		c.t.Errorf("%s: the contract has no answer %s", o.id, status)
	case said.Type != "":
		if media != said.Type {
			c.t.Errorf("%s: an answer of type %q", o.id, media)
		}
		c.validate(o.id+" is answered "+status, "/operations/"+o.id+"/answers/"+status+"/schema", answer.Body.Bytes())
	}
	for _, name := range said.Headers {
		if answer.Header().Get(name) == "" && !c.loose {
			c.t.Errorf("%s: an answer without %s", o.id, name)
		}
	}
}

func (c *contract) named(id string) *operation {
	for _, o := range c.operations {
		if o.id == id {
			return o
		}
	}
	return nil
}
