package forms

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/i18n"
)

// textKind is text in the citizen's own words: one line, or long with line
// breaks.
type textKind struct {
	line
	long bool
}

func (k textKind) traits() traits {
	t := traits{
		keys:     []string{"prefill"},
		rules:    []string{"min_length", "max_length", "pattern", "pattern_error"},
		defaults: Rules{MaxLength: 200},
	}
	if k.long {
		t.keys, t.defaults.MaxLength = nil, 5000
	}
	return t
}

func (k textKind) read(p posted, q Question, old Answer) Answer {
	if k.long {
		return Answer{Text: p.text("")}
	}
	return k.line.read(p, q, old)
}

func (textKind) problems(q Question, a Answer, _ time.Time) []Problem {
	limits, length := q.Limits(), utf8.RuneCountInString(a.Text)
	switch {
	case length > limits.MaxLength:
		return []Problem{q.tooLong("", length, limits.MaxLength)}
	case length < limits.MinLength:
		return []Problem{q.problem("", "forms.too_short", "Length", length, "Min", limits.MinLength)}
	case q.pattern != nil && !q.pattern.MatchString(a.Text):
		return []Problem{{Question: q.ID, Message: limits.PatternError}}
	}
	return nil
}

func (textKind) lines(_ Question, _ i18n.Lang, a Answer) []string {
	return strings.Split(a.Text, "\n")
}

func (q Question) tooLong(part string, length, limit int) Problem {
	return q.problem(part, "forms.too_long", "Length", length, "Max", limit, "Over", length-limit)
}
