package forms

import (
	"strconv"
	"time"

	"cel.dev/cel-go/cel"

	"github.com/mittkoping/entre/internal/i18n"
)

// The parts of a date, as they are typed.
const (
	PartDay   = "day"
	PartMonth = "month"
	PartYear  = "year"
)

// The years that a date may have. What is outside is a slip.
const (
	firstYear = 1850
	lastYear  = 2200
)

const isoDay = "2006-01-02"

// dateKind is a day. A date that exists is kept as its ISO form in Text; what
// is no date stays in the parts, as it was typed.
type dateKind struct{}

func (dateKind) traits() traits {
	return traits{
		parts: []string{PartDay, PartMonth, PartYear},
		keys:  []string{"own"},
		rules: []string{"earliest", "latest", "min_age", "max_age"},
	}
}

func (dateKind) read(p posted, _ Question, _ Answer) Answer {
	a := p.parts(PartDay, PartMonth, PartYear)
	if d, ok := dayOfParts(a); ok {
		return Answer{Text: d.Format(isoDay)}
	}
	return a
}

func (dateKind) typed(_ Question, a Answer) map[string][]string {
	day, month, year := a.Parts[PartDay], a.Parts[PartMonth], a.Parts[PartYear]
	if d, ok := a.Day(); ok {
		day, month, year = strconv.Itoa(d.Day()), strconv.Itoa(int(d.Month())), strconv.Itoa(d.Year())
	}
	return map[string][]string{PartDay: {day}, PartMonth: {month}, PartYear: {year}}
}

func (dateKind) problems(q Question, a Answer, today time.Time) []Problem {
	d, ok := a.Day()
	if !ok {
		return []Problem{q.noDate(a)}
	}
	r := q.Rules
	if earliest, ok := bound(r.Earliest, today); ok && d.Before(earliest) {
		if earliest.Equal(today) {
			return []Problem{q.problem(PartDay, "forms.date_has_been")}
		}
		return []Problem{q.problem(PartDay, "forms.date_too_early", "Date", dateText(earliest))}
	}
	if latest, ok := bound(r.Latest, today); ok && d.After(latest) {
		if latest.Equal(today) {
			return []Problem{q.problem(PartDay, "forms.date_to_come")}
		}
		return []Problem{q.problem(PartDay, "forms.date_too_late", "Date", dateText(latest))}
	}
	return q.ageProblems(PartDay, d, today)
}

// noDate says what is wrong with what was typed, where it is.
func (q Question) noDate(a Answer) Problem {
	for _, part := range []string{PartDay, PartMonth, PartYear} {
		if a.Parts[part] == "" {
			return q.problem(part, "forms.date_incomplete")
		}
	}
	if year, err := strconv.Atoi(a.Parts[PartYear]); err == nil && len(a.Parts[PartYear]) != 4 && year >= 0 {
		return q.problem(PartYear, "forms.date_year")
	}
	if month, err := strconv.Atoi(a.Parts[PartMonth]); err != nil || month < 1 || month > 12 {
		return q.problem(PartMonth, "forms.bad_date")
	}
	if year, err := strconv.Atoi(a.Parts[PartYear]); err != nil || year < firstYear || year > lastYear {
		return q.problem(PartYear, "forms.bad_date")
	}
	return q.problem(PartDay, "forms.bad_date")
}

// ageProblems says whether somebody born on the day is too young or too old.
func (q Question) ageProblems(part string, born, today time.Time) []Problem {
	r := q.Rules
	if r.MinAge == 0 && r.MaxAge == 0 {
		return nil
	}
	age := today.Year() - born.Year()
	if today.YearDay() < birthday(born, today.Year()).YearDay() {
		age--
	}
	switch {
	case born.After(today):
		return []Problem{q.problem(part, "forms.date_to_come")}
	case r.MinAge > 0 && age < r.MinAge:
		return []Problem{q.problem(part, "forms.too_young", "Age", r.MinAge)}
	case r.MaxAge > 0 && age > r.MaxAge:
		return []Problem{q.problem(part, "forms.too_old", "Age", r.MaxAge)}
	}
	return nil
}

// birthday is the day in the year on which one becomes a year older. Who was
// born on 29 February does so on 1 March where there is none.
func birthday(born time.Time, year int) time.Time {
	return time.Date(year, born.Month(), born.Day(), 0, 0, 0, 0, time.UTC)
}

func (dateKind) lines(_ Question, lang i18n.Lang, a Answer) []string {
	if d, ok := a.Day(); ok {
		return []string{i18n.Date(lang, d)}
	}
	return present(a, PartDay, PartMonth, PartYear)
}

func (dateKind) variables(Question) []variable { return []variable{{is: cel.TimestampType}} }

// value is the first day of all without an answer; a condition that must know
// asks answered.x.
func (dateKind) value(_ Question, a Answer, _ string) any {
	d, _ := a.Day()
	return d
}

// Day returns the day of a date, as the beginning of it in UTC, and false when
// the answer is none.
func (a Answer) Day() (time.Time, bool) {
	d, err := time.Parse(isoDay, a.Text)
	return d, err == nil
}

func dayOfParts(a Answer) (time.Time, bool) {
	year, okYear := smallNumber(a.Parts[PartYear], 4)
	month, okMonth := smallNumber(a.Parts[PartMonth], 2)
	day, okDay := smallNumber(a.Parts[PartDay], 2)
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	exists := d.Day() == day && int(d.Month()) == month && firstYear <= year && year <= lastYear
	return d, okYear && okMonth && okDay && exists
}

// smallNumber reads at most so many digits and nothing else.
func smallNumber(s string, digits int) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return int(n), err == nil && len(s) <= digits
}

func dateText(d time.Time) i18n.Text {
	return inEach(func(lang i18n.Lang) string { return i18n.Date(lang, d) })
}
