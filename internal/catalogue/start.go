package catalogue

import (
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Start is what the start page shows first. It has one file.
type Start struct {
	Examples []i18n.Text `json:"examples,omitempty"` // queries to try, in people's own words
	Popular  []string    `json:"popular,omitempty"`  // ids, those that most people look for first
	Seasonal []Season    `json:"seasonal,omitempty"`
	Revision int         `json:"revision,omitempty"` // in a file that Export made
}

// Season is what many do in some months of the year.
type Season struct {
	Months   []int    `json:"months"` // 1–12
	Services []string `json:"services"`
}

// services are all ids that it names, with where they stand.
func (s Start) services() []mention {
	var out []mention
	for i, id := range s.Popular {
		out = append(out, mention{id, item("popular", i)})
	}
	for i, season := range s.Seasonal {
		for j, id := range season.Services {
			out = append(out, mention{id, append(item("seasonal", i), item("services", j)...)})
		}
	}
	return out
}

// Popular returns at most n services to show first at a time: those of the
// season, in Swedish time, and then those of all the year. What there is no
// service of is left out.
func (s *Snapshot) Popular(at time.Time, n int) []*Entry {
	month := int(i18n.Local(at).Month())
	var ids []string
	for _, season := range s.sheets.Start.Seasonal {
		if slices.Contains(season.Months, month) {
			ids = append(ids, season.Services...)
		}
	}
	var out []*Entry
	for _, id := range append(ids, s.sheets.Start.Popular...) {
		if e, ok := s.byID[id]; ok && len(out) < n && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// Examples returns queries to try.
func (s *Snapshot) Examples() []i18n.Text { return s.sheets.Start.Examples }
