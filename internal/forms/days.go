package forms

import (
	"regexp"
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// today returns the day that it is in Sweden, as the beginning of it in UTC,
// which is how this package holds days.
func today(now time.Time) time.Time {
	local := i18n.Local(now)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// relativeDay is a day counted from today: today, today+14d, today-3m.
var relativeDay = regexp.MustCompile(`^today(?:([+-][0-9]{1,4})([dwmy]))?$`)

// bound returns the day that the rules earliest and latest name, and false
// when they name none.
func bound(rule string, today time.Time) (time.Time, bool) {
	m := relativeDay.FindStringSubmatch(rule)
	if m == nil {
		d, err := time.Parse(isoDay, rule)
		return d, err == nil
	}
	n, _ := strconv.Atoi(m[1]) // "" is 0: today
	switch m[2] {
	case "w":
		return today.AddDate(0, 0, 7*n), true
	case "m":
		return today.AddDate(0, n, 0), true
	case "y":
		return today.AddDate(n, 0, 0), true
	default:
		return today.AddDate(0, 0, n), true
	}
}
