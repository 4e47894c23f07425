package requesttracker

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
)

const (
	defaultMaxBody = 64 << 20 // bytes
	firstID        = 41       // of transactions: an installation has some before the first ticket
)

// Config is what a server needs. Users, Queues and Clock are required.
type Config struct {
	Users   []User
	Queues  []Queue
	Clock   clock.Clock
	MaxBody int64 // bytes accepted in one request; 0 means 64 MiB
	// MaxAttachment is the most of a file that is kept, in bytes; the rest is
	// cut off without a word (TruncateLongAttachments). 0 keeps everything.
	MaxAttachment int
}

// Server is a Request Tracker. Its interface answers under /REST/2.0/. It is
// safe for concurrent use.
type Server struct {
	cfg     Config
	handler http.Handler

	mu           sync.RWMutex
	tickets      []*Ticket
	transactions int
	parts        int
}

// New returns an empty server. The error is Invalid.
func New(cfg Config) (*Server, error) {
	if len(cfg.Users) == 0 || len(cfg.Queues) == 0 || cfg.Clock == nil {
		return nil, errs.Wrap(errs.Invalid, "requesttracker.New", errors.New("it needs Users, Queues and Clock"))
	}
	cfg.MaxBody = cmp.Or(cfg.MaxBody, defaultMaxBody)
	s := &Server{cfg: cfg, transactions: firstID}
	s.handler = s.routes()
	return s, nil
}

// ServeHTTP answers the interface.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, s.cfg.MaxBody)
	s.handler.ServeHTTP(w, r)
}

// Tickets returns a copy of every ticket, oldest first.
func (s *Server) Tickets() []Ticket {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Ticket, len(s.tickets))
	for i, t := range s.tickets {
		all[i] = t.clone()
	}
	return all
}

// Correspond adds what somebody says to the requestor, in plain text and with
// files: staff at the page, or the requestor by mail. It opens the ticket when
// nobody works it. The error is NotFound.
func (s *Server) Correspond(id int, creator, text string, files ...Part) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.ticket(id)
	if t == nil {
		return errs.New(errs.NotFound, fmt.Sprintf("requesttracker.Correspond %d", id))
	}
	parts := append([]Part{{MediaType: "text/plain", Content: []byte(text)}}, files...)
	s.say(t, "Correspond", creator, message{parts: parts})
	return nil
}

// SetStatus does what a person does who works the ticket. Setting the same
// status does nothing. Errors are NotFound for the id and Invalid for the
// status.
func (s *Server) SetStatus(id int, creator, status string) error {
	op := fmt.Sprintf("requesttracker.SetStatus %d", id)
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.ticket(id)
	if t == nil {
		return errs.New(errs.NotFound, op)
	}
	if _, known := statuses[status]; !known {
		return errs.Wrap(errs.Invalid, op, fmt.Errorf("unknown status %q", status))
	}
	s.setStatus(t, creator, status)
	return nil
}

// ticket returns a ticket or nil. The caller holds the lock.
func (s *Server) ticket(id int) *Ticket {
	if id < 1 || id > len(s.tickets) {
		return nil
	}
	return s.tickets[id-1]
}

func (s *Server) queue(name string) (Queue, bool) {
	at := slices.IndexFunc(s.cfg.Queues, func(q Queue) bool { return strings.EqualFold(q.Name, name) })
	if at < 0 {
		return Queue{}, false
	}
	return s.cfg.Queues[at], true
}

// create makes a ticket of t. Fields that cannot be set are left out, and
// nobody is told.
func (s *Server) create(u User, t Ticket, m message) *Ticket {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.ID, t.Status, t.Creator = len(s.tickets)+1, "new", u.Name
	wanted := t.Fields
	t.Fields = map[string]string{}
	made := &t
	for name, value := range wanted {
		s.setField(u, made, name, value)
	}
	s.tickets = append(s.tickets, made)
	s.record(made, Transaction{Type: "Create", Creator: u.Name, Subject: m.subject, Parts: m.parts})
	return made
}

// setField sets a field if it is the queue's, the user may, and the value is
// free. It returns what Request Tracker says. The caller holds the lock.
func (s *Server) setField(u User, t *Ticket, name, value string) string {
	q, _ := s.queue(t.Queue)
	f, ok := findField(q.TicketFields, name)
	if !ok {
		return "Unable to load custom field"
	}
	if !u.may(ModifyCustomField) {
		return "Permission Denied"
	}
	taken := slices.ContainsFunc(s.tickets, func(o *Ticket) bool { return o != t && o.Fields[f.Name] == value })
	if f.Unique && taken {
		return fmt.Sprintf("'%s' is not a unique value", value)
	}
	t.Fields[f.Name] = value
	return fmt.Sprintf("%s %s added", f.Name, value)
}

// say adds a message. Correspondence opens a ticket that nobody works (the
// scrip On Correspond Open Inactive Tickets). The caller holds the lock.
func (s *Server) say(t *Ticket, kind, creator string, m message) Transaction {
	said := s.record(t, Transaction{Type: kind, Creator: creator, Subject: m.subject, Fields: m.fields, Parts: m.parts})
	if kind == "Correspond" && !statuses[t.Status] {
		s.setStatus(t, "RT_System", "open")
	}
	return said
}

// setStatus changes the status. The caller holds the lock.
func (s *Server) setStatus(t *Ticket, creator, status string) {
	if t.Status == status {
		return
	}
	s.record(t, Transaction{Type: "Status", Creator: creator, OldValue: t.Status, NewValue: status})
	t.Status = status
}

// record gives a transaction and its parts their identity and keeps them. The
// caller holds the lock.
func (s *Server) record(t *Ticket, x Transaction) Transaction {
	s.transactions++
	x.ID, x.TicketID, x.Created = s.transactions, t.ID, s.cfg.Clock.Now().UTC().Truncate(time.Second)
	if len(x.Parts) > 1 {
		x.Parts = slices.Insert(x.Parts, 0, Part{MediaType: "multipart/mixed"})
	}
	for i := range x.Parts {
		s.parts++
		x.Parts[i].ID = s.parts
	}
	t.Transactions = append(t.Transactions, x)
	return x
}
