package ecos

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/soap"
	"github.com/mittkoping/entre/internal/delivery"
)

// Options are the connector's settings. What is called an id is one of the code lists
// of the installation's Ecos, 8-4-4-4-12 hexadecimal digits.
type Options struct {
	soap.Options

	AttachmentOccurrence string `json:"attachment_occurrence"` // id: the type of the occurrence that an attachment comes with; required
	MessageOccurrence    string `json:"message_occurrence"`    // and a message; required
	WithdrawalOccurrence string `json:"withdrawal_occurrence"` // and a withdrawal; required

	DocumentType   string `json:"document_type"`   // id: the type of the documents that we write
	AttachmentType string `json:"attachment_type"` // id: and of attachments; default document_type
	DocumentStatus string `json:"document_status"` // id: the status of documents that come later
	ConvertsFiles  bool   `json:"converts_files"`  // Ecos keeps files in another format: they cannot be compared

	FacilityStatus string      `json:"facility_status"` // id: the status of facilities that are made; required where routes make any
	AddressType    string      `json:"address_type"`    // id: what the party's address is
	Email          ContactPath `json:"email"`           // how Ecos keeps e-mail addresses; without it none is sent
	Phone          ContactPath `json:"phone"`           // and phone numbers

	PropertiesFile string `json:"properties_file"` // the municipality's properties, for routes that have a designation

	Occurrences     map[string]Told `json:"occurrences"`    // what is told of occurrences, by the id of their type
	ToldDocumentsOf []string        `json:"told_documents"` // names of the statuses of documents that may be told; default Upprättad, Inkommen
}

// ContactPath says how a way to reach somebody is kept.
type ContactPath struct {
	Path string `json:"path"` // id
	Type string `json:"type"` // id
}

// Told is what an occurrence of a type means to the citizen.
type Told struct {
	Status   delivery.Status `json:"status"`   // where the case stands then; "" when that does not change
	Words    bool            `json:"words"`    // its description is for the citizen
	Files    bool            `json:"files"`    // its documents are
	Decision bool            `json:"decision"` // it is the decision in the case
	Asks     bool            `json:"asks"`     // with the status waiting: it is the citizen who is waited for
}

// usualDocuments are the statuses of documents that are no drafts.
func usualDocuments() []string { return []string{"Upprättad", "Inkommen"} }

// Type is the connector's entry in the registry.
func Type() delivery.Type {
	return delivery.Type{Name: "ecos", New: func(raw delivery.Options) (delivery.Connector, error) {
		var o Options
		if err := raw.Decode(&o); err != nil {
			return nil, err
		}
		return New(o, clock.System{})
	}}
}

// New returns a connector. The error says which option to mend.
func New(o Options, c clock.Clock) (delivery.Connector, error) {
	client, err := soap.New(o.Options, "Entre (MinutMiljo)", c)
	if err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.AttachmentType == "" {
		o.AttachmentType = o.DocumentType
	}
	if o.ToldDocumentsOf == nil {
		o.ToldDocumentsOf = usualDocuments()
	}
	o.Occurrences = maps.Clone(o.Occurrences)
	for id, told := range o.Occurrences {
		delete(o.Occurrences, id)
		o.Occurrences[strings.ToLower(id)] = told
	}
	properties, err := readRegister(o.PropertiesFile)
	if err != nil {
		return nil, err
	}
	return &connector{soap: client, o: o, clock: c, properties: properties}, nil
}

// guid is how the contract writes an id.
var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

const guidRule = "it must be an id of Ecos, such as 0a1b2c3d-0000-1111-2222-333344445555"

func (o Options) check() error {
	ids := []struct {
		name, value string
		required    bool
	}{
		{"attachment_occurrence", o.AttachmentOccurrence, true},
		{"message_occurrence", o.MessageOccurrence, true},
		{"withdrawal_occurrence", o.WithdrawalOccurrence, true},
		{"document_type", o.DocumentType, false},
		{"attachment_type", o.AttachmentType, false},
		{"document_status", o.DocumentStatus, false},
		{"facility_status", o.FacilityStatus, false},
		{"address_type", o.AddressType, false},
		{"email.path", o.Email.Path, o.Email.Type != ""},
		{"email.type", o.Email.Type, o.Email.Path != ""},
		{"phone.path", o.Phone.Path, o.Phone.Type != ""},
		{"phone.type", o.Phone.Type, o.Phone.Path != ""},
	}
	for _, id := range ids {
		switch {
		case id.required && id.value == "":
			return fmt.Errorf("option %s: it is required", id.name)
		case id.value != "" && !guid.MatchString(id.value):
			return fmt.Errorf("option %s: %s", id.name, guidRule)
		}
	}
	return o.checkOccurrences()
}

func (o Options) checkOccurrences() error {
	ours := []string{o.AttachmentOccurrence, o.MessageOccurrence, o.WithdrawalOccurrence}
	known := []delivery.Status{"", delivery.StatusReceived, delivery.StatusStarted, delivery.StatusWaiting, delivery.StatusClosed}
	for _, id := range slices.Sorted(maps.Keys(o.Occurrences)) {
		told := o.Occurrences[id]
		var wrong error
		switch {
		case !guid.MatchString(id):
			wrong = errors.New(guidRule)
		case slices.ContainsFunc(ours, func(own string) bool { return strings.EqualFold(own, id) }):
			wrong = errors.New("occurrences of this type are our own: the citizen would be told what they said themselves")
		case !slices.Contains(known, told.Status):
			wrong = fmt.Errorf("status is received, started, waiting or closed, not %q", told.Status)
		case told.Asks && told.Status != delivery.StatusWaiting:
			wrong = errors.New("asks goes with the status waiting only")
		case told == Told{}:
			wrong = errors.New("it says nothing; leave it out, or write what is told")
		}
		if wrong != nil {
			return fmt.Errorf("option occurrences: %s: %w", id, wrong)
		}
	}
	return nil
}
