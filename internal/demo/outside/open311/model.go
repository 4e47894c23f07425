package open311

import (
	"maps"
	"slices"
	"time"
)

// Status is the state of a request at the department. mySociety's extension
// names more of them; the department uses these.
type Status string

// The states. GeoReport itself knows only open and closed.
const (
	StatusOpen       Status = "open"
	StatusInProgress Status = "in_progress"
	StatusFixed      Status = "fixed"
	StatusClosed     Status = "closed"
)

func (s Status) known() bool {
	return slices.Contains([]Status{StatusOpen, StatusInProgress, StatusFixed, StatusClosed}, s)
}

// geoReport is the state as GET requests tells it.
func (s Status) geoReport() Status {
	if s == StatusFixed || s == StatusClosed {
		return StatusClosed
	}
	return StatusOpen
}

// Service is a kind of request that the department takes.
type Service struct {
	Code        string
	Name        string
	Description string
	Group       string
	Keywords    string // comma separated
	Attributes  []Attribute
}

// Attribute is a further question of a service (GET services/{code}).
type Attribute struct {
	Code                string
	Datatype            Datatype
	Required            bool
	Description         string
	DatatypeDescription string
	Values              []Value // for the list datatypes only
}

// Datatype says what an attribute's value may be.
type Datatype string

// The datatypes of GeoReport v2.
const (
	TypeString          Datatype = "string"
	TypeNumber          Datatype = "number"
	TypeDatetime        Datatype = "datetime"
	TypeText            Datatype = "text"
	TypeSingleValueList Datatype = "singlevaluelist"
	TypeMultiValueList  Datatype = "multivaluelist"
)

// Value is one choice of a list attribute.
type Value struct {
	Key  string `xml:"key" json:"key"`
	Name string `xml:"name" json:"name"`
}

// Request is a service request as the department holds it.
type Request struct {
	ID          string              `json:"id"`
	Token       string              `json:"token,omitempty"` // only when the server answers with tokens
	ServiceCode string              `json:"service_code"`
	ServiceName string              `json:"service_name"`
	Status      Status              `json:"status"`
	StatusNote  string              `json:"status_note,omitempty"` // the department's latest note
	Description string              `json:"description"`
	Address     string              `json:"address,omitempty"`
	AddressID   string              `json:"address_id,omitempty"`
	Position    *Position           `json:"position,omitempty"` // nil when the place is an address only
	MediaURL    string              `json:"media_url,omitempty"`
	Reporter    Reporter            `json:"reporter"`
	Attributes  map[string][]string `json:"attributes,omitempty"` // by attribute code
	RequestedAt time.Time           `json:"requested_at"`         // whole seconds, UTC
	UpdatedAt   time.Time           `json:"updated_at"`
	Updates     []Update            `json:"-"` // oldest first; each has its own journal line
}

// Position is a place in WGS 84 degrees.
type Position struct {
	Lat  float64 `json:"lat"`
	Long float64 `json:"long"`
}

// Reporter is who reported, as far as they said.
type Reporter struct {
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	AccountID string `json:"account_id,omitempty"`
	DeviceID  string `json:"device_id,omitempty"`
}

// Files returns the files of all updates, in the order they came.
func (r Request) Files() []File {
	var files []File
	for _, u := range r.Updates {
		files = append(files, u.Files...)
	}
	return files
}

func (r Request) clone() Request {
	r.Attributes = maps.Clone(r.Attributes)
	if r.Position != nil {
		position := *r.Position
		r.Position = &position
	}
	r.Updates = slices.Clone(r.Updates)
	for i := range r.Updates {
		r.Updates[i].Files = slices.Clone(r.Updates[i].Files)
	}
	return r
}

// Update is something that happened to a request: a change by the department,
// or something posted by the client.
type Update struct {
	ID             string    `json:"id"`
	RequestID      string    `json:"request_id"`
	FromDepartment bool      `json:"from_department,omitempty"`
	ClientID       string    `json:"client_id,omitempty"`     // the update_id that the client sent
	AsksToClose    bool      `json:"asks_to_close,omitempty"` // the state that the client sent is a closed one
	Status         Status    `json:"status"`                  // the request's state after it
	Description    string    `json:"description"`
	MediaURL       string    `json:"media_url,omitempty"`
	Files          []File    `json:"files,omitempty"`
	At             time.Time `json:"at"` // when the department got it: whole seconds, UTC
}

// File is an uploaded file. Its content is kept by its checksum, never by its
// name.
type File struct {
	Name      string `json:"name"` // as sent, without folders; not to be trusted
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"` // lower-case hexadecimal
}
