package requesttracker

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxPage is the most that Request Tracker lists at once.
const maxPage = 100

// quote writes a value for TicketSQL, whose quotes are escaped by a backslash.
func quote(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// customField names a field in TicketSQL.
func customField(name string) string { return "CF.{" + name + "}" }

// search is a question in TicketSQL, answered in the order of ids.
type search struct {
	query  string
	fields string // that are to be told beside the id
	most   int    // at most maxPage
	newest bool   // the highest id first
}

func (s search) values() url.Values {
	v := url.Values{"query": {s.query}, "orderby": {"id"}, "order": {"ASC"}, "per_page": {strconv.Itoa(s.most)}}
	if s.newest {
		v.Set("order", "DESC")
	}
	if s.fields != "" {
		v.Set("fields", s.fields)
	}
	return v
}

// searchTickets lists tickets. Request Tracker leaves out what our user may
// not see, what is deleted, and what is merged into another ticket.
func (c *connector) searchTickets(ctx context.Context, s search) ([]ticket, error) {
	a, err := c.get(ctx, "tickets", s.values())
	if err != nil {
		return nil, err
	}
	found, err := decodeList[ticket](a.Body)
	if slices.ContainsFunc(found, func(t ticket) bool { return t.ID == "" }) {
		err = errors.New("a ticket is listed without an id")
	}
	return found, err
}

// searchTransactions lists what happened to tickets.
func (c *connector) searchTransactions(ctx context.Context, s search) ([]transaction, error) {
	s.query = "ObjectType='RT::Ticket' AND " + s.query
	a, err := c.get(ctx, "transactions", s.values())
	if err != nil {
		return nil, err
	}
	found, err := decodeList[transaction](a.Body)
	if slices.ContainsFunc(found, func(t transaction) bool { return t.ID == "" }) {
		err = errors.New("a transaction is listed without an id")
	}
	return found, err
}

// listParts lists what a transaction's message consists of, without contents.
func (c *connector) listParts(ctx context.Context, transactionID string) ([]attachment, error) {
	a, err := c.get(ctx, "transaction/"+url.PathEscape(transactionID)+"/attachments",
		search{fields: "ContentType,Filename,ContentLength", most: maxPage}.values())
	if err != nil {
		return nil, err
	}
	return decodeList[attachment](a.Body)
}
