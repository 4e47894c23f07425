package forms

import (
	"time"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/i18n"
)

// The parts of a contact.
const (
	PartName  = "name"
	PartEmail = "email"
	PartPhone = "phone"
)

// maxName is the most characters of a name.
const maxName = 200

// contactKind is how to reach the citizen. Every part may be left out, unless
// the rule need_one says otherwise: then an answer has at least one of its
// parts, while no answer at all is still allowed to a question that is not
// required, so that one may be anonymous.
type contactKind struct{ fields }

func (k contactKind) traits() traits {
	return traits{parts: k.names, keys: []string{"prefill"}, rules: []string{"need_one"}}
}

func (contactKind) problems(q Question, a Answer, _ time.Time) []Problem {
	var problems []Problem
	if n := utf8.RuneCountInString(a.Parts[PartName]); n > maxName {
		problems = append(problems, q.tooLong(PartName, n, maxName))
	}
	if s := a.Parts[PartEmail]; s != "" && !isEmail(s) {
		problems = append(problems, q.problem(PartEmail, "forms.bad_email"))
	}
	if s := a.Parts[PartPhone]; s != "" && !isPhone(s) {
		problems = append(problems, q.problem(PartPhone, "forms.bad_phone"))
	}
	if need := q.Rules.NeedOne; len(need) > 0 && len(present(a, need...)) == 0 {
		names := make([]i18n.Text, len(need))
		for i, part := range need {
			names[i] = message("forms.part." + part)
		}
		problems = append(problems, q.problem(need[0], "forms.need_one", "Parts", either(names)))
	}
	return problems
}

func (contactKind) begins(q Question) string {
	if len(q.Rules.NeedOne) > 0 {
		return q.Rules.NeedOne[0]
	}
	return PartName
}
