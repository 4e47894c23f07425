package webhook_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/webhook"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/demo/outside/anysystem"
	"github.com/mittkoping/entre/internal/errs"
)

// judges are the published schemas, by their names.
func judges(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	out := map[string]*jsonschema.Schema{}
	for _, content := range webhook.Schemas() {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		name, _ := document.(map[string]any)["$id"].(string)
		if err := compiler.AddResource(name, document); err != nil {
			t.Fatal(err)
		}
		if out[name], err = compiler.Compile(name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func valid(t *testing.T, judge *jsonschema.Schema, body []byte) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return judge.Validate(value)
}

// kept stands before a system and keeps what is sent and answered.
type kept struct {
	http.Handler
	sent, answered [][]byte
	headers        []http.Header
}

func (k *kept) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.Method == http.MethodPost {
		k.sent = append(k.sent, body)
	}
	k.headers = append(k.headers, r.Header)
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	k.Handler.ServeHTTP(answer, r)
	k.answered = append(k.answered, answer.Body.Bytes())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// between starts a system behind what keeps everything.
func between(t *testing.T, change func(*anysystem.Config)) (*kept, *anysystem.Server, string) {
	t.Helper()
	s, _ := system(t, change)
	k := &kept{Handler: s}
	web := httptest.NewServer(k)
	t.Cleanup(web.Close)
	return k, s, web.URL + "/entre"
}

const reference = "MK-2026-7F3K-9Q2C"

var at = time.Date(2026, 11, 26, 9, 30, 0, 0, time.FixedZone("CET", 3600))

// caseStep is a case, whole or as small as it can be.
func caseStep(whole bool) delivery.Step {
	e := delivery.Envelope{Reference: reference, ServiceID: "synpunkt", Title: "Synpunkt", Language: "sv", ReceivedAt: at}
	if whole {
		e.Authority = "Kommunstyrelsen"
		e.Sections = []delivery.Section{{Title: "Vad?", Rows: []delivery.Row{{Question: "vad", Label: "Vad?", Lines: []string{"Räksmörgås \x00\xff <b>", ""}}, {Question: "tom", Label: ""}}}, {}}
		e.Place = &delivery.Place{Text: "Torget", HasPoint: true, Lat: 58.41, Long: 15.62}
		e.Contact = &delivery.Contact{Name: "Anna", Phone: "0300-12 34 56"}
		e.Files = []delivery.EnvelopeFile{fileOf("../../plan.pdf", "ritning").EnvelopeFile}
		e.Params = map[string]string{"kategori": "synpunkt", "annat": "x\r\ny"}
	}
	return delivery.Step{Key: reference + "/1", Kind: delivery.KindCreate, Envelope: e}
}

type openFile struct{ delivery.EnvelopeFile }

func fileOf(name, content string) openFile {
	sum := sha256.Sum256([]byte(content))
	return openFile{delivery.EnvelopeFile{
		ID: "f1", Name: name, MediaType: "application/pdf", Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}}
}

func laterStep(seq int, kind delivery.Kind, remoteID string) delivery.Step {
	s := delivery.Step{Key: delivery.StepKey(reference, seq), Kind: kind, Envelope: caseStep(false).Envelope, RemoteID: remoteID}
	switch kind {
	case delivery.KindAttachment:
		f := fileOf("", "").EnvelopeFile
		s.Attachment = &f
	default:
		s.Message = &delivery.EnvelopeMessage{ID: "m" + strconv.Itoa(seq), At: at}
	}
	return s
}

// TestEverythingIsAsPublished holds each body to its schema: what is sent, what is
// answered and what comes back.
func TestEverythingIsAsPublished(t *testing.T) {
	t.Parallel()
	judge := judges(t)
	k, s, baseURL := between(t, func(c *anysystem.Config) { c.Categories = nil })
	c := connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{ours}})
	send := func(step delivery.Step) {
		t.Helper()
		if _, err := c.Send(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Find(t.Context(), step); err != nil {
			t.Fatal(err)
		}
	}
	send(caseStep(true))
	id := s.Cases()[0].ID
	small := caseStep(false)
	small.Key = reference + "/99"
	for _, step := range []delivery.Step{
		small, laterStep(2, delivery.KindAttachment, id), laterStep(3, delivery.KindMessage, id), laterStep(4, delivery.KindWithdrawal, id),
	} {
		send(step)
	}
	refused := laterStep(5, delivery.KindMessage, "finns inte")
	if _, err := c.Send(t.Context(), refused); err == nil {
		t.Error("a message to nobody is taken")
	}
	if _, found, err := c.Find(t.Context(), refused); found || err != nil {
		t.Error("what was refused is found", found, err)
	}
	s.SetQuirks(anysystem.Quirks{Later: true})
	send(laterStep(6, delivery.KindMessage, id))
	for i, n := range []anysystem.News{
		{Status: anysystem.Waiting, Text: "Hur många?", Asks: true, Until: "2026-12-24"},
		{Text: "Hej"},
		{Files: []anysystem.File{{Name: "x.pdf", Content: []byte("x")}}},
		{Decision: true, Status: anysystem.Closed, Text: "Ja"},
	} {
		if err := s.Do(t.Context(), id, n); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := s.MakeAll(t.Context()); err != nil {
		t.Fatal(err)
	}

	hold := func(name string, bodies [][]byte, least int) {
		t.Helper()
		if len(bodies) < least {
			t.Fatalf("%s: only %d bodies", name, len(bodies))
		}
		for _, body := range bodies {
			if err := valid(t, judge[name], body); err != nil {
				t.Errorf("%s: %v\n%s", name, err, body)
			}
		}
	}
	hold(webhook.EventSchema, k.sent, 7)
	hold(webhook.AnswerSchema, k.answered, 14)
	var told [][]byte
	for _, x := range s.Outbox() {
		told = append(told, x.Body)
	}
	hold(webhook.InboundSchema, told, 5)
}

// TestTheSameStepIsTheSameEvent: a resend is recognised by whoever compares.
func TestTheSameStepIsTheSameEvent(t *testing.T) {
	t.Parallel()
	k, _, baseURL := between(t, nil)
	c := connect(t, webhook.Options{BaseURL: baseURL, Secrets: []string{ours}})
	for range 2 {
		if _, err := c.Send(t.Context(), caseStep(true)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(k.sent[0], k.sent[1]) {
		t.Errorf("sent\n%s\nand\n%s", k.sent[0], k.sent[1])
	}
	if got := k.headers[0].Get("webhook-id"); got != "MK-2026-7F3K-9Q2C_1" {
		t.Errorf("webhook-id is %q", got)
	}
}

// TestHeardIsAsPublished: the schema and the connector agree about what is whole.
func TestHeardIsAsPublished(t *testing.T) {
	t.Parallel()
	judge := judges(t)[webhook.InboundSchema]
	inbound := connect(t, webhook.Options{BaseURL: "https://a.example", Secrets: []string{ours}, InboundSecrets: []string{theirs}}).(delivery.Inbound)
	long := strings.Repeat("å", 20_001)
	for _, test := range []struct {
		name, kind, data string
		ok               bool
	}{
		{"a status", "status", `{"reference":"MK","status":"started"}`, true},
		{"a status with all", "status", `{"reference":"MK","status":"waiting","text":"Hur?","number":"D 1","asks":true,"until":"2026-12-24","more":1}`, true},
		{"another status", "status", `{"reference":"MK","status":"lost"}`, false},
		{"no status", "status", `{"reference":"MK"}`, false},
		{"no case", "status", `{"status":"started"}`, false},
		{"asks for nothing", "status", `{"reference":"MK","status":"waiting","asks":true}`, false},
		{"asks while it is closed", "status", `{"reference":"MK","status":"closed","text":"Hur?","asks":true}`, false},
		{"a day and no question", "status", `{"reference":"MK","status":"waiting","until":"2026-12-24"}`, false},
		{"a day that is none", "status", `{"reference":"MK","status":"waiting","text":"Hur?","asks":true,"until":"2026-13-24"}`, false},
		{"a message", "message", `{"reference":"MK","text":"Hej"}`, true},
		{"a message with a file", "message", `{"reference":"MK","text":"Hej","files":[{"name":"a","content":"aGVq"}]}`, true},
		{"an empty message", "message", `{"reference":"MK","text":""}`, false},
		{"a long message", "message", `{"reference":"MK","text":"` + long + `"}`, false},
		{"a document", "document", `{"reference":"MK","files":[{"name":"a.pdf","media_type":"application/pdf","content":"","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}`, true},
		{"no document", "document", `{"reference":"MK","files":[]}`, false},
		{"a document without content", "document", `{"reference":"MK","files":[{"name":"a"}]}`, false},
		{"a document without a name", "document", `{"reference":"MK","files":[{"content":"aGVq"}]}`, false},
		{"an address instead of a file", "document", `{"reference":"MK","files":[{"name":"a","url":"http://169.254.169.254/"}]}`, false},
		{"too many documents", "document", `{"reference":"MK","files":[` + strings.TrimSuffix(strings.Repeat(`{"name":"a","content":""},`, 21), ",") + `]}`, false},
		{"a decision", "decision", `{"reference":"MK","text":"Ja","status":"closed"}`, true},
		{"a decision in a file", "decision", `{"reference":"MK","files":[{"name":"a","content":"aGVq"}]}`, true},
		{"a decision of nothing", "decision", `{"reference":"MK","status":"closed"}`, false},
		{"a confirmation", "confirmation", `{"webhook_id":"MK-1_2","status":"done","id":"4711","number":"D 1"}`, true},
		{"a confirmation of nothing", "confirmation", `{"webhook_id":"MK-1_2","status":"done"}`, false},
		{"a confirmation of no event", "confirmation", `{"webhook_id":"MK-1","status":"done","id":"1"}`, false},
		{"a confirmation of a step 0", "confirmation", `{"webhook_id":"MK-1_0","status":"done","id":"1"}`, false},
		{"a refusal", "confirmation", `{"webhook_id":"MK-1_2","status":"refused","reason":"no_such_category"}`, true},
		{"neither", "confirmation", `{"webhook_id":"MK-1_2","status":"accepted","id":"1"}`, false},
		{"another type", "payment", `{"reference":"MK"}`, false},
		{"no object", "status", `"started"`, false},
		{"a number for a text", "message", `{"reference":"MK","text":1}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := `{"specversion":"1.0","id":"e-1","source":"urn:x","type":"entre.inbound.` + test.kind + `","time":"2026-11-26T09:30:00Z","data":` + test.data + `}`
			schemaSays := valid(t, judge, []byte(body)) == nil
			_, err := inbound.Hear(heard("e-1", body))
			if schemaSays != test.ok || (err == nil) != test.ok {
				t.Errorf("the schema says %v, the connector %v; want %v", schemaSays, err, test.ok)
			}
			if err != nil && !errs.Is(err, errs.Invalid) {
				t.Errorf("%v, want Invalid", err)
			}
		})
	}
}

// TestHeardFilesAreWhole: a checksum that is given must be the content's, which no
// schema can say; and a file is named by its content.
func TestHeardFilesAreWhole(t *testing.T) {
	t.Parallel()
	inbound := connect(t, webhook.Options{BaseURL: "https://a.example", Secrets: []string{ours}, InboundSecrets: []string{theirs}}).(delivery.Inbound)
	hear := func(content, sum string) (delivery.Told, error) {
		return inbound.Hear(heard("e-1", `{"specversion":"1.0","id":"e-1","source":"urn:x","type":"entre.inbound.document","time":"2026-11-26T09:30:00Z",`+
			`"data":{"reference":"MK","files":[{"name":"../a.pdf","content":"`+content+`","sha256":"`+sum+`"}]}}`))
	}
	const ofHej = "9c478bf63e9500cb5db1e85ece82f18c8eb9e52e2f9135acd7f10972c8d563ba"
	hej, err := hear("aGVq", strings.ToUpper(ofHej)) // "hej"
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hear("aGVp", ofHej); !errs.Is(err, errs.Invalid) {
		t.Errorf("another content: %v, want Invalid", err)
	}
	other, err := hear("aGVp", "")
	if err != nil {
		t.Fatal(err)
	}
	f, g := hej.Change.Files[0], other.Change.Files[0]
	if f.ID == g.ID || f.Name != "_a.pdf" || string(hej.Contents[f.ID]) != "hej" {
		t.Errorf("heard %+v and %+v", f, g)
	}
}

// TestHeardListsAreNotHeld: a list of millions of nothing, which fits in what may
// be told, takes no more room than what was told.
func TestHeardListsAreNotHeld(t *testing.T) { // not parallel: it counts what is allocated
	inbound := connect(t, webhook.Options{BaseURL: "https://a.example", Secrets: []string{ours}, InboundSecrets: []string{theirs}}).(delivery.Inbound)
	h := heard("e-1", `{"specversion":"1.0","id":"e-1","source":"urn:x","type":"entre.inbound.document","time":"2026-11-26T09:30:00Z",`+
		`"data":{"reference":"MK","files":[`+strings.Repeat("{},", 1_000_000)+`{}]}}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := inbound.Hear(h); !errs.Is(err, errs.Invalid) {
		t.Errorf("%v, want Invalid", err)
	}
	runtime.ReadMemStats(&after)
	if held := after.TotalAlloc - before.TotalAlloc; held > uint64(len(h.Body)) {
		t.Errorf("%d bytes were allocated for %d that were told", held, len(h.Body))
	}
}

// heard is what a system sends that signs as it should.
func heard(id, body string) delivery.Heard {
	h := http.Header{}
	h.Set("webhook-id", id)
	now := clock.System{}.Now().Unix()
	h.Set("webhook-timestamp", strconv.FormatInt(now, 10))
	h.Set("webhook-signature", signed(theirs, id, now, body))
	return delivery.Heard{Header: h.Get, Body: []byte(body)}
}
