package requesttracker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// connector is a delivery.Connector for one Request Tracker.
type connector struct {
	http       *httpclient.Client
	queue      string
	externalID string // custom field of tickets
	deliveryID string // custom field of transactions
	requestor  bool
	withdrawn  string // status of a withdrawn ticket; "" leaves it to staff
	statuses   map[string]delivery.Status
	clock      clock.Clock
}

// Find implements delivery.Connector.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	switch s.Kind {
	case delivery.KindCreate:
		return c.findTicket(ctx, s)
	case delivery.KindWithdrawal:
		return c.findWithdrawal(ctx, s)
	default:
		return c.findSaid(ctx, s)
	}
}

// findTicket looks for the case's ticket.
func (c *connector) findTicket(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if s.Ticket != "" {
		// Made, and not read back at that time: the field may be missing.
		found, err := c.searchTickets(ctx, search{query: "id=" + quote(s.Ticket), most: 1})
		if err != nil {
			return delivery.Receipt{}, false, err
		}
		if len(found) > 0 {
			r, err := c.readBack(ctx, s.Ticket, s.Envelope.Reference)
			return r, err == nil, err
		}
	}
	found, err := c.findTickets(ctx, s.Envelope.Reference)
	if err != nil || len(found) == 0 {
		return delivery.Receipt{}, false, err
	}
	return receipt(found[0]), true, nil // the first: staff may have copied it
}

// Send implements delivery.Connector.
func (c *connector) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	r, err := c.sendKind(ctx, s)
	if refused, ok := errors.AsType[*refusal](err); ok {
		return r, &delivery.RefusedError{Reason: refused.Error(), Err: err}
	}
	return r, err
}

func (c *connector) sendKind(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	switch s.Kind {
	case delivery.KindCreate:
		return c.sendTicket(ctx, s)
	case delivery.KindAttachment:
		return c.sendFile(ctx, s)
	case delivery.KindMessage:
		return c.sendMessage(ctx, s)
	case delivery.KindWithdrawal:
		return c.sendWithdrawal(ctx, s)
	}
	return delivery.Receipt{}, delivery.Unsupported(s.Kind)
}

func receipt(id string) delivery.Receipt {
	return delivery.Receipt{RemoteID: id, Number: "RT #" + id}
}

// findTickets returns the ids of the tickets that bear a reference, oldest
// first, in whichever queue they are by now.
func (c *connector) findTickets(ctx context.Context, reference string) ([]string, error) {
	found, err := c.searchTickets(ctx, search{
		query: customField(c.externalID) + "=" + quote(reference), fields: "CustomFields", most: maxPage,
	})
	var ids []string
	for _, t := range found {
		if holds(t.CustomFields, c.externalID, reference) {
			ids = append(ids, string(t.ID))
		}
	}
	return ids, err
}

// newTicket is the body of POST ticket.
type newTicket struct {
	Queue        string            `json:"Queue"`
	Subject      string            `json:"Subject"`
	Content      string            `json:"Content"`
	ContentType  string            `json:"ContentType"`
	Requestor    string            `json:"Requestor,omitempty"`
	CustomFields map[string]string `json:"CustomFields"`
}

// The route's values.
const (
	paramQueue       = "queue"
	paramCustomField = "cf."
)

// ticketOf writes the case as a new ticket. The error says what can never be
// sent, without what is in it.
func (c *connector) ticketOf(e delivery.Envelope) (newTicket, error) {
	t := newTicket{
		Queue: c.queue, Subject: casetext.Subject(e, maxSubject), Content: describe(e), ContentType: "text/plain",
		CustomFields: map[string]string{},
	}
	for name, value := range e.Params {
		custom, isCustom := strings.CutPrefix(name, paramCustomField)
		value = strings.TrimSpace(casetext.Clean(value))
		switch {
		case name == paramQueue && value != "":
			t.Queue = value
		case name == paramQueue:
		case isCustom && custom != "" && !strings.EqualFold(custom, c.externalID):
			if value != "" {
				t.CustomFields[custom] = value
			}
		default:
			return newTicket{}, fmt.Errorf("the route has a value %q that requesttracker does not know", name)
		}
	}
	t.CustomFields[c.externalID] = e.Reference
	if c.requestor && e.Contact != nil {
		t.Requestor = casetext.OneLine(e.Contact.Email)
	}
	return t, nil
}

// sendTicket makes the case's ticket and reads it back.
func (c *connector) sendTicket(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	body, err := c.ticketOf(s.Envelope)
	if err != nil {
		return delivery.Receipt{}, &delivery.RefusedError{Reason: err.Error()}
	}
	a, err := c.sendJSON(ctx, http.MethodPost, "ticket", body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	made, err := decode[struct {
		ID   text   `json:"id"`
		Type string `json:"type"`
	}](a.Body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if a.Status != http.StatusCreated || made.Type != "ticket" || made.ID == "" {
		return delivery.Receipt{}, errors.New("an answer without a ticket")
	}
	r, err := c.readBack(ctx, string(made.ID), s.Envelope.Reference)
	if errors.Is(err, errOther) {
		return delivery.Receipt{}, err
	}
	if err != nil {
		// The ticket is made: it must never be sent again, and is read later.
		return delivery.Receipt{Ticket: string(made.ID)}, nil //nolint:nilerr // the receipt says it
	}
	return r, nil
}

// readBack looks whether a new ticket bears its reference, and writes it there
// when it does not: Request Tracker says 201 all the same when it could not set
// a field, for want of a right, say, or because the field's values must be
// unique. If that is of no use either, the ticket is the case's nevertheless:
// sending it again would make another one. Check tells what to mend.
func (c *connector) readBack(ctx context.Context, id, reference string) (delivery.Receipt, error) {
	found, err := c.findTickets(ctx, reference)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if !slices.Contains(found, id) {
		if err := c.checkUnclaimed(ctx, id); err != nil {
			return delivery.Receipt{}, err
		}
		fields := map[string]map[string]string{"CustomFields": {c.externalID: reference}}
		if _, err := c.sendJSON(ctx, http.MethodPut, "ticket/"+url.PathEscape(id), fields); err != nil {
			return delivery.Receipt{}, err
		}
	}
	return receipt(id), nil
}

// errOther says that the answer to a new ticket named one that was there before.
var errOther = errors.New("the answer names the ticket of another case")

// checkUnclaimed sees to it that a ticket bears no reference, so that none is ever
// written over.
func (c *connector) checkUnclaimed(ctx context.Context, id string) error {
	found, err := c.searchTickets(ctx, search{query: "id=" + quote(id), fields: "CustomFields", most: 1})
	if err == nil && len(found) > 0 && isSet(found[0].CustomFields, c.externalID) {
		err = errOther
	}
	return err
}
