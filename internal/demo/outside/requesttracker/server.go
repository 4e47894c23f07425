package requesttracker

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/journal"
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

	Staff  string       // who works tickets at the page for people
	Title  string       // whose Request Tracker it is, for that page
	Prefix string       // path it is mounted at, as "/rt"; may be empty
	Dir    string       // where state is kept; empty means in memory only
	Logger *slog.Logger // nil means no log
}

// Server is a Request Tracker. Its interface answers under Prefix+"/REST/2.0/",
// and its page for people at Prefix+"/". It is safe for concurrent use.
type Server struct {
	cfg     Config
	handler http.Handler

	mu           sync.RWMutex
	journal      *journal.Journal[Ticket] // nil without a directory
	tickets      []*Ticket
	transactions int
	parts        int
}

// New returns a server with the state that its directory holds. Errors are
// Invalid for the configuration or a journal that cannot be read, and
// Unavailable for a directory that cannot be used.
func New(cfg Config) (*Server, error) {
	if len(cfg.Users) == 0 || len(cfg.Queues) == 0 || cfg.Clock == nil {
		return nil, errs.Wrap(errs.Invalid, "requesttracker.New", errors.New("it needs Users, Queues and Clock"))
	}
	cfg.MaxBody = cmp.Or(cfg.MaxBody, defaultMaxBody)
	cfg.Prefix = strings.TrimRight(cfg.Prefix, "/")
	cfg.Staff, cfg.Title = cmp.Or(cfg.Staff, "handlaggare"), cmp.Or(cfg.Title, "Request Tracker")
	cfg.Logger = cmp.Or(cfg.Logger, slog.New(slog.DiscardHandler))
	s := &Server{cfg: cfg, transactions: firstID}
	if cfg.Dir != "" {
		var err error
		if s.journal, err = journal.Open(cfg.Dir, s.replay); err != nil {
			return nil, errs.Op("requesttracker.New", err)
		}
	}
	s.handler = s.routes()
	return s, nil
}

// Close closes the journal. The server takes nothing new after it.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.journal.Close()
}

// replay takes a line of the journal: a ticket as it then was, with what had
// happened since the line before.
func (s *Server) replay(line Ticket) error {
	if line.Fields == nil {
		line.Fields = map[string]string{}
	}
	switch known := s.ticket(line.ID); {
	case known != nil:
		line.Transactions = append(known.Transactions, line.Transactions...)
		*known = line
	case line.ID == len(s.tickets)+1:
		s.tickets = append(s.tickets, &line)
	default:
		return errs.New(errs.Invalid, fmt.Sprintf("requesttracker.replay %d", line.ID))
	}
	for _, x := range line.Transactions {
		s.transactions = max(s.transactions, x.ID)
		for _, p := range x.Parts {
			s.parts = max(s.parts, p.ID)
		}
	}
	return nil
}

// keep writes a ticket with what has happened since its first transactions. The
// caller holds the lock.
func (s *Server) keep(t *Ticket, since int) error {
	line := *t
	line.Transactions = t.Transactions[since:]
	return s.journal.Append(line)
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
// nobody works it. Errors are NotFound, and Unavailable when it cannot be kept.
func (s *Server) Correspond(id int, creator, text string, files ...Part) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.ticket(id)
	if t == nil {
		return errs.New(errs.NotFound, fmt.Sprintf("requesttracker.Correspond %d", id))
	}
	since := len(t.Transactions)
	parts := append([]Part{{MediaType: "text/plain", Content: []byte(text)}}, files...)
	s.say(t, "Correspond", creator, message{parts: parts})
	return s.keep(t, since)
}

// SetStatus does what a person does who works the ticket. Setting the same
// status does nothing. Errors are NotFound for the id, Invalid for the status,
// and Unavailable when it cannot be kept.
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
	since := len(t.Transactions)
	s.setStatus(t, creator, status)
	return s.keep(t, since)
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
func (s *Server) create(u User, t Ticket, m message) (*Ticket, error) {
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
	return made, s.keep(made, 0)
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
		s.setStatus(t, systemUser, "open")
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
