package requesttracker

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Right is what a user may do, in every queue.
type Right string

// The rights that are looked at.
const (
	SeeQueue           Right = "SeeQueue"
	CreateTicket       Right = "CreateTicket"
	ShowTicket         Right = "ShowTicket"
	ShowTicketComments Right = "ShowTicketComments"
	CommentOnTicket    Right = "CommentOnTicket"
	ReplyToTicket      Right = "ReplyToTicket"
	ModifyTicket       Right = "ModifyTicket"
	SeeCustomField     Right = "SeeCustomField"
	ModifyCustomField  Right = "ModifyCustomField"
	AdminCustomField   Right = "AdminCustomField"
)

// User is who holds a token.
type User struct {
	Name   string
	Token  string
	Rights []Right
}

func (u User) may(r Right) bool { return slices.Contains(u.Rights, r) }

// Queue is where tickets come in.
type Queue struct {
	Name              string
	TicketFields      []Field
	TransactionFields []Field
}

// Field is a custom field with one value.
type Field struct {
	Name   string
	Unique bool // no two tickets may have the same value
}

// findField returns the field as it is written, by its name in any letters.
func findField(fields []Field, name string) (Field, bool) {
	at := slices.IndexFunc(fields, func(f Field) bool { return strings.EqualFold(f.Name, name) })
	if at < 0 {
		return Field{}, false
	}
	return fields[at], true
}

// Ticket is a ticket with its history.
type Ticket struct {
	ID           int               `json:"id"`
	Queue        string            `json:"queue"`
	Subject      string            `json:"subject"`
	Status       string            `json:"status"`
	Requestor    string            `json:"requestor,omitempty"` // an address
	Creator      string            `json:"creator"`
	Fields       map[string]string `json:"fields,omitempty"`
	Transactions []Transaction     `json:"transactions,omitempty"` // oldest first
}

func (t Ticket) clone() Ticket {
	t.Fields = maps.Clone(t.Fields)
	t.Transactions = slices.Clone(t.Transactions)
	return t
}

// Transaction is something that happened to a ticket.
type Transaction struct {
	ID       int               `json:"id"`
	TicketID int               `json:"ticket_id"`
	Type     string            `json:"type"` // Create, Correspond, Comment, Status
	OldValue string            `json:"old_value,omitempty"`
	NewValue string            `json:"new_value,omitempty"`
	Creator  string            `json:"creator"`
	Created  time.Time         `json:"created"` // whole seconds
	Subject  string            `json:"subject,omitempty"`
	Fields   map[string]string `json:"fields,omitempty"`
	Parts    []Part            `json:"parts,omitempty"`
}

// Part is one part of a message: its text, or a file.
type Part struct {
	ID        int    `json:"id"`
	Name      string `json:"name,omitempty"` // "" for what is no file
	MediaType string `json:"media_type"`
	Content   []byte `json:"content,omitempty"`
}

// message is what a ticket is made with, or what is added to it.
type message struct {
	subject string
	parts   []Part
	fields  map[string]string
}

// systemUser does what happens by itself.
const systemUser = "RT_System"

// statuses are those of the default lifecycle, and whether a ticket is being
// worked with them.
var statuses = map[string]bool{"new": false, "open": true, "stalled": true, "resolved": false, "rejected": false}
