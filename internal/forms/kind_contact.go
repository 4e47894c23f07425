package forms

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// The parts of a contact.
const (
	PartName  = "name"
	PartEmail = "email"
	PartPhone = "phone"
)

// The most characters of a name, and of an e-mail address (RFC 5321, 4.5.3.1.3).
const (
	maxName  = 200
	maxEmail = 254
)

// contactKind is how to reach the citizen. Every part may be left out, unless
// the rule need_one says otherwise: then an answer has at least one of its
// parts, while no answer at all is still allowed to a question that is not
// required, so that one may be anonymous.
type contactKind struct{}

func (contactKind) traits() traits {
	return traits{
		parts:    []string{PartName, PartEmail, PartPhone},
		rules:    []string{"need_one"},
		variable: cel.StringType,
	}
}

func (contactKind) read(p posted, _ Answer) Answer { return p.parts(PartName, PartEmail, PartPhone) }

func (contactKind) problems(q Question, a Answer) []Problem {
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

func (contactKind) lines(_ Question, _ i18n.Lang, a Answer) []string {
	return present(a, PartName, PartEmail, PartPhone)
}

func (contactKind) value(a Answer, part string) any { return a.Parts[part] }

// email is no proof of an address, only of a slip: that somebody reads mail
// there shows when they answer.
var email = regexp.MustCompile(`^[^@\s"(),:;<>[\\\]]+@([^.@\s"(),:;<>[\\\]]+\.)+[^.@\s"(),:;<>[\\\]]+$`)

func isEmail(s string) bool { return utf8.RuneCountInString(s) <= maxEmail && email.MatchString(s) }

// isPhone takes a number as people write it, with 7 to 15 digits (ITU-T E.164
// allows 15; the shortest Swedish subscriber numbers with their area code have 7).
func isPhone(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -()", r):
		default:
			return false
		}
	}
	return 7 <= digits && digits <= 15
}
