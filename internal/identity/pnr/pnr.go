package pnr

import (
	"errors"
	"log/slog"
	"strconv"
	"time"
)

// Number is a personnummer or samordningsnummer with a right check digit. The
// zero Number is none.
type Number struct{ digits string }

const (
	length             = 12
	coordinationOffset = 60   // added to the day of a samordningsnummer
	firstYear          = 1875 // nobody born before it can be alive
)

// ErrInvalid says that a text is no number of ours. It never quotes the text.
var ErrInvalid = errors.New("not a personal number")

// Parse reads a number of twelve digits, YYYYMMDDNNNC, without a hyphen, as
// registers and the Swedish OpenID Connect profile write it. The check digit is
// Luhn's over the last ten. A birth after today is refused. Month and day may be
// 00: so the tax agency fills in what is unknown or used up.
func Parse(text string, today time.Time) (Number, error) {
	if len(text) != length {
		return Number{}, ErrInvalid
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return Number{}, ErrInvalid
		}
	}
	n := Number{text}
	if !n.hasDate(today) || !luhn(text[2:]) {
		return Number{}, ErrInvalid
	}
	return n, nil
}

// hasDate reports whether the number begins with a day that has been.
func (n Number) hasDate(today time.Time) bool {
	year, month, day := n.part(0, 4), n.part(4, 6), n.part(6, 8)
	if day >= coordinationOffset {
		day -= coordinationOffset
	}
	if year < firstYear || month > 12 || day > 31 {
		return false
	}
	born := time.Date(year, time.Month(max(month, 1)), max(day, 1), 0, 0, 0, 0, time.UTC)
	if month > 0 && born.Month() != time.Month(month) { // the 31st of a month that has 30
		return false
	}
	return !born.After(today)
}

// part returns the digits from and up to as a number.
func (n Number) part(from, to int) int {
	v, _ := strconv.Atoi(n.digits[from:to]) // Parse has seen that they are digits
	return v
}

// luhn reports whether the last of the digits is Luhn's check of the others.
func luhn(digits string) bool {
	sum := 0
	for i, c := range []byte(digits) {
		v := int(c-'0') * (2 - i%2)
		sum += v/10 + v%10
	}
	return sum%10 == 0
}

// IsZero reports whether it is no number.
func (n Number) IsZero() bool { return n.digits == "" }

// IsCoordination reports whether it is a samordningsnummer.
func (n Number) IsCoordination() bool { return !n.IsZero() && n.part(6, 8) >= coordinationOffset }

// Digits returns the twelve digits. They go nowhere but to a seal, a keyed
// digest, or a register that must have them.
func (n Number) Digits() string { return n.digits }

// String says what sort of number it is, and hides which.
func (n Number) String() string {
	switch {
	case n.IsZero():
		return "no number"
	case n.IsCoordination():
		return "samordningsnummer"
	default:
		return "personnummer"
	}
}

// GoString hides the number from %#v.
func (n Number) GoString() string { return n.String() }

// LogValue hides the number from logs.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.String()) }

// MarshalText hides the number from JSON and its like.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }
