package requesttracker_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/requesttracker"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
	server "github.com/mittkoping/entre/internal/demo/outside/requesttracker"
)

// world is a Request Tracker with what .ci/requesttracker.pl makes in it, be it
// the simulator or the product.
type world struct {
	url      string
	queue    string
	token    string // of the user that the docs ask for
	staff    string // of somebody who works tickets
	stranger string // of somebody without any right
}

// simulatedWorld is the simulator with that in it.
func simulatedWorld(t *testing.T) world {
	t.Helper()
	w := world{queue: queueName, token: token, staff: "1-15-staff", stranger: "1-16-stranger"}
	s := simulate(t, portal, func(cfg *server.Config) {
		cfg.Users = append(cfg.Users,
			server.User{Name: "handlaggare", Token: w.staff, Rights: append([]server.Right{server.ModifyTicket}, portal.Rights...)},
			server.User{Name: "obehorig", Token: w.stranger})
		cfg.Queues = append(cfg.Queues, server.Queue{
			Name: "Unik", TicketFields: []server.Field{{Name: "UniqueId", Unique: true}}, TransactionFields: []server.Field{{Name: "DeliveryId"}},
		})
	})
	w.url = s.url
	return w
}

// connect returns a connector as it is configured, after a change.
func (w world) connect(t *testing.T, change func(*requesttracker.Options)) delivery.Connector {
	t.Helper()
	o := requesttracker.Options{BaseURL: w.url, Token: w.token, Queue: w.queue}
	if change != nil {
		change(&o)
	}
	return connect(t, o)
}

// do does what a member of staff does, by the same interface. It returns the
// status and the answer.
func (w world) do(t *testing.T, method, resource string, value any) (int, []byte) {
	t.Helper()
	body, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return w.send(t, method, resource, "application/json", bytes.NewReader(body))
}

func (w world) send(t *testing.T, method, resource, contentType string, body io.Reader) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.url+"/REST/2.0/"+resource, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "token "+w.staff)
	r.Header.Set("Content-Type", contentType)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, answer
}

// reply answers the citizen, and sets a status unless it is "".
func (w world) reply(t *testing.T, id, kind, text, status string) {
	t.Helper()
	code, answer := w.do(t, http.MethodPost, "ticket/"+id+"/correspond", map[string]string{"Content": text, "ContentType": kind, "Status": status})
	if code != http.StatusCreated {
		t.Fatalf("reply: %d %s", code, answer)
	}
}

// sendFiles answers the citizen and sends files along, as the page for staff does.
func (w world) sendFiles(t *testing.T, id, text string, files []connectortest.Sent) {
	t.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	raw, err := json.Marshal(map[string]string{"Content": text, "ContentType": "text/plain"})
	if err == nil {
		err = m.WriteField("JSON", string(raw))
	}
	for _, f := range files {
		header := textproto.MIMEHeader{"Content-Type": {f.MediaType}}
		header.Set("Content-Disposition", multipart.FileContentDisposition("Attachments", f.Name))
		part, partErr := m.CreatePart(header)
		if partErr == nil {
			_, partErr = part.Write(f.Content)
		}
		err = errors.Join(err, partErr)
	}
	if err := errors.Join(err, m.Close()); err != nil {
		t.Fatal(err)
	}
	if code, answer := w.send(t, http.MethodPost, "ticket/"+id+"/correspond", m.FormDataContentType(), &form); code != http.StatusCreated {
		t.Fatalf("reply with files: %d %s", code, answer)
	}
}

// setStatus sets a status and returns what Request Tracker says.
func (w world) setStatus(t *testing.T, id, status string) string {
	t.Helper()
	code, answer := w.do(t, http.MethodPut, "ticket/"+id, map[string]string{"Status": status})
	if code != http.StatusOK {
		t.Fatalf("set status: %d %s", code, answer)
	}
	return string(answer)
}

// record is any record that is listed.
type record struct {
	ID           string  `json:"id"`
	Kind         string  `json:"type"`
	Type         string  `json:"Type"`
	Subject      string  `json:"Subject"`
	Creator      user    `json:"Creator"`
	Status       string  `json:"Status"`
	ContentType  string  `json:"ContentType"`
	Filename     string  `json:"Filename"`
	CustomFields []field `json:"CustomFields"`
	Requestor    []user  `json:"Requestor"`
}

type user struct {
	ID string `json:"id"`
}

type field struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// list asks for a list.
func (w world) list(t *testing.T, resource, query, fields string) []record {
	t.Helper()
	values := url.Values{"query": {query}, "fields": {fields}, "orderby": {"id"}, "per_page": {"100"}}
	code, answer := w.do(t, http.MethodGet, resource+"?"+values.Encode(), nil)
	var found struct{ Items []record }
	if err := json.Unmarshal(answer, &found); err != nil || code != http.StatusOK {
		t.Fatalf("list %s: %d %v", resource, code, err)
	}
	return found.Items
}

