package sundsvall

import "time"

// errand is an errand, as far as it is written or read here.
type errand struct {
	ID              string          `json:"id,omitempty"`
	ErrandNumber    string          `json:"errandNumber,omitempty"`
	Title           string          `json:"title,omitempty"`
	Priority        string          `json:"priority,omitempty"`
	Stakeholders    []stakeholder   `json:"stakeholders,omitempty"`
	ExternalTags    []tag           `json:"externalTags,omitempty"`
	Parameters      []parameter     `json:"parameters,omitempty"`
	Classification  *classification `json:"classification,omitempty"`
	Status          string          `json:"status,omitempty"`
	Description     string          `json:"description,omitempty"`
	Channel         string          `json:"channel,omitempty"`
	ContactReason   string          `json:"contactReason,omitempty"`
	AssignedGroupID string          `json:"assignedGroupId,omitempty"`
	BusinessRelated *bool           `json:"businessRelated,omitempty"`
	Touched         stamp           `json:"touched,omitzero"`
}

type classification struct {
	Category string `json:"category"`
	Type     string `json:"type"`
}

type tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type parameter struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

type stakeholder struct {
	Role            string           `json:"role,omitempty"`
	FirstName       string           `json:"firstName,omitempty"`
	LastName        string           `json:"lastName,omitempty"`
	Address         string           `json:"address,omitempty"`
	CareOf          string           `json:"careOf,omitempty"`
	ZipCode         string           `json:"zipCode,omitempty"`
	City            string           `json:"city,omitempty"`
	Country         string           `json:"country,omitempty"`
	ContactChannels []contactChannel `json:"contactChannels,omitempty"`
	Parameters      []parameter      `json:"parameters,omitempty"`
}

type contactChannel struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// pageOf is a page of a list. Content is nil when the answer is no page at all.
type pageOf[T any] struct {
	Content    *[]T `json:"content"`
	TotalPages *int `json:"totalPages"`
}

type attachment struct {
	ID       string `json:"id"`
	FileName string `json:"fileName"`
	Hash     string `json:"hash"` // SHA-256, in hexadecimal
}

type identifier struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type conversation struct {
	ID           string       `json:"id,omitempty"`
	Topic        string       `json:"topic"`
	Type         string       `json:"type"`
	Participants []identifier `json:"participants,omitempty"`
	Metadata     []keyValues  `json:"metadata,omitempty"`
}

type keyValues struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

type message struct {
	ID          string              `json:"id"`
	Created     stamp               `json:"created"`
	CreatedBy   *identifier         `json:"createdBy"`
	Content     string              `json:"content"`
	Type        string              `json:"type"`
	Attachments []messageAttachment `json:"attachments"`
}

const (
	conversationExternal = "EXTERNAL"
	messageSystemCreated = "SYSTEM_CREATED"
)

type messageAttachment struct {
	ID       string `json:"id"`
	FileName string `json:"fileName"`
	FileSize *int64 `json:"fileSize"`
	MimeType string `json:"mimeType"`
}

// stamp is a time as support-management writes it; zero when it cannot be read.
type stamp struct{ time.Time }

// UnmarshalText reads it. One that cannot be read does not spoil the errand.
func (s *stamp) UnmarshalText(text []byte) error {
	at, err := time.Parse(time.RFC3339, string(text))
	if err == nil {
		s.Time = at.UTC()
	}
	return nil
}

// IsZero makes an errand that is sent have none.
func (s stamp) IsZero() bool { return s.Time.IsZero() }
