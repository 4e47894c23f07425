package search

import (
	"strconv"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
)

// countAskedFor is what it counts that many look for a service, all the year or
// at its time of it: enough between two that are as good, and no more.
const (
	countAskedFor = 0.03
)

// months are months of the year, each a bit; the lowest is January's.
type months uint16

const allYear months = 1<<12 - 1

// readSeasons notes in which months many look for each service: what the start
// page shows first then.
func (x *Index) readSeasons(s *catalogue.Snapshot) {
	for month := time.January; month <= time.December; month++ {
		inIt := time.Date(2000, month, 15, 12, 0, 0, 0, time.UTC)
		for _, e := range s.Popular(inIt, len(x.services)) {
			if n, ok := x.byID[e.ID]; ok {
				x.services[n].askedFor |= 1 << (month - 1)
			}
		}
	}
}

// weighAskedFor returns what a service's score is multiplied with on a day. On no
// day, only what many look for all the year counts.
func (s *service) weighAskedFor(of months) float32 {
	if s.askedFor&of == of {
		return 1 + countAskedFor
	}
	return 1
}

// monthsOf returns the month of a day, and all of them of no day.
func monthsOf(d catalogue.Day) months {
	if !d.IsDay() {
		return allYear
	}
	month, err := strconv.Atoi(string(d[5:7]))
	if err != nil {
		return allYear
	}
	return 1 << (month - 1)
}

// pushes are what gently moves a service, whatever words it was found by: each
// is multiplied with its score.
type pushes struct {
	agrees    float32 // it is for what somebody wants to do, or not
	elsewhere float32 // it is a signpost
	askedFor  float32 // many look for it
}

func (s *service) pushes(wants intent, of months) pushes {
	p := pushes{agreement(wants, s.intent), 1, s.weighAskedFor(of)}
	if s.isElsewhere {
		p.elsewhere = countOther
	}
	return p
}

func (p pushes) together() float32 { return p.agrees * p.elsewhere * p.askedFor }
