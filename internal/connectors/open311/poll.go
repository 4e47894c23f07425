package open311

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

const (
	// pollOverlap is how far before its cursor a poll begins, because clocks
	// differ and servers write late.
	pollOverlap = 10 * time.Minute

	// pollBack is how far back the first poll goes, and each one at a server
	// that tells only what is closed.
	pollBack = maxSpan - pollOverlap
)

// Poll implements delivery.Connector. The cursor is the time of the previous
// poll.
func (c *connector) Poll(ctx context.Context, cursor string) (delivery.Batch, error) {
	now := c.clock.Now()
	since := now.Add(-pollBack)
	if cursor != "" {
		at, err := time.Parse(time.RFC3339, cursor)
		if err != nil {
			return delivery.Batch{}, errors.New("the cursor is not a time")
		}
		since = at.Add(-pollOverlap)
	}
	changes, err := c.changes(ctx, since, now)
	if err != nil {
		return delivery.Batch{}, err
	}
	return delivery.Batch{Changes: changes, Cursor: now.Format(time.RFC3339)}, nil
}

// changes returns what happened since a time, oldest first.
func (c *connector) changes(ctx context.Context, since, now time.Time) ([]delivery.Change, error) {
	read := c.closedSince
	if c.updates {
		read = c.updatedSince
	}
	changes, err := read(ctx, since, now)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(changes, func(a, b delivery.Change) int { return a.At.Compare(b.At) })
	return changes, nil
}

// updatedSince reads the server's updates, without those that are our own
// attachments, messages and withdrawals.
func (c *connector) updatedSince(ctx context.Context, since, now time.Time) ([]delivery.Change, error) {
	updates, err := list(ctx, c.fetchUpdates, c.maxList, since, now.Add(pollOverlap))
	if err != nil {
		return nil, err
	}
	var changes []delivery.Change
	for _, u := range updates {
		status, note := statusOf(u.Status), strings.TrimSpace(string(u.Description))
		if isOurs(note) || status == "" && note == "" {
			continue
		}
		changes = append(changes, delivery.Change{
			Key: u.ID.id(), RemoteID: u.RequestID.id(), At: u.Updated.time(), Status: status, Note: note,
		})
	}
	return changes, nil
}

// closedSince reads which requests are closed: all that a server without
// updates tells. It lists by when a request was made, so each poll reads
// nearly three months of them.
func (c *connector) closedSince(ctx context.Context, since, now time.Time) ([]delivery.Change, error) {
	requests, err := list(ctx, c.requests(url.Values{"status": {"closed"}}), c.maxList, now.Add(-pollBack), now.Add(pollOverlap))
	if err != nil {
		return nil, err
	}
	var changes []delivery.Change
	for _, r := range requests {
		id, at := r.ID.id(), r.Updated.time()
		if statusOf(r.Status) != delivery.StatusClosed || !at.IsZero() && at.Before(since) {
			continue
		}
		changes = append(changes, delivery.Change{
			Key: id + "/closed", RemoteID: id, At: at, Status: delivery.StatusClosed, Note: strings.TrimSpace(string(r.StatusNotes)),
		})
	}
	return changes, nil
}

// statuses are GeoReport's two and those of mySociety's extension
// (github.com/mysociety/fixmystreet/wiki, "Open311 FMS Additional states"), and
// what they are to a citizen.
var statuses = map[string]delivery.Status{
	"open":                        delivery.StatusReceived,
	"investigating":               delivery.StatusStarted,
	"in_progress":                 delivery.StatusStarted,
	"planned":                     delivery.StatusStarted,
	"action_scheduled":            delivery.StatusStarted,
	"for_triage":                  delivery.StatusReceived,
	"fixed":                       delivery.StatusClosed,
	"closed":                      delivery.StatusClosed,
	"no_further_action":           delivery.StatusClosed,
	"unable_to_fix":               delivery.StatusClosed,
	"not_responsible":             delivery.StatusClosed,
	"not_councils_responsibility": delivery.StatusClosed,
	"duplicate":                   delivery.StatusClosed,
	"internal_referral":           delivery.StatusStarted,
}

// statusOf maps a server's status, and "" for one that we do not know: its
// note is told, and nothing is claimed.
func statusOf(s text) delivery.Status {
	return statuses[strings.ReplaceAll(strings.ToLower(s.id()), " ", "_")]
}
