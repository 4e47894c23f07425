package forms

import (
	"regexp"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

const nbsp = "\u00A0"

// maxNumeral is the most characters that can be a number, unit and all.
const maxNumeral = 60

// How people write numbers: digits with or without a space between thousands,
// and a decimal comma or point; both signs when it is clear which is which. A
// single "1.250" has three decimals: whether it is more than a thousand is for
// who wrote it to say.
var (
	spaced   = regexp.MustCompile(`^-?(?:[0-9]{1,3}(?:[ '][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?$`)
	swedish  = regexp.MustCompile(`^-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+$`)
	english  = regexp.MustCompile(`^-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+$`)
	minus    = strings.NewReplacer("\u2212", "-", "\u2013", "-", "- ", "-", "\u2212 ", "-")
	unspaced = strings.NewReplacer(" ", "", "'", "")
)

// decimalOf returns a number as people write it as strconv reads it, and false
// when it is none. One of the units may stand before or after it.
func decimalOf(s string, units []string) (canonical string, ok bool) {
	if len(s) > maxNumeral {
		return "", false
	}
	s = minus.Replace(withoutUnit(s, units))
	switch {
	case spaced.MatchString(s):
		s = strings.Replace(unspaced.Replace(s), ",", ".", 1)
	case swedish.MatchString(s):
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case english.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	default:
		return "", false
	}
	return s, true
}

func withoutUnit(s string, units []string) string {
	low := strings.ToLower(s)
	for _, unit := range units {
		unit = strings.ToLower(unit)
		if unit == "" || len(low) != len(s) {
			continue
		}
		if rest, ok := strings.CutSuffix(low, unit); ok {
			return strings.TrimSpace(s[:len(rest)])
		}
		if rest, ok := strings.CutPrefix(low, unit); ok {
			return strings.TrimSpace(s[len(s)-len(rest):])
		}
	}
	return s
}

// grouped writes a number that strconv wrote as the language does: "1 250,5",
// "1,250.5".
func grouped(lang i18n.Lang, s string) string {
	thousands, point := nbsp, ","
	if lang == i18n.EN {
		thousands, point = ",", "."
	}
	s, negative := strings.CutPrefix(s, "-")
	whole, fraction, hasFraction := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + thousands + whole[i:]
	}
	if hasFraction {
		whole += point + fraction
	}
	if negative {
		whole = "\u2212" + whole
	}
	return whole
}

// digitsOf returns the digits of a number that is written in groups, and false
// when something else stands between them.
func digitsOf(s string) (string, bool) {
	s = strings.NewReplacer(" ", "", "-", "", "\u2010", "", "\u2011", "", "\u2012", "", "\u2013", "", "\u2212", "").Replace(s)
	return s, s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// luhn reports whether the last of the digits is Luhn's check of the others
// (SS-ISO/IEC 7812-1), as in organisation numbers.
func luhn(digits string) bool {
	sum := 0
	for i, c := range []byte(digits) {
		v := int(c - '0')
		if (len(digits)-i)%2 == 0 {
			v *= 2
		}
		sum += v/10 + v%10
	}
	return sum%10 == 0
}
