package sundsvall

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	firstPoll  = 30 * 24 * time.Hour // how far back it begins
	overlap    = 10 * time.Minute    // what is read again, for clocks that differ and transactions that end late
	readAtOnce = 20                  // errands of one Poll: each is some requests
)

// cursor is where the next Poll begins.
type cursor struct {
	At    time.Time `json:"at"`              // errands that were touched before it have been read
	Page  int       `json:"page,omitempty"`  // of those that were touched after it
	Going bool      `json:"going,omitempty"` // it is not the first page since what is new was asked for
	Sweep int       `json:"sweep,omitempty"` // the page of all errands that is read once more
}

// Poll implements delivery.Connector. It reads the errands of ours that were touched
// since the cursor, some at a time. The contract does not say that a message touches
// its errand: so each Poll that has read what is new reads some of the others as
// well, in turn.
//
// An errand tells how it stands now. So what is told of it are its messages, each
// once, and its status, once for each that it has had when it was asked.
func (c *connector) Poll(ctx context.Context, from string) (delivery.Batch, error) {
	at := cursor{At: c.clock.Now().Add(-firstPoll)}
	if from != "" {
		if err := json.Unmarshal([]byte(from), &at); err != nil || at.Page < 0 || at.Sweep < 0 {
			return delivery.Batch{}, errors.New("the cursor cannot be read")
		}
	}
	begun := c.clock.Now()
	if !at.Going {
		at.At, at.Page = at.At.Add(-overlap), 0
	}
	found, last, err := c.errands(ctx, c.touchedAfter(at.At), "touched,asc", at.Page, readAtOnce)
	if err != nil {
		return delivery.Batch{}, err
	}
	var b delivery.Batch
	if b.Changes, err = c.tell(ctx, found); err != nil {
		return delivery.Batch{}, err
	}
	if last {
		swept, err := c.sweep(ctx, &at, found)
		if err != nil {
			return delivery.Batch{}, err
		}
		b.Changes = append(b.Changes, swept...)
		at.At, at.Page, at.Going = begun, 0, false
	} else {
		at.next(found)
		b.More = true
	}
	raw, err := json.Marshal(at)
	b.Cursor = string(raw)
	return b, err
}

// next goes on behind the errands that were read: by their time, since pages move
// when an errand is touched; by page where all have the same.
func (at *cursor) next(found []errand) {
	at.Going, at.Page = true, at.Page+1
	if len(found) == 0 {
		return
	}
	behind := found[len(found)-1].Touched.Truncate(time.Millisecond).Add(-time.Millisecond)
	if behind.After(at.At) {
		at.At, at.Page = behind, 0
	}
}

func (c *connector) ours() string { return "externalTags.key:'" + c.options.Tag + "'" }

func (c *connector) touchedAfter(at time.Time) string {
	return c.ours() + " and touched>'" + at.UTC().Format("2006-01-02T15:04:05.000-07:00") + "'"
}

// sweep reads the next few of all errands that are not closed and were not just read.
func (c *connector) sweep(ctx context.Context, at *cursor, read []errand) ([]delivery.Change, error) {
	found, last, err := c.errands(ctx, c.ours(), "created,desc", at.Sweep, readAtOnce)
	if err != nil {
		return nil, err
	}
	at.Sweep++
	if last {
		at.Sweep = 0
	}
	var open []errand
	for _, e := range found {
		known := slices.ContainsFunc(read, func(r errand) bool { return r.ID == e.ID })
		if !known && c.statuses[e.Status] != delivery.StatusClosed {
			open = append(open, e)
		}
	}
	return c.tell(ctx, open)
}

// tell makes changes of what errands say, oldest first for each.
func (c *connector) tell(ctx context.Context, found []errand) (changes []delivery.Change, err error) {
	told := map[string]bool{} // a list may have the same twice
	for _, e := range found {
		reference := c.reference(e)
		if reference == "" || told[e.ID] {
			continue
		}
		told[e.ID] = true
		said, err := c.said(ctx, e.ID, reference)
		if err != nil && !isRefusal(err, http.StatusNotFound) {
			return nil, err
		}
		changes = append(changes, said...)
		status := c.statuses[e.Status]
		if status == "" || status == delivery.StatusReceived { // which it is told to be by its receipt
			continue
		}
		at := e.Touched.Time // when it was seen to stand so, for nothing says since when it does
		for _, m := range said {
			if m.At.After(at) {
				at = m.At
			}
		}
		changes = append(changes, delivery.Change{Key: e.ID + " " + e.Status, RemoteID: e.ID, At: at, Status: status})
	}
	return changes, nil
}

// said are the messages of staff to the citizen, oldest first.
func (c *connector) said(ctx context.Context, errandID, reference string) ([]delivery.Change, error) {
	ours, err := c.conversations(ctx, errandID, reference)
	if err != nil {
		return nil, err
	}
	var changes []delivery.Change
	for _, v := range ours {
		all, err := c.messages(ctx, errandID, v.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			known := slices.ContainsFunc(changes, func(before delivery.Change) bool { return before.Key == errandID+" "+m.ID })
			if known || m.Type == messageSystemCreated || c.isCitizens(m, reference) {
				continue
			}
			change := delivery.Change{Key: errandID + " " + m.ID, RemoteID: errandID, At: m.Created.Time, Note: casetext.Tidy(m.Content), Files: filesOf(v.ID, m)}
			if change.Note != "" || len(change.Files) > 0 {
				changes = append(changes, change)
			}
		}
	}
	slices.SortStableFunc(changes, func(a, b delivery.Change) int { return a.At.Compare(b.At) })
	return changes, nil
}

// isCitizens reports whether a message is the citizen's own words, which we wrote.
func (c *connector) isCitizens(m message, reference string) bool {
	if m.CreatedBy != nil {
		return c.mayBeOurs(m)
	}
	first, _, _ := strings.Cut(m.Content, "\n")
	return strings.Contains(first, "den som skickade in ärendet") && strings.Contains(first, "("+reference+"/")
}