// ticket returns a ticket.
func (w world) ticket(t *testing.T, id string) record {
	t.Helper()
	found := w.list(t, "tickets", "id='"+id+"'", "Status,Subject,CustomFields,Requestor")
	if len(found) != 1 {
		t.Fatalf("ticket %s is there %d times", id, len(found))
	}
	return found[0]
}

func (r record) value(name string) string {
	at := slices.IndexFunc(r.CustomFields, func(f field) bool { return f.Name == name })
	if at < 0 || len(r.CustomFields[at].Values) == 0 {
		return ""
	}
	return r.CustomFields[at].Values[0]
}

// content returns a part of a message.
func (w world) content(t *testing.T, id string) []byte {
	t.Helper()
	_, answer := w.do(t, http.MethodGet, "attachment/"+id, nil)
	var part struct{ Content string }
	if err := json.Unmarshal(answer, &part); err != nil {
		t.Fatal(err)
	}
	content, err := base64.StdEncoding.DecodeString(part.Content)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// cases returns all tickets as staff see them.
func (w world) cases(t *testing.T) []connectortest.Case {
	t.Helper()
	var cases []connectortest.Case
	for _, k := range w.list(t, "tickets", "id > 0", "Subject") {
		c := connectortest.Case{RemoteID: k.ID, Text: k.Subject}
		query := "ObjectType='RT::Ticket' AND ObjectId='" + k.ID + "' AND (Type='Create' OR Type='Comment' OR Type='Correspond')"
		for _, x := range w.list(t, "transactions", query, "Type,Creator") {
			w.addParts(t, &c, x)
		}
		cases = append(cases, c)
	}
	return cases
}

func (w world) addParts(t *testing.T, c *connectortest.Case, x record) {
	t.Helper()
	parts := w.list(t, "transaction/"+x.ID+"/attachments", "", "ContentType,Filename")
	for _, p := range parts {
		switch {
		case p.Filename != "":
			sum := sha256.Sum256(w.content(t, p.ID))
			c.Files = append(c.Files, connectortest.File{Name: p.Filename, SHA256: hex.EncodeToString(sum[:])})
		case x.Type == "Create" && p.ContentType == "text/plain":
			c.Text += "\n" + string(w.content(t, p.ID))
		case x.Creator.ID == portal.Name && len(parts) == 1: // with a file it is what the file is called
			c.Said = append(c.Said, string(w.content(t, p.ID)))
		}
	}
}

// create is the step that makes a case.
func create(reference string) delivery.Step {
	return delivery.Step{
		Key: delivery.StepKey(reference, 1), Kind: delivery.KindCreate, Since: clock.System{}.Now(),
		Envelope: delivery.Envelope{
			Reference: reference, Title: "Felanmälan",
			Sections: []delivery.Section{{Title: "Vad?", Rows: []delivery.Row{{Label: "Beskriv", Lines: []string{"Lampan är trasig."}}}}},
			Place:    &delivery.Place{Text: "Skuggvägen 3", HasPoint: true, Lat: 58.41086, Long: 15.62157},
			Contact:  &delivery.Contact{Name: "Sture", Email: "sture@hemlig.example"},
			Params:   map[string]string{"cf.Stolpe": "17 'x'"},
		},
	}
}

// attach is the step that adds a file to a case.
func attach(s delivery.Step, id string, seq int, name, mediaType, content string) delivery.Step {
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(s.Envelope.Reference, seq), delivery.KindAttachment, id
	s.Attachment = &delivery.EnvelopeFile{
		Name: name, MediaType: mediaType, Size: int64(len(content)),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
	return s
}

// say is the step that carries words.
func say(s delivery.Step, kind delivery.Kind, id string, seq int, text string) delivery.Step {
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(s.Envelope.Reference, seq), kind, id
	s.Message = &delivery.EnvelopeMessage{Text: text}
	return s
}

// send sends a step that must be taken, and returns its id.
func send(t *testing.T, c delivery.Connector, s delivery.Step) string {
	t.Helper()
	got, err := c.Send(t.Context(), s)
	if err != nil || got.RemoteID == "" {
		t.Fatalf("Send %s: %+v, %v", s.Key, got, err)
	}
	return got.RemoteID
}

// told returns what a poll from the beginning tells of a case, one line for
// each change.
func told(t *testing.T, c delivery.Connector, id string) []string {
	t.Helper()
	lines := []string{}
	cursor := ""
	for more := true; more; {
		b, err := c.Poll(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range b.Changes {
			if change.RemoteID == id {
				words := []string{string(change.Status), change.Note}
				for _, f := range change.Files {
					words = append(words, "+"+f.Name)
				}
				lines = append(lines, strings.TrimSpace(strings.Join(words, " ")))
			}
		}
		more, cursor = b.More, b.Cursor
	}
	return lines
}
