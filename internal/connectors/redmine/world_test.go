package redmine_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/redmine"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

// world is a Redmine with what .ci/redmine.rb makes in it, be it the fake or the
// product.
type world struct {
	url      string
	project  string
	key      string // of the user that the docs ask for
	staff    string // of somebody who works issues
	stranger string // of somebody without any right
	mute     string // of somebody who may not write notes, nor see private ones
}

// connect returns a connector as it is configured, after a change.
func (w world) connect(t *testing.T, change func(*redmine.Options)) delivery.Connector {
	t.Helper()
	o := redmine.Options{BaseURL: w.url, APIKey: w.key, Project: w.project, Tracker: "Ärende"}
	if change != nil {
		change(&o)
	}
	c, err := redmine.New(o, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// do does what a member of staff does, by the same interface. It returns the status
// and the answer.
func (w world) do(t *testing.T, method, resource, contentType string, body []byte) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.url+"/"+resource, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Redmine-API-Key", w.staff)
	if contentType != "" { // an empty one is refused
		r.Header.Set("Content-Type", contentType)
	}
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

// change changes an issue as staff do.
func (w world) change(t *testing.T, id string, issue map[string]any) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"issue": issue})
	if err != nil {
		t.Fatal(err)
	}
	if code, answer := w.do(t, http.MethodPut, "issues/"+id+".json", "application/json", body); code != http.StatusNoContent {
		t.Fatalf("change: %d %s", code, answer)
	}
}

// uploads uploads files as staff do.
func (w world) uploads(t *testing.T, files []connectortest.Sent) []map[string]string {
	t.Helper()
	var list []map[string]string
	for _, f := range files {
		code, answer := w.do(t, http.MethodPost, "uploads.json?filename="+url.QueryEscape(f.Name), "application/octet-stream", f.Content)
		var up struct{ Upload struct{ Token string } }
		if err := json.Unmarshal(answer, &up); err != nil || code != http.StatusCreated {
			t.Fatalf("upload: %d %s", code, answer)
		}
		list = append(list, map[string]string{"token": up.Upload.Token, "filename": f.Name, "content_type": f.MediaType})
	}
	return list
}

// record is an issue.
type record struct {
	ID           int    `json:"id"`
	Subject      string `json:"subject"`
	Description  string `json:"description"`
	Status       struct{ ID int }
	Project      struct{ ID int }
	CustomFields []struct {
		ID    int `json:"id"`
		Value any `json:"value"`
	} `json:"custom_fields"`
	Journals []struct {
		User  struct{ ID int }
		Notes string `json:"notes"`
	} `json:"journals"`
	Attachments []struct {
		ID       int    `json:"id"`
		Filename string `json:"filename"`
	} `json:"attachments"`
}

// issues returns all issues, oldest first.
func (w world) issues(t *testing.T) []record {
	t.Helper()
	code, answer := w.do(t, http.MethodGet, "issues.json?status_id=*&sort=id&limit=100", "", nil)
	var list struct{ Issues []record }
	if err := json.Unmarshal(answer, &list); err != nil || code != http.StatusOK {
		t.Fatalf("list: %d %v", code, err)
	}
	return list.Issues
}

// issue returns one.
func (w world) issue(t *testing.T, id string) record {
	t.Helper()
	code, answer := w.do(t, http.MethodGet, "issues/"+id+".json?include=journals,attachments", "", nil)
	var one struct{ Issue record }
	if err := json.Unmarshal(answer, &one); err != nil || code != http.StatusOK {
		t.Fatalf("issue %s: %d %v", id, code, err)
	}
	return one.Issue
}

func (r record) field(t *testing.T, n int) string {
	t.Helper()
	for _, f := range r.CustomFields {
		if text, ok := f.Value.(string); ok && f.ID == n {
			return text
		}
	}
	return ""
}

// add makes an issue as staff do.
func (w world) add(t *testing.T, issue map[string]any) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"issue": issue})
	if err != nil {
		t.Fatal(err)
	}
	if code, answer := w.do(t, http.MethodPost, "issues.json", "application/json", body); code != http.StatusCreated {
		t.Fatalf("add: %d %s", code, answer)
	}
}

