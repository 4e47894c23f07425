package ecos

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	// wideEvery is how often a poll looks further back, for occurrences that were
	// given an earlier day than that on which they were written down.
	wideEvery = time.Hour
	// wideDays is how far.
	wideDays = 14
	// maxCases is how many cases one poll opens.
	maxCases = 100
)

// cursor is where a poll begins: the contract has nothing that counts, so it is times.
type cursor struct {
	Seen time.Time `json:"seen"` // what was before has been read
	Wide time.Time `json:"wide"` // when a poll last looked further back

	// Of a poll that was not done with all cases: what it looked for, and after
	// which case it goes on.
	From  string    `json:"from,omitempty"` // a day; "" for the beginning
	After string    `json:"after,omitempty"`
	Began time.Time `json:"began,omitzero"`
}

// Poll implements delivery.Connector. Each case of ours that has an occurrence of a
// type that is told, since the day of the last poll, is opened; what was told before
// is told again, by the same key.
func (c *connector) Poll(ctx context.Context, raw string) (delivery.Batch, error) {
	var at cursor
	if raw != "" && json.Unmarshal([]byte(raw), &at) != nil {
		return delivery.Batch{}, errors.New("the cursor is none of ours")
	}
	if len(c.o.Occurrences) == 0 {
		return delivery.Batch{Cursor: raw}, ctx.Err() // nothing is told
	}
	c.begin(&at)
	found, err := c.happened(ctx, at.From)
	if err != nil {
		return delivery.Batch{}, err
	}
	more := false
	if found = after(found, at.After); len(found) > maxCases {
		found, more = found[:maxCases], true
	}
	batch := delivery.Batch{More: more}
	for _, k := range found {
		changes, err := c.changes(ctx, k, at.From)
		if err != nil {
			return delivery.Batch{}, err
		}
		batch.Changes = append(batch.Changes, changes...)
	}
	slices.SortStableFunc(batch.Changes, func(a, b delivery.Change) int { return a.At.Compare(b.At) })
	if more {
		at.After = found[len(found)-1].ID
	} else {
		at = cursor{Seen: at.Began, Wide: at.Wide}
	}
	text, err := json.Marshal(at)
	batch.Cursor = string(text)
	return batch, err
}

// begin says what a poll looks for, unless it goes on with one that has begun.
func (c *connector) begin(at *cursor) {
	if !at.Began.IsZero() {
		return
	}
	at.Began = c.clock.Now()
	switch {
	case at.Seen.IsZero():
		at.Wide = at.Began
	case at.Began.Sub(at.Wide) >= wideEvery:
		at.Wide = at.Began
		at.From = at.Seen.In(sweden()).AddDate(0, 0, -wideDays).Format(time.DateOnly)
	default:
		// An hour earlier than seen: their clock may be behind ours.
		at.From = at.Seen.Add(-time.Hour).In(sweden()).Format(time.DateOnly)
	}
}

// happened lists the cases of ours with occurrences that are told, from a day on
// ("": since ever), in the order of their ids.
//
// The contract does not say whether the filter means "on" or "from" a day: with one
// filter for each day both readings find them all.
func (c *connector) happened(ctx context.Context, from string) ([]foundCase, error) {
	var days []string
	if from == "" {
		days = []string{""}
	} else {
		day, err := time.ParseInLocation(time.DateOnly, from, sweden())
		if err != nil {
			return nil, errors.New("the cursor is none of ours")
		}
		// Tomorrow too: their clock may be ahead of ours.
		for last := c.clock.Now().AddDate(0, 0, 1); !day.After(last); day = day.AddDate(0, 0, 1) {
			days = append(days, day.Format(midnight))
		}
	}
	var filters []filter
	for _, kind := range slices.Sorted(maps.Keys(c.o.Occurrences)) {
		for _, day := range days {
			filters = append(filters, occurred(kind, day))
		}
	}
	found, err := c.search(ctx, anyOf(filters...))
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(k foundCase) bool { return reference(k.SubtitleFree) == "" })
	slices.SortFunc(found, func(a, b foundCase) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(found, func(a, b foundCase) bool { return a.ID == b.ID }), nil
}

// after are the cases behind an id.
func after(found []foundCase, id string) []foundCase {
	for len(found) > 0 && found[0].ID <= id {
		found = found[1:]
	}
	return found
}

// changes are what is told of a case since a day, in the order of their times.
func (c *connector) changes(ctx context.Context, k foundCase, from string) (changes []delivery.Change, err error) {
	whole, err := c.get(ctx, k.ID)
	if err != nil {
		return nil, err
	}
	if whole == nil {
		return nil, nil // it has been removed since
	}
	for _, o := range whole.Occurrences {
		told, isTold := c.o.Occurrences[strings.ToLower(o.Type)]
		if !isTold || o.Date < from {
			continue
		}
		at, err := parseTime(o.Date)
		if err != nil || o.ID == "" {
			return nil, errors.New("GetCase: an occurrence without an id or a time")
		}
		changes = append(changes, c.change(k.ID, o, told, at))
	}
	slices.SortStableFunc(changes, func(a, b delivery.Change) int { return a.At.Compare(b.At) })
	return changes, nil
}

// change is what an occurrence means to the citizen.
func (c *connector) change(caseID string, o occurrence, told Told, at time.Time) delivery.Change {
	change := delivery.Change{Key: o.ID, RemoteID: caseID, At: at, Status: told.Status, Decision: told.Decision, Asks: told.Asks}
	if told.Words {
		change.Note = casetext.Tidy(o.Description)
	}
	if !told.Files {
		return change
	}
	for _, d := range o.Documents {
		if !slices.Contains(c.o.ToldDocumentsOf, d.Status) {
			continue // a draft
		}
		change.Files = append(change.Files, delivery.ChangeFile{ID: d.ID, Name: fileName(d.Filename)})
		change.Decision = change.Decision || d.IsMainDecision
	}
	return change
}

// parseTime reads a time of the contract: Sweden's, unless it says its zone.
func parseTime(s string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return at, nil
	}
	return time.ParseInLocation(dateTime, s, sweden()) // fractions are read too
}
