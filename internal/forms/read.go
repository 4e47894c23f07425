package forms

import (
	"maps"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Read returns a copy of old in which the answers to the step's questions are
// what was posted; step has the questions that the page may have held, as
// Visible returned it for old. A question's input is named by its id, or
// "id.part". Everything else in the form is ignored: other fields, further
// values of the same field, questions of other steps. A question of which no
// input was posted was not on the page, and keeps its answer; so do files,
// which are not posted with the step.
//
// Answers are kept as they were typed, right or wrong, but for what no one can
// type on purpose: space around them, control characters and other signs that
// cannot be seen, broken UTF-8. Letters are composed (Unicode's NFC): å is one
// sign whatever sent it. A group keeps no more items than one above its limit.
func Read(step Step, form url.Values, old Answers) Answers {
	answers := make(Answers, len(old)+len(step.Questions))
	maps.Copy(answers, old)
	for _, q := range step.Questions {
		k, p := kinds[q.Type], posted{form, q.ID}
		if !q.Asks() || !p.has(k.traits().inputs()) {
			continue
		}
		if a := k.read(p, q, old[q.ID]); a.IsZero() {
			delete(answers, q.ID)
		} else {
			answers[q.ID] = a
		}
	}
	return answers
}

// Typed is the way back from Read: what a browser posts when the page that shows
// the answers to the step's questions is sent as it stands. Files are not posted
// with the step.
func Typed(step Step, a Answers) url.Values {
	form := url.Values{}
	for _, q := range step.Questions {
		for part, values := range q.Typed(a[q.ID]) {
			form[field(q.ID, part)] = values
		}
	}
	return form
}

// Typed returns what the inputs of the question hold when its answer is shown,
// by part: "" is the input of the question's own name.
func (q Question) Typed(a Answer) map[string][]string { return kinds[q.Type].typed(q, a) }

// posted is what came with a form for one question.
type posted struct {
	form     url.Values
	question string
}

func (p posted) has(parts []string) bool {
	for _, part := range parts {
		if p.form.Has(field(p.question, part)) {
			return true
		}
	}
	return false
}

// text returns a part's text, with its line breaks.
func (p posted) text(part string) string { return clean(p.form.Get(field(p.question, part))) }

// line returns a part's text as one line.
func (p posted) line(part string) string { return cleanLine(p.form.Get(field(p.question, part))) }

// values returns all that was posted of a part, each as one line.
func (p posted) values(part string) []string {
	values := make([]string, 0, 1)
	for _, v := range p.form[field(p.question, part)] {
		values = append(values, cleanLine(v))
	}
	return values
}

// parts returns an answer of the parts that were filled in.
func (p posted) parts(names ...string) Answer {
	parts := make(map[string]string, len(names))
	for _, name := range names {
		if s := p.line(name); s != "" {
			parts[name] = s
		}
	}
	return Answer{Parts: parts}
}

// present returns the values of the parts that were filled in, in the order of
// the names.
func present(a Answer, names ...string) []string {
	var values []string
	for _, name := range names {
		if s := a.Parts[name]; s != "" {
			values = append(values, s)
		}
	}
	return values
}

// clean returns a text without what nobody types on purpose, its lines ended by
// "\n" (a browser sends "\r\n"), its letters composed.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r): // PostgreSQL refuses NUL, and XML most of the others
			return -1
		case unicode.Is(unseen, r):
			return -1
		default:
			return r
		}
	}, s)))
}

// unseen are signs without a shape that come along when one copies, or that
// make a text look like another. Those that join letters, as emoji, Persian and
// Indian scripts need, are not among them.
var unseen = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x00AD, Hi: 0x00AD, Stride: 1}, // soft hyphen
	{Lo: 0x200B, Hi: 0x200B, Stride: 1}, // zero width space
	{Lo: 0x202A, Hi: 0x202E, Stride: 1}, // direction, embedded and overridden
	{Lo: 0x2060, Hi: 0x2064, Stride: 1}, // word joiner and invisible operators
	{Lo: 0x2066, Hi: 0x2069, Stride: 1}, // direction, isolated
	{Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1}, // byte order mark
}, LatinOffset: 1}

func cleanLine(s string) string { return strings.ReplaceAll(clean(s), "\n", " ") }
