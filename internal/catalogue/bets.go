package catalogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Bets is what stands first for whoever types some very words, for a time:
// recommended hits. They have one file.
type Bets struct {
	Bets     []Bet `json:"bets"`
	Revision int   `json:"revision,omitempty"` // in a file that Export made
}

// Bet puts a service first for whoever types one of its sayings.
type Bet struct {
	ID      string   `json:"id"`
	Sayings []string `json:"sayings"` // what is typed: the whole of it
	Service string   `json:"service"` // an id
	Owner   string   `json:"owner"`   // the function that answers for it, never a person
	Reason  string   `json:"reason"`  // why search itself will not do
	From    Day      `json:"from"`
	Until   Day      `json:"until"` // the last day: nothing stands first for ever
}

// Day is a day in Sweden: 2026-11-25.
type Day string

// DayOf is the day of a time.
func DayOf(t time.Time) Day { return Day(i18n.Local(t).Format(time.DateOnly)) }

// IsDay reports whether it is written as a day that there is.
func (d Day) IsDay() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// IsOn reports whether the bet counts on the day.
func (b Bet) IsOn(d Day) bool { return b.From <= d && d <= b.Until }

// IsOver reports whether its last day has passed. Then it is for its owner to
// renew it or take it away.
func (b Bet) IsOver(d Day) bool { return b.Until < d }

// Bets returns all of them, in order, those too that are not for today.
func (s *Snapshot) Bets() []Bet { return s.sheets.Bets.Bets }

// services are all ids that they name, with where they stand.
func (b Bets) services() []mention {
	var out []mention
	for i, one := range b.Bets {
		out = append(out, mention{one.Service, append(item("bets", i), "service")})
	}
	return out
}

// BetFault is one thing wrong with a bet among others. The schema sees to the
// rest.
type BetFault struct {
	Field string // the key that it is in
	Rule  WordRule
	Other string // what it is held against
}

// Check holds the bet in place i to what a schema cannot say.
func (b Bets) Check(i int) []BetFault {
	var faults []BetFault
	one := b.Bets[i]
	for j, other := range b.Bets {
		if i == j {
			continue
		}
		if j < i && one.ID == other.ID {
			faults = append(faults, BetFault{"id", WordTwice, other.ID})
		}
		for _, saying := range one.Sayings {
			same := slices.ContainsFunc(other.Sayings, func(s string) bool { return strings.EqualFold(s, saying) })
			if j < i && same && one.Service == other.Service && one.From <= other.Until && other.From <= one.Until {
				faults = append(faults, BetFault{"sayings", WordTwice, saying})
			}
		}
	}
	for _, d := range []struct {
		field string
		day   Day
	}{{"from", one.From}, {"until", one.Until}} {
		if !d.day.IsDay() {
			faults = append(faults, BetFault{d.field, WordNoDay, string(d.day)})
		}
	}
	if one.From.IsDay() && one.Until.IsDay() && one.Until < one.From {
		faults = append(faults, BetFault{"until", WordBackwards, string(one.From)})
	}
	return faults
}

// checkBets says what Check finds, of a file.
func checkBets(root *node, s Sheets) []spot {
	var spots []spot
	for i := range s.Bets.Bets {
		place := root.child("bets").child(strconv.Itoa(i))
		for _, f := range s.Bets.Check(i) {
			name := pathName([]string{"bets", strconv.Itoa(i), f.Field})
			said := map[WordRule]string{
				WordTwice:     "%s: another bet says %s already: keep one of them",
				WordNoDay:     "%s is %s: write a day that there is, such as 2026-11-25",
				WordBackwards: "%s is before %s, when it begins",
			}[f.Rule]
			spots = append(spots, spot{at: place.child(f.Field).at, message: fmt.Sprintf(said, name, quote(f.Other))})
		}
	}
	return spots
}
