package requesttracker

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// settled is how old a transaction is before the cursor passes it. Databases
// give out ids before they show the row: one with a lower id may appear a
// little later, and must not be missed.
const settled = 5 * time.Minute

// Poll implements delivery.Connector. The cursor is the id of a transaction.
// What came after it in the latest minutes is read again each time.
func (c *connector) Poll(ctx context.Context, cursor string) (delivery.Batch, error) {
	after, err := c.begin(ctx, cursor)
	if err != nil || after == 0 {
		return delivery.Batch{}, err
	}
	batch := delivery.Batch{Cursor: strconv.FormatInt(after, 10)}
	passing := true
	for {
		page, err := c.changesAfter(ctx, after)
		if err != nil {
			return delivery.Batch{}, err
		}
		changes, err := c.tell(ctx, page)
		if err != nil {
			return delivery.Batch{}, err
		}
		batch.Changes = append(batch.Changes, changes...)
		for _, t := range page {
			if after, err = idAfter(t.ID, after); err != nil {
				return delivery.Batch{}, err
			}
			passing = passing && t.Created.time().Before(c.clock.Now().Add(-settled))
			if passing {
				batch.Cursor = string(t.ID)
			}
		}
		if len(page) < maxPage {
			return batch, nil
		}
		if passing {
			batch.More = true
			return batch, nil
		}
	}
}

// begin returns the id after which to read: the cursor's, or that of the moment
// before our first ticket was made. It is 0 as long as there is none.
func (c *connector) begin(ctx context.Context, cursor string) (int64, error) {
	if cursor != "" {
		after, err := strconv.ParseInt(cursor, 10, 64)
		if err != nil || after < 1 {
			return 0, errors.New("the cursor is not a transaction's id")
		}
		return after, nil
	}
	first, err := c.searchTickets(ctx, search{query: customField(c.externalID) + " IS NOT NULL", most: 1})
	if err != nil || len(first) == 0 {
		return 0, err
	}
	made, err := c.searchTransactions(ctx, search{query: "ObjectId=" + quote(string(first[0].ID)), most: 1})
	if err != nil || len(made) == 0 {
		return 0, err
	}
	return idAfter(made[0].ID, 0)
}

// idAfter reads an id, which must be higher than the one before.
func idAfter(id text, before int64) (int64, error) {
	n, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil || n <= before {
		return 0, errors.New("transactions are not listed in the order of their ids")
	}
	return n, nil
}

// changesAfter lists changes of status and correspondence, of all tickets that
// our user sees: a ticket may have been moved to another queue. Comments are
// between staff, and what our user has written are the citizen's own words.
func (c *connector) changesAfter(ctx context.Context, after int64) ([]transaction, error) {
	return c.searchTransactions(ctx, search{
		query:  "id > " + strconv.FormatInt(after, 10) + " AND (Type='Status' OR (Type='Correspond' AND Creator!='__CurrentUser__'))",
		fields: "Type,OldValue,NewValue,ObjectId,Created,Creator,CustomFields",
		most:   maxPage,
	})
}

// tell makes changes of what happened to tickets of ours.
func (c *connector) tell(ctx context.Context, page []transaction) ([]delivery.Change, error) {
	ours, err := c.ours(ctx, page)
	if err != nil {
		return nil, err
	}
	var changes []delivery.Change
	for _, t := range page {
		requestors, isOurs := ours[t.TicketID]
		if !isOurs {
			continue
		}
		change, told, err := c.change(ctx, t, requestors)
		if err != nil {
			return nil, err
		}
		if told {
			changes = append(changes, change)
		}
	}
	return changes, nil
}

// change makes a change of what happened, unless it says nothing to the citizen.
func (c *connector) change(ctx context.Context, t transaction, requestors []text) (change delivery.Change, told bool, err error) {
	change = delivery.Change{Key: string(t.ID), RemoteID: string(t.TicketID), At: t.Created.time()}
	if t.Type == "Status" {
		change.Status = c.statuses[strings.ToLower(string(t.NewValue))]
		before := c.statuses[strings.ToLower(string(t.OldValue))]
		if change.Status == "" || change.Status == before {
			return change, false, nil
		}
		if before == delivery.StatusReceived && change.Status == delivery.StatusStarted && t.Creator.ID == systemUser {
			ours, err := c.isAnswerToUs(ctx, t)
			return change, !ours, err
		}
		return change, true, nil
	}
	if isSet(t.CustomFields, c.deliveryID) || slices.Contains(requestors, t.Creator.ID) {
		return change, false, nil // the citizen's own words
	}
	change.Note, change.Files, err = c.readMessage(ctx, string(t.ID))
	return change, change.Note != "" || len(change.Files) > 0, err
}

// systemUser is who does what Request Tracker does by itself.
const systemUser = "RT_System"

// isAnswerToUs reports whether Request Tracker has opened a new ticket because
// the citizen has written. Nobody has begun to work on it.
func (c *connector) isAnswerToUs(ctx context.Context, opened transaction) (bool, error) {
	before := "ObjectId=" + quote(string(opened.TicketID)) + " AND Type='Correspond' AND id < " + string(opened.ID)
	last, err := c.searchTransactions(ctx, search{query: before, most: 1, newest: true})
	if err != nil || len(last) == 0 {
		return false, err
	}
	ours, err := c.searchTransactions(ctx, search{query: before + " AND Creator='__CurrentUser__'", most: 1, newest: true})
	return err == nil && len(ours) > 0 && ours[0].ID == last[0].ID, err
}

// ours returns which of the tickets bear a reference, with their requestors.
// What others write in their tickets is not even fetched.
func (c *connector) ours(ctx context.Context, page []transaction) (map[text][]text, error) {
	var ids []string
	for _, t := range page {
		if id := "id=" + quote(string(t.TicketID)); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := c.searchTickets(ctx, search{
		query:  customField(c.externalID) + " IS NOT NULL AND (" + strings.Join(ids, " OR ") + ")",
		fields: "Requestor", most: maxPage,
	})
	if err != nil {
		return nil, err
	}
	ours := map[text][]text{}
	for _, t := range found {
		ours[t.ID] = []text{}
		for _, r := range t.Requestor {
			ours[t.ID] = append(ours[t.ID], r.ID)
		}
	}
	return ours, nil
}
