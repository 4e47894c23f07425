package forms

import (
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// textKind is text in the citizen's own words: one line, or long with line
// breaks.
type textKind struct{ long bool }

func (k textKind) traits() traits {
	limit := 200
	if k.long {
		limit = 5000
	}
	return traits{
		rules:    []string{"min_length", "max_length", "pattern", "pattern_error"},
		defaults: Rules{MaxLength: limit},
		variable: cel.StringType,
	}
}

func (k textKind) read(p posted, _ Answer) Answer {
	if k.long {
		return Answer{Text: p.text("")}
	}
	return Answer{Text: p.line("")}
}

func (textKind) problems(q Question, a Answer) []Problem {
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

func (textKind) value(a Answer, _ string) any { return a.Text }

func (q Question) tooLong(part string, length, limit int) Problem {
	return q.problem(part, "forms.too_long", "Length", length, "Max", limit, "Over", length-limit)
}
