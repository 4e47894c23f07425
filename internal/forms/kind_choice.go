package forms

import (
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// choiceKind is one of a list of options. The answer is the option's value.
type choiceKind struct{ line }

func (choiceKind) traits() traits { return traits{keys: []string{"options"}} }

func (choiceKind) problems(q Question, a Answer, _ time.Time) []Problem {
	if _, ok := q.option(a.Text); !ok {
		return []Problem{q.problem("", "forms.no_such_option", "Label", q.Label)}
	}
	return nil
}

func (choiceKind) lines(q Question, lang i18n.Lang, a Answer) []string {
	return []string{q.optionLabel(lang, a.Text)}
}

func (q Question) option(value string) (Option, bool) {
	for _, o := range q.Options {
		if o.Value == value {
			return o, true
		}
	}
	return Option{}, false
}

// optionLabel is an option as people read it, and a value that is none of them
// as it stands.
func (q Question) optionLabel(lang i18n.Lang, value string) string {
	if o, ok := q.option(value); ok {
		return o.Label.In(lang)
	}
	return value
}
