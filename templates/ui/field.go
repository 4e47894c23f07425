package ui

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/mittkoping/entre/internal/i18n"
)

// Field is one input with its label, its hint and its fault.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Error        string
	Value        string // as it was typed
	Required     bool
	Optional     bool   // marks the label "(frivilligt)"; a required field has no mark
	Heading      bool   // the label is the page's heading
	Type         string // of the input; empty: text
	Autocomplete string // what the browser may fill in (WCAG 1.3.5)
	Length       int    // a long text: characters that the counter counts down from; 0: no counter
	Mode         string // the keys of a phone that are best: numeric, decimal; empty: as the type has
	Suffix       string // what the answer counts, after the input: m², kr
	Code         bool   // a reference or a code: wide letters, no spelling
	Narrow       bool   // what is asked for is short
}

// Option is one of the answers of a Choice or of Checks.
type Option struct {
	Value string
	Label string
	Hint  string
}

func (f Field) id() string       { return FieldID(f.Name) }
func (f Field) hintID() string   { return f.id() + "-hint" }
func (f Field) suffixID() string { return f.id() + "-suffix" }
func (f Field) errorID() string  { return f.id() + "-error" }

// describedBy lists the ids of what else is said of the field, for aria.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.hintID())
	}
	if f.Error != "" {
		ids = append(ids, f.errorID())
	}
	if f.Suffix != "" {
		ids = append(ids, f.suffixID())
	}
	if f.Length > 0 {
		ids = append(ids, f.id()+"-count")
	}
	return strings.Join(ids, " ")
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// optionID returns the id of option number i; the first has the field's own,
// so that the error summary leads to it.
func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i+1)
}

// dialled returns a phone number as a phone dials it: "0300-12 34 56" is
// "0300123456".
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// FileSize writes the size of a file, given in bytes: "840 kB", "2,1 MB".
func FileSize(lang i18n.Lang, bytes int64) string {
	const kilo, mega = 1 << 10, 1 << 20
	if bytes < mega {
		return strconv.FormatInt(max(1, (bytes+kilo/2)/kilo), 10) + " kB"
	}
	s := strconv.FormatFloat(float64(bytes)/mega, 'f', 1, 64)
	if lang == i18n.SV {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + " MB"
}

// counterTexts are what the counter says: the script puts the number in for #.
func counterTexts(ctx context.Context) (left, over string) {
	return i18n.T(ctx, "ui.counter.left", "N", "#"), i18n.T(ctx, "ui.counter.over", "N", "#")
}

// attrs are the attributes that every input of a field has in common. Required
// fields are not marked with the attribute: the browser's own words would stand
// in the way of ours.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	if by := f.describedBy(); by != "" {
		a["aria-describedby"] = by
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required {
		a["aria-required"] = "true"
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	if f.Mode != "" {
		a["inputmode"] = f.Mode
	}
	if f.Type == "email" {
		a["spellcheck"] = "false"
	}
	if f.Code {
		a["autocapitalize"] = "characters"
		a["spellcheck"] = "false"
		a["autocomplete"] = "off"
	}
	return a
}

// DatePart is one of the three inputs of a date.
type DatePart struct {
	Name         string
	Label        string
	Value        string // as it was typed
	IsWrong      bool
	Autocomplete string
	Long         bool // four digits and not two
}

// attrs are the attributes of a date's input: the fault and the hint are the
// whole date's.
func (p DatePart) attrs(f Field) templ.Attributes {
	a := templ.Attributes{}
	if p.IsWrong {
		a["aria-invalid"] = "true"
		a["aria-describedby"] = f.errorID()
	}
	if f.Required {
		a["aria-required"] = "true"
	}
	if p.Autocomplete != "" {
		a["autocomplete"] = p.Autocomplete
	}
	return a
}

// searchName tells two boxes on one page apart.
func searchName(ctx context.Context, large bool) string {
	if large {
		return i18n.T(ctx, "ui.search.label")
	}
	return i18n.T(ctx, "ui.search.name")
}
