package requesttracker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/delivery"
)

// maxApart is how much the clocks may differ: Poll passes a transaction when it
// is old enough.
const maxApart = 2 * time.Minute

// Check implements delivery.Connector. It asks for the version, the queue, its
// custom fields and the latest ticket that we have made there.
func (c *connector) Check(ctx context.Context) error {
	a, err := c.get(ctx, "rt", nil)
	if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return fmt.Errorf("base_url or token is wrong: %w", unavailable.Err)
	}
	if err != nil {
		return fmt.Errorf("base_url does not answer as Request Tracker 5: %w", err)
	}
	version, err := decode[struct{ Version string }](a.Body)
	if err != nil || version.Version == "" {
		return errors.New("base_url does not answer as Request Tracker 5")
	}
	if err := c.checkClock(a.Header); err != nil {
		return err
	}
	q, err := c.checkQueue(ctx)
	if err != nil {
		return err
	}
	if err := c.checkUnique(ctx, q); err != nil {
		return err
	}
	return c.checkLatest(ctx)
}

// checkClock compares the clocks.
func (c *connector) checkClock(h http.Header) error {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return nil //nolint:nilerr // it need not tell the time
	}
	if apart := theirs.Sub(c.clock.Now()).Abs(); apart > maxApart {
		return fmt.Errorf("the clock of Request Tracker and ours differ by %s: one of them must be mended", apart.Round(time.Second))
	}
	return nil
}

func (c *connector) checkQueue(ctx context.Context) (queue, error) {
	a, err := c.get(ctx, "queue/"+url.PathEscape(c.queue), nil)
	if err != nil {
		return queue{}, fmt.Errorf("queue %q is not there, or the token's user needs SeeQueue on it: %w", c.queue, err)
	}
	q, err := decode[queue](a.Body)
	switch {
	case err != nil:
		return queue{}, fmt.Errorf("queue %q: %w", c.queue, err)
	case !mayDo(q.Links, "create"):
		return queue{}, fmt.Errorf("queue %q: the token's user needs CreateTicket on it", c.queue)
	case !hasField(q.TicketFields, c.externalID):
		return queue{}, fmt.Errorf("queue %q: it needs a custom field %s for tickets, and the token's user SeeCustomField", c.queue, c.externalID)
	case !hasField(q.TransactionFields, c.deliveryID):
		return queue{}, fmt.Errorf("queue %q: it needs a custom field %s for transactions, and the token's user SeeCustomField", c.queue, c.deliveryID)
	}
	return q, nil
}

func hasField(fields []named, name string) bool {
	return slices.ContainsFunc(fields, func(f named) bool { return strings.EqualFold(f.Name, name) })
}

// checkUnique asks whether the field's values must be unique. Only users who
// may administrate fields are told.
func (c *connector) checkUnique(ctx context.Context, q queue) error {
	at := slices.IndexFunc(q.TicketFields, func(f named) bool { return strings.EqualFold(f.Name, c.externalID) })
	a, err := c.get(ctx, "customfield/"+url.PathEscape(string(q.TicketFields[at].ID)), nil)
	if _, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return nil
	}
	if err != nil {
		return fmt.Errorf("custom field %s: %w", c.externalID, err)
	}
	described, err := decode[struct {
		Unique text `json:"UniqueValues"`
	}](a.Body)
	if err == nil && described.Unique == "1" {
		return fmt.Errorf("custom field %s: it must not ask for unique values, since Request Tracker then makes tickets without it", c.externalID)
	}
	return err
}

// checkLatest looks at what became of the latest ticket that we have made.
func (c *connector) checkLatest(ctx context.Context) error {
	found, err := c.searchTickets(ctx, search{
		query:  "Creator='__CurrentUser__' AND Queue=" + quote(c.queue),
		fields: "CustomFields,_hyperlinks", most: 1, newest: true,
	})
	switch {
	case err != nil:
		return fmt.Errorf("tickets cannot be searched for: %w", err)
	case len(found) == 0:
		return nil
	case !isSet(found[0].CustomFields, c.externalID):
		return fmt.Errorf("the latest ticket that we made has no %s: the token's user needs ModifyCustomField, and the field's values must not have to be unique", c.externalID)
	case !mayDo(found[0].Links, "comment"):
		return errors.New("the token's user needs CommentOnTicket: attachments and withdrawals become comments")
	case !mayDo(found[0].Links, "correspond"):
		return errors.New("the token's user needs ReplyToTicket: what citizens write becomes correspondence")
	}
	return nil
}
