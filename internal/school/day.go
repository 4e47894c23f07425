package school

import (
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Day is a day of the calendar, "2012-01-25". Days compare as texts. The zero
// Day is unknown.
type Day string

// DayOf returns the day that it is in Sweden.
func DayOf(t time.Time) Day { return Day(i18n.Local(t).Format(time.DateOnly)) }

// ParseDay reads a day, and returns the zero Day for what is none.
func ParseDay(text string) Day {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return ""
	}
	return Day(text)
}

// Time returns noon of the day in Sweden, for writing it out.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, i18n.Local(t).Location())
}

// birthday returns the day on which somebody born on d fills the years. Who is
// born on a leap day fills them on 28 February in other years: a time in years
// ends on the last day of the month when that lacks the day (1930:173, 1 §).
func (d Day) birthday(years int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	day := time.Date(t.Year()+years, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	if day.Month() != t.Month() {
		day = day.AddDate(0, 0, -1)
	}
	return Day(day.Format(time.DateOnly))
}

// Term is half a school year.
type Term struct {
	Year     int
	Semester Semester
}

// Semester is which half, as the schools write it.
type Semester string

// The semesters.
const (
	Spring Semester = "VT"
	Autumn Semester = "HT"
)

// termOf returns the first day of the term that the day belongs to. A school
// year begins in July (skollagen 2010:800 says only that it is a year); the
// autumn term's lessons begin in August.
func termOf(d Day) (first Day, term Term) {
	t := d.Time()
	if t.Month() < time.July {
		term = Term{t.Year(), Spring}
		return Day(time.Date(t.Year(), time.January, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)), term
	}
	term = Term{t.Year(), Autumn}
	return Day(time.Date(t.Year(), time.July, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)), term
}
