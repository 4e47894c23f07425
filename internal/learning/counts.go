package learning

import (
	"cmp"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Day is a day in Sweden: "2026-11-26". Days are compared as text.
type Day string

// DayOf returns the day of t.
func DayOf(t time.Time) Day { return Day(i18n.Local(t).Format(time.DateOnly)) }

// Minus returns the day so many days before.
func (d Day) Minus(days int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return Day(t.AddDate(0, 0, -days).Format(time.DateOnly))
}

// Search is a query that was answered.
type Search struct {
	Text      string // as it was typed
	Lang      string // that it was in, as a tag
	Hits      int
	BestGuess bool
}

// Choice is a service that was opened from the hits of a query.
type Choice struct {
	Text     string // as it was typed
	Lang     string
	Service  string // its id
	Position int    // among the hits, from 1
}

// Verdict is an answer to “Hittade du rätt?”, on the page of a service or, when
// there is none, of the hits of a query.
type Verdict struct {
	Service string
	Text    string // as it was typed
	Lang    string
	Found   bool
}

// Query is what was asked, stripped.
type Query struct {
	Text string
	Lang string
}

// Counts is what happened on some days.
type Counts struct {
	Queries  []QueryCount
	Choices  []ChoiceCount
	Services []ServiceCount
	Words    []WordDay
}

// Tally is what happened with a query.
type Tally struct {
	Searches  int
	NoHit     int // of them, those that found nothing
	Unsure    int // of them, those with hits and no best guess
	Clicks    int
	Found     int // “ja”
	FoundNone int // “nej”
}

// Add adds another tally.
func (t *Tally) Add(o Tally) {
	t.Searches += o.Searches
	t.NoHit += o.NoHit
	t.Unsure += o.Unsure
	t.Clicks += o.Clicks
	t.Found += o.Found
	t.FoundNone += o.FoundNone
}

// QueryCount is what happened with a query on a day.
type QueryCount struct {
	Day Day
	Query
	Words int // that are no marks: without any, nobody can learn from it
	Tally
}

// ChoiceCount is how often a service was opened on a day from the hits of a
// query, at a position.
type ChoiceCount struct {
	Day Day
	Query
	Service  string
	Position int // at most MaxPosition
	Clicks   int
}

// MaxPosition stands for all positions from it on.
const MaxPosition = 21

// ServiceCount is what was answered on a service's page on a day.
type ServiceCount struct {
	Day       Day
	Service   string
	Found     int
	FoundNone int
}

// WordDay says that an unknown word was typed on a day. The word itself is not
// told: its digest has a key.
type WordDay struct {
	Day    Day
	Digest string // hexadecimal
}

// sort puts the counts in the order of their keys.
func (c Counts) sort() {
	slices.SortFunc(c.Queries, func(a, b QueryCount) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Lang, b.Lang))
	})
	slices.SortFunc(c.Choices, func(a, b ChoiceCount) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Lang, b.Lang),
			cmp.Compare(a.Service, b.Service), cmp.Compare(a.Position, b.Position))
	})
	slices.SortFunc(c.Services, func(a, b ServiceCount) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Service, b.Service))
	})
	slices.SortFunc(c.Words, func(a, b WordDay) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Digest, b.Digest)) })
}
