package supportmanagement

import (
	"slices"
	"time"
)

// Errand is an errand as its people see it.
type Errand struct {
	ID            string
	Number        string // "KC-26110001"
	Body          Body
	Created       time.Time
	Touched       time.Time
	Version       int
	Attachments   []Attachment
	Conversations []Conversation
	LastID        int // that was given out when it was kept
}

// Body is what somebody may write of an errand.
type Body struct {
	Title           string          `json:"title,omitempty"`
	Description     string          `json:"description,omitempty"`
	Priority        string          `json:"priority,omitempty"`
	Status          string          `json:"status,omitempty"`
	Channel         string          `json:"channel,omitempty"`
	ContactReason   string          `json:"contactReason,omitempty"`
	AssignedGroupID string          `json:"assignedGroupId,omitempty"`
	ReporterUserID  string          `json:"reporterUserId,omitempty"`
	BusinessRelated bool            `json:"businessRelated"`
	Classification  *Classification `json:"classification,omitempty"`
	ExternalTags    []Pair          `json:"externalTags,omitempty"`
	Stakeholders    []Stakeholder   `json:"stakeholders,omitempty"`
	Parameters      []KeyValues     `json:"parameters,omitempty"`
}

// Classification is what sort of errand it is.
type Classification struct {
	Category string `json:"category,omitempty"`
	Type     string `json:"type,omitempty"`
}

// Pair is an external tag.
type Pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// KeyValues is a parameter, or something noted about a conversation.
type KeyValues struct {
	Key    string   `json:"key"`
	Values []string `json:"values,omitempty"`
}

// Stakeholder is somebody who has to do with an errand.
type Stakeholder struct {
	ExternalID       string      `json:"externalId,omitempty"`
	ExternalIDType   string      `json:"externalIdType,omitempty"`
	Role             string      `json:"role,omitempty"`
	FirstName        string      `json:"firstName,omitempty"`
	LastName         string      `json:"lastName,omitempty"`
	OrganizationName string      `json:"organizationName,omitempty"`
	Address          string      `json:"address,omitempty"`
	CareOf           string      `json:"careOf,omitempty"`
	ZipCode          string      `json:"zipCode,omitempty"`
	City             string      `json:"city,omitempty"`
	Country          string      `json:"country,omitempty"`
	ContactChannels  []Channel   `json:"contactChannels,omitempty"`
	Parameters       []KeyValues `json:"parameters,omitempty"`
}

// Channel is a way to reach somebody.
type Channel struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Attachment is a file of an errand or of a message.
type Attachment struct {
	ID        string
	Name      string
	MediaType string
	Channel   string
	Created   time.Time
	Content   []byte
}

// Conversation is what is said about an errand among some.
type Conversation struct {
	ID           string
	Topic        string
	Type         string
	Participants []Identifier
	Metadata     []KeyValues
	Messages     []Message
}

// Identifier is a person or an account.
type Identifier struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Message is something said.
type Message struct {
	ID          string
	By          Identifier
	Created     time.Time
	Content     string
	System      bool
	Attachments []Attachment
}

func (e *Errand) clone() Errand {
	out := *e
	out.Body.ExternalTags = slices.Clone(e.Body.ExternalTags)
	out.Attachments = slices.Clone(e.Attachments)
	out.Conversations = slices.Clone(e.Conversations)
	for i := range out.Conversations {
		out.Conversations[i].Messages = slices.Clone(e.Conversations[i].Messages)
	}
	return out
}
