package usage

import (
	_ "embed"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/mittkoping/entre/internal/learning"
)

//go:embed searches.yaml
var file []byte

// line is a line of searches.yaml.
type line struct {
	Query   string
	Lang    string
	Week    int
	Service string
	At      int
	Opens   int
	None    int
	Unsure  int
	Yes, No int
}

// manyDays is how far back people have searched.
const manyDays = 84

// Searches returns what people searched for in the twelve weeks before a day.
// The same day has the same searches each time.
func Searches(before time.Time) (learning.Counts, error) {
	var lines []line
	if err := yaml.Unmarshal(file, &lines); err != nil {
		return learning.Counts{}, fmt.Errorf("searches.yaml: %w", err)
	}
	var out learning.Counts
	for _, l := range lines {
		if l.Lang == "" {
			l.Lang = "sv"
		}
		if l.At == 0 {
			l.At = 1
		}
		l.searched(before, &out)
	}
	return out, nil
}

// searched adds a line's searches, day by day. What comes of them is spread
// evenly.
func (l line) searched(before time.Time, out *learning.Counts) {
	q := learning.Query{Text: l.Query, Lang: l.Lang}
	asked, said := 0, 0
	part := func(tenths int, to int) int { return to*tenths/10 - asked*tenths/10 }
	for back := manyDays; back > 0; back-- {
		at := before.AddDate(0, 0, -back)
		day := learning.DayOf(at)
		n := l.on(at, manyDays-back)
		if n == 0 {
			continue
		}
		t := learning.Tally{Searches: n, NoHit: part(l.None, asked+n), Unsure: part(l.Unsure, asked+n), Clicks: part(l.Opens, asked+n)}
		answers := (l.Yes + l.No) * (manyDays - back + 1) / manyDays
		for ; said < answers; said++ {
			if said%(l.Yes+l.No) < l.Yes {
				t.Found++
			} else {
				t.FoundNone++
			}
		}
		asked += n
		out.Queries = append(out.Queries, learning.QueryCount{Day: day, Query: q, Words: wordsOf(l.Query), Tally: t})
		if l.Service != "" && t.Clicks > 0 {
			out.Choices = append(out.Choices, learning.ChoiceCount{Day: day, Query: q, Service: l.Service, Position: l.At, Clicks: t.Clicks})
		}
		if l.Service != "" && t.Found+t.FoundNone > 0 {
			out.Services = append(out.Services, learning.ServiceCount{Day: day, Service: l.Service, Found: t.Found, FoundNone: t.FoundNone})
		}
	}
}

// on is how often a line's query is asked on a day: less on weekends, more by and
// by, and never quite the same.
func (l line) on(day time.Time, since int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(l.Query + string(learning.DayOf(day)))) // a hash takes all
	chance := int(h.Sum32() % 100)
	share := 16
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		share = 10
	}
	return (l.Week*share*(90+since/3) + 100*(chance-50)*2 + 5000) / 10000
}

func wordsOf(query string) int {
	n := 0
	for _, part := range strings.Fields(query) {
		if !strings.HasPrefix(part, "<") {
			n++
		}
	}
	return n
}
