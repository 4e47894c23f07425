package forms

import (
	"maps"
	"net/url"
	"strings"
	"unicode"
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
// type on purpose: space around them, control characters, broken UTF-8.
func Read(step Step, form url.Values, old Answers) Answers {
	answers := make(Answers, len(old)+len(step.Questions))
	maps.Copy(answers, old)
	for _, q := range step.Questions {
		k, p := kinds[q.Type], posted{form, q.ID}
		if !p.has(k.traits().inputs()) {
			continue
		}
		if a := k.read(p, old[q.ID]); a.IsZero() {
			delete(answers, q.ID)
		} else {
			answers[q.ID] = a
		}
	}
	return answers
}

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
// "\n" (a browser sends "\r\n").
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r): // PostgreSQL refuses NUL, and XML most of the others
			return -1
		default:
			return r
		}
	}, s))
}

func cleanLine(s string) string { return strings.ReplaceAll(clean(s), "\n", " ") }
