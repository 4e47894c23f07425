package anysystem

import (
	"encoding/json"
	"slices"
	"time"
)

// Status is where a case stands, in the words of the contract.
type Status string

// The statuses.
const (
	Received Status = "received"
	Started  Status = "started"
	Waiting  Status = "waiting"
	Closed   Status = "closed"
)

// Case is a case as its people see it.
type Case struct {
	ID        string // "4711": what the portal is told
	Number    string // "SYN 2026:17": what people say
	Reference string // the portal's
	Title     string
	Category  string
	Text      string // the answers, to be read
	CameAt    time.Time
	Status    Status
	Withdrawn bool
	History   []Entry
}

// Entry is something that was said in a case.
type Entry struct {
	At       time.Time
	ByPortal bool
	What     string
	Text     string
	Files    []File
}

// File is a document.
type File struct {
	ID        string
	Name      string
	MediaType string
	SHA256    string // of Content, as it was counted here
	Content   []byte
}

func (c *Case) clone() Case {
	out := *c
	out.History = slices.Clone(c.History)
	return out
}

// event is a CloudEvents event in structured JSON, in either direction.
type event struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject,omitempty"`
	Time            time.Time       `json:"time,omitzero"`
	DataContentType string          `json:"datacontenttype,omitempty"`
	Data            json.RawMessage `json:"data"`
}

// reply is what an event is answered with, and a look-up.
type reply struct {
	code      int
	WebhookID string `json:"webhook_id"`
	Status    string `json:"status"`
	ID        string `json:"id,omitempty"`
	Number    string `json:"number,omitempty"`
	SHA256    string `json:"sha256,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// line is a line of the journal: an event that was taken, something that was
// told, or the making of what had only been taken.
type line struct {
	At      time.Time `json:"at"`
	Taken   *event    `json:"taken,omitempty"`
	Later   bool      `json:"later,omitempty"` // of Taken: it is made something of later
	Made    string    `json:"made,omitempty"`  // the id of an event that was taken
	Told    *event    `json:"told,omitempty"`
	Arrived string    `json:"arrived,omitempty"` // the id of what was told, which the portal has
}
