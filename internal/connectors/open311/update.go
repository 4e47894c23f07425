package open311

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

const updatesResource = "servicerequestupdates"

// What an update says of its request's state, which it must. An open one is what
// a citizen who writes thinks theirs is; most servers decide for themselves.
const (
	statusOpen   = "OPEN"
	statusClosed = "CLOSED"
)

// findUpdate looks for the update that carried a step.
func (c *connector) findUpdate(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if !c.updates {
		return delivery.Receipt{}, false, nil // none was sent
	}
	updates, err := list(ctx, c.fetchUpdates, c.maxList, s.Since.Add(-c.margin), c.clock.Now().Add(c.margin))
	if err != nil {
		return delivery.Receipt{}, false, err
	}
	for _, u := range updates {
		if mentions(u.Description, s.Key) {
			return delivery.Receipt{RemoteID: u.ID.id()}, true, nil
		}
	}
	return delivery.Receipt{}, false, nil
}

// sendMessage posts what the citizen writes.
func (c *connector) sendMessage(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	return c.postUpdate(ctx, c.updateForm(s, statusOpen, describeMessage(s.Key, *s.Message)))
}

// sendWithdrawal posts that the citizen takes the case back, and asks for it to
// be closed. A server that refuses to have it closed by us is told the words
// only; what it has refused is surely not there.
func (c *connector) sendWithdrawal(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	said := describeWithdrawal(s.Key, *s.Message)
	r, err := c.postUpdate(ctx, c.updateForm(s, statusClosed, said))
	if refused, ok := errors.AsType[*refusal](err); ok && refused.isFinal() {
		return c.postUpdate(ctx, c.updateForm(s, statusOpen, said))
	}
	return r, err
}

// updateForm is an update of the step's case.
func (c *connector) updateForm(s delivery.Step, status, description string) url.Values {
	return url.Values{
		"service_request_id": {s.RemoteID},
		"update_id":          {s.Key},
		"status":             {status},
		"updated_datetime":   {c.clock.Now().Format(time.RFC3339)},
		"description":        {description},
	}
}

func (c *connector) postUpdate(ctx context.Context, form url.Values) (delivery.Receipt, error) {
	return c.updateReceipt(c.client.postForm(ctx, updatesResource, form))
}

// updateReceipt reads the answer to one update.
func (c *connector) updateReceipt(a *httpclient.Answer, err error) (delivery.Receipt, error) {
	if err != nil {
		return delivery.Receipt{}, err
	}
	updates, err := decodeUpdates(c.client.format, a.Body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if len(updates) != 1 {
		return delivery.Receipt{}, fmt.Errorf("an answer about %d updates", len(updates))
	}
	return delivery.Receipt{RemoteID: updates[0].ID.id()}, nil
}
