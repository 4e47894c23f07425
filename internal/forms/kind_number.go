package forms

import (
	"math"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// maxNumber is the largest number that is taken, in both directions. Whole
// numbers up to it are exact as float64.
const maxNumber = 999_999_999_999

// oren is how many decimals an amount of money has.
const oren = 2

// numberKind is a number, or an amount in kronor.
type numberKind struct {
	line
	money bool
}

func (k numberKind) traits() traits {
	if k.money {
		return traits{rules: []string{"min", "max"}}
	}
	return traits{keys: []string{"unit"}, rules: []string{"min", "max", "decimals"}}
}

func (k numberKind) problems(q Question, a Answer, _ time.Time) []Problem {
	v, fault := k.parse(q, a.Text)
	switch {
	case fault != "":
		return []Problem{q.problem("", fault, "Decimals", q.Rules.Decimals)}
	case q.Rules.Min != nil && v < *q.Rules.Min:
		return []Problem{q.problem("", "forms.number_too_small", "Min", k.shown(q, *q.Rules.Min))}
	case q.Rules.Max != nil && v > *q.Rules.Max:
		return []Problem{q.problem("", "forms.number_too_large", "Max", k.shown(q, *q.Rules.Max))}
	}
	return nil
}

func (k numberKind) lines(q Question, lang i18n.Lang, a Answer) []string {
	v, fault := k.parse(q, a.Text)
	if fault != "" {
		return []string{a.Text}
	}
	return []string{k.shown(q, v).In(lang)}
}

func (k numberKind) isWhole(q Question) bool { return !k.money && q.Rules.Decimals == 0 }

func (k numberKind) variables(q Question) []variable {
	if k.isWhole(q) {
		return []variable{{is: cel.IntType}}
	}
	return []variable{{is: cel.DoubleType}}
}

// value is 0 without an answer; a condition that must know asks answered.x.
func (k numberKind) value(q Question, a Answer, _ string) any {
	v, fault := k.parse(q, a.Text)
	if fault != "" {
		v = 0
	}
	if k.isWhole(q) {
		return int64(v)
	}
	return v
}

// parse reads a number as people write it, or says what is wrong with it.
func (k numberKind) parse(q Question, s string) (v float64, fault string) {
	notOne, decimals := "forms.bad_number", q.Rules.Decimals
	units := []string{q.Unit.SV, q.Unit.EN}
	if k.money {
		notOne, decimals, units = "forms.bad_money", oren, []string{":-", "kronor", "kr", "sek"}
	}
	canonical, ok := decimalOf(s, units)
	if !ok {
		return 0, notOne
	}
	if _, fraction, _ := strings.Cut(canonical, "."); len(fraction) > decimals {
		if k.money {
			return 0, notOne
		}
		if decimals == 0 {
			return 0, "forms.not_whole"
		}
		return 0, "forms.too_many_decimals"
	}
	v, err := strconv.ParseFloat(canonical, 64)
	if err != nil || math.Abs(v) > maxNumber {
		return 0, "forms.number_without_end"
	}
	return v, ""
}

// shown writes the number in each language: "1 250,50 kr", "SEK 1,250.50",
// "30 m²".
func (k numberKind) shown(q Question, v float64) i18n.Text {
	return inEach(func(lang i18n.Lang) string {
		decimals := -1
		if k.money && v != math.Trunc(v) {
			decimals = oren
		}
		n := grouped(lang, strconv.FormatFloat(v, 'f', decimals, 64))
		switch unit := q.Unit.In(lang); {
		case k.money && lang == i18n.EN:
			return "SEK" + nbsp + n
		case k.money:
			return n + nbsp + "kr"
		case unit != "":
			return n + nbsp + unit
		default:
			return n
		}
	})
}
