package forms

import (
	"regexp"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

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

// Definition is a form. Make one with Parse, which checks it; it does not
// change afterwards and may be used by many goroutines at once. Parse compiles
// conditions and patterns, so keep a Definition rather than parse it again.
type Definition struct {
	Steps []Step `json:"steps"`

	language *language
}

// Step is one page of a form: one question or a few that belong together.
type Step struct {
	ID        string     `json:"id"`
	Title     i18n.Text  `json:"title"`
	Intro     i18n.Text  `json:"intro,omitzero"`
	If        string     `json:"if,omitempty"` // CEL; the step is shown when it is true
	Questions []Question `json:"questions"`

	shown cel.Program // If, compiled; nil: always shown
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

	shown   cel.Program    // If, compiled; nil: always shown
	pattern *regexp.Regexp // Rules.Pattern, compiled; nil: none
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
	MaxFiles     int       `json:"max_files,omitempty"` // 0: 5
	MaxBytes     int64     `json:"max_bytes,omitempty"` // for each file; 0: 10 MiB
	Accept       []string  `json:"accept,omitempty"`    // media types: image/jpeg; none: all that we know
	NeedOne      []string  `json:"need_one,omitempty"`  // contact: at least one of these parts
}

// StepByID returns the step with the id, shown or not, with all its questions.
func (d *Definition) StepByID(id string) (Step, bool) {
	if i := d.position(id); i < len(d.Steps) {
		return d.Steps[i], true
	}
	return Step{}, false
}

// StepOf returns the step that the question stands in: where to go to mend a
// Problem.
func (d *Definition) StepOf(questionID string) (Step, bool) {
	for _, s := range d.Steps {
		if _, ok := s.Question(questionID); ok {
			return s, true
		}
	}
	return Step{}, false
}

// Question returns the step's question with the id.
func (s Step) Question(id string) (Question, bool) {
	for _, q := range s.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

// Limits returns the question's rules with the limits of its type where the
// definition has none of its own.
func (q Question) Limits() Rules {
	r, own := q.Rules, kinds[q.Type].traits().defaults
	if r.MaxLength == 0 {
		r.MaxLength = own.MaxLength
	}
	if r.MaxFiles == 0 {
		r.MaxFiles = own.MaxFiles
	}
	if r.MaxBytes == 0 {
		r.MaxBytes = own.MaxBytes
	}
	if len(r.Accept) == 0 {
		r.Accept = own.Accept
	}
	return r
}

// position returns the index of the step with the id, and the number of steps
// when there is none.
func (d *Definition) position(stepID string) int {
	for i, s := range d.Steps {
		if s.ID == stepID {
			return i
		}
	}
	return len(d.Steps)
}
