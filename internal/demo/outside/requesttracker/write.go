package requesttracker

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// body is what a request says, of whichever kind.
type body struct {
	Queue           string
	Subject         string
	Content         string
	ContentType     string
	Requestor       string
	Status          string
	CustomFields    map[string]string
	TxnCustomFields map[string]string
	Attachments     []file
}

// file is an attachment in JSON.
type file struct{ FileName, FileType, FileContent string }

// readBody reads JSON, or a form with the JSON in a field and files.
func readBody(r *http.Request) (body, error) {
	var b body
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return b, err
	}
	if kind != "multipart/form-data" {
		err := json.NewDecoder(r.Body).Decode(&b)
		for i, f := range b.Attachments {
			b.Attachments[i].FileName = garble(f.FileName)
		}
		return b, err
	}
	form := multipart.NewReader(r.Body, params["boundary"])
	for {
		part, err := form.NextPart()
		if err == io.EOF { //nolint:errorlint // multipart says it as it is
			return b, nil
		}
		if err != nil {
			return b, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return b, err
		}
		switch part.FormName() {
		case "JSON":
			if err := json.Unmarshal(content, &b); err != nil {
				return b, err
			}
		case "Attachments":
			b.Attachments = append(b.Attachments, file{
				part.FileName(), part.Header.Get("Content-Type"), base64.StdEncoding.EncodeToString(content),
			})
		}
	}
}

// garble does to a name in JSON what Request Tracker does.
func garble(name string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

// message makes a message of the body; the answer is why it cannot be.
func (s *Server) message(b body) (message, *answer) {
	m := message{subject: b.Subject}
	if b.Content != "" {
		m.parts = append(m.parts, Part{MediaType: b.ContentType, Content: []byte(b.Content)})
	}
	for _, f := range b.Attachments {
		for name, value := range map[string]string{"FileName": f.FileName, "FileType": f.FileType, "FileContent": f.FileContent} {
			if value == "" || value == "0" { // which Perl takes for nothing
				refused := fail(http.StatusBadRequest, name+" is a required field for each attachment in Attachments")
				return m, &refused
			}
		}
		content, err := base64.StdEncoding.DecodeString(strings.TrimSpace(f.FileContent))
		if err != nil {
			refused := failBody(err)
			return m, &refused
		}
		if s.cfg.MaxAttachment > 0 {
			content = content[:min(len(content), s.cfg.MaxAttachment)]
		}
		mediaType, _, _ := strings.Cut(f.FileType, ";")
		if strings.HasPrefix(mediaType, "text/") {
			content = guess(content)
		}
		m.parts = append(m.parts, Part{Name: f.FileName, MediaType: mediaType, Content: content})
	}
	return m, nil
}

// guess takes a text that is not UTF-8 for UTF-16, as Request Tracker did with
// one in Latin-1.
func guess(content []byte) []byte {
	if utf8.Valid(content) {
		return content
	}
	var units []uint16
	for pair := range slices.Chunk(content, 2) {
		units = append(units, uint16(pair[0])|uint16(pair[len(pair)-1])<<8)
	}
	return []byte(string(utf16.Decode(units)))
}

func (s *Server) postTicket(r *http.Request, u User) answer {
	b, err := readBody(r)
	if err != nil {
		return failBody(err)
	}
	if b.Queue == "" {
		return fail(http.StatusBadRequest, "Could not create ticket. Queue not set")
	}
	q, found := s.queue(b.Queue)
	if !found || !u.may(CreateTicket) {
		return fail(http.StatusForbidden, fmt.Sprintf("No permission to create tickets in the queue '%s'", b.Queue))
	}
	m, refused := s.message(b)
	if refused != nil {
		return *refused
	}
	made, err := s.create(u, Ticket{Queue: q.Name, Subject: b.Subject, Requestor: b.Requestor, Fields: b.CustomFields}, m)
	if err != nil {
		return failStatus(http.StatusInternalServerError)
	}
	id := strconv.Itoa(made.ID)
	return answer{http.StatusCreated, "/REST/2.0/ticket/" + id, reference("ticket", id)}
}

// reference names a record.
func reference(kind, id string) map[string]any { return map[string]any{"type": kind, "id": id} }

// putTicket changes a ticket, and answers 200 with sentences whatever came of
// it.
func (s *Server) putTicket(r *http.Request, u User) answer {
	b, err := readBody(r)
	if err != nil {
		return failBody(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.ticket(number(r))
	if t == nil {
		return fail(http.StatusNotFound, "Resource does not exist; use POST to create")
	}
	if !u.may(ShowTicket) {
		return failStatus(http.StatusForbidden)
	}
	said, since := []string{}, len(t.Transactions)
	if b.Status != "" {
		said = append(said, s.changeStatus(u, t, b.Status))
	}
	if q, found := s.queue(b.Queue); found && u.may(ModifyTicket) {
		t.Queue = q.Name
		said = append(said, fmt.Sprintf("Ticket %d: Queue changed to %s", t.ID, q.Name))
	}
	for name, value := range b.CustomFields {
		said = append(said, s.setField(u, t, name, value))
	}
	if err := s.keep(t, since); err != nil {
		return failStatus(http.StatusInternalServerError)
	}
	return ok(said)
}

// changeStatus sets a status and returns a sentence. The caller holds the lock.
func (s *Server) changeStatus(u User, t *Ticket, status string) string {
	_, known := statuses[status]
	switch {
	case !u.may(ModifyTicket):
		return fmt.Sprintf("Ticket %d: Permission Denied", t.ID)
	case !known:
		return fmt.Sprintf("Ticket %d: Status '%s' isn't a valid status for this ticket.", t.ID, status)
	}
	before := t.Status
	s.setStatus(t, u.Name, status)
	return fmt.Sprintf("Ticket %d: Status changed from '%s' to '%s'", t.ID, before, status)
}

// postMessage takes a comment or correspondence. It cannot be told from the
// answer whether the ticket is missing or the right.
func (s *Server) postMessage(kind string, right Right) handler {
	return func(r *http.Request, u User) answer {
		b, err := readBody(r)
		if err != nil {
			return failBody(err)
		}
		m, refused := s.message(b)
		if refused != nil {
			return *refused
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		t := s.ticket(number(r))
		if t == nil || !u.may(right) {
			return fail(http.StatusBadRequest, "Permission Denied")
		}
		said := []string{map[string]string{"Comment": "Comments added", "Correspond": "Correspondence added"}[kind]}
		q, _ := s.queue(t.Queue)
		m.fields = map[string]string{}
		for name, value := range b.TxnCustomFields {
			f, found := findField(q.TransactionFields, name)
			if !found {
				said = append(said, "Unable to load transaction custom field: "+name)
				continue
			}
			m.fields[f.Name] = value
		}
		since := len(t.Transactions)
		x := s.say(t, kind, u.Name, m)
		if b.Status != "" {
			said = append(said, s.changeStatus(u, t, b.Status))
		}
		if err := s.keep(t, since); err != nil {
			return failStatus(http.StatusInternalServerError)
		}
		return answer{http.StatusCreated, fmt.Sprintf("/REST/2.0/transaction/%d", x.ID), said}
	}
}
