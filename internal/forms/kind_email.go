package forms

import (
	"regexp"
	"time"
	"unicode/utf8"
)

// maxEmail is the most characters of an e-mail address (RFC 5321, 4.5.3.1.3).
const maxEmail = 254

// emailKind is an e-mail address.
type emailKind struct{ line }

func (emailKind) traits() traits { return traits{keys: []string{"own"}} }

func (emailKind) problems(q Question, a Answer, _ time.Time) []Problem {
	if !isEmail(a.Text) {
		return []Problem{q.problem("", "forms.bad_email")}
	}
	return nil
}

// email is no proof of an address, only of a slip: that somebody reads mail
// there shows when they answer.
var email = regexp.MustCompile(`^[^@\s"(),:;<>[\\\]]+@([^.@\s"(),:;<>[\\\]]+\.)+[^.@\s"(),:;<>[\\\]]+$`)

func isEmail(s string) bool { return utf8.RuneCountInString(s) <= maxEmail && email.MatchString(s) }
