package forms

import (
	"strings"
	"time"
)

// phoneKind is a phone number, in Sweden or anywhere.
type phoneKind struct{ line }

func (phoneKind) traits() traits { return traits{keys: []string{"own"}} }

func (phoneKind) problems(q Question, a Answer, _ time.Time) []Problem {
	if !isPhone(a.Text) {
		return []Problem{q.problem("", "forms.bad_phone")}
	}
	return nil
}

// isPhone takes a number as people write it, with 7 to 15 digits (ITU-T E.164
// allows 15; the shortest Swedish subscriber numbers with their area code have 7).
func isPhone(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -()/.\u2010\u2011\u2013", r):
		default:
			return false
		}
	}
	return 7 <= digits && digits <= 15
}
