package requesttracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// said is the body of POST ticket/ID/comment and ticket/ID/correspond. Its
// subject is the step's key as well: Request Tracker writes it together with the
// text, and the field after that, so that one who is killed in between is found
// all the same.
type said struct {
	Subject     string            `json:"Subject"`
	Content     string            `json:"Content"`
	ContentType string            `json:"ContentType"`
	Fields      map[string]string `json:"TxnCustomFields"`
	Status      string            `json:"Status,omitempty"`
	Attachments []inlineFile      `json:"Attachments,omitempty"`
}

// inlineFile is a file within the JSON.
type inlineFile struct {
	Name      string `json:"FileName"`
	MediaType string `json:"FileType"`
	Content   string `json:"FileContent"`
}

// say writes a text for a step.
func (c *connector) say(s delivery.Step, text string) said {
	return said{Subject: s.Key, Content: text, ContentType: "text/plain", Fields: map[string]string{c.deliveryID: s.Key}}
}

// typeOf is the type of the transaction that a step becomes. Only a message is
// correspondence, as if the citizen had written to the ticket: that opens one
// that is closed. Files and withdrawals must not, and are comments.
func typeOf(k delivery.Kind) string {
	if k == delivery.KindMessage {
		return "Correspond"
	}
	return "Comment"
}

// resources are where transactions of a type are made.
var resources = map[string]string{"Correspond": "correspond", "Comment": "comment"}

// findSaid looks for the transaction that carries a step.
func (c *connector) findSaid(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	found, err := c.searchTransactions(ctx, search{
		query: "ObjectId=" + quote(s.RemoteID) + " AND Type=" + quote(typeOf(s.Kind)) + " AND (" +
			customField(c.deliveryID) + "=" + quote(s.Key) + " OR Subject=" + quote(s.Key) + ")",
		most: 1,
	})
	if err != nil || len(found) == 0 {
		return delivery.Receipt{}, false, err
	}
	return delivery.Receipt{RemoteID: string(found[0].ID)}, true, nil
}

// post adds what a step says to its ticket, and reads it back.
func (c *connector) post(ctx context.Context, s delivery.Step, r httpclient.Request) (delivery.Receipt, error) {
	kind := typeOf(s.Kind)
	a, err := c.http.Do(ctx, http.MethodPost, "ticket/"+url.PathEscape(s.RemoteID)+"/"+resources[kind], r)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if a.Status != http.StatusCreated || json.Unmarshal(a.Body, &[]string{}) != nil {
		return delivery.Receipt{}, errors.New("an answer without a " + resources[kind])
	}
	found, ok, err := c.findSaid(ctx, s)
	if err != nil {
		return delivery.Receipt{}, unknown(err)
	}
	if !ok {
		// Find would not see it the next time either, and it would come again and
		// again.
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "it was taken, but cannot be seen: ShowTicket, ShowTicketComments?"}
	}
	return found, nil
}

// unknown takes from an error the promise that nothing was sent: something was,
// before it.
func unknown(err error) error { return fmt.Errorf("not read back: %v", err) } //nolint:errorlint // on purpose

// sendMessage adds what the citizen writes as correspondence.
func (c *connector) sendMessage(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	r, err := httpclient.JSON(c.say(s, casetext.Message(*s.Message)))
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	return c.post(ctx, s, r)
}

// sendWithdrawal adds that the citizen takes the case back as a comment, and sets
// the status that is configured for it. Request Tracker answers 201 whether it
// has set that or not.
func (c *connector) sendWithdrawal(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	body := c.say(s, casetext.Withdrawal(*s.Message))
	body.Status = c.withdrawn
	r, err := httpclient.JSON(body)
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	got, err := c.post(ctx, s, r)
	if err != nil || c.withdrawn == "" {
		return got, err
	}
	status, err := c.status(ctx, s.RemoteID)
	if err != nil {
		return delivery.Receipt{}, unknown(err)
	}
	if status != c.withdrawn {
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "the withdrawal is noted, but its status was not set: withdrawn_status, ModifyTicket?"}
	}
	return got, nil
}

// findWithdrawal looks for the comment. One who was killed before the status was
// set has it set now, if that is possible and nobody has closed the ticket
// meanwhile.
func (c *connector) findWithdrawal(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	r, found, err := c.findSaid(ctx, s)
	if err != nil || !found || c.withdrawn == "" {
		return r, found, err
	}
	status, err := c.status(ctx, s.RemoteID)
	if err != nil {
		return delivery.Receipt{}, false, err
	}
	if status != c.withdrawn && c.statuses[status] != delivery.StatusClosed {
		_, err = c.sendJSON(ctx, http.MethodPut, "ticket/"+url.PathEscape(s.RemoteID), map[string]string{"Status": c.withdrawn})
	}
	return r, err == nil, err
}

// status returns a ticket's status, in lower case.
func (c *connector) status(ctx context.Context, ticketID string) (string, error) {
	found, err := c.searchTickets(ctx, search{query: "id=" + quote(ticketID), fields: "Status", most: 1})
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", errors.New("the ticket is not listed")
	}
	return strings.ToLower(found[0].Status), nil
}
