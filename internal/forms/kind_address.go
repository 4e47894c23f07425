package forms

import (
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/i18n"
)

// The parts of an address.
const (
	PartStreet   = "street" // or a box, or care of
	PartPostcode = "postcode"
	PartCity     = "city"
)

// maxAddressLine is the most characters of a part.
const maxAddressLine = 100

// addressKind is a postal address in Sweden. Who answers answers all of it.
type addressKind struct{ fields }

func (k addressKind) traits() traits { return traits{parts: k.names, keys: []string{"own"}} }

func (k addressKind) problems(q Question, a Answer, _ time.Time) []Problem {
	var problems []Problem
	for _, part := range k.names {
		s := a.Parts[part]
		n := utf8.RuneCountInString(s)
		switch {
		case s == "":
			problems = append(problems, q.problem(part, "forms.address_lacks."+part))
		case n > maxAddressLine:
			problems = append(problems, q.tooLong(part, n, maxAddressLine))
		case part == PartPostcode && !postcode.MatchString(s):
			problems = append(problems, q.problem(part, "forms.bad_postcode"))
		}
	}
	return problems
}

// postcode is a Swedish postcode as people write it, with or without the
// country's letters.
var postcode = regexp.MustCompile(`^(?:(?i:SE?)[- ]?)?([1-9][0-9]{2}) ?([0-9]{2})$`)

// lines writes the address as on a letter: "582 22 Linköping".
func (addressKind) lines(_ Question, _ i18n.Lang, a Answer) []string {
	code, city := a.Parts[PartPostcode], a.Parts[PartCity]
	if m := postcode.FindStringSubmatch(code); m != nil {
		code = m[1] + " " + m[2]
	}
	lines := present(a, PartStreet)
	switch {
	case code != "" && city != "":
		return append(lines, code+" "+city)
	case code+city != "":
		return append(lines, code+city)
	}
	return lines
}
