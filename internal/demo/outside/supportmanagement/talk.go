package supportmanagement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/mittkoping/entre/internal/errs"
)

func (s *Server) getConversations(w http.ResponseWriter, r *http.Request) {
	e := s.find(w, r)
	if e == nil {
		return
	}
	list := []map[string]any{}
	for _, c := range e.Conversations {
		list = append(list, map[string]any{"id": c.ID, "topic": c.Topic, "type": c.Type, "participants": orEmpty(c.Participants), "metadata": orEmpty(c.Metadata)})
	}
	writeJSON(w, http.StatusOK, "application/json", list)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s *Server) postConversation(w http.ResponseWriter, r *http.Request) {
	e := s.find(w, r)
	if e == nil {
		return
	}
	var asked struct {
		Topic        string       `json:"topic"`
		Type         string       `json:"type"`
		RelationIDs  []string     `json:"relationIds"`
		Participants []Identifier `json:"participants"`
		Metadata     []KeyValues  `json:"metadata"`
	}
	if !readJSON(w, r, &asked) {
		return
	}
	if s.quirks.NoTalk || asked.Topic == "" || asked.Type != "INTERNAL" && asked.Type != "EXTERNAL" {
		problem(w, http.StatusBadRequest, "", violation{"topic", "must be given, as type"})
		return
	}
	c := Conversation{ID: s.newID(), Topic: asked.Topic, Type: asked.Type, Participants: asked.Participants, Metadata: asked.Metadata}
	e.Conversations = append(e.Conversations, c)
	s.keep(e)
	s.made(w, r, c.ID)
}

// talk finds a conversation; it has answered when there is none.
func (s *Server) talk(w http.ResponseWriter, r *http.Request) (*Errand, *Conversation) {
	e := s.find(w, r)
	if e == nil {
		return nil, nil
	}
	at := slices.IndexFunc(e.Conversations, func(c Conversation) bool { return c.ID == r.PathValue("conversation") })
	if at < 0 {
		problem(w, http.StatusNotFound, "A conversation with that id could not be found")
		return nil, nil
	}
	return e, &e.Conversations[at]
}

func (s *Server) getMessages(w http.ResponseWriter, r *http.Request) {
	_, c := s.talk(w, r)
	if c == nil {
		return
	}
	if sort := r.URL.Query().Get("sort"); sort != "" && sort != "created,asc" {
		problem(w, http.StatusBadRequest, "sort is not known")
		return
	}
	writePage(w, r, c.Messages, func(m Message) any {
		files := []map[string]any{}
		for _, a := range m.Attachments {
			sum := sha256.Sum256(a.Content)
			files = append(files, map[string]any{
				"id": a.ID, "fileName": a.Name, "fileSize": len(a.Content), "mimeType": a.MediaType, "hash": hex.EncodeToString(sum[:]), "created": written(m.Created),
			})
		}
		kind := "USER_CREATED"
		if m.System {
			kind = "SYSTEM_CREATED"
		}
		return map[string]any{
			"id": m.ID, "created": written(m.Created), "createdBy": m.By, "content": m.Content, "readBy": []any{}, "attachments": files, "type": kind,
		}
	})
}

func (s *Server) postMessage(w http.ResponseWriter, r *http.Request) {
	e, c := s.talk(w, r)
	if c == nil {
		return
	}
	message, mediaType := messagePart(r)
	var asked struct {
		InReplyTo     string   `json:"inReplyToMessageId"`
		Content       string   `json:"content"`
		AttachmentIDs []string `json:"attachmentIds"`
	}
	if mediaType != "application/json" {
		problem(w, http.StatusUnsupportedMediaType, "the part message is JSON")
		return
	}
	if json.Unmarshal(message, &asked) != nil || asked.Content == "" {
		problem(w, http.StatusBadRequest, "", violation{"message.content", "must not be blank"})
		return
	}
	c.Messages = append(c.Messages, Message{ID: s.newID(), By: who(r), Created: s.cfg.Clock.Now(), Content: asked.Content})
	if !s.quirks.MessagesDoNotTouch {
		s.touch(e)
	}
	w.WriteHeader(http.StatusNoContent)
}

// messagePart is the part of a form that is called message.
func messagePart(r *http.Request) (content []byte, mediaType string) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, ""
	}
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, ""
		}
		if part.FormName() == "message" {
			content, err = io.ReadAll(part)
			if err != nil {
				return nil, ""
			}
			return content, part.Header.Get("Content-Type")
		}
	}
}

func (s *Server) getMessageAttachment(w http.ResponseWriter, r *http.Request) {
	_, c := s.talk(w, r)
	if c == nil {
		return
	}
	for _, m := range c.Messages {
		for _, a := range m.Attachments {
			if m.ID == r.PathValue("message") && a.ID == r.PathValue("attachment") {
				w.Header().Set("Content-Type", a.MediaType)
				w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
				_, _ = w.Write(a.Content) // a client that left is not our error
				return
			}
		}
	}
	problem(w, http.StatusNotFound, "An attachment with that id could not be found")
}

// Say does what a person does who writes in an errand's conversation, by its index.
func (s *Server) Say(errandID string, conversation int, m Message) error {
	return s.change("supportmanagement.Say", errandID, func(e *Errand) bool {
		if conversation >= len(e.Conversations) {
			return false
		}
		m.ID, m.Created = s.newID(), s.cfg.Clock.Now()
		m.Attachments = slices.Clone(m.Attachments)
		for i := range m.Attachments {
			m.Attachments[i].ID = s.newID()
		}
		c := &e.Conversations[conversation]
		c.Messages = append(c.Messages, m)
		if !s.quirks.MessagesDoNotTouch {
			s.touch(e)
		}
		return true
	})
}

// Converse does what a person does who begins a conversation.
func (s *Server) Converse(errandID string, c Conversation) error {
	return s.change("supportmanagement.Converse", errandID, func(e *Errand) bool {
		c.ID = s.newID()
		e.Conversations = append(e.Conversations, c)
		s.touch(e)
		return true
	})
}

// SetStatus does what a person does who works an errand.
func (s *Server) SetStatus(errandID, status string) error {
	return s.change("supportmanagement.SetStatus", errandID, func(e *Errand) bool {
		e.Body.Status = status
		s.touch(e)
		return slices.Contains(s.cfg.Statuses, status)
	})
}

func (s *Server) change(op, errandID string, do func(*Errand) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.errands {
		if e.ID == errandID && do(e) {
			return nil
		}
	}
	return errs.New(errs.NotFound, op)
}
