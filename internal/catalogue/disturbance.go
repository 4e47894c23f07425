package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Disturbances is what does not work as usual, now or later. It has one file.
type Disturbances struct {
	Disturbances []Disturbance `json:"disturbances"`
	Revision     int           `json:"revision,omitempty"` // in a file that Export made
}

// Disturbance is one thing that does not work as usual.
type Disturbance struct {
	ID          string    `json:"id"`
	Title       i18n.Text `json:"title"`       // what it is: “Vattnet är avstängt”
	Area        i18n.Text `json:"area"`        // where: “Norrby”
	Text        i18n.Text `json:"text"`        // what it means, and why
	Alternative i18n.Text `json:"alternative"` // what to do in the meantime
	From        Time      `json:"from"`
	Until       Time      `json:"until,omitempty"`    // empty: nobody knows
	Services    []string  `json:"services,omitempty"` // ids of those that it touches
}

// Time is a day and a time of day in Sweden: 2026-11-25 08:00.
type Time string

const timeLayout = "2006-01-02 15:04"

// At returns when it is, and the zero time when it is not written as a time.
func (t Time) At() time.Time {
	at, err := time.ParseInLocation(timeLayout, string(t), i18n.Local(time.Time{}).Location())
	if err != nil {
		return time.Time{}
	}
	return at
}

// IsOver reports whether everything works as usual again.
func (d Disturbance) IsOver(now time.Time) bool { return d.Until != "" && !now.Before(d.Until.At()) }

// HasBegun reports whether it is felt already.
func (d Disturbance) HasBegun(now time.Time) bool { return !now.Before(d.From.At()) }

// Disturbances returns those that are not over: first those that have begun,
// the latest first, and then those to come, the nearest first.
func (s *Snapshot) Disturbances(now time.Time) []Disturbance {
	left := slices.DeleteFunc(slices.Clone(s.sheets.Disturbances.Disturbances), func(d Disturbance) bool { return d.IsOver(now) })
	slices.SortStableFunc(left, func(a, b Disturbance) int {
		begun := a.HasBegun(now)
		switch {
		case begun != b.HasBegun(now) && begun:
			return -1
		case begun != b.HasBegun(now):
			return 1
		case begun:
			return cmp.Compare(b.From, a.From)
		default:
			return cmp.Compare(a.From, b.From)
		}
	})
	return left
}

// services are all ids that they name, with where they stand.
func (d Disturbances) services() []mention {
	var out []mention
	for i, one := range d.Disturbances {
		for j, id := range one.Services {
			out = append(out, mention{id, append(item("disturbances", i), item("services", j)...)})
		}
	}
	return out
}

// checkDisturbances refuses what two disturbances share, and times that are
// none or run backwards.
func checkDisturbances(root *node, s Sheets) []spot {
	var spots []spot
	ids := map[string]bool{}
	for i, d := range s.Disturbances.Disturbances {
		at := root.child("disturbances").child(strconv.Itoa(i))
		refuse := func(key, format string, args ...any) {
			spots = append(spots, spot{at: at.child(key).at, message: fmt.Sprintf("%s "+format, append([]any{pathName([]string{"disturbances", strconv.Itoa(i), key})}, args...)...)})
		}
		if ids[d.ID] {
			refuse("id", "%s is another disturbance's already: give each one of its own", quote(d.ID))
		}
		ids[d.ID] = true
		if d.From.At().IsZero() {
			refuse("from", "%s is no time: write a day and a time that there are, such as 2026-11-25 08:00", quote(string(d.From)))
			continue
		}
		switch {
		case d.Until == "":
		case d.Until.At().IsZero():
			refuse("until", "%s is no time: write a day and a time that there are, such as 2026-11-25 15:00", quote(string(d.Until)))
		case !d.Until.At().After(d.From.At()):
			refuse("until", "%s is not after %s, when it begins", quote(string(d.Until)), quote(string(d.From)))
		}
	}
	return spots
}
