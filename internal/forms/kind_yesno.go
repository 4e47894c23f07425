package forms

import (
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// The answers to a question of yes or no.
const (
	Yes = "yes"
	No  = "no"
)

// yesNoKind is yes or no. In conditions no answer is false, as no is.
type yesNoKind struct{ line }

func (yesNoKind) traits() traits { return traits{} }

func (yesNoKind) problems(q Question, a Answer, _ time.Time) []Problem {
	if a.Text != Yes && a.Text != No {
		return []Problem{q.problem("", "forms.no_such_option", "Label", q.Label)}
	}
	return nil
}

func (yesNoKind) lines(_ Question, lang i18n.Lang, a Answer) []string {
	if a.Text == Yes || a.Text == No {
		return []string{i18n.In(lang, "forms.answer."+a.Text)}
	}
	return []string{a.Text}
}

func (yesNoKind) variables(Question) []variable { return []variable{{is: cel.BoolType}} }

func (yesNoKind) value(_ Question, a Answer, _ string) any { return a.Text == Yes }
