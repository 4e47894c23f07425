package anysystem

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/errs"
)

const tellTimeout = 10 * time.Second

// telling is something that the portal is told.
type telling struct {
	event   event
	arrived bool
	status  int // that the portal answered the last time; 0: nothing
}

// Telling is something that the portal is told, ready to be sent.
type Telling struct {
	ID      string
	Type    string
	Header  http.Header
	Body    []byte
	Arrived bool // the portal has it
	Status  int  // that the portal answered the last time; 0: nothing
}

// Outbox returns all that the portal is told, oldest first, signed now.
func (s *Server) Outbox() []Telling {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Telling, len(s.outbox))
	for i, t := range s.outbox {
		all[i] = s.signed(t)
	}
	return all
}

// signed writes and signs what is told. The caller holds the lock.
func (s *Server) signed(t *telling) Telling {
	body, _ := json.Marshal(t.event) // of texts and times
	now := s.cfg.Clock.Now().Unix()
	h := http.Header{}
	h.Set("Content-Type", "application/cloudevents+json")
	h.Set("webhook-id", t.event.ID)
	h.Set("webhook-timestamp", strconv.FormatInt(now, 10))
	h.Set("webhook-signature", signature(s.key, t.event.ID, now, body))
	return Telling{ID: t.event.ID, Type: t.event.Type, Header: h, Body: body, Arrived: t.arrived, Status: t.status}
}

// News is what its people do to a case.
type News struct {
	Status   Status // "" leaves it
	Text     string
	Files    []File // of which Name, MediaType and Content
	Decision bool
	Asks     bool   // with Waiting: the citizen must do what Text says
	Until    string // with Asks: the last day, 2026-12-24
}

// Do notes news in a case and tells the portal of it. The error is NotFound, or
// Unavailable when it cannot be kept; what the portal answers stands in the outbox.
func (s *Server) Do(ctx context.Context, caseID string, n News) error {
	s.mu.Lock()
	c := s.find(caseID)
	if c == nil {
		s.mu.Unlock()
		return errs.New(errs.NotFound, "anysystem.Do")
	}
	kind, data := n.data(c.Reference)
	err := s.note(kind, data)
	s.mu.Unlock()
	if err == nil {
		s.Deliver(ctx)
	}
	return err
}

// MakeAll makes something of all events that were only taken, and tells the portal
// so: what Quirks.Later put off.
func (s *Server) MakeAll(ctx context.Context) error {
	s.mu.Lock()
	err := s.makeAll()
	s.mu.Unlock()
	if err == nil {
		s.Deliver(ctx)
	}
	return err
}

func (s *Server) makeAll() error {
	for _, id := range s.order {
		t := s.inbox[id]
		if t.reply.Status != "accepted" {
			continue
		}
		l := line{At: s.cfg.Clock.Now().UTC(), Made: id}
		if err := s.journal.Append(l); err != nil {
			return err
		}
		s.make(id, l)
		err := s.note("entre.inbound.confirmation", map[string]any{
			"webhook_id": id, "status": "done", "id": t.reply.ID, "number": t.reply.Number,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// data writes news as an event's type and data.
func (n News) data(reference string) (kind string, data map[string]any) {
	data = map[string]any{"reference": reference}
	if n.Text != "" {
		data["text"] = n.Text
	}
	if len(n.Files) > 0 {
		var files []map[string]any
		for _, f := range n.Files {
			files = append(files, map[string]any{"name": f.Name, "media_type": f.MediaType, "content": f.Content, "sha256": sum(f.Content)})
		}
		data["files"] = files
	}
	switch {
	case n.Decision:
		if n.Status != "" {
			data["status"] = n.Status
		}
		return "entre.inbound.decision", data
	case n.Status != "":
		data["status"] = n.Status
		if n.Asks {
			data["asks"] = true
		}
		if n.Until != "" {
			data["until"] = n.Until
		}
		return "entre.inbound.status", data
	case len(n.Files) > 0:
		return "entre.inbound.document", data
	default:
		return "entre.inbound.message", data
	}
}

// note keeps something to tell. The caller holds the lock.
func (s *Server) note(kind string, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return errs.Wrap(errs.Internal, "anysystem.note", err)
	}
	now := s.cfg.Clock.Now().UTC()
	e := event{
		SpecVersion: "1.0", ID: fmt.Sprintf("sys_%d_%d", now.UnixNano(), len(s.outbox)+1), Source: "urn:anysystem", Type: kind,
		Time: now, DataContentType: "application/json", Data: raw,
	}
	if err := s.journal.Append(line{At: now, Told: &e}); err != nil {
		return err
	}
	s.apply(e)
	s.outbox = append(s.outbox, &telling{event: e})
	return nil
}

// apply puts what was told into the case. The caller holds the lock.
func (s *Server) apply(e event) {
	var data struct {
		Reference string `json:"reference"`
		Status    Status `json:"status"`
		Text      string `json:"text"`
		Files     []struct {
			Name      string `json:"name"`
			MediaType string `json:"media_type"`
			Content   []byte `json:"content"`
		} `json:"files"`
	}
	_ = json.Unmarshal(e.Data, &data) // written by note
	at := slices.IndexFunc(s.cases, func(c *Case) bool { return c.Reference == data.Reference })
	if at < 0 || data.Reference == "" { // a confirmation
		return
	}
	c := s.cases[at]
	entry := Entry{At: e.Time, What: "svar", Text: data.Text}
	if e.Type == "entre.inbound.decision" {
		entry.What = "beslut"
	}
	if data.Status != "" {
		c.Status, entry.What = data.Status, entry.What+", status "+string(data.Status)
	}
	for i, f := range data.Files {
		entry.Files = append(entry.Files, File{
			ID: fmt.Sprintf("%s_%d", e.ID, i+1), Name: f.Name, MediaType: f.MediaType, SHA256: sum(f.Content), Content: f.Content,
		})
	}
	c.History = append(c.History, entry)
}

// Deliver tells the portal what it has not been told yet, in its order, until the
// portal cannot be reached. What it will not have is told again the next time.
func (s *Server) Deliver(ctx context.Context) {
	if s.cfg.PortalURL == "" {
		return
	}
	s.mu.Lock()
	var waiting []*telling
	for _, t := range s.outbox {
		if !t.arrived {
			waiting = append(waiting, t)
		}
	}
	quirks := s.quirks
	s.mu.Unlock()
	if quirks.Backwards {
		if len(waiting) < 2 {
			return
		}
		slices.Reverse(waiting)
	}
	for _, t := range waiting {
		status := s.post(ctx, t)
		if quirks.Twice {
			status = s.post(ctx, t)
		}
		if status == 0 || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError {
			return
		}
	}
}

// post tells the portal one thing, and returns the status of its answer; 0: there
// was none.
func (s *Server) post(ctx context.Context, t *telling) int {
	s.mu.Lock()
	ready := s.signed(t)
	s.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.PortalURL, bytes.NewReader(ready.Body))
	if err != nil {
		return 0
	}
	req.Header = ready.Header
	status := 0
	if response, err := s.client.Do(req); err == nil {
		status = response.StatusCode
		_ = response.Body.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.status = status
	if status == http.StatusOK && !t.arrived {
		t.arrived = true
		if err := s.journal.Append(line{At: s.cfg.Clock.Now().UTC(), Arrived: t.event.ID}); err != nil {
			s.cfg.Logger.ErrorContext(ctx, "anysystem: not noted", "error", err)
		}
	}
	return status
}
