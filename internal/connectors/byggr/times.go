package byggr

import (
	"time"
	_ "time/tzdata" // ByggR's times are Sweden's, wherever we run
)

// sweden is where ByggR's clocks are.
var sweden = func() *time.Location {
	l, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		return time.UTC // cannot be: the zone is in the program
	}
	return l
}()

// timestamp writes a time as xs:dateTime, with where it is.
func timestamp(t time.Time) string { return t.In(sweden).Format("2006-01-02T15:04:05.9999999-07:00") }

// day writes a day as xs:date.
func day(t time.Time) string { return t.In(sweden).Format("2006-01-02") }

// parseTime reads an xs:dateTime. One that does not say where it is is Sweden's;
// in the hour that comes twice in autumn, the first time.
func parseTime(s string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t.UTC(), true
	}
	const local = "2006-01-02T15:04:05"
	t, err := time.ParseInLocation(local, s, sweden)
	if err != nil {
		return time.Time{}, false
	}
	if before := t.Add(-time.Hour); before.In(sweden).Format(local) == t.Format(local) {
		t = before
	}
	return t.UTC(), true
}
