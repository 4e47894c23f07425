package forms

import "github.com/mittkoping/entre/internal/i18n"

// Type is the type of a question.
type Type string

// The types of question. Each has one entry in the table of kinds.go.
const (
	TypeText     Type = "text"
	TypeLongText Type = "long_text"
	TypeChoice   Type = "choice" // one of
	TypePlace    Type = "place"  // an address or a place in words, optionally a point (WGS 84)
	TypeFile     Type = "file"
	TypeContact  Type = "contact" // name, e-mail, phone
)

// Definition is a form. Make one with Parse, which checks it.
type Definition struct {
	Steps []Step `json:"steps"`
}

// Step is one page of a form: one question or a few that belong together.
type Step struct {
	ID        string     `json:"id"`
	Title     i18n.Text  `json:"title"`
	Intro     i18n.Text  `json:"intro,omitzero"`
	If        string     `json:"if,omitempty"` // CEL; the step is shown when it is true
	Questions []Question `json:"questions"`
}

// Question is one question.
type Question struct {
	ID       string    `json:"id"`
	Type     Type      `json:"type"`
	Label    i18n.Text `json:"label"`
	Hint     i18n.Text `json:"hint,omitzero"`
	Missing  i18n.Text `json:"missing,omitzero"` // what to say when a required answer is missing
	Required bool      `json:"required,omitempty"`
	If       string    `json:"if,omitempty"` // CEL; the question is shown when it is true
	Options  []Option  `json:"options,omitempty"`
	Rules    Rules     `json:"rules,omitzero"`
}

// Option is one of the answers of a choice.
type Option struct {
	Value string    `json:"value"`
	Label i18n.Text `json:"label"`
	Hint  i18n.Text `json:"hint,omitzero"`
}

// Rules are what an answer must fulfil beyond being there. Each type uses the
// ones that mean something to it; Parse refuses the others.
type Rules struct {
	MinLength    int       `json:"min_length,omitempty"` // characters
	MaxLength    int       `json:"max_length,omitempty"` // characters; 0: the type's own limit
	Pattern      string    `json:"pattern,omitempty"`    // RE2, the whole answer
	PatternError i18n.Text `json:"pattern_error,omitzero"`
	MaxFiles     int       `json:"max_files,omitempty"`
	MaxBytes     int64     `json:"max_bytes,omitempty"` // for each file
	Accept       []string  `json:"accept,omitempty"`    // media types: image/jpeg
	NeedOne      []string  `json:"need_one,omitempty"`  // contact: at least one of these parts
}