// empty deletes what earlier tests have left.
func (w world) empty(t *testing.T) {
	t.Helper()
	for left := w.issues(t); len(left) > 0; left = w.issues(t) {
		ids := url.Values{}
		for _, i := range left {
			ids.Add("ids[]", strconv.Itoa(i.ID))
		}
		if code, answer := w.do(t, http.MethodDelete, "issues.json?"+ids.Encode(), "", nil); code != http.StatusNoContent {
			t.Fatalf("delete: %d %s", code, answer)
		}
	}
}

// cases returns all issues as staff see them.
func (w world) cases(t *testing.T) []connectortest.Case {
	t.Helper()
	var cases []connectortest.Case
	for _, listed := range w.issues(t) {
		i := w.issue(t, strconv.Itoa(listed.ID))
		c := connectortest.Case{RemoteID: strconv.Itoa(i.ID), Text: i.Subject + "\n" + i.Description}
		for _, j := range i.Journals {
			if isOurs := strings.Contains(j.Notes, "Ärendenummer: "); isOurs && !strings.Contains(j.Notes, "Bilaga: ") || strings.Contains(j.Notes, "Meddelande från") {
				c.Said = append(c.Said, j.Notes)
			}
		}
		for _, f := range i.Attachments {
			_, content := w.do(t, http.MethodGet, "attachments/download/"+strconv.Itoa(f.ID), "", nil)
			sum := sha256.Sum256(content)
			c.Files = append(c.Files, connectortest.File{Name: f.Filename, SHA256: hex.EncodeToString(sum[:])})
		}
		cases = append(cases, c)
	}
	return cases
}

// backend is the world in the hands of the suite.
func (w world) backend(t *testing.T) *connectortest.Backend {
	t.Helper()
	return &connectortest.Backend{
		URL:   w.url,
		Cases: func() []connectortest.Case { return w.cases(t) },
		SetStatus: func(t *testing.T, remoteID string, s delivery.Status, note string) {
			t.Helper()
			w.change(t, remoteID, map[string]any{"status_id": statusID[s], "notes": note})
		},
		SendFiles: func(t *testing.T, remoteID, note string, files []connectortest.Sent) {
			t.Helper()
			w.change(t, remoteID, map[string]any{"notes": note, "uploads": w.uploads(t, files)})
		},
	}
}

// statusID are the numbers of statuses, which the seed gives out in order.
var statusID = map[delivery.Status]int{
	delivery.StatusReceived: 1, delivery.StatusStarted: 2, delivery.StatusWaiting: 3, delivery.StatusClosed: 5,
}

const (
	otherStatus     = 4 // that nobody has mapped
	withdrawnStatus = 6
)

// create is the step that makes a case.
func create(reference string) delivery.Step {
	return delivery.Step{
		Key: delivery.StepKey(reference, 1), Kind: delivery.KindCreate, Since: clock.System{}.Now(),
		Envelope: delivery.Envelope{
			Reference: reference, Title: "Felanmälan",
			Sections: []delivery.Section{{Title: "Vad?", Rows: []delivery.Row{{Label: "Beskriv", Lines: []string{"Lampan är trasig."}}}}},
			Params:   map[string]string{"cf.Stolpe": "17 'x'"},
		},
	}
}

// attach is the step that adds a file to a case.
func attach(s delivery.Step, id string, seq int, name, mediaType, content string) delivery.Step {
	s.Key, s.Kind, s.RemoteID = delivery.StepKey(s.Envelope.Reference, seq), delivery.KindAttachment, id
	sum := sha256.Sum256([]byte(content))
	s.Attachment = &delivery.EnvelopeFile{
		Name: name, MediaType: mediaType, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]),
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

// told returns what a poll from the beginning tells of a case, one line for each
// change.
func told(t *testing.T, c delivery.Connector, id string) []string {
	t.Helper()
	lines := []string{}
	for _, change := range changes(t, c) {
		if change.RemoteID == id {
			words := []string{string(change.Status), change.Note}
			for _, f := range change.Files {
				words = append(words, "+"+f.Name)
			}
			lines = append(lines, strings.TrimSpace(strings.Join(words, " ")))
		}
	}
	return lines
}

// changes returns all that a poll from the beginning tells.
func changes(t *testing.T, c delivery.Connector) (all []delivery.Change) {
	t.Helper()
	cursor := ""
	for more := true; more; {
		b, err := c.Poll(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		if b.More && b.Cursor == cursor {
			t.Fatal("the cursor does not move")
		}
		all = append(all, b.Changes...)
		more, cursor = b.More, b.Cursor
	}
	return all
}
