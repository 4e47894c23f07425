package forms

import (
	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// choiceKind is one of a list of options. The answer is the option's value.
type choiceKind struct{}

func (choiceKind) traits() traits {
	return traits{options: true, variable: cel.StringType}
}

func (choiceKind) read(p posted, _ Answer) Answer { return Answer{Text: p.line("")} }

func (choiceKind) problems(q Question, a Answer) []Problem {
	if _, ok := q.option(a.Text); !ok {
		return []Problem{q.problem("", "forms.no_such_option", "Label", q.Label)}
	}
	return nil
}

func (choiceKind) lines(q Question, lang i18n.Lang, a Answer) []string {
	if o, ok := q.option(a.Text); ok {
		return []string{o.Label.In(lang)}
	}
	return []string{a.Text}
}

func (choiceKind) value(a Answer, _ string) any { return a.Text }

func (q Question) option(value string) (Option, bool) {
	for _, o := range q.Options {
		if o.Value == value {
			return o, true
		}
	}
	return Option{}, false
}
