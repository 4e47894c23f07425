package ecos

import (
	"slices"
	"time"
)

// Item is an entry of a code list.
type Item struct {
	ID   string // as the contract writes ids
	Name string
}

func name(list []Item, id string) (string, bool) {
	at := slices.IndexFunc(list, func(i Item) bool { return i.ID == id })
	if at < 0 {
		return "", false
	}
	return list[at].Name, true
}

// Case is a case with what is in it.
type Case struct {
	ID             string       `json:"id"`
	Number         string       `json:"number"`
	Subtitle       string       `json:"subtitle,omitempty"`
	SubtitleFree   string       `json:"subtitle_free"`
	ExternalNumber string       `json:"external_number,omitempty"`
	ProcessType    string       `json:"process_type"` // its id, as all types
	StartDate      time.Time    `json:"start_date"`
	Properties     []int        `json:"properties,omitempty"` // their keys in the register
	Roles          []Role       `json:"roles,omitempty"`
	Occurrences    []Occurrence `json:"-"` // oldest first
}

// Role is what a party is to a case.
type Role struct {
	ID      string `json:"id"`
	PartyID string `json:"party_id"`
	RoleID  string `json:"role_id"`
}

// Occurrence is something that happened to a case.
type Occurrence struct {
	ID          string     `json:"id"`
	CaseID      string     `json:"case_id"`
	Type        string     `json:"type"`
	Description string     `json:"description"`
	At          time.Time  `json:"at"`
	ByStaff     bool       `json:"by_staff,omitempty"`
	Documents   []Document `json:"documents,omitempty"`
}

// Document is a file of a case.
type Document struct {
	ID           string `json:"id"`
	Type         string `json:"type,omitempty"`
	Status       string `json:"status"` // its id
	Filename     string `json:"filename"`
	ContentType  string `json:"content_type,omitempty"`
	Note         string `json:"note,omitempty"`
	MainDecision bool   `json:"main_decision,omitempty"`
	Data         []byte `json:"data,omitempty"`
}

// Party is a person or an organization.
type Party struct {
	ID           string   `json:"id"`
	Organization bool     `json:"organization,omitempty"`
	Number       string   `json:"number"`
	Name         string   `json:"name"`
	Address      string   `json:"address,omitempty"`
	Contacts     []string `json:"contacts,omitempty"`
}

// Facility is something that the office supervises.
type Facility struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"` // as the contract calls its type
	CaseID   string   `json:"case_id"`
	Property int      `json:"property"`
	Name     string   `json:"name,omitempty"`
	Details  []string `json:"details,omitempty"` // for people
	Roles    []Role   `json:"roles,omitempty"`
}

// entry is a line of the journal: one of them.
type entry struct {
	Case       *Case       `json:"case,omitempty"`
	Occurrence *Occurrence `json:"occurrence,omitempty"`
	Party      *Party      `json:"party,omitempty"`
	Facility   *Facility   `json:"facility,omitempty"`
}
