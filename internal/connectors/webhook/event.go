package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// The types of event that are sent.
const (
	typeCreated    = "entre.case.created"
	typeAttachment = "entre.case.attachment"
	typeMessage    = "entre.case.message"
	typeWithdrawn  = "entre.case.withdrawn"
)

// maxFile is the largest file that is sent: it is held in memory, in base64 too.
const maxFile = 64 << 20

// event is a CloudEvents 1.0 event in structured JSON. The same step makes the
// same bytes each time.
type event struct {
	SpecVersion string     `json:"specversion"`
	ID          string     `json:"id"` // as in webhook-id
	Source      string     `json:"source"`
	Type        string     `json:"type"`
	Subject     string     `json:"subject"`        // the case's reference
	Time        *time.Time `json:"time,omitempty"` // when the citizen did it, when that is known
	DataSchema  string     `json:"dataschema"`
	ContentType string     `json:"datacontenttype"`
	Data        any        `json:"data"`
}

// created is the data of a case.
type created struct {
	Reference  string            `json:"reference"`
	Service    service           `json:"service"`
	Authority  string            `json:"authority"`
	Language   string            `json:"language"` // the citizen's; all texts are in Swedish
	ReceivedAt time.Time         `json:"received_at"`
	Sections   []section         `json:"sections"`
	Place      *place            `json:"place,omitempty"`
	Contact    *contact          `json:"contact,omitempty"`
	Files      []file            `json:"files"` // which follow, each as an event
	Values     map[string]string `json:"values"`
}

type service struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type section struct {
	Title string `json:"title"`
	Rows  []row  `json:"rows"`
}

type row struct {
	Question string   `json:"question"`
	Label    string   `json:"label"`
	Lines    []string `json:"lines"`
}

type place struct {
	Text string   `json:"text"`
	Lat  *float64 `json:"lat,omitempty"` // WGS 84, with Long
	Long *float64 `json:"long,omitempty"`
}

type contact struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// file is an attachment as the case names it.
type file struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"`
}

// attachment is the data of a file of a case, or of a message in it.
type attachment struct {
	Reference string `json:"reference"`
	CaseID    string `json:"case_id"` // what the receiver called the case
	File      sent   `json:"file"`
}

// sent is a file with its content, which may be empty.
type sent struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"`
	Content   []byte `json:"content"` // in base64
}

// words is the data of a message and of a withdrawal, whose text may be empty.
type words struct {
	Reference string    `json:"reference"`
	CaseID    string    `json:"case_id"`
	MessageID string    `json:"message_id"`
	At        time.Time `json:"at"`
	Text      string    `json:"text"`
}

// eventID is a step's key as it stands in a header and in an address: with _ for
// the slash, which proxies mistake.
func eventID(key string) string { return strings.ReplaceAll(key, "/", "_") }

// keyOf reads an event's id: the reference and the number of the step.
func keyOf(id string) (reference string, seq int, ok bool) {
	at := strings.LastIndexByte(id, '_')
	if at < 1 {
		return "", 0, false
	}
	seq, err := strconv.Atoi(id[at+1:])
	return id[:at], seq, err == nil && seq > 0 && delivery.StepKey(id[:at], seq) == id[:at]+"/"+id[at+1:]
}

// eventOf makes a step's event. Its error is of package delivery.
func (c *connector) eventOf(ctx context.Context, s delivery.Step) (event, error) {
	e := event{
		SpecVersion: "1.0", ID: eventID(s.Key), Source: c.source, Subject: s.Envelope.Reference,
		DataSchema: EventSchema, ContentType: "application/json",
	}
	switch s.Kind {
	case delivery.KindCreate:
		at := s.Envelope.ReceivedAt.UTC()
		e.Type, e.Time, e.Data = typeCreated, &at, createdOf(s.Envelope)
	case delivery.KindAttachment:
		content, err := read(ctx, *s.Attachment)
		if err != nil {
			return event{}, err
		}
		e.Type = typeAttachment
		e.Data = attachment{s.Envelope.Reference, s.RemoteID, sent{
			s.Attachment.ID, casetext.Name(s.Attachment.Name), casetext.Clean(s.Attachment.MediaType), s.Attachment.Size, s.Attachment.SHA256, content,
		}}
	case delivery.KindMessage, delivery.KindWithdrawal:
		at := s.Message.At.UTC()
		e.Type, e.Time = typeMessage, &at
		if s.Kind == delivery.KindWithdrawal {
			e.Type = typeWithdrawn
		}
		e.Data = words{s.Envelope.Reference, s.RemoteID, s.Message.ID, at, casetext.Clean(s.Message.Text)}
	default:
		return event{}, delivery.Unsupported(s.Kind)
	}
	return e, nil
}

// createdOf writes the case down.
func createdOf(e delivery.Envelope) created {
	data := created{
		Reference: e.Reference, Service: service{e.ServiceID, casetext.Clean(e.Title)}, Authority: casetext.Clean(e.Authority),
		Language: e.Language, ReceivedAt: e.ReceivedAt.UTC(), Sections: []section{}, Files: []file{}, Values: map[string]string{},
	}
	for _, s := range e.Sections {
		out := section{casetext.Clean(s.Title), []row{}}
		for _, r := range s.Rows {
			lines := make([]string, len(r.Lines))
			for i, line := range r.Lines {
				lines[i] = casetext.Clean(line)
			}
			out.Rows = append(out.Rows, row{r.Question, casetext.Clean(r.Label), lines})
		}
		data.Sections = append(data.Sections, out)
	}
	if p := e.Place; p != nil {
		data.Place = &place{Text: casetext.Clean(p.Text)}
		if p.HasPoint {
			data.Place.Lat, data.Place.Long = &p.Lat, &p.Long
		}
	}
	if p := e.Contact; p != nil {
		data.Contact = &contact{casetext.OneLine(p.Name), casetext.OneLine(p.Email), casetext.OneLine(p.Phone)}
	}
	for _, f := range e.Files {
		data.Files = append(data.Files, file{
			ID: f.ID, Name: casetext.Name(f.Name), MediaType: casetext.Clean(f.MediaType), Size: f.Size, SHA256: f.SHA256,
		})
	}
	for name, value := range maps.All(e.Params) {
		data.Values[name] = casetext.Clean(value)
	}
	return data
}

// read returns a file's content, which must be what it was when it was sent in.
func read(ctx context.Context, f delivery.EnvelopeFile) ([]byte, error) {
	if f.Size > maxFile {
		return nil, &delivery.RefusedError{Reason: "file larger than " + strconv.Itoa(maxFile>>20) + " MiB"}
	}
	opened, err := f.Open(ctx)
	if err != nil {
		return nil, &delivery.UnavailableError{Err: fmt.Errorf("open the file: %w", err)}
	}
	defer opened.Close()
	content, err := io.ReadAll(io.LimitReader(opened, maxFile+1))
	if err != nil {
		return nil, &delivery.UnavailableError{Err: fmt.Errorf("read the file: %w", err)}
	}
	if checksum(content) != f.SHA256 {
		return nil, &delivery.UnavailableError{Err: errors.New("the file is not what it was when it was sent in")}
	}
	if content == nil {
		content = []byte{} // "" and not null
	}
	return content, nil
}

func checksum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// encode writes an event, whose letters are left as they are.
func (e event) encode() ([]byte, error) {
	var out bytes.Buffer
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	err := w.Encode(e)
	return bytes.TrimRight(out.Bytes(), "\n"), err
}
