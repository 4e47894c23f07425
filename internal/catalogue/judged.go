package catalogue

// Judged is what search is held to: queries, and what somebody has judged to be
// right answers. It has one file, which each municipality may write of its own.
type Judged struct {
	Judged   []JudgedQuery `json:"judged"`
	Revision int           `json:"revision,omitempty"` // in a file that Export made
}

// JudgedQuery is a query as somebody would type it.
type JudgedQuery struct {
	Query      string   `json:"query"`
	Kind       string   `json:"kind"`                 // “everyday”, “question” …: figures are told by kind too
	Expected   string   `json:"expected,omitempty"`   // the id that should come first; empty: nothing here answers it
	Acceptable []string `json:"acceptable,omitempty"` // ids that are right too
}

// Judged returns the judged queries, in order.
func (s *Snapshot) Judged() []JudgedQuery { return s.sheets.Judged.Judged }

// services are all ids that they name, with where they stand.
func (j Judged) services() []mention {
	var out []mention
	for i, q := range j.Judged {
		if q.Expected != "" {
			out = append(out, mention{q.Expected, append(item("judged", i), "expected")})
		}
		for k, id := range q.Acceptable {
			out = append(out, mention{id, append(item("judged", i), item("acceptable", k)...)})
		}
	}
	return out
}
