package open311

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

// defaultMargin widens the window in which Find looks. It is generous because
// a window missed makes a double: clocks differ, and servers have been
// seen to confuse local time with UTC.
const defaultMargin = 3 * time.Hour

// connector is a delivery.Connector for one server.
type connector struct {
	client      *client
	maxList     int
	margin      time.Duration // of Find's window
	updates     bool
	uploadFiles bool
	clock       clock.Clock
}

// Find implements delivery.Connector.
func (c *connector) Find(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	if s.Kind != delivery.KindCreate {
		return c.findUpdate(ctx, s)
	}
	if s.Ticket != "" {
		r, err := c.findToken(ctx, s.Ticket)
		if refused, ok := errors.AsType[*refusal](err); !ok || refused.answer.Status != http.StatusNotFound {
			return r, err == nil, err
		}
		// The server has forgotten the token; it may know the request.
	}
	return c.findRequest(ctx, s)
}

// Send implements delivery.Connector.
func (c *connector) Send(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	send := c.senderOf(s.Kind)
	if send == nil {
		return delivery.Receipt{}, delivery.Unsupported(s.Kind)
	}
	r, err := send(ctx, s)
	if refused, ok := errors.AsType[*refusal](err); ok {
		return r, refused.outcome(err)
	}
	return r, err
}

// Takes implements delivery.Taker.
func (c *connector) Takes(k delivery.Kind) bool { return c.senderOf(k) != nil }

// senderOf returns what sends a kind of step, and nil when the server has no
// place for it.
func (c *connector) senderOf(k delivery.Kind) func(context.Context, delivery.Step) (delivery.Receipt, error) {
	switch {
	case k == delivery.KindCreate:
		return c.sendRequest
	case k == delivery.KindAttachment && c.uploadFiles:
		return c.sendFile
	case k == delivery.KindMessage && c.updates:
		return c.sendMessage
	case k == delivery.KindWithdrawal && c.updates:
		return c.sendWithdrawal
	}
	return nil
}

// findToken asks for the id that a token stands for.
func (c *connector) findToken(ctx context.Context, token string) (delivery.Receipt, error) {
	a, err := c.client.get(ctx, "tokens/"+url.PathEscape(token), nil)
	if err != nil {
		return delivery.Receipt{}, err
	}
	r, err := c.receipt(a)
	if err != nil {
		return r, err
	}
	r.Ticket = token
	return r, nil
}

// receipt reads the one request that an answer is about.
func (c *connector) receipt(a *httpclient.Answer) (delivery.Receipt, error) {
	requests, err := decodeRequests(c.client.format, a.Body)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if len(requests) == 0 {
		return delivery.Receipt{}, errors.New("an answer without a request")
	}
	id, token := requests[0].ID.id(), requests[0].Token.id()
	for _, r := range requests[1:] {
		if r.ID.id() != id || r.Token.id() != token {
			return delivery.Receipt{}, errors.New("an answer about several requests")
		}
	}
	return delivery.Receipt{RemoteID: id, Number: id, Ticket: token}, nil
}

// findRequest looks for the request that carries the case's reference.
func (c *connector) findRequest(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	query := url.Values{"service_code": {s.Envelope.Params[paramServiceCode]}}
	requests, err := list(ctx, c.requests(query), c.maxList, s.Since.Add(-c.margin), c.clock.Now().Add(c.margin))
	if err != nil {
		return delivery.Receipt{}, false, err
	}
	for _, r := range requests {
		if mentions(r.Description, s.Envelope.Reference) {
			return delivery.Receipt{RemoteID: r.ID.id(), Number: r.ID.id()}, true, nil
		}
	}
	return delivery.Receipt{}, false, nil
}

// The route's values. Every other one begins with attribute and a dot.
const (
	paramServiceCode = "service_code"
	paramAddressID   = "address_id"
	paramAttribute   = "attribute."
)

// sendRequest posts the case as a new request.
func (c *connector) sendRequest(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	form, err := requestForm(s.Envelope)
	if err != nil {
		return delivery.Receipt{}, &delivery.RefusedError{Reason: err.Error()}
	}
	a, err := c.client.postForm(ctx, "requests", form)
	if err != nil {
		return delivery.Receipt{}, err
	}
	return c.receipt(a)
}

// requestForm writes the case as the arguments of a new request. The error
// says what can never be sent, without what is in it.
func requestForm(e delivery.Envelope) (url.Values, error) {
	form := url.Values{"description": {describe(e)}}
	for name, value := range e.Params {
		code, isAttribute := strings.CutPrefix(name, paramAttribute)
		switch {
		case name == paramServiceCode, name == paramAddressID:
			set(form, name, value)
		case isAttribute && code != "":
			set(form, "attribute["+code+"]", value)
		default:
			return nil, fmt.Errorf("the route has a value %q that open311 does not know", name)
		}
	}
	if form.Get(paramServiceCode) == "" {
		return nil, errors.New("the route has no service_code")
	}
	addPlace(form, e.Place)
	addContact(form, e.Contact)
	return form, nil
}

func addPlace(form url.Values, p *delivery.Place) {
	if p == nil {
		return
	}
	set(form, "address_string", p.Text)
	if p.HasPoint {
		// Six decimals are a tenth of a metre.
		form.Set("lat", strconv.FormatFloat(p.Lat, 'f', 6, 64))
		form.Set("long", strconv.FormatFloat(p.Long, 'f', 6, 64))
	}
}

func addContact(form url.Values, p *delivery.Contact) {
	if p == nil {
		return
	}
	names := strings.Fields(casetext.Clean(p.Name))
	if last := len(names) - 1; last > 0 {
		form.Set("first_name", strings.Join(names[:last], " "))
		form.Set("last_name", names[last])
	} else {
		set(form, "first_name", strings.Join(names, " "))
	}
	set(form, "email", p.Email)
	set(form, "phone", p.Phone)
}

// set leaves out what is empty.
func set(form url.Values, name, value string) {
	if value = strings.TrimSpace(casetext.Clean(value)); value != "" {
		form.Set(name, value)
	}
}
