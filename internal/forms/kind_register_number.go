package forms

import (
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

// personalNumberKind is a personnummer or samordningsnummer, with the whole
// year: two digits do not say which century. Conditions and back ends get its
// twelve digits.
type personalNumberKind struct{ line }

func (personalNumberKind) traits() traits { return traits{rules: []string{"min_age", "max_age"}} }

const (
	personalDigits     = 12
	organisationDigits = 10
)

func (personalNumberKind) problems(q Question, a Answer, today time.Time) []Problem {
	digits, ok := digitsOf(a.Text)
	if len(digits) == personalDigits-2 && ok {
		return []Problem{q.problem("", "forms.personal_number_year")}
	}
	if !ok || len(digits) != personalDigits {
		return []Problem{q.problem("", "forms.bad_personal_number")}
	}
	if _, err := pnr.Parse(digits, today); err != nil {
		return []Problem{q.problem("", "forms.wrong_personal_number")}
	}
	// Where the register has no month or day, or it is a samordningsnummer, the
	// number does not say on which day one was born.
	if born, err := time.Parse("20060102", digits[:8]); err == nil {
		return q.ageProblems("", born, today)
	}
	return nil
}

func (personalNumberKind) lines(_ Question, _ i18n.Lang, a Answer) []string {
	if digits, ok := digitsOf(a.Text); ok && len(digits) == personalDigits {
		return []string{digits[:8] + "-" + digits[8:]}
	}
	return []string{a.Text}
}

func (personalNumberKind) value(_ Question, a Answer, _ string) any {
	if digits, ok := digitsOf(a.Text); ok && len(digits) == personalDigits {
		return digits
	}
	return a.Text
}

// organisationNumberKind is an organisation number, or the personal number that
// is a sole trader's.
type organisationNumberKind struct{ line }

func (organisationNumberKind) traits() traits { return traits{} }

func (organisationNumberKind) problems(q Question, a Answer, today time.Time) []Problem {
	digits, ok := organisationNumber(a.Text)
	if !ok {
		return []Problem{q.problem("", "forms.bad_organisation_number")}
	}
	if len(digits) == personalDigits {
		if _, err := pnr.Parse(digits, today); err != nil {
			return []Problem{q.problem("", "forms.wrong_organisation_number")}
		}
		return nil
	}
	if !luhn(digits) {
		return []Problem{q.problem("", "forms.wrong_organisation_number")}
	}
	return nil
}

// organisationNumber returns the ten digits of an organisation, or the twelve of
// a person. Registers write 16 in front of an organisation's.
func organisationNumber(s string) (digits string, ok bool) {
	digits, ok = digitsOf(s)
	switch {
	case ok && len(digits) == personalDigits && digits[:2] == "16":
		return digits[2:], true
	case ok && (len(digits) == personalDigits || len(digits) == organisationDigits):
		return digits, true
	default:
		return "", false
	}
}

func (organisationNumberKind) lines(_ Question, _ i18n.Lang, a Answer) []string {
	if digits, ok := organisationNumber(a.Text); ok {
		return []string{digits[:len(digits)-4] + "-" + digits[len(digits)-4:]}
	}
	return []string{a.Text}
}

func (organisationNumberKind) value(_ Question, a Answer, _ string) any {
	if digits, ok := organisationNumber(a.Text); ok {
		return digits
	}
	return a.Text
}
