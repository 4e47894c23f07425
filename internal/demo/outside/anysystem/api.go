package anysystem

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// routes is the door for the portal, and the page for people.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /entre/events", s.postEvent)
	mux.HandleFunc("GET /entre/events/{id}", s.getEvent)
	mux.Handle("/", http.NewCrossOriginProtection().Handler(s.pages()))
	return http.StripPrefix(s.cfg.Prefix, mux)
}

// postEvent takes an event: once, whatever is lost on the way.
func (s *Server) postEvent(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	id, ok := s.verify(r, body)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.SpecVersion != "1.0" || e.ID != id {
		writeReply(w, refuse(id, "not_an_event"))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.inbox[id]; ok { // the same again is answered as the first time
		writeReply(w, known.reply)
		return
	}
	l := line{At: s.cfg.Clock.Now().UTC(), Taken: &e, Later: s.quirks.Later}
	answer := s.take(e, l)
	if answer.Status != "refused" {
		if err := s.journal.Append(l); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
	}
	writeReply(w, answer)
}

// getEvent tells what became of an event.
func (s *Server) getEvent(w http.ResponseWriter, r *http.Request) {
	id, ok := s.verify(r, nil)
	if !ok || id != r.PathValue("id") {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.inbox[id]
	if !ok {
		writeReply(w, reply{code: http.StatusNotFound, WebhookID: id, Status: "unknown"})
		return
	}
	answer := known.reply
	answer.code = http.StatusOK
	writeReply(w, answer)
}

func writeReply(w http.ResponseWriter, a reply) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.code)
	_ = json.NewEncoder(w).Encode(a) // a client that left is not our error
}

func refuse(id, reason string) reply {
	return reply{code: http.StatusUnprocessableEntity, WebhookID: id, Status: "refused", Reason: reason}
}

// verify checks who asks (Standard Webhooks), and returns the id.
func (s *Server) verify(r *http.Request, body []byte) (id string, ok bool) {
	if s.cfg.Token != "" && r.Header.Get("Authorization") != "Bearer "+s.cfg.Token {
		return "", false
	}
	id = r.Header.Get("webhook-id")
	seconds, err := strconv.ParseInt(r.Header.Get("webhook-timestamp"), 10, 64)
	if err != nil || id == "" || s.cfg.Clock.Now().Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return "", false
	}
	for given := range strings.FieldsSeq(r.Header.Get("webhook-signature")) {
		for _, key := range s.secrets {
			if hmac.Equal([]byte(given), []byte(signature(key, id, seconds, body))) {
				return id, true
			}
		}
	}
	return "", false
}

func signature(key []byte, id string, seconds int64, body []byte) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%d.%s", id, seconds, body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func parseSecret(text string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(text, "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil {
		return nil, errors.New("a secret is whsec_ and base64")
	}
	return key, nil
}

// take keeps an event and makes something of it, now or later. The caller holds
// the lock.
func (s *Server) take(e event, l line) reply {
	if reason := s.reasonAgainst(e); reason != "" {
		return refuse(e.ID, reason)
	}
	t := &taken{event: e, reply: reply{code: http.StatusAccepted, WebhookID: e.ID, Status: "accepted"}}
	s.inbox[e.ID] = t
	s.order = append(s.order, e.ID)
	if !l.Later {
		s.make(e.ID, l)
	}
	return t.reply
}

// reasonAgainst is why an event is never taken.
func (s *Server) reasonAgainst(e event) string {
	switch e.Type {
	case "entre.case.created":
		var data createdData
		if json.Unmarshal(e.Data, &data) != nil || data.Reference == "" {
			return "not_a_case"
		}
		if s.cfg.Categories != nil && !slices.Contains(s.cfg.Categories, data.Values["kategori"]) {
			return "unknown_category"
		}
	case "entre.case.attachment", "entre.case.message", "entre.case.withdrawn":
		var data partData
		if json.Unmarshal(e.Data, &data) != nil {
			return "not_a_part"
		}
		if s.find(data.CaseID) == nil {
			return "unknown_case"
		}
		if f := data.File; e.Type == "entre.case.attachment" && (f == nil || sum(f.Content) != f.SHA256) {
			return "broken_file"
		}
	default:
		return "unknown_type"
	}
	return ""
}

// createdData is the data of a case.
type createdData struct {
	Reference string `json:"reference"`
	Service   struct {
		Title string `json:"title"`
	} `json:"service"`
	Sections []struct {
		Title string `json:"title"`
		Rows  []struct {
			Label string   `json:"label"`
			Lines []string `json:"lines"`
		} `json:"rows"`
	} `json:"sections"`
	Values map[string]string `json:"values"`
}

// partData is the data of what comes after the case.
type partData struct {
	CaseID string `json:"case_id"`
	Text   string `json:"text"`
	File   *struct {
		Name      string `json:"name"`
		MediaType string `json:"media_type"`
		SHA256    string `json:"sha256"`
		Content   []byte `json:"content"`
	} `json:"file"`
}

// make makes something of an event that was taken. The caller holds the lock.
func (s *Server) make(id string, l line) {
	t := s.inbox[id]
	if t == nil || t.reply.Status != "accepted" {
		return
	}
	answer := reply{code: http.StatusOK, WebhookID: id, Status: "done", ID: id}
	if t.event.Type == "entre.case.created" {
		c := s.newCase(t.event, l.At)
		answer.code, answer.ID, answer.Number = http.StatusCreated, c.ID, c.Number
	} else {
		answer.SHA256 = s.addPart(t.event, l.At)
	}
	t.reply = answer
}

func (s *Server) newCase(e event, at time.Time) *Case {
	var data createdData
	_ = json.Unmarshal(e.Data, &data) // it was read when it was taken
	n := len(s.cases) + 1
	c := &Case{
		ID: strconv.Itoa(4710 + n), Number: fmt.Sprintf("SYN %d:%d", at.Year(), n), Reference: data.Reference,
		Title: data.Service.Title, Category: data.Values["kategori"], CameAt: at, Status: Received,
	}
	text := []string{data.Service.Title, data.Reference}
	for _, section := range data.Sections {
		text = append(text, "", section.Title)
		for _, row := range section.Rows {
			text = append(text, row.Label+": "+strings.Join(row.Lines, "\n"))
		}
	}
	c.Text = strings.Join(text, "\n")
	s.cases = append(s.cases, c)
	return c
}

// addPart adds what came later, and returns the checksum of a file.
func (s *Server) addPart(e event, at time.Time) string {
	var data partData
	_ = json.Unmarshal(e.Data, &data) // it was read when it was taken
	c := s.find(data.CaseID)
	if c == nil {
		return ""
	}
	entry := Entry{At: at, ByPortal: true, What: "meddelande", Text: data.Text}
	checksum := ""
	switch {
	case data.File != nil:
		checksum = sum(data.File.Content)
		entry.What = "bilaga"
		entry.Files = []File{{ID: e.ID, Name: data.File.Name, MediaType: data.File.MediaType, SHA256: checksum, Content: data.File.Content}}
	case e.Type == "entre.case.withdrawn":
		c.Withdrawn, entry.What = true, "återkallat"
	}
	c.History = append(c.History, entry)
	return checksum
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}
