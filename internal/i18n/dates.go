package i18n

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // Swedish time on a machine without zone files, such as an empty container
)

var months = map[Lang][12]string{
	SV: {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
	EN: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// stockholm is the time that everybody in a Swedish municipality lives by.
var stockholm = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err) // the zone files are part of the binary
	}
	return loc
})

// Local returns t in Swedish time.
func Local(t time.Time) time.Time { return t.In(stockholm()) }

// Date writes a day: "21 november 2026".
func Date(lang Lang, t time.Time) string {
	t = Local(t)
	return fmt.Sprintf("%d %s %d", t.Day(), months[lang][t.Month()-1], t.Year())
}

// ShortDate writes a day where there is little room: "21 nov 2026".
func ShortDate(lang Lang, t time.Time) string {
	t = Local(t)
	return fmt.Sprintf("%d %s %d", t.Day(), months[lang][t.Month()-1][:3], t.Year())
}

// Clock writes a time of day: "14.02" in Swedish (Språkrådet), "14:02" in English.
func Clock(lang Lang, t time.Time) string {
	if lang == EN {
		return Local(t).Format("15:04")
	}
	return Local(t).Format("15.04")
}

// DateTime writes a day and a time of day: "21 november 2026 klockan 09.14".
func DateTime(lang Lang, t time.Time) string {
	if lang == EN {
		return Date(lang, t) + " at " + Clock(lang, t)
	}
	return Date(lang, t) + " klockan " + Clock(lang, t)
}
