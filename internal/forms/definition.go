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
	TypeNumber   Type = "number" // whole, or with decimals
	TypeMoney    Type = "money"  // kronor
	TypeDate     Type = "date"
	TypeYesNo    Type = "yes_no"
	TypeChoice   Type = "choice"  // one of
	TypeChoices  Type = "choices" // several of

	TypeEmail              Type = "email"
	TypePhone              Type = "phone"
	TypeContact            Type = "contact" // name, e-mail, phone
	TypePersonalNumber     Type = "personal_number"
	TypeOrganisationNumber Type = "organisation_number"
	TypeAddress            Type = "address" // street, postcode, city
	TypePlace              Type = "place"   // an address or a place in words, optionally a point (WGS 84)
	TypeFile               Type = "file"

	TypeGroup       Type = "group"       // the same questions again and again, for each of several
	TypeConsent     Type = "consent"     // a box to tick, with the words that one agrees to
	TypeInformation Type = "information" // words between questions; nothing to answer
)

// Definition is a form. Make one with Parse, which checks it; it does not
// change afterwards and may be used by many goroutines at once. Parse compiles
// conditions and patterns, so keep a Definition rather than parse it again.
type Definition struct {
	Steps []Step `json:"steps"`

	language *language
}

// Step is one page of a form: one question or a few that belong together. One
// with an Exit asks nothing: where it is shown, the form ends, and what was
// answered cannot be submitted.
type Step struct {
	ID        string     `json:"id"`
	Title     i18n.Text  `json:"title"`
	Intro     i18n.Text  `json:"intro,omitzero"`
	If        string     `json:"if,omitempty"` // CEL; the step is shown when it is true
	Questions []Question `json:"questions,omitempty"`
	Exit      *Exit      `json:"exit,omitempty"`

	shown cel.Program // If, compiled; nil: always shown
}

// Exit says why a form ends and where to go instead.
type Exit struct {
	Text  i18n.Text `json:"text"` // an empty line begins a new paragraph
	Links []Link    `json:"links,omitempty"`
}

// Link leads on: to an address, or to another service of ours.
type Link struct {
	URL     string    `json:"url,omitempty"`     // https://… or tel:…
	Service string    `json:"service,omitempty"` // a service's id
	Label   i18n.Text `json:"label"`
}

// Question is one question. Fields below the line mean something to some types
// only; Parse refuses them elsewhere.
type Question struct {
	ID       string    `json:"id"`
	Type     Type      `json:"type"`
	Label    i18n.Text `json:"label"`
	Hint     i18n.Text `json:"hint,omitzero"`
	Missing  i18n.Text `json:"missing,omitzero"` // what to say when a required answer is missing
	Required bool      `json:"required,omitempty"`
	If       string    `json:"if,omitempty"` // CEL; the question is shown when it is true

	Options   []Option   `json:"options,omitempty"`
	Text      i18n.Text  `json:"text,omitzero"`       // consent: what one agrees to; information: what it says
	Important bool       `json:"important,omitempty"` // information: must not be missed
	Links     []Link     `json:"links,omitempty"`     // information: where to go or whom to call
	Unit      i18n.Text  `json:"unit,omitzero"`       // number: m², stycken
	Own       bool       `json:"own,omitempty"`       // about whoever fills in: their browser may know it
	Prefill   string     `json:"prefill,omitempty"`   // what we know of whoever is logged in: PrefillName
	Item      i18n.Text  `json:"item,omitzero"`       // group: what one of them is called: Barn
	Add       i18n.Text  `json:"add,omitzero"`        // group: what the button says that adds one
	Questions []Question `json:"questions,omitempty"` // group: about each of them

	Rules Rules `json:"rules,omitzero"`

	shown   cel.Program    // If, compiled; nil: always shown
	pattern *regexp.Regexp // Rules.Pattern, compiled; nil: none
}

// Option is one of the answers of a choice.
type Option struct {
	Value     string    `json:"value"`
	Label     i18n.Text `json:"label"`
	Hint      i18n.Text `json:"hint,omitzero"`
	Exclusive bool      `json:"exclusive,omitempty"` // choices: not together with any other: none of these
}

// Rules are what an answer must fulfil beyond being there. Each type uses the
// ones that mean something to it; Parse refuses the others.
type Rules struct {
	MinLength    int       `json:"min_length,omitempty"` // characters
	MaxLength    int       `json:"max_length,omitempty"` // characters; 0: the type's own limit
	Pattern      string    `json:"pattern,omitempty"`    // RE2, the whole answer
	PatternError i18n.Text `json:"pattern_error,omitzero"`
	Min          *float64  `json:"min,omitempty"`
	Max          *float64  `json:"max,omitempty"`
	Decimals     int       `json:"decimals,omitempty"`  // number: at most so many; 0: whole numbers
	Earliest     string    `json:"earliest,omitempty"`  // date: 2026-01-01, today, today+14d, today-18y
	Latest       string    `json:"latest,omitempty"`    // date, likewise; the day itself is allowed
	MinAge       int       `json:"min_age,omitempty"`   // whole years, of who was born on the date or has the number
	MaxAge       int       `json:"max_age,omitempty"`   // whole years; 0: any
	MinCount     int       `json:"min_count,omitempty"` // how many to choose or to tell of, when any
	MaxCount     int       `json:"max_count,omitempty"` // 0: the type's own limit
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

// StepOf returns the step that the question stands in.
func (d *Definition) StepOf(questionID string) (Step, bool) {
	for _, s := range d.Steps {
		if _, ok := s.Question(questionID); ok {
			return s, true
		}
	}
	return Step{}, false
}

// StepFor returns the step in which the problem is mended.
func (d *Definition) StepFor(p Problem) (Step, bool) {
	if p.Step != "" {
		return d.StepByID(p.Step)
	}
	return d.StepOf(p.Question)
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

// Asks reports whether the step has anything to answer.
func (s Step) Asks() bool {
	for _, q := range s.Questions {
		if q.Asks() {
			return true
		}
	}
	return false
}

// Asks reports whether there is anything to answer.
func (q Question) Asks() bool { return !kinds[q.Type].traits().silent }

// Limits returns the question's rules with the limits of its type where the
// definition has none of its own.
func (q Question) Limits() Rules {
	r, own := q.Rules, kinds[q.Type].traits().defaults
	if r.MaxLength == 0 {
		r.MaxLength = own.MaxLength
	}
	if r.MaxCount == 0 {
		r.MaxCount = own.MaxCount
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
